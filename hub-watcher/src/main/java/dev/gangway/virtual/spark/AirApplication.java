package dev.gangway.virtual.spark;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * What a virtual Core can tell of the firmware in its chip: firmware made here has its product and version in it.
 *
 * @param product the product number that it tells
 * @param version the version that it tells
 */
public record AirApplication(int product, int version) {
    private static final byte[] MARK = "gangway-core".getBytes(StandardCharsets.US_ASCII);
    private static final int MARK_AT = 0x110;
    private static final int STACK = 0x20005000;
    private static final int RESET = 0x08005101;

    /**
     * Firmware of this length that a Core starts.
     *
     * @param seed what the rest is made from
     */
    public static byte[] image(int length, int product, int version, long seed) {
        byte[] image = new byte[length];
        new SplittableRandom(seed).nextBytes(image);
        ByteBuffer bytes = ByteBuffer.wrap(image);
        if (length >= MARK_AT + MARK.length + Integer.BYTES) {
            bytes.put(MARK_AT, MARK)
                    .putShort(MARK_AT + MARK.length, (short) product)
                    .putShort(MARK_AT + MARK.length + 2, (short) version);
        }
        if (length >= 2 * Integer.BYTES) {
            bytes.order(ByteOrder.LITTLE_ENDIAN).putInt(0, STACK).putInt(Integer.BYTES, RESET);
        }
        return image;
    }

    /** Whether this starts: its vector table points into memory and into itself. */
    static boolean lives(byte[] chip) {
        ByteBuffer table = ByteBuffer.wrap(chip).order(ByteOrder.LITTLE_ENDIAN);
        return table.getInt(0) >>> 20 == STACK >>> 20 && table.getInt(Integer.BYTES) >>> 20 == RESET >>> 20;
    }

    /** What the firmware in the chip tells; this where it was not made here. */
    AirApplication in(byte[] chip) {
        ByteBuffer bytes = ByteBuffer.wrap(chip);
        if (!bytes.slice(MARK_AT, MARK.length).equals(ByteBuffer.wrap(MARK))) {
            return this;
        }
        return new AirApplication(
                bytes.getShort(MARK_AT + MARK.length) & 0xffff, bytes.getShort(MARK_AT + MARK.length + 2) & 0xffff);
    }
}
