package dev.gangway.fel.step;

import dev.gangway.image.PreparedImage;
import dev.gangway.language.ScriptDialect;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.protocol.Attempt;
import dev.gangway.protocol.Proof;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reading a NAND back through U-Boot: a script computes CRC-32s on the board, FEL fetches them from SRAM, which survives
 * the reset.
 *
 * <p>Bad blocks shift what was written behind them, and the host does not know them. So the script looks for each piece
 * from where the last one was found and moves one erase block further while the CRC-32 does not fit, at most {@link
 * #LONGEST_SHIFT} times a piece. Raw pages do not shift: the boot ROM reads them where they are.
 */
final class NandSteps {
    private static final int LONGEST_SHIFT = 8;

    private final Attempt attempt;
    private final FelSteps fel;
    private @Nullable Told expected;

    /**
     * What a read-back script was told to leave in SRAM.
     *
     * @param results where
     * @param cells what is expected there, in order
     */
    private record Told(long results, List<ReadbackCell> cells) {}

    NandSteps(Attempt attempt, FelSteps fel) {
        this.attempt = attempt;
        this.fel = fel;
    }

    void writeScript(NandStepVerbs.Readback step) throws FailureException {
        List<ReadbackCell> cells = new ArrayList<>();
        for (NandStepVerbs.Region region : step.regions()) {
            if (region.rawAt().isPresent()) {
                cells.add(rawPages(region, region.rawAt().get()));
            } else {
                cut(step, region, cells);
            }
        }
        fel.writeScript(step.address(), "read back", script(step, cells));
        expected = new Told(step.results(), cells);
    }

    private ReadbackCell rawPages(NandStepVerbs.Region region, long comparedAt) throws FailureException {
        PreparedImage image = attempt.image(region.image());
        long pageBytes = attempt.number("nand_writesize") + attempt.number("nand_oobsize");
        long length = image.contentLength();
        if (length % pageBytes != 0 || pageBytes % ReadbackCell.WORD != 0) {
            throw new FailureException(
                    FailureKind.IMAGE_INVALID,
                    region.image() + " is no multiple of the NAND's raw page, 0x" + Long.toHexString(pageBytes)
                            + " bytes");
        }
        return new ReadbackCell.RawPages(
                region.image(),
                region.offset(),
                comparedAt,
                (int) (length / pageBytes),
                (int) pageBytes,
                image.contentCrc32(0, length));
    }

    private void cut(NandStepVerbs.Readback step, NandStepVerbs.Region region, List<ReadbackCell> cells)
            throws FailureException {
        PreparedImage image = attempt.image(region.image());
        long page = attempt.number("nand_writesize");
        long length = image.contentLength();
        for (long at = 0; at < length; at += step.piece()) {
            long size = Math.min(step.piece(), length - at);
            if (size % page != 0) {
                throw new FailureException(
                        FailureKind.IMAGE_INVALID,
                        region.image() + " is no multiple of the NAND page, 0x" + Long.toHexString(page) + " bytes");
            }
            cells.add(
                    new ReadbackCell.Content(region.image(), region.offset() + at, size, image.contentCrc32(at, size)));
        }
    }

    private String script(NandStepVerbs.Readback step, List<ReadbackCell> cells) throws FailureException {
        StringBuilder text = new StringBuilder();
        text.append(String.format("mw.b 0x%x 0 0x%x%n", step.results(), bytes(cells)));
        long cell = step.results() + ReadbackCell.WORD;
        String region = "";
        for (ReadbackCell one : cells) {
            one.to(new Part(text, step.buffer(), cell, !one.image().equals(region)));
            region = one.image();
            cell += (long) ReadbackCell.WORD * one.words();
        }
        text.append(String.format("mw.l 0x%x 0x%08x%n", step.results(), attempt.nonce()));
        for (String line : attempt.expand(ScriptDialect.UBOOT, step.after())) {
            text.append(line).append('\n');
        }
        return text.toString().replace("\r", "");
    }

    /** Writes the part of the script that fills one cell. */
    private final class Part implements ReadbackCell.Handler {
        private final StringBuilder text;
        private final long buffer;
        private final long cell;
        private final boolean first;

        Part(StringBuilder text, long buffer, long cell, boolean first) {
            this.text = text;
            this.buffer = buffer;
            this.cell = cell;
            this.first = first;
        }

        @Override
        public void content(ReadbackCell.Content piece) throws FailureException {
            if (first) {
                text.append("setenv shift 0\n");
            }
            search(text, buffer, piece, cell);
        }

        @Override
        public void rawPages(ReadbackCell.RawPages raw) {
            comparePages(text, buffer, raw, cell);
        }
    }

    /** The mark of the attempt and all cells. */
    private static int bytes(List<ReadbackCell> cells) {
        return ReadbackCell.WORD
                * (1 + cells.stream().mapToInt(ReadbackCell::words).sum());
    }

    private void search(StringBuilder text, long buffer, ReadbackCell.Content piece, long cell)
            throws FailureException {
        String block = Long.toHexString(attempt.number("nand_erasesize"));
        text.append(String.format("setenv tries 0; setenv found 0; setenv at 0x%x%n", piece.offset()));
        text.append("while itest ${found} == 0; do ");
        text.append("setexpr off ${at} + ${shift}; ");
        // A read that fails leaves the last piece in the buffer, which may be the same as this one.
        text.append(String.format("if nand read 0x%x 0x${off} 0x%x; then ", buffer, piece.length()));
        text.append(String.format("crc32 0x%x 0x%x 0x%x; ", buffer, piece.length(), cell));
        text.append(String.format("else mw.l 0x%x 0x%x; fi; ", cell, Integer.reverseBytes(~piece.crc())));
        text.append(String.format(
                "if itest.l *0x%x == 0x%x; then setenv found 1; else ", cell, Integer.reverseBytes(piece.crc())));
        text.append(String.format("setexpr shift ${shift} + 0x%s; setexpr tries ${tries} + 1; fi; ", block));
        text.append(String.format("if itest ${tries} == %x; then setenv found 2; fi; done%n", LONGEST_SHIFT));
    }

    /** Pages that are the same are compared in one go; of the others the words that differ are counted. */
    private static void comparePages(StringBuilder text, long buffer, ReadbackCell.RawPages raw, long cell) {
        long bytes = (long) raw.pages() * raw.pageBytes();
        // What is there from before must not pass for what a failed read did not bring.
        text.append(String.format("mw.l 0x%x 0x5a5aa5a5 0x%x%n", buffer, bytes / ReadbackCell.WORD));
        text.append(String.format("nand read.raw 0x%x 0x%x 0x%x%n", buffer, raw.offset(), raw.pages()));
        text.append(String.format("crc32 0x%x 0x%x 0x%x%n", raw.comparedAt(), bytes, cell));
        text.append("setenv countwrong 'setenv left ");
        text.append(String.format("%x; while itest ${left} -gt 0; do ", ReadbackCell.RawPages.CODED_WORDS));
        text.append("if itest.l *${a} == *${b}; then true; else setexpr wrong ${wrong} + 1; fi; ");
        text.append("setexpr a ${a} + 4; setexpr b ${b} + 4; setexpr left ${left} - 1; done'\n");
        text.append(
                String.format("setenv page 0; setenv worst 0; setenv pa %x; setenv pb %x%n", buffer, raw.comparedAt()));
        text.append(String.format("while itest ${page} -lt %x; do ", raw.pages()));
        text.append(String.format("if cmp.l ${pa} ${pb} %x; then true; else ", ReadbackCell.RawPages.CODED_WORDS));
        text.append("setenv wrong 0; setenv a ${pa}; setenv b ${pb}; run countwrong; ");
        text.append("if itest ${wrong} -gt ${worst}; then setenv worst ${wrong}; fi; fi; ");
        text.append(String.format("setexpr pa ${pa} + %x; setexpr pb ${pb} + %x; ", raw.pageBytes(), raw.pageBytes()));
        text.append(String.format("setexpr page ${page} + 1; done%n"));
        text.append("setexpr told ${page} * 10000; setexpr told ${told} + ${worst}\n");
        text.append(String.format("mw.l 0x%x ${told}%n", cell + ReadbackCell.WORD));
    }

    void compare() throws FailureException {
        Told told = expected;
        if (told == null) {
            throw new FailureException(FailureKind.RECIPE_INVALID, "nand.compare needs a nand.readback before it");
        }
        ByteBuffer left = fel.read(told.results(), bytes(told.cells()));
        if (left.order(ByteOrder.LITTLE_ENDIAN).getInt(0) != attempt.nonce()) {
            throw new FailureException(
                    FailureKind.VERIFY_MISMATCH,
                    "the read-back script did not finish: its mark is not in the board's memory");
        }
        int at = ReadbackCell.WORD;
        for (ReadbackCell cell : told.cells()) {
            int length = ReadbackCell.WORD * cell.words();
            String how = cell.judge(left.slice(at, length));
            attempt.proved(cell.image(), new Proof(Proof.From.MEDIUM, cell.place(), how));
            at += length;
        }
    }
}
