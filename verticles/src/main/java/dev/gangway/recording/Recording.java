package dev.gangway.recording;

import dev.gangway.format.ChpFile;
import dev.gangway.format.ChpRecord;
import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.util.ArrayList;
import java.util.List;

/**
 * A recording that may be played: every byte that would go to a board was looked at. Immutable.
 *
 * @param data the file
 * @param parts in order, each for a board in one state
 */
public record Recording(ImageData data, List<Part> parts) {
    /** The boot ROM of Allwinner's chips. */
    public static final String FEL = "1f3a:efe8";

    private static final long LONGEST_SLEEP = 60_000_000;

    /** Copies the list. */
    public Recording {
        parts = List.copyOf(parts);
    }

    /**
     * What is played to a board without a change of its state.
     *
     * @param number which one, from 1
     * @param device the USB id that the recording waits for
     * @param records what is done, in order
     */
    public record Part(int number, String device, List<ChpRecord> records) {
        /** Copies the list. */
        public Part {
            records = List.copyOf(records);
        }

        /** Whether it is for a boot ROM; otherwise it is for fastboot. */
        public boolean isFel() {
            return device.equals(FEL);
        }

        /** Bytes that go to the board, and that it has to answer. */
        public long bytes() {
            return records.stream()
                    .filter(record -> record.kind() == ChpRecord.Kind.WRITE || record.kind() == ChpRecord.Kind.READ)
                    .mapToLong(ChpRecord::length)
                    .sum();
        }
    }

    /**
     * Reads a recording.
     *
     * @throws FailureException IMAGE_INVALID, naming the record, when it is damaged, or would do to a board what no flasher does
     */
    public static Recording of(String name, ImageData data) throws FailureException {
        try {
            Recording recording = new Recording(data, parts(ChpFile.parse(data).all()));
            for (Part part : recording.parts) {
                if (part.isFel()) {
                    new RecordedFel(data).check(part.records);
                } else {
                    new RecordedFastboot(data).check(part.records);
                }
            }
            return recording;
        } catch (FormatException e) {
            throw new FailureException(FailureKind.IMAGE_INVALID, name + ": " + e.getMessage(), e);
        }
    }

    private static List<Part> parts(List<ChpRecord> all) throws FormatException {
        List<Part> parts = new ArrayList<>();
        List<ChpRecord> records = new ArrayList<>();
        String device = all.get(0).device();
        for (ChpRecord record : all) {
            boolean another =
                    record.kind() == ChpRecord.Kind.WAIT && !record.device().equals(device);
            if (another) {
                parts.add(new Part(parts.size() + 1, device, records));
                records = new ArrayList<>();
                device = record.device();
            }
            if (record.kind() == ChpRecord.Kind.SLEEP && record.argument() > LONGEST_SLEEP) {
                throw new FormatException("recording: " + record.text() + " sleeps for longer than a minute");
            }
            records.add(record);
        }
        parts.add(new Part(parts.size() + 1, device, records));
        return parts;
    }
}
