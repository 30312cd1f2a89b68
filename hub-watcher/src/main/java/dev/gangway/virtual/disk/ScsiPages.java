package dev.gangway.virtual.disk;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a unit tells about itself: INQUIRY, its pages of product data, MODE SENSE, and its size (SPC-4, 6.4, 6.11 and 7.8;
 * SBC-3, 5.15 and 5.16).
 *
 * @param vendor up to 8 characters
 * @param product up to 16
 * @param revision up to 4
 * @param serial of the unit; empty = it has no page for it
 * @param removable whether its medium can be taken out
 */
record ScsiPages(String vendor, String product, String revision, String serial, boolean removable) {
    private static final int SPC_2 = 4;
    private static final int SERIAL_PAGE = 0x80;
    private static final int IDENTIFICATION_PAGE = 0x83;
    private static final int CACHING_PAGE = 0x08;
    private static final int ALL_PAGES = 0x3f;
    private static final int WRITE_PROTECT = 0x80;
    private static final int WRITE_CACHE = 0x04;
    private static final int FORMATTED = 2;

    byte[] inquiry() {
        ByteBuffer bytes = ByteBuffer.allocate(36);
        bytes.put(1, (byte) (removable ? 0x80 : 0));
        bytes.put(2, (byte) SPC_2);
        bytes.put(3, (byte) 2); // response data format
        bytes.put(4, (byte) (36 - 5));
        bytes.put(8, padded(vendor, 8));
        bytes.put(16, padded(product, 16));
        bytes.put(32, padded(revision, 4));
        return bytes.array();
    }

    private static byte[] padded(String text, int length) {
        return String.format("%-" + length + "." + length + "s", text).getBytes(StandardCharsets.US_ASCII);
    }

    /** A page of vital product data. */
    Optional<byte[]> productData(int page) {
        byte[] name = serial.getBytes(StandardCharsets.US_ASCII);
        if (page == 0) {
            return Optional.of(
                    serial.isEmpty()
                            ? new byte[] {0, 0, 0, 1, 0}
                            : new byte[] {0, 0, 0, 3, 0, (byte) SERIAL_PAGE, (byte) IDENTIFICATION_PAGE});
        }
        if (serial.isEmpty() || (page != SERIAL_PAGE && page != IDENTIFICATION_PAGE)) {
            return Optional.empty();
        }
        // A T10 vendor id in ASCII, of the unit itself (SPC-4, 7.8.6.4).
        byte[] head = page == SERIAL_PAGE ? new byte[0] : padded("", 4 + 8);
        if (page == IDENTIFICATION_PAGE) {
            System.arraycopy(new byte[] {2, 1, 0, (byte) (8 + name.length)}, 0, head, 0, 4);
            System.arraycopy(padded(vendor, 8), 0, head, 4, 8);
        }
        ByteBuffer bytes = ByteBuffer.allocate(4 + head.length + name.length);
        bytes.put((byte) 0).put((byte) page).putShort((short) (head.length + name.length));
        return Optional.of(bytes.put(head).put(name).array());
    }

    /** The parameter list for this page; of a page that there is not, the header alone. */
    byte[] modeSense(int page, boolean six, boolean readOnly) {
        int header = six ? 4 : 8;
        boolean caching = page == CACHING_PAGE || page == ALL_PAGES;
        ByteBuffer bytes = ByteBuffer.allocate(header + (caching ? 20 : 0));
        if (six) {
            bytes.put(0, (byte) (bytes.capacity() - 1));
        } else {
            bytes.putShort(0, (short) (bytes.capacity() - 2));
        }
        bytes.put(six ? 2 : 3, (byte) (readOnly ? WRITE_PROTECT : 0));
        if (caching) {
            bytes.put(header, (byte) CACHING_PAGE);
            bytes.put(header + 1, (byte) 18);
            bytes.put(header + 2, (byte) WRITE_CACHE);
        }
        return bytes.array();
    }

    static byte[] capacity10(DiskMedium medium) {
        long last = Math.min(medium.blocks() - 1, 0xffff_ffffL);
        return ByteBuffer.allocate(8)
                .putInt((int) last)
                .putInt(medium.blockSize())
                .array();
    }

    static byte[] capacity16(DiskMedium medium) {
        return ByteBuffer.allocate(32)
                .putLong(medium.blocks() - 1)
                .putInt(medium.blockSize())
                .array();
    }

    /** As removable disks answer it, the current capacity alone (MMC-5, 6.24). */
    static byte[] formatCapacities(DiskMedium medium) {
        return ByteBuffer.allocate(12)
                .putInt(8)
                .putInt((int) Math.min(medium.blocks(), 0xffff_ffffL))
                .putInt(FORMATTED << 24 | medium.blockSize())
                .array();
    }
}
