package dev.gangway.uboot;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A raw NAND flash. U-Boot leaves out blocks that are marked bad when it writes and reads, and what follows moves up; where each piece
 * lies follows from its list of them. The last page is filled with FF.
 *
 * @param device which
 * @param trims whether pages of FF at the end of a block are left unprogrammed, as UBI wants it
 */
record NandMedium(int device, boolean trims) implements UbootMedium {
    private static final Pattern DEVICE = Pattern.compile("^Device ([0-9]+): ");
    private static final Pattern PAGE = Pattern.compile("Page size +([0-9]+) b");
    private static final Pattern ERASE = Pattern.compile("Erase size +([0-9]+) b");
    private static final Pattern ERASE_FAILED = Pattern.compile("(?i)erase failure|erase failed");
    private static final Pattern BEYOND = Pattern.compile("(?i)exceeds .*limit|outside the flash area|beyond");

    /** A chip with more bad blocks is none to sell, and the list of them would not be kept whole. */
    private static final int MOST_BAD = 1000;

    /** The slowest chips are erased, programmed and read at so many bytes in a second. */
    private static final long SLOWEST = 500_000;

    private static final Duration LIST = Duration.ofSeconds(60);

    @Override
    public String text() {
        return (trims ? "nand.trimffs " : "nand ") + device;
    }

    @Override
    public ChosenMedium choose(UbootDevice board, Stretch stretch) throws FailureException {
        // A device that is not there leaves the one before chosen, with status 0: the list of the devices has to know
        // it.
        UbootAnswer chosen = board.run("nand device " + device, UbootDevice.QUICK);
        UbootAnswer info = board.run("nand info", UbootDevice.QUICK);
        List<String> mine = section(info.lines());
        long page = number(mine, PAGE);
        long erase = number(mine, ERASE);
        if (chosen.status() != 0 || info.status() != 0) {
            throw UbootDevice.failed(chosen.status() != 0 ? chosen : info, FailureKind.MEDIUM_FAILED);
        }
        if (page <= 0 || erase <= 0 || erase % page != 0) {
            throw new FailureException(
                    FailureKind.MEDIUM_FAILED,
                    "the board has no " + text() + " that tells its page and erase size: nand info says "
                            + info.told());
        }
        MediumRoom room = new MediumRoom(text(), stretch);
        room.requireWhole(erase);
        NandBlocks blocks = new NandBlocks(erase, bad(board));
        room.requireUsed(blocks.end(stretch.at(), stretch.length()) - stretch.at());
        return new Chosen(board, stretch, blocks, page);
    }

    /** What is said of this device. */
    private List<String> section(List<String> lines) {
        int begin = -1;
        int end = lines.size();
        for (int i = 0; i < lines.size(); i++) {
            Matcher matcher = DEVICE.matcher(lines.get(i));
            if (matcher.find()) {
                if (begin >= 0) {
                    end = i;
                    break;
                }
                begin = matcher.group(1).equals(Integer.toString(device)) ? i : -1;
            }
        }
        return begin < 0 ? List.of() : lines.subList(begin, end);
    }

    private static long number(List<String> lines, Pattern pattern) {
        return lines.stream()
                .map(pattern::matcher)
                .filter(Matcher::find)
                .mapToLong(matcher -> Long.parseLong(matcher.group(1)))
                .findFirst()
                .orElse(-1);
    }

    private Set<Long> bad(UbootDevice board) throws FailureException {
        UbootAnswer answer = board.run("nand bad", LIST);
        boolean right =
                answer.find(Pattern.compile("Device " + device + " bad blocks")).isPresent();
        Set<Long> bad = NandBlocks.listed(answer.lines());
        if (answer.status() != 0 || !right || bad.size() > MOST_BAD) {
            throw UbootDevice.failed(answer, FailureKind.MEDIUM_FAILED);
        }
        return bad;
    }

    /** Chosen on a board. */
    private final class Chosen implements ChosenMedium {
        private final UbootDevice board;
        private final Stretch stretch;
        private final NandBlocks blocks;
        private final long page;

        Chosen(UbootDevice board, Stretch stretch, NandBlocks blocks, long page) {
            this.board = board;
            this.stretch = stretch;
            this.blocks = blocks;
            this.page = page;
        }

        @Override
        public Layout layout() {
            return new Layout(blocks.erase(), page, 0xff, false, false);
        }

        private long start(long from) {
            return blocks.end(stretch.at(), from);
        }

        /** All of it is erased before the first piece, so that an image for which there is no room has not begun. */
        @Override
        public void write(long memory, long from, long length) throws FailureException {
            if (from == 0) {
                erase(start(stretch.length()) - stretch.at());
            }
            UbootAnswer answer = board.run(
                    String.format("nand write%s %x %x %x", trims ? ".trimffs" : "", memory, start(from), length),
                    UbootDevice.QUICK.plusSeconds(length / SLOWEST));
            require(answer, Pattern.compile("\\b" + length + " bytes written: OK"));
        }

        private void erase(long span) throws FailureException {
            UbootAnswer answer = board.run(
                    String.format("nand erase %x %x", stretch.at(), span),
                    UbootDevice.QUICK.plusSeconds(span / SLOWEST));
            // A block that does not erase ends neither the command nor its status.
            if (answer.find(ERASE_FAILED).isPresent()) {
                throw UbootDevice.failed(answer, FailureKind.MEDIUM_FAILED);
            }
            require(answer, Pattern.compile("^OK$|100% complete"));
        }

        private void require(UbootAnswer answer, Pattern success) throws FailureException {
            if (answer.status() == 0 && answer.find(success).isPresent()) {
                return;
            }
            throw UbootDevice.failed(
                    answer, answer.find(BEYOND).isPresent() ? FailureKind.IMAGE_TOO_LARGE : FailureKind.MEDIUM_FAILED);
        }

        @Override
        public void read(long memory, long from, long length) throws FailureException {
            board.need(
                    String.format("nand read %x %x %x", memory, start(from), length),
                    Pattern.compile("\\b" + length + " bytes read: OK"),
                    FailureKind.MEDIUM_FAILED,
                    UbootDevice.QUICK.plusSeconds(length / SLOWEST));
        }

        @Override
        public String place(long from, long length) {
            return MediumRoom.span(start(from), start(from + length) - start(from));
        }

        /** A block that was marked meanwhile moves what U-Boot writes behind it, over what was read back already. */
        @Override
        public Map<String, String> finish() throws FailureException {
            NandBlocks now = new NandBlocks(blocks.erase(), bad(board));
            if (!now.equals(blocks)) {
                throw new FailureException(
                        FailureKind.MEDIUM_FAILED,
                        "blocks of " + text() + " went bad while it was written: "
                                + now.between(0, Long.MAX_VALUE) + " now, before "
                                + blocks.between(0, Long.MAX_VALUE) + ": start the job again");
            }
            String left = blocks.between(stretch.at(), start(stretch.length()));
            return Map.of("badBlocks", left.isEmpty() ? "none" : left);
        }
    }
}
