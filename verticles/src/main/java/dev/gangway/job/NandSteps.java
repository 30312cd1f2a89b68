package dev.gangway.job;

import dev.gangway.image.PreparedImage;
import dev.gangway.job.Workbench.Readback;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.recipe.Step;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Reading a NAND back through U-Boot: a script computes CRC-32s on the board, FEL fetches them from SRAM, which survives
 * the reset.
 *
 * <p>Bad blocks shift what was written behind them, and the host does not know them. So the script looks for each piece
 * from where the last one was found and moves one erase block further while the CRC-32 does not fit, at most {@link
 * #LONGEST_SHIFT} times a piece.
 */
final class NandSteps {
    private static final int LONGEST_SHIFT = 8;
    private static final int CRC_BYTES = 4;

    private final Workbench bench;
    private final FelSteps fel;

    NandSteps(Workbench bench, FelSteps fel) {
        this.bench = bench;
        this.fel = fel;
    }

    void writeScript(Step.NandReadback step) throws FailureException {
        List<Readback.Piece> pieces = new ArrayList<>();
        for (Step.Region region : step.regions()) {
            cut(step, region, pieces);
        }
        fel.writeScript(step.address(), "read back", script(step, pieces));
        bench.expectReadback(new Readback(step.results(), pieces));
    }

    private void cut(Step.NandReadback step, Step.Region region, List<Readback.Piece> pieces) throws FailureException {
        PreparedImage image = bench.image(region.image());
        long page = bench.number("nand_writesize");
        long length = image.contentLength();
        for (long at = 0; at < length; at += step.piece()) {
            long size = Math.min(step.piece(), length - at);
            if (size % page != 0) {
                throw new FailureException(
                        FailureKind.IMAGE_INVALID,
                        region.image() + " is no multiple of the NAND page, 0x" + Long.toHexString(page) + " bytes");
            }
            pieces.add(new Readback.Piece(region.image(), region.offset() + at, size, image.contentCrc32(at, size)));
        }
    }

    private String script(Step.NandReadback step, List<Readback.Piece> pieces) throws FailureException {
        String block = Long.toHexString(bench.number("nand_erasesize"));
        StringBuilder text = new StringBuilder();
        text.append(String.format("mw.b 0x%x 0 0x%x%n", step.results(), CRC_BYTES * (pieces.size() + 1)));
        String region = "";
        for (int i = 0; i < pieces.size(); i++) {
            Readback.Piece piece = pieces.get(i);
            if (!piece.image().equals(region)) {
                region = piece.image();
                text.append("setenv shift 0\n");
            }
            long cell = step.results() + CRC_BYTES * (i + 1L);
            text.append(String.format("setenv tries 0; setenv found 0; setenv at 0x%x%n", piece.offset()));
            text.append("while itest ${found} == 0; do ");
            text.append("setexpr off ${at} + ${shift}; ");
            text.append(String.format("nand read 0x%x 0x${off} 0x%x; ", step.buffer(), piece.length()));
            text.append(String.format("crc32 0x%x 0x%x 0x%x; ", step.buffer(), piece.length(), cell));
            text.append(String.format(
                    "if itest.l *0x%x == 0x%x; then setenv found 1; else ", cell, Integer.reverseBytes(piece.crc())));
            text.append(String.format("setexpr shift ${shift} + 0x%s; setexpr tries ${tries} + 1; fi; ", block));
            text.append(String.format("if itest ${tries} == %x; then setenv found 2; fi; done%n", LONGEST_SHIFT));
        }
        text.append(String.format("mw.l 0x%x 0x%08x%n", step.results(), bench.nonce()));
        for (String line : step.after()) {
            text.append(bench.expand(line)).append('\n');
        }
        return text.toString().replace("\r", "");
    }

    void compare() throws FailureException {
        Readback expected = bench.readback()
                .orElseThrow(() -> new FailureException(
                        FailureKind.RECIPE_INVALID, "nand.compare needs a nand.readback before it"));
        int length = CRC_BYTES * (expected.pieces().size() + 1);
        ByteBuffer left = fel.read(expected.results(), length);
        if (left.order(ByteOrder.LITTLE_ENDIAN).getInt(0) != bench.nonce()) {
            throw new FailureException(
                    FailureKind.VERIFY_MISMATCH,
                    "the read-back script did not finish: its mark is not in the board's memory");
        }
        left.order(ByteOrder.BIG_ENDIAN);
        for (int i = 0; i < expected.pieces().size(); i++) {
            Readback.Piece piece = expected.pieces().get(i);
            int held = left.getInt(CRC_BYTES * (i + 1));
            if (held != piece.crc()) {
                throw new FailureException(
                        FailureKind.VERIFY_MISMATCH,
                        String.format(
                                "%s: the NAND holds CRC-32 %08x at 0x%x (0x%x bytes), the image has %08x",
                                piece.image(), held, piece.offset(), piece.length(), piece.crc()));
            }
            bench.note("verified:" + piece.image(), "NAND read back, CRC-32");
        }
    }
}
