package dev.gangway.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * A U-Boot legacy image ("uImage"): a 64-byte big-endian header and its data.
 *
 * @param time build time, seconds since 1970
 * @param load where the data belongs
 * @param entry where it starts
 * @param os operating system code, 5 = Linux, 17 = U-Boot firmware
 * @param arch architecture code, 2 = ARM
 * @param type image type, 5 = firmware, 6 = script
 * @param compression 0 = none
 * @param name up to 32 characters
 * @param data the image's bytes, a read-only view
 */
public record LegacyImage(
        long time, long load, long entry, int os, int arch, int type, int compression, String name, ByteBuffer data) {
    /** First word of every legacy image. */
    public static final int MAGIC = 0x27051956;

    /** Length of the header in bytes. */
    public static final int HEADER = 64;

    /** Code of 32-bit ARM in {@link #arch}. */
    public static final int ARCH_ARM = 2;

    /** Code of Linux in {@link #os}. */
    public static final int OS_LINUX = 5;

    /** Code of a firmware image in {@link #type}. */
    public static final int TYPE_FIRMWARE = 5;

    /** Code of a script in {@link #type}. */
    public static final int TYPE_SCRIPT = 6;

    private static final int NAME = 32;

    /** Whether the buffer's remaining bytes begin like a legacy image. */
    public static boolean startsLikeOne(ByteBuffer bytes) {
        return bytes.remaining() >= HEADER && word(bytes.duplicate(), bytes.position()) == MAGIC;
    }

    /**
     * Reads and checks an image: magic, both CRCs, length. Bytes behind the data are ignored.
     *
     * @throws FormatException with what is wrong
     */
    public static LegacyImage parse(ByteBuffer bytes) throws FormatException {
        ByteBuffer in = bytes.slice().order(ByteOrder.BIG_ENDIAN);
        if (in.remaining() < HEADER || in.getInt(0) != MAGIC) {
            throw new FormatException("no U-Boot legacy image: the magic 27051956 is not there");
        }
        byte[] header = new byte[HEADER];
        in.get(0, header);
        java.util.Arrays.fill(header, 4, 8, (byte) 0);
        if (crc(ByteBuffer.wrap(header)) != in.getInt(4)) {
            throw new FormatException("U-Boot legacy image: the header's CRC-32 is wrong");
        }
        long size = Integer.toUnsignedLong(in.getInt(12));
        if (size > in.remaining() - HEADER) {
            throw new FormatException("U-Boot legacy image is truncated: its header promises " + size
                    + " bytes of data, " + (in.remaining() - HEADER) + " are there");
        }
        ByteBuffer data = in.slice(HEADER, (int) size).asReadOnlyBuffer();
        if (crc(data.duplicate()) != in.getInt(24)) {
            throw new FormatException("U-Boot legacy image: the data's CRC-32 is wrong");
        }
        int end = 32;
        while (end < HEADER && header[end] != 0) {
            end++;
        }
        return new LegacyImage(
                Integer.toUnsignedLong(in.getInt(8)),
                Integer.toUnsignedLong(in.getInt(16)),
                Integer.toUnsignedLong(in.getInt(20)),
                header[28],
                header[29],
                header[30],
                header[31],
                new String(header, 32, end - 32, StandardCharsets.US_ASCII),
                data);
    }

    /** A script image as mkimage makes it: type script, ARM, Linux, the text behind its length and a zero word. */
    public static ByteBuffer script(String name, String text, long time) {
        byte[] lines = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer data = ByteBuffer.allocate(8 + lines.length);
        data.putInt(lines.length).putInt(0).put(lines).flip();
        ByteBuffer out = ByteBuffer.allocate(HEADER + data.remaining());
        out.putInt(0, MAGIC).putInt(8, (int) time).putInt(12, data.remaining()).putInt(24, crc(data.duplicate()));
        out.put(28, (byte) OS_LINUX).put(29, (byte) ARCH_ARM).put(30, (byte) TYPE_SCRIPT);
        byte[] label = name.getBytes(StandardCharsets.US_ASCII);
        out.put(32, label, 0, Math.min(label.length, NAME));
        out.putInt(4, crc(out.slice(0, HEADER)));
        out.put(HEADER, data, 0, data.remaining());
        return out;
    }

    /**
     * The text of a script image.
     *
     * @throws FormatException if this is no script or its length word does not fit
     */
    public String scriptText() throws FormatException {
        if (type != TYPE_SCRIPT || data.remaining() < 8) {
            throw new FormatException("the legacy image is no script (type " + type + ")");
        }
        int length = data.duplicate().order(ByteOrder.BIG_ENDIAN).getInt(data.position());
        if (length < 0 || length > data.remaining() - 8) {
            throw new FormatException("the script's length word does not fit its data");
        }
        byte[] text = new byte[length];
        data.duplicate().position(data.position() + 8).get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private static int word(ByteBuffer bytes, int at) {
        return bytes.order(ByteOrder.BIG_ENDIAN).getInt(at);
    }

    private static int crc(ByteBuffer bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
