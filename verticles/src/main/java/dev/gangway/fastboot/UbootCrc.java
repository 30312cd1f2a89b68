package dev.gangway.fastboot;

import dev.gangway.fastboot.ExpectedContent.Stretch;
import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import dev.gangway.format.PageReader;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.zip.CRC32;

/**
 * Proves what lies in a partition on a board that gives nothing back: its U-Boot reads the partition into memory and compares
 * CRC-32s there (dossier, section 4). Whether the board's answers mean anything is tried out first, and a word of the memory is
 * made wrong before each reading, so that neither a board that says yes to everything nor what was downloaded before passes for
 * the medium. One thread, one partition.
 */
public final class UbootCrc {
    /** Blocks of the medium, as U-Boot counts them. */
    private static final int BLOCK = 512;

    private static final int PIECE = 1 << 20;
    private static final int TRIED = 0x5a5a5a5a;
    private static final int TRIED_WORDS = 4;

    /** U-Boot tells variables of this beginning to getvar. */
    private static final String TOLD = "fastboot.";

    private static final String START = "gangway-start";

    private final FastbootClient board;
    private final UbootShell shell;
    private final Place place;
    private final ByteBuffer piece = ByteBuffer.allocate(PIECE).order(ByteOrder.LITTLE_ENDIAN);

    /**
     * Where U-Boot reads from and to.
     *
     * @param device the medium as its commands name it, for example {@code mmc 0}
     * @param memory an address at which it may overwrite {@code window} bytes, for example its download buffer
     * @param window how many bytes it reads at once
     */
    public record Place(String device, long memory, long window) {}

    /** A proof on this board. */
    public UbootCrc(FastbootClient board, Place place) {
        this.board = board;
        this.shell = new UbootShell(board);
        this.place = place;
    }

    /**
     * Compares a partition with what the image should have left there.
     *
     * @param progress gets the number of bytes that were compared since the last call
     * @throws FailureException VERIFY_MISMATCH where it differs, BOARD_REFUSED when this U-Boot can't do it
     */
    public void verify(String partition, ImageData image, LongConsumer progress) throws FailureException {
        ExpectedContent expected = ExpectedContent.of(partition, image);
        requireHonestAnswers();
        String[] device = place.device().split(" ", 2);
        shell.run(device[0] + " dev " + device[1]);
        long start = start(partition);
        long window = Math.max(BLOCK, place.window() / BLOCK * BLOCK);
        for (Stretch stretch : expected.stretches()) {
            for (long at = stretch.offset(); at < stretch.end(); at += window) {
                long length = Math.min(window, stretch.end() - at);
                compare(partition, device[0], start, at, length, expected.content());
                progress.accept(length);
            }
        }
    }

    /** A comparison that must hold, and one that must not. */
    private void requireHonestAnswers() throws FailureException {
        CRC32 crc = new CRC32();
        ByteBuffer words = ByteBuffer.allocate(TRIED_WORDS * Integer.BYTES);
        while (words.hasRemaining()) {
            words.putInt(TRIED);
        }
        crc.update(words.flip());
        boolean can = shell.succeeds(String.format("mw.l %x %08x %x", place.memory(), TRIED, TRIED_WORDS))
                && shell.succeeds(crcOf(words.limit(), (int) crc.getValue()))
                && !shell.succeeds(crcOf(words.limit(), (int) ~crc.getValue()));
        if (!can) {
            throw new FailureException(
                    FailureKind.BOARD_REFUSED,
                    "this U-Boot does not tell right CRCs from wrong ones: it has to be built with CRC32_VERIFY and mw, and"
                            + String.format(" 0x%x has to be memory", place.memory()));
        }
    }

    private String crcOf(long length, int crc) {
        return String.format("crc32 -v %x %x %08x", place.memory(), length, crc);
    }

    private long start(String partition) throws FailureException {
        shell.run("part start " + place.device() + " " + partition + " " + TOLD + START);
        Optional<String> told = board.getvar(START);
        if (told.isEmpty() || !told.get().matches("(0x)?[0-9a-fA-F]{1,15}")) {
            throw new FailureException(
                    FailureKind.BOARD_REFUSED,
                    "U-Boot does not tell where " + partition + " begins on " + place.device() + ": its answer is \""
                            + told.orElse("") + "\"");
        }
        return Long.parseLong(told.get().replace("0x", ""), 16);
    }

    private void compare(String partition, String medium, long start, long at, long length, PageReader content)
            throws FailureException {
        if (at % BLOCK != 0) {
            throw new FailureException(
                    FailureKind.IMAGE_INVALID,
                    "image for " + partition + ": its block size is no multiple of " + BLOCK + " bytes");
        }
        CRC32 crc = new CRC32();
        int first = 0;
        try {
            for (long done = 0; done < length; done += piece.limit()) {
                content.read(at + done, piece.clear().limit((int) Math.min(PIECE, length - done)));
                first = done == 0 && piece.position() >= Integer.BYTES ? piece.getInt(0) : first;
                crc.update(piece.flip());
            }
        } catch (FormatException e) {
            throw new FailureException(FailureKind.IMAGE_INVALID, "image for " + partition + ": " + e.getMessage(), e);
        }
        shell.run(String.format("mw.l %x %08x 1", place.memory(), ~first));
        shell.run(String.format(
                "%s read %x %x %x", medium, place.memory(), start + at / BLOCK, (length + BLOCK - 1) / BLOCK));
        if (!shell.succeeds(crcOf(length, (int) crc.getValue()))) {
            throw new FailureException(
                    FailureKind.VERIFY_MISMATCH,
                    partition + " differs from the image somewhere in bytes " + at + " to " + (at + length - 1)
                            + ", as the board's U-Boot reads it");
        }
    }
}
