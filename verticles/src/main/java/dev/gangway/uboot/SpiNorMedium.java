package dev.gangway.uboot;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A SPI NOR flash. {@code sf update} erases and writes only the erase blocks that differ; the last one is filled with FF, so that
 * nothing of before is left in it.
 *
 * @param chip bus and chip select, {@code 0:1}, or the chip select alone
 */
record SpiNorMedium(String chip) implements UbootMedium {
    private static final Pattern DETECTED = Pattern.compile(
            "Detected (\\S+) with page size .*erase size ([0-9.]+) ([KMG]i)?B(?:ytes)?, total ([0-9.]+) ([KMG]i)?B");
    private static final Pattern UPDATED = Pattern.compile("\\b([0-9]+) bytes written, ([0-9]+) bytes skipped");
    private static final Duration PROBE = Duration.ofSeconds(10);

    /** The slowest chips erase and program so much in a second, and are read so fast. */
    private static final long SLOWEST_WRITE = 30_000;

    private static final long SLOWEST_READ = 500_000;

    @Override
    public String text() {
        return "sf " + chip;
    }

    @Override
    public ChosenMedium choose(UbootDevice board, Stretch stretch) throws FailureException {
        UbootAnswer answer = board.run("sf probe " + chip, PROBE);
        Optional<Matcher> detected = answer.find(DETECTED);
        if (answer.status() != 0 || detected.isEmpty()) {
            throw UbootDevice.failed(answer, FailureKind.MEDIUM_FAILED);
        }
        long erase = bytes(detected.get().group(2), detected.get().group(3));
        long total = bytes(detected.get().group(4), detected.get().group(5));
        if (erase <= 0 || total % erase != 0) {
            throw UbootDevice.failed(answer, FailureKind.MEDIUM_FAILED);
        }
        MediumRoom room = new MediumRoom(text(), stretch);
        room.requireWhole(erase);
        room.requireWithin(total);
        Chosen chosen = new Chosen(board, stretch.at(), erase, detected.get().group(1));
        room.requireUsed(chosen.layout().padded(stretch.length()));
        return chosen;
    }

    /** A size as U-Boot prints sizes: {@code 64 KiB}, {@code 1.5 MiB}. */
    private static long bytes(String number, @Nullable String unit) {
        int shift = unit == null ? 0 : 10 * ("KMG".indexOf(unit.charAt(0)) + 1);
        return Math.round(Double.parseDouble(number) * (1L << shift));
    }

    /** Chosen on a board. */
    private static final class Chosen implements ChosenMedium {
        private final UbootDevice board;
        private final long at;
        private final long erase;
        private final String name;

        Chosen(UbootDevice board, long at, long erase, String name) {
            this.board = board;
            this.at = at;
            this.erase = erase;
            this.name = name;
        }

        @Override
        public Layout layout() {
            return new Layout(erase, erase, 0xff, false, true);
        }

        @Override
        public void write(long memory, long from, long length) throws FailureException {
            UbootAnswer answer = board.run(
                    String.format("sf update %x %x %x", memory, at + from, length),
                    UbootDevice.QUICK.plusSeconds(length / SLOWEST_WRITE));
            long done = answer.find(UPDATED)
                    .map(told -> Long.parseLong(told.group(1)) + Long.parseLong(told.group(2)))
                    .orElse(-1L);
            if (answer.status() != 0 || done != length) {
                throw UbootDevice.failed(answer, FailureKind.MEDIUM_FAILED);
            }
        }

        @Override
        public void read(long memory, long from, long length) throws FailureException {
            board.need(
                    String.format("sf read %x %x %x", memory, at + from, length),
                    Pattern.compile("\\b" + length + " bytes @ 0?x?[0-9a-f]+ Read: OK"),
                    FailureKind.MEDIUM_FAILED,
                    UbootDevice.QUICK.plusSeconds(length / SLOWEST_READ));
        }

        @Override
        public String place(long from, long length) {
            return MediumRoom.span(at + from, length);
        }

        @Override
        public Map<String, String> finish() {
            return Map.of("flash", name);
        }
    }
}
