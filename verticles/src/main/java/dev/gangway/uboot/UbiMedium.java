package dev.gangway.uboot;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A volume of UBI, written as a whole: U-Boot opens it with the length of all of it, and reads it only when all has come. Other
 * volumes stay.
 *
 * @param partition of the flash, as {@code mtdparts} names it
 * @param volume its name
 */
record UbiMedium(String partition, String volume) implements UbootMedium {
    private static final Duration ATTACH = Duration.ofMinutes(2);

    /** The slowest are written at so many bytes in a second, a block's erasure in it. */
    private static final long SLOWEST = 300_000;

    @Override
    public String text() {
        return "ubi " + partition + ":" + volume;
    }

    @Override
    public ChosenMedium choose(UbootDevice board, Stretch stretch) throws FailureException {
        if (stretch.at() != 0 || stretch.room().isPresent()) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    text() + " is written from its beginning, and has its own size: leave out at and room");
        }
        UbootAnswer attached = board.run("ubi part " + partition, ATTACH);
        if (attached.status() != 0) {
            throw UbootDevice.failed(attached, FailureKind.MEDIUM_FAILED);
        }
        UbootAnswer info = board.need("ubi info l", FailureKind.MEDIUM_FAILED);
        Map<String, Long> volumes = UbiVolumes.rooms(info.lines());
        Long room = volumes.get(volume);
        if (room == null) {
            throw new FailureException(
                    FailureKind.MEDIUM_FAILED,
                    "UBI on " + partition + " has no volume " + volume + ", only "
                            + (volumes.isEmpty() ? "none" : String.join(", ", volumes.keySet()))
                            + ": write its image to the partition, or have uboot.run: ubi create " + volume
                            + " before");
        }
        new MediumRoom(text(), stretch).requireWithin(room);
        return new Chosen(board, stretch.length());
    }

    /** Chosen on a board. */
    private final class Chosen implements ChosenMedium {
        private final UbootDevice board;
        private final long total;

        Chosen(UbootDevice board, long total) {
            this.board = board;
            this.total = total;
        }

        @Override
        public Layout layout() {
            return new Layout(1, 1, 0xff, true, false);
        }

        @Override
        public void write(long memory, long from, long length) throws FailureException {
            String part = length == total ? "" : ".part";
            String all = length == total || from > 0 ? "" : String.format(" %x", total);
            board.need(
                    String.format("ubi write%s %x %s %x%s", part, memory, volume, length, all),
                    Pattern.compile("\\b" + length + " bytes written to volume " + Pattern.quote(volume) + "$"),
                    FailureKind.MEDIUM_FAILED,
                    UbootDevice.QUICK.plusSeconds(20 + length / SLOWEST));
        }

        @Override
        public void read(long memory, long from, long length) throws FailureException {
            board.need(
                    String.format("ubi read %x %s %x", memory, volume, length),
                    Pattern.compile("Read " + length + " bytes from volume " + Pattern.quote(volume) + " "),
                    FailureKind.MEDIUM_FAILED,
                    UbootDevice.QUICK.plusSeconds(20 + length / SLOWEST));
        }

        @Override
        public String place(long from, long length) {
            return MediumRoom.span(from, length) + " of the volume";
        }

        @Override
        public Map<String, String> finish() {
            return Map.of();
        }
    }
}
