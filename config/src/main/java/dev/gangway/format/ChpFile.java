package dev.gangway.format;

import dev.gangway.format.ChpRecord.Kind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A recording of USB traffic that NTC's web flasher played to boards (the project's dossier of Allwinner NAND, section 7): records of
 * a 12-byte header, little-endian, and data.
 *
 * @param stages what its comments name, with where each begins
 * @param devices the USB ids that it waits for, each when another is waited for, {@code vvvv:pppp}
 * @param records how many there are
 * @param written bytes that go to the board
 * @param compared bytes that are read and have to be as recorded
 * @param slept microseconds of waiting
 * @param promised what the first record says that there is in all, for progress
 * @param all the records, in order
 */
public record ChpFile(
        List<Stage> stages,
        List<String> devices,
        long records,
        long written,
        long compared,
        long slept,
        long promised,
        List<ChpRecord> all) {
    /**
     * What a comment names.
     *
     * @param at where in the file
     * @param text its text, printable
     */
    public record Stage(long at, String text) {}

    private static final int HEADER = 12;
    private static final int MOST_STAGES = 10_000;
    private static final int MOST_RECORDS = 1_000_000;
    private static final int LONGEST_TEXT = 1 << 16;
    private static final int ALLWINNER = 0x1f3a;

    /** Copies the lists. */
    public ChpFile {
        stages = List.copyOf(stages);
        devices = List.copyOf(devices);
        all = List.copyOf(all);
    }

    /** Whether a file begins with waiting for a board of Allwinner's. */
    public static boolean startsLikeOne(ImageData data) {
        if (data.length() < HEADER) {
            return false;
        }
        ByteBuffer head = data.slice(0, HEADER).order(ByteOrder.LITTLE_ENDIAN);
        boolean waits = Kind.of(head.get(4) & 0xff).filter(Kind.WAIT::equals).isPresent();
        return head.getInt(0) >>> 16 == ALLWINNER && waits && head.get(5) == 0 && head.get(7) == 0;
    }

    /**
     * Reads every record's header.
     *
     * @throws FormatException naming the record that is truncated, of no known kind, or out of place
     */
    public static ChpFile parse(ImageData data) throws FormatException {
        List<Stage> stages = new ArrayList<>();
        List<String> devices = new ArrayList<>();
        List<ChpRecord> all = new ArrayList<>();
        long records = 0;
        long written = 0;
        long compared = 0;
        long slept = 0;
        long promised = 0;
        long at = 0;
        while (at < data.length()) {
            if (data.length() - at < HEADER) {
                throw wrong(records, at, "the file ends within its header: it is truncated");
            }
            ByteBuffer head = data.slice(at, HEADER).order(ByteOrder.LITTLE_ENDIAN);
            int command = head.get(4) & 0xff;
            long argument = Integer.toUnsignedLong(head.getInt(0));
            long length = Integer.toUnsignedLong(head.getInt(8));
            Kind kind = Kind.of(command).orElse(null);
            if (records == 0 && kind != Kind.WAIT) {
                throw wrong(
                        records, at, "a recording begins with the board that it waits for (0), not with " + command);
            }
            if (records == MOST_RECORDS) {
                throw wrong(records, at, "no recording has so many records");
            }
            if (kind == null) {
                throw wrong(records, at, "its command is " + command + "; 0 to 5 are played");
            }
            if (head.get(5) != 0) {
                throw wrong(records, at, "its data is compressed, in a way that nobody described");
            }
            long there = kind == Kind.WAIT || kind == Kind.SLEEP ? 0 : length;
            if (there > ImageData.LONGEST_SLICE && there <= data.length() - at - HEADER) {
                throw wrong(records, at, "its data has " + there + " bytes, more than any board takes at once");
            }
            if (there > data.length() - at - HEADER) {
                throw wrong(
                        records,
                        at,
                        "its data has " + there + " bytes, " + (data.length() - at - HEADER)
                                + " are there: the file is truncated");
            }
            ChpRecord record = new ChpRecord(records + 1, at + HEADER, kind, argument, (int) there);
            all.add(record);
            switch (kind) {
                case WAIT -> {
                    if (records == 0) {
                        promised = length;
                    }
                    if (devices.isEmpty() || !devices.get(devices.size() - 1).equals(record.device())) {
                        devices.add(record.device());
                    }
                }
                case COMMENT -> {
                    if (there > LONGEST_TEXT || stages.size() == MOST_STAGES) {
                        throw wrong(records, at, "its comment has " + there + " bytes, or it is one of too many");
                    }
                    stages.add(new Stage(at, text(data.slice(at + HEADER, (int) there))));
                }
                case READ -> compared += there;
                case WRITE -> written += there;
                case SLEEP -> slept += argument;
                case MANIFEST -> {
                    // It is for people.
                }
            }
            records++;
            at += HEADER + there;
        }
        if (written == 0) {
            throw new FormatException("recording: nothing is written to a board by its " + records + " records");
        }
        return new ChpFile(stages, devices, records, written, compared, slept, promised, all);
    }

    /** What a comment says, on one line. */
    public static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8
                .decode(bytes)
                .toString()
                .replaceAll("\\p{Cntrl}+", " ")
                .strip();
    }

    private static FormatException wrong(long record, long at, String why) {
        return new FormatException("recording: record " + (record + 1) + " at byte " + at + ": " + why);
    }
}
