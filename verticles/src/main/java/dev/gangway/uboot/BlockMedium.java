package dev.gangway.uboot;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A disk or a card. The last block is filled with zeros. Of a card U-Boot does not tell the size when it is chosen: there the last
 * block that is needed is read before the first one is written.
 *
 * @param kind U-Boot's command for it
 * @param device which of its kind
 * @param area of an eMMC: 1 and 2 are its boot areas; empty = where it stands
 */
record BlockMedium(String kind, int device, Optional<Integer> area) implements UbootMedium {
    /** U-Boot's commands count in blocks of the device; all devices that boards boot from have these. */
    static final int BLOCK = 512;

    private static final Pattern CHOSEN = Pattern.compile("is (now )?current device");
    private static final Pattern CAPACITY = Pattern.compile("\\(([0-9]{1,15}) x ([0-9]{1,6})\\)");
    /** What reading behind a card's end is answered with; the number is its size in blocks. */
    private static final Pattern BEHIND =
            Pattern.compile("block number 0x[0-9a-f]{1,12} exceeds max\\(0x([0-9a-f]{1,12})\\)");

    private static final Duration SCAN = Duration.ofSeconds(30);

    /** The slowest cards write so much in a second. */
    private static final long SLOWEST = 1_000_000;

    @Override
    public String text() {
        return kind + " " + device + area.map(which -> "." + which).orElse("");
    }

    @Override
    public ChosenMedium choose(UbootDevice board, Stretch stretch) throws FailureException {
        UbootAnswer answer = board.run(selection().get(0), SCAN);
        for (String command : selection().subList(1, selection().size())) {
            answer = board.run(command, SCAN);
        }
        if (answer.status() != 0 || answer.find(CHOSEN).isEmpty()) {
            throw UbootDevice.failed(answer, FailureKind.MEDIUM_FAILED);
        }
        MediumRoom room = new MediumRoom(text(), stretch);
        room.requireWhole(BLOCK);
        Optional<Matcher> capacity = answer.find(CAPACITY);
        if (capacity.isPresent()) {
            long blocks = Long.parseLong(capacity.get().group(1));
            int size = Integer.parseInt(capacity.get().group(2));
            if (size != BLOCK) {
                throw new FailureException(
                        FailureKind.RECIPE_INVALID,
                        text() + " has blocks of " + size + " bytes, and only those of " + BLOCK + " are written here");
            }
            room.requireWithin(blocks * BLOCK);
        }
        Chosen chosen = new Chosen(board, stretch, room, capacity.isPresent());
        room.requireUsed(chosen.layout().padded(stretch.length()));
        return chosen;
    }

    private List<String> selection() {
        List<String> commands = new ArrayList<>();
        switch (kind) {
            case "usb" -> commands.add("usb start");
            case "nvme", "scsi" -> commands.add(kind + " scan");
            default -> {}
        }
        String word = kind.equals("nvme") || kind.equals("scsi") ? "device" : "dev";
        commands.add(kind + " " + word + " " + device
                + area.map(which -> " " + which).orElse(""));
        return commands;
    }

    /** Chosen on a board. */
    private final class Chosen implements ChosenMedium {
        private final UbootDevice board;
        private final UbootMedium.Stretch stretch;
        private final MediumRoom room;
        private final long at;
        private boolean fits;

        Chosen(UbootDevice board, UbootMedium.Stretch stretch, MediumRoom room, boolean fits) {
            this.board = board;
            this.stretch = stretch;
            this.room = room;
            this.at = stretch.at();
            this.fits = fits;
        }

        @Override
        public Layout layout() {
            return new Layout(BLOCK, BLOCK, 0, false, true);
        }

        @Override
        public void write(long memory, long from, long length) throws FailureException {
            if (!fits) {
                reachEnd(memory + length);
                fits = true;
            }
            move("write", "written", memory, from, length);
        }

        @Override
        public void read(long memory, long from, long length) throws FailureException {
            move("read", "read", memory, from, length);
        }

        /** Behind a piece there is room for as much again, where it is read back to. */
        private void reachEnd(long memory) throws FailureException {
            long last = layout().padded(stretch.length()) - BLOCK;
            UbootAnswer answer = board.run(command("read", memory, last, BLOCK), UbootDevice.QUICK.plusSeconds(20));
            Optional<Matcher> behind = answer.find(BEHIND);
            if (behind.isPresent()) {
                room.requireWithin(Long.parseLong(behind.get().group(1), 16) * BLOCK);
            }
            if (answer.status() != 0) {
                throw UbootDevice.failed(answer, FailureKind.MEDIUM_FAILED);
            }
        }

        private String command(String verb, long memory, long from, long length) {
            return String.format("%s %s %x %x %x", kind, verb, memory, (at + from) / BLOCK, length / BLOCK);
        }

        private void move(String verb, String done, long memory, long from, long length) throws FailureException {
            long count = length / BLOCK;
            board.need(
                    command(verb, memory, from, length),
                    Pattern.compile("\\b" + count + " blocks " + done + ": OK"),
                    FailureKind.MEDIUM_FAILED,
                    UbootDevice.QUICK.plusSeconds(20 + length / SLOWEST));
        }

        @Override
        public String place(long from, long length) {
            return MediumRoom.span(at + from, length);
        }

        @Override
        public Map<String, String> finish() {
            return Map.of();
        }
    }
}
