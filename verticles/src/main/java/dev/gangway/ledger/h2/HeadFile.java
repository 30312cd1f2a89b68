package dev.gangway.ledger.h2;

import dev.gangway.ledger.ChainHead;
import dev.gangway.ledger.LedgerException;
import dev.gangway.model.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The newest acknowledged record, in a file of its own beside the ledger: {@code ledger.head}. A database that lost its end
 * falls back to an older state and looks sound; only something outside of it can tell.
 *
 * <p>It is written and synced after a group is on disk and before the group is acknowledged. So it may lag behind the
 * ledger by what was not acknowledged, and never leads it. Two places in the file are written in turn, each with a number
 * that grows and a checksum: a write that is cut off leaves the one before it. One thread at a time.
 */
final class HeadFile {
    private static final String NAME = "ledger.head";
    private static final String NEW = "ledger.head.new";
    private static final Pattern LINE =
            Pattern.compile("(gangway-ledger-head 1 ([0-9]{1,18}) ([0-9]{1,18}) ([0-9a-f]{64})) ([0-9a-f]{64})\\s*");
    private static final int LINE_BYTES = 256;

    /** The two places lie in different blocks of the disk. */
    private static final int PLACE_BYTES = 4_096;

    private final Path folder;
    private long written;

    /** The head file of this data folder; it need not be there yet. */
    HeadFile(Path folder) throws LedgerException {
        this.folder = folder;
        this.written = newest(folder).written();
    }

    /**
     * What the file says.
     *
     * @param head the newest acknowledged record, or null when the file does not tell it
     * @param problem why it does not: {@code is missing} or {@code is damaged}; empty when it does
     */
    record Noted(@Nullable ChainHead head, String problem) {}

    private record Place(long written, @Nullable ChainHead head, String problem) {
        boolean isNewerThan(Place other) {
            return head != null && (other.head == null || written > other.written);
        }
    }

    static Path in(Path folder) {
        return folder.resolve(NAME);
    }

    static Noted read(Path folder) throws LedgerException {
        Place newest = newest(folder);
        return new Noted(newest.head(), newest.problem());
    }

    /** Returns when this head is on the disk. */
    void write(ChainHead head) throws LedgerException {
        try {
            if (!Files.exists(in(folder))) {
                create(head);
                return;
            }
            try (FileChannel channel = FileChannel.open(in(folder), StandardOpenOption.WRITE)) {
                put(channel, written + 1, head);
                channel.force(false);
            }
            written++;
        } catch (IOException e) {
            throw DataFolder.failure(folder, e);
        }
    }

    /** Whole or not at all, so that a start that is cut off does not leave an empty file. */
    private void create(ChainHead head) throws IOException {
        Path fresh = folder.resolve(NEW);
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            put(channel, written + 1, head);
            put(channel, written + 2, head);
            channel.force(true);
        }
        Files.move(fresh, in(folder), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException notSyncable) {
            // Not every system lets a folder be opened; the file itself is synced.
        }
        written += 2;
    }

    private static void put(FileChannel channel, long number, ChainHead head) throws IOException {
        String text = "gangway-ledger-head 1 " + number + " " + head.seq() + " " + head.hash();
        String line = text + " " + checksum(text);
        ByteBuffer bytes = ByteBuffer.wrap(
                (line + " ".repeat(LINE_BYTES - 1 - line.length()) + "\n").getBytes(StandardCharsets.US_ASCII));
        long position = number % 2 * PLACE_BYTES;
        while (bytes.hasRemaining()) {
            position += channel.write(bytes, position);
        }
    }

    private static Place newest(Path folder) throws LedgerException {
        try (FileChannel channel = FileChannel.open(in(folder), StandardOpenOption.READ)) {
            Place even = place(channel, 0);
            Place odd = place(channel, PLACE_BYTES);
            return odd.isNewerThan(even) ? odd : even;
        } catch (NoSuchFileException e) {
            return new Place(0, null, "is missing");
        } catch (IOException e) {
            throw DataFolder.failure(folder, e);
        }
    }

    private static Place place(FileChannel channel, long position) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LINE_BYTES);
        int count = Math.max(0, channel.read(bytes, position));
        Matcher line = LINE.matcher(new String(bytes.array(), 0, count, StandardCharsets.ISO_8859_1));
        if (!line.matches() || !checksum(line.group(1)).equals(line.group(5))) {
            return new Place(0, null, "is damaged");
        }
        return new Place(
                Long.parseLong(line.group(2)), new ChainHead(Long.parseLong(line.group(3)), line.group(4)), "");
    }

    private static String checksum(String text) {
        return Digest.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)))
                .hex();
    }
}
