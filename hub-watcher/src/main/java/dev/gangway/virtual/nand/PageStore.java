package dev.gangway.virtual.nand;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Content-addressed memory for the pages of all virtual boards of a process: equal pages are kept once, in a temporary
 * file outside the Java heap, and named by a small number. A page once stored never changes. Any thread may call.
 */
public final class PageStore implements AutoCloseable {
    /** Longest page; a stored page does not cross the border of a mapped segment. */
    public static final int MAX_PAGE = 1 << 20;

    private static final int SEGMENT = 64 << 20;
    private static final long MIX = 0x9E3779B97F4A7C15L; // 2^64 / golden ratio, an odd constant that spreads bits

    private final FileChannel file;
    private final List<MappedByteBuffer> segments = new ArrayList<>();
    private long end;
    private int count;
    private long[] offsets = new long[1024];
    private int[] lengths = new int[1024];
    private long[] hashes = new long[1024];
    private int[] table = new int[4096];

    /** A store in the system's folder for temporary files. */
    public static PageStore temporary() {
        try {
            return new PageStore(Files.createTempFile("gangway-pages", ".bin"));
        } catch (IOException e) {
            throw new UncheckedIOException("no room for the virtual boards' flash in the temporary folder", e);
        }
    }

    /**
     * A store in this file, which is emptied first and deleted when the store is closed or the process ends.
     *
     * @throws IOException if the file cannot be opened
     */
    public PageStore(Path path) throws IOException {
        file = FileChannel.open(
                path,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.DELETE_ON_CLOSE);
        path.toFile().deleteOnExit();
    }

    /**
     * Stores the buffer's remaining bytes, whose position does not move.
     *
     * @return the number of the page, from 0; the same bytes always give the same number
     */
    public int put(ByteBuffer page) {
        int length = page.remaining();
        if (length < 1 || length > MAX_PAGE) {
            throw new IllegalArgumentException("a page has 1 to " + MAX_PAGE + " bytes, not " + length);
        }
        long hash = hash(page);
        synchronized (this) {
            int slot = slot(hash);
            while (table[slot] != 0) {
                int known = table[slot] - 1;
                if (hashes[known] == hash && lengths[known] == length && page.equals(view(known))) {
                    return known;
                }
                slot = (slot + 1) & (table.length - 1);
            }
            int number = append(page, length, hash);
            table[slot] = number + 1;
            if (count * 2 > table.length) {
                rehash();
            }
            return number;
        }
    }

    /** The bytes of a stored page, read-only. */
    public ByteBuffer get(int number) {
        synchronized (this) {
            if (number < 0 || number >= count) {
                throw new IllegalArgumentException("no page " + number + " in the store");
            }
            return view(number).asReadOnlyBuffer();
        }
    }

    /** Bytes that distinct pages take in the file. */
    public synchronized long storedBytes() {
        return end;
    }

    /** Distinct pages. */
    public synchronized int storedPages() {
        return count;
    }

    /** Deletes the file. Pages that were handed out stay readable until they are garbage. */
    @Override
    public synchronized void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int append(ByteBuffer page, int length, long hash) {
        if (end % SEGMENT + length > SEGMENT || segments.isEmpty() || end / SEGMENT >= segments.size()) {
            end = (long) segments.size() * SEGMENT;
            try {
                segments.add(file.map(FileChannel.MapMode.READ_WRITE, end, SEGMENT));
            } catch (IOException e) {
                throw new UncheckedIOException("no room for the virtual boards' flash in the temporary folder", e);
            }
        }
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, count * 2);
            lengths = Arrays.copyOf(lengths, count * 2);
            hashes = Arrays.copyOf(hashes, count * 2);
        }
        offsets[count] = end;
        lengths[count] = length;
        hashes[count] = hash;
        segments.get((int) (end / SEGMENT)).put((int) (end % SEGMENT), page, page.position(), length);
        end += length;
        return count++;
    }

    private ByteBuffer view(int number) {
        long at = offsets[number];
        return segments.get((int) (at / SEGMENT)).slice((int) (at % SEGMENT), lengths[number]);
    }

    private void rehash() {
        table = new int[table.length * 2];
        for (int i = 0; i < count; i++) {
            int slot = slot(hashes[i]);
            while (table[slot] != 0) {
                slot = (slot + 1) & (table.length - 1);
            }
            table[slot] = i + 1;
        }
    }

    private int slot(long hash) {
        return (int) ((hash >>> 32) & (table.length - 1));
    }

    /** Not proof against an adversary: equality is always decided by comparing the bytes. */
    private static long hash(ByteBuffer page) {
        ByteBuffer in = page.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        int at = in.position();
        int limit = in.limit();
        long a = (long) limit - at;
        long b = MIX;
        long c = ~MIX;
        long d = 1;
        for (; at + 32 <= limit; at += 32) {
            a = (a ^ in.getLong(at)) * MIX;
            b = (b ^ in.getLong(at + 8)) * MIX;
            c = (c ^ in.getLong(at + 16)) * MIX;
            d = (d ^ in.getLong(at + 24)) * MIX;
            a ^= a >>> 29;
            b ^= b >>> 31;
            c ^= c >>> 30;
            d ^= d >>> 32;
        }
        for (; at < limit; at++) {
            a = (a ^ in.get(at)) * MIX;
            a ^= a >>> 29;
        }
        long all = a + Long.rotateLeft(b, 17) + Long.rotateLeft(c, 33) + Long.rotateLeft(d, 47);
        all = (all ^ (all >>> 31)) * MIX;
        return all ^ (all >>> 29);
    }
}
