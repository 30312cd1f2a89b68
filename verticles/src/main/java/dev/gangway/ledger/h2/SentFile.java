package dev.gangway.ledger.h2;

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
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the broker acknowledged, in a file of its own beside the ledger: {@code outbox.sent}. The outbox's cursor is a number
 * that anybody could have set; this says for which records there was an answer. It is written before the cursor moves. One
 * thread at a time.
 */
final class SentFile {
    private static final String NAME = "outbox.sent";
    private static final String NEW = "outbox.sent.new";
    private static final String LAST = "last ([0-9]{1,18}) ([0-9a-f]{64}) (\\S{1,40})\n";
    private static final String RANGES = "((?:range [0-9]{1,18} [0-9]{1,18}\n)*)";
    private static final Pattern TEXT =
            Pattern.compile("(gangway-outbox-sent 1\n" + LAST + RANGES + ")([0-9a-f]{64})\n");

    private final Path folder;

    /** The file of this data folder; it need not be there. */
    SentFile(Path folder) {
        this.folder = folder;
    }

    /** Records from one to another, both included. */
    record Range(long from, long to) {}

    /**
     * What was acknowledged.
     *
     * @param seq the record that was acknowledged last
     * @param chain its hash, which tells whether that was a record of this ledger
     * @param at when
     * @param ranges all that were acknowledged, in order, without overlap
     */
    record Sent(long seq, String chain, Instant at, List<Range> ranges) {
        Sent {
            ranges = List.copyOf(ranges);
        }

        /** These records too; ranges that touch become one. */
        static List<Range> joined(List<Range> ranges, Range more) {
            List<Range> sorted = new ArrayList<>(ranges);
            sorted.add(more);
            sorted.sort(Comparator.comparingLong(Range::from));
            List<Range> joined = new ArrayList<>();
            for (Range next : sorted) {
                Range last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
                if (last != null && next.from() <= last.to() + 1) {
                    joined.set(joined.size() - 1, new Range(last.from(), Math.max(last.to(), next.to())));
                } else {
                    joined.add(next);
                }
            }
            return joined;
        }
    }

    /** What the file says; null when it is missing or damaged, so that nothing is known. */
    @Nullable
    Sent read() throws LedgerException {
        String text;
        try {
            text = Files.readString(folder.resolve(NAME), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw DataFolder.failure(folder, e);
        }
        Matcher found = TEXT.matcher(text);
        if (!found.matches() || !checksum(found.group(1)).equals(found.group(6))) {
            return null;
        }
        try {
            List<Range> ranges = found.group(5)
                    .lines()
                    .map(line -> line.split(" "))
                    .map(words -> new Range(Long.parseLong(words[1]), Long.parseLong(words[2])))
                    .toList();
            return new Sent(Long.parseLong(found.group(2)), found.group(3), Instant.parse(found.group(4)), ranges);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Returns when it is on the disk, whole. */
    void write(Sent sent) throws LedgerException {
        StringBuilder text = new StringBuilder(
                "gangway-outbox-sent 1\nlast " + sent.seq() + " " + sent.chain() + " " + sent.at() + "\n");
        sent.ranges().forEach(range -> text.append("range " + range.from() + " " + range.to() + "\n"));
        ByteBuffer bytes =
                ByteBuffer.wrap((text + checksum(text.toString()) + "\n").getBytes(StandardCharsets.ISO_8859_1));
        Path fresh = folder.resolve(NEW);
        try {
            try (FileChannel channel = FileChannel.open(
                    fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(false);
            }
            Files.move(
                    fresh, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw DataFolder.failure(folder, e);
        }
    }

    private static String checksum(String text) {
        return Digest.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)))
                .hex();
    }
}
