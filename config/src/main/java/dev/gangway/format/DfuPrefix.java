package dev.gangway.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * What some boot ROMs want in front of a DFU download (the project's DFU dossier, section 5). It is for the board, so it is
 * sent with the rest; it only says what the file is for.
 *
 * @param text for people
 */
public record DfuPrefix(String text) {
    private static final int STELLARIS = 8;
    private static final int LPC = 16;
    private static final int LPC_BLOCK = 512;

    /**
     * The prefix at the beginning of a file; empty when there is none.
     *
     * @param length bytes of the file without its suffix
     */
    public static Optional<DfuPrefix> of(ImageData data, long length) {
        return stellaris(data, length).or(() -> lpc(data, length));
    }

    private static Optional<DfuPrefix> stellaris(ImageData data, long length) {
        if (length < STELLARIS) {
            return Optional.empty();
        }
        ByteBuffer head = data.slice(0, STELLARIS).order(ByteOrder.LITTLE_ENDIAN);
        boolean fits = head.getShort(0) == 1 && Integer.toUnsignedLong(head.getInt(4)) == length - STELLARIS;
        return fits
                ? Optional.of(new DfuPrefix(
                        String.format("prefix of TI Stellaris: for 0x%08x", (head.getShort(2) & 0xffffL) << 10)))
                : Optional.empty();
    }

    private static Optional<DfuPrefix> lpc(ImageData data, long length) {
        if (length < LPC) {
            return Optional.empty();
        }
        ByteBuffer head = data.slice(0, LPC).order(ByteOrder.LITTLE_ENDIAN);
        boolean fits = (head.getShort(0) & 0xffff) == 0x3f1a;
        for (int i = LPC - 4; i < LPC; i++) {
            fits &= head.get(i) == (byte) 0xff;
        }
        return fits
                ? Optional.of(new DfuPrefix(
                        "prefix of NXP LPC: " + (head.getShort(2) & 0xffff) + " blocks of " + LPC_BLOCK + " bytes"))
                : Optional.empty();
    }
}
