package dev.gangway.unit;

import dev.gangway.config.PoolConfig;
import dev.gangway.model.Digest;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.FileTrouble;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The file of a pool of lines, read anew each time: people add lines while the station runs. Its content is in no message. */
public final class PoolFile {
    private static final int LONGEST = 1 << 16;

    private final String pool;
    private final PoolConfig.Lines lines;

    /** The file of this pool. */
    public PoolFile(String pool, PoolConfig.Lines lines) {
        this.pool = pool;
        this.lines = lines;
    }

    /**
     * A line with a value.
     *
     * @param number its number in the file, from 1
     * @param fingerprint SHA-256 of its text
     * @param columns what stands in it, as many as the pool has columns
     */
    public record Line(long number, Digest fingerprint, List<String> columns) {
        /** Copies the list. */
        public Line {
            columns = List.copyOf(columns);
        }

        /** What the record says of it. */
        public String shown() {
            return "line " + number + ", sha256:" + fingerprint.hex();
        }

        @Override
        public String toString() {
            return shown();
        }
    }

    /** Takes lines; says whether it wants more. */
    @FunctionalInterface
    public interface Taker {
        /** The next line. */
        boolean take(Line line) throws FailureException;
    }

    /**
     * The line of this number; null when the file has none there.
     *
     * @throws FailureException UNIT_VALUE_MISSING when the file can't be read or the line has other columns
     */
    public @Nullable Line line(long number) throws FailureException {
        Line first = first(number);
        return first != null && first.number() == number ? first : null;
    }

    /** The first line with a value behind this number; null when there is none. */
    public @Nullable Line behind(long number) throws FailureException {
        return first(number + 1);
    }

    private @Nullable Line first(long from) throws FailureException {
        Line[] found = {null};
        each(from, line -> {
            found[0] = line;
            return false;
        });
        return found[0];
    }

    /** Hands over the lines with values from this number on, until one is enough. */
    public void each(long from, Taker taker) throws FailureException {
        eachText(from, (number, text) -> taker.take(parsed(number, text)));
    }

    /** Takes lines as they stand there; says whether it wants more. */
    @FunctionalInterface
    private interface TextTaker {
        boolean take(long number, String text) throws FailureException;
    }

    private void eachText(long from, TextTaker taker) throws FailureException {
        try (BufferedReader reader = Files.newBufferedReader(lines.file(), StandardCharsets.UTF_8)) {
            long number = 0;
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                number++;
                if (number < from || text.isBlank() || text.startsWith("#")) {
                    continue;
                }
                if (!taker.take(number, text)) {
                    return;
                }
            }
        } catch (CharacterCodingException e) {
            throw trouble("is no text in UTF-8: save it as UTF-8", e);
        } catch (IOException e) {
            throw trouble("cannot be read: " + FileTrouble.told(e), e);
        }
    }

    /** How many values it has from this number on; what stands in them is not looked at. */
    public long count(long from) throws FailureException {
        long[] count = {0};
        eachText(from, (number, text) -> {
            count[0]++;
            return true;
        });
        return count[0];
    }

    /** The numbers of the lines with values; what stands in them is not looked at. */
    BitSet places() throws FailureException {
        BitSet places = new BitSet();
        eachText(1, (number, text) -> {
            places.set(Math.toIntExact(number));
            return true;
        });
        return places;
    }

    private Line parsed(long number, String text) throws FailureException {
        if (text.length() > LONGEST) {
            throw trouble("has more than " + LONGEST + " characters in line " + number + ": shorten it", null);
        }
        List<String> columns = new ArrayList<>();
        if (lines.columns().size() == 1) {
            columns.add(text.strip());
        } else {
            for (String column : text.split(",", -1)) {
                columns.add(column.strip());
            }
        }
        if (columns.size() != lines.columns().size()) {
            throw trouble(
                    "has " + columns.size() + " columns in line " + number + ", the pool has "
                            + lines.columns().size() + " (" + String.join(", ", lines.columns()) + "): mend the line",
                    null);
        }
        return new Line(number, Digest.of(ByteBuffer.wrap(text.strip().getBytes(StandardCharsets.UTF_8))), columns);
    }

    private FailureException trouble(String what, @Nullable Exception cause) {
        String message = "the pool " + pool + ": " + lines.file() + " " + what;
        return cause == null
                ? new FailureException(FailureKind.UNIT_VALUE_MISSING, message)
                : new FailureException(FailureKind.UNIT_VALUE_MISSING, message, cause);
    }
}
