package dev.gangway.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * An Allwinner SPL: code behind an eGON header (linux-sunxi.org/EGON).
 *
 * @param length length of the SPL in bytes, header included
 * @param headerVersion version byte of U-Boot's SPL header, 0 when the "SPL" signature is absent
 * @param deviceTree name of the device tree that U-Boot should take, empty when there is none
 */
public record EgonSpl(int length, int headerVersion, String deviceTree) {
    /** Where the header's checksum word is. */
    public static final int CHECKSUM = 0x0c;

    /** Where the header's length word is. */
    public static final int LENGTH = 0x10;

    /** What stands in the checksum word while the sum is taken. */
    public static final int SEED = 0x5f0a6c39;

    private static final int HEADER = 32;
    private static final String MAGIC = "eGON.BT0";

    /** Whether the buffer's remaining bytes carry the eGON magic. */
    public static boolean startsLikeOne(ByteBuffer bytes) {
        return bytes.remaining() >= HEADER && MAGIC.equals(text(bytes, 4, 8));
    }

    /**
     * Reads and checks a header: magic, length, checksum. Bytes behind the SPL are ignored.
     *
     * @throws FormatException with what is wrong
     */
    public static EgonSpl parse(ByteBuffer bytes) throws FormatException {
        ByteBuffer in = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (!startsLikeOne(in)) {
            throw new FormatException("no Allwinner SPL: the eGON.BT0 header is not found");
        }
        int length = in.getInt(LENGTH);
        if (length < HEADER || length % 4 != 0) {
            throw new FormatException("SPL: bad length " + Integer.toUnsignedString(length) + " in the eGON header");
        }
        if (length > in.remaining()) {
            throw new FormatException(
                    "SPL is truncated: its header promises " + length + " bytes, " + in.remaining() + " are there");
        }
        if (sum(in, length) != in.getInt(CHECKSUM)) {
            throw new FormatException("SPL: the eGON checksum is wrong; the file is damaged");
        }
        boolean signed = "SPL".equals(text(in, 0x14, 3));
        int version = signed ? in.get(0x17) : 0;
        return new EgonSpl(length, version, version >= 2 ? deviceTree(in, length) : "");
    }

    /** The checksum that belongs into the header of these bytes. */
    public static int sum(ByteBuffer bytes, int length) {
        ByteBuffer in = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        int sum = 0;
        for (int at = 0; at < length; at += 4) {
            sum += at == CHECKSUM ? SEED : in.getInt(at);
        }
        return sum;
    }

    private static String deviceTree(ByteBuffer in, int length) {
        int at = in.getInt(0x20);
        if (at <= 0 || at >= length) {
            return "";
        }
        int end = at;
        while (end < length && in.get(end) != 0) {
            end++;
        }
        return text(in, at, end - at);
    }

    private static String text(ByteBuffer bytes, int at, int length) {
        byte[] text = new byte[length];
        bytes.duplicate().position(bytes.position() + at).get(text);
        return new String(text, StandardCharsets.US_ASCII);
    }
}
