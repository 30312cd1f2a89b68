package dev.gangway.sdp;

import dev.gangway.format.ImageData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/** What boot ROMs that take a stream are given, made from the facts and not from the parser. */
final class Streams {
    private static final int STEP = 0x400;
    private static final int FILE = 50_001;

    private Streams() {}

    /** Container behind container; the last one's last image ends at byte 0x3401, so 0x3800 bytes are wanted. */
    static byte[] containers() {
        byte[] bytes = random(FILE);
        container(bytes, 0, 3, 0x2000, 0x10);
        container(bytes, STEP, 3, 0x1000, 0x200, 0x2000, 0x1001);
        return bytes;
    }

    /** The same behind a container with the firmware of the V2X core: its images end at 0x3801, so 0x3c00 bytes are wanted. */
    static byte[] behindV2x() {
        byte[] bytes = containers();
        container(bytes, STEP, 0xb, 0x400, 0x10);
        container(bytes, 2 * STEP, 3, 0x1000, 0x200, 0x3000, 0x001);
        return bytes;
    }

    /** One whose only image ends with the file. */
    static byte[] single(int length) {
        byte[] bytes = random(length);
        container(bytes, 0, 3, STEP, length - STEP);
        return bytes;
    }

    /** An i.MX 28's. */
    static byte[] marked(int length) {
        byte[] bytes = random(length);
        ByteBuffer.wrap(bytes).putInt(20, 0x53544d50);
        return bytes;
    }

    private static void container(byte[] bytes, int at, int type, int... offsetsAndLengths) {
        ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int images = offsetsAndLengths.length / 2;
        words.putInt(at, 0x87000000 | (16 + 128 * images) << 8).put(at + 11, (byte) images);
        for (int i = 0; i < images; i++) {
            int entry = at + 16 + 128 * i;
            words.putInt(entry, offsetsAndLengths[2 * i]).putInt(entry + 4, offsetsAndLengths[2 * i + 1]);
            words.putLong(entry + 16, 0x80000000L).putInt(entry + 24, type);
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    static ImageData data(byte[] bytes) {
        return ImageData.of(ByteBuffer.wrap(bytes));
    }
}
