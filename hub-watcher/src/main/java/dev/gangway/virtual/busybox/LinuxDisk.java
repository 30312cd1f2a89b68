package dev.gangway.virtual.busybox;

import dev.gangway.virtual.SystemMemory;
import dev.gangway.virtual.SystemMemory.BusAbort;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A block device as Linux shows it: its node, its place in sysfs, its counters, and a cache from which a page that was read or
 * written comes until it is dropped. Any thread.
 */
public final class LinuxDisk {
    /** How sysfs counts. */
    static final int SECTOR = 512;

    private static final int PAGE = 4096;

    private final String name;
    private final String path;
    private final SystemMemory content;
    private final long from;
    private final long length;
    private final Optional<String> label;
    private final Set<Long> cached = new HashSet<>();
    private final Map<Long, byte[]> remembered = new TreeMap<>();
    private final AtomicLong read = new AtomicLong(8);
    private final AtomicLong written = new AtomicLong();

    /**
     * A device.
     *
     * @param path below {@code /sys}
     * @param from where in the content it begins
     * @param label of a partition
     */
    public LinuxDisk(String name, String path, SystemMemory content, long from, long length, Optional<String> label) {
        this.name = name;
        this.path = path;
        this.content = content;
        this.from = from;
        this.length = length;
        this.label = label;
    }

    String name() {
        return name;
    }

    String path() {
        return path;
    }

    /** Where it begins on the disk that it is a part of, bytes. */
    long from() {
        return from;
    }

    Optional<String> label() {
        return label;
    }

    /** Bytes. */
    long length() {
        return length;
    }

    /** How many bytes of a stretch there are. */
    int read(long at, ByteBuffer into) throws IOException {
        int count = (int) Math.max(0, Math.min(into.remaining(), length - at));
        synchronized (cached) {
            for (long page = at / PAGE; page * PAGE < at + count; page++) {
                if (cached.add(page)) {
                    read.addAndGet(PAGE / SECTOR);
                }
            }
        }
        int begin = into.position();
        move(false, at, into.limit(begin + count));
        synchronized (cached) {
            remembered.forEach((where, bytes) -> overlay(at, into, begin, count, where, bytes));
        }
        return count;
    }

    private static void overlay(long at, ByteBuffer into, int begin, int count, long where, byte[] bytes) {
        long first = Math.max(at, where);
        long end = Math.min(at + count, where + bytes.length);
        for (long each = first; each < end; each++) {
            into.put((int) (begin + each - at), bytes[(int) (each - where)]);
        }
    }

    /**
     * Writes.
     *
     * @param seen what the cache holds then
     * @param reached what the disk holds then; empty = what it held before
     */
    void write(long at, byte[] seen, Optional<byte[]> reached) throws IOException {
        synchronized (cached) {
            for (long page = at / PAGE; page * PAGE < at + seen.length; page++) {
                cached.add(page);
            }
            if (reached.isEmpty() || reached.get() != seen) {
                remembered.put(at, seen);
            }
        }
        written.addAndGet((seen.length + SECTOR - 1) / SECTOR);
        if (reached.isPresent()) {
            move(true, at, ByteBuffer.wrap(reached.get()));
        }
    }

    private void move(boolean writes, long at, ByteBuffer bytes) throws IOException {
        try {
            synchronized (content) {
                if (writes) {
                    content.write(from + at, bytes);
                } else {
                    content.read(from + at, bytes);
                }
            }
        } catch (BusAbort e) {
            throw new IOException("I/O error", e);
        }
    }

    /** Nothing of it is in memory any more. */
    void drop() {
        synchronized (cached) {
            cached.clear();
            remembered.clear();
        }
    }

    /** Its file {@code stat}. */
    String stat() {
        return String.join(
                " ",
                List.of(
                        "     " + read.get() / 8,
                        "0",
                        Long.toString(read.get()),
                        "12",
                        Long.toString(written.get() / 8),
                        "0",
                        Long.toString(written.get()),
                        "34",
                        "0",
                        "40",
                        "46"));
    }
}
