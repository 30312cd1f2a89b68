package dev.gangway.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * An image for NXP's boot ROMs: an image vector table (IVT), boot data, device configuration data (DCD) and code, as U-Boot's
 * {@code .imx} files and NXP's {@code flash.bin} are (the project's dossier more-boot-roms.md).
 *
 * @param offset where in the file the table begins
 * @param length bytes from the table on that belong into memory
 * @param address where the table itself belongs; what follows it in the file follows it there
 * @param entry where the code begins
 * @param dcd the configuration data, empty where there is none
 * @param signed whether it names the commands that prove its signature
 */
public record IvtImage(long offset, long length, long address, long entry, Optional<Part> dcd, boolean signed) {
    /** The most that a boot ROM takes. */
    public static final int MOST_DCD = 1768;

    private static final int BARKER = 0x402000d1;
    private static final int BARKER_NEW = 0x412000d1;
    private static final int STEP = 0x100;
    private static final int HEADER = 32;
    private static final int ENTRY = 4;
    private static final int DCD = 12;
    private static final int BOOT_DATA = 16;
    private static final int SELF = 20;
    private static final int CSF = 24;
    private static final int BOOT_DATA_BYTES = 12;
    private static final int DCD_TAG = 0xd2;
    private static final int DCD_HEADER = 4;

    /** A stretch of the file. */
    public record Part(long offset, int length) {}

    /** Whether a file begins with such a table. */
    public static boolean startsLikeOne(ImageData data) {
        return data.length() >= HEADER && isBarker(word(data, 0, 0));
    }

    /**
     * Finds the first table; in a card's image other things stand before it.
     *
     * @throws FormatException when there is none, or it names what the file does not have
     */
    public static IvtImage parse(ImageData data) throws FormatException {
        for (long at = 0; at + HEADER <= data.length(); at += STEP) {
            int barker = word(data, at, 0);
            // i.MX 8MQ: in front of the code stands the firmware of its display port, with a table of its own.
            if (isBarker(barker) && !(barker == BARKER_NEW && isFirmware(data, at))) {
                return read(data, at);
            }
        }
        throw new FormatException("no image vector table (d1 00 20 40 or 41) at any multiple of 256 bytes:"
                + " this is no image for an i.MX boot ROM");
    }

    private static boolean isBarker(int word) {
        return word == BARKER || word == BARKER_NEW;
    }

    private static boolean isFirmware(ImageData data, long at) {
        long boot = at + unsigned(data, at, BOOT_DATA) - unsigned(data, at, SELF);
        return boot >= 0 && boot + BOOT_DATA_BYTES <= data.length() && (word(data, boot, 8) & ~1) != 0;
    }

    private static IvtImage read(ImageData data, long at) throws FormatException {
        long self = unsigned(data, at, SELF);
        long boot = place(data, at, self, unsigned(data, at, BOOT_DATA), BOOT_DATA_BYTES, "its boot data");
        long start = unsigned(data, boot, 0);
        long size = unsigned(data, boot, 4);
        long length = size - (self - start);
        if (start > self || length < HEADER) {
            throw new FormatException(String.format(
                    "the boot data say 0x%x bytes from 0x%08x on, and the image vector table is at 0x%08x",
                    size, start, self));
        }
        // The size counts what stands before the table on a medium, and often padding: a file may be shorter.
        long there = Math.min(length, data.length() - at);
        if (self + there > 1L << 32) {
            throw new FormatException(String.format("0x%x bytes at 0x%08x are beyond 32-bit addresses", there, self));
        }
        long dcd = unsigned(data, at, DCD);
        Optional<Part> configuration = dcd == 0 ? Optional.empty() : Optional.of(configuration(data, at, self, dcd));
        return new IvtImage(at, there, self, unsigned(data, at, ENTRY), configuration, word(data, at, CSF) != 0);
    }

    private static Part configuration(ImageData data, long at, long self, long dcd) throws FormatException {
        long offset = place(data, at, self, dcd, DCD_HEADER, "its DCD");
        int tag = word(data, offset, 0) & 0xff;
        int length = Short.toUnsignedInt(Short.reverseBytes((short) (word(data, offset, 0) >> 8)));
        if (tag != DCD_TAG || length < DCD_HEADER || length > MOST_DCD) {
            throw new FormatException(String.format(
                    "the DCD begins with tag %02x and length %d; d2 and 4 to %d are possible", tag, length, MOST_DCD));
        }
        place(data, at, self, dcd, length, "its DCD");
        return new Part(offset, length);
    }

    /** Where in the file an address lies. */
    private static long place(ImageData data, long at, long self, long address, int length, String what)
            throws FormatException {
        long offset = at + address - self;
        if (offset < at || offset + length > data.length()) {
            throw new FormatException(String.format(
                    "the image vector table at 0x%x of the file says that %s, %d bytes, are at 0x%08x: the file, for"
                            + " 0x%08x, does not reach there",
                    at, what, length, address, self));
        }
        return offset;
    }

    private static long unsigned(ImageData data, long at, int offset) {
        return Integer.toUnsignedLong(word(data, at, offset));
    }

    private static int word(ImageData data, long at, int offset) {
        ByteBuffer word = data.slice(at + offset, 4).order(ByteOrder.LITTLE_ENDIAN);
        return word.getInt(word.position());
    }
}
