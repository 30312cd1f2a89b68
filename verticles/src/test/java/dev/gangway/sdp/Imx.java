package dev.gangway.sdp;

import dev.gangway.format.ImageData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/** Images with a vector table, made from the facts and not from the parser. */
final class Imx {
    static final int SELF = 0x877ff400;
    private static final int BEFORE = 0x400;

    private Imx() {}

    /** One with a DCD of two writes, at 0x2c, and random code from 0x100 on. */
    static byte[] withDcd(int length) {
        byte[] bytes = plain(length);
        words(bytes).putInt(12, SELF + 0x2c);
        ByteBuffer.wrap(bytes)
                .position(0x2c)
                .put((byte) 0xd2)
                .putShort((short) 24)
                .put((byte) 0x40)
                .put((byte) 0xcc)
                .putShort((short) 20)
                .put((byte) 4)
                .putInt(0x020c4068)
                .putInt(-1)
                .putInt(0x020c406c)
                .putInt(-1);
        return bytes;
    }

    /** One without. */
    static byte[] plain(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        words(bytes)
                .putInt(0x402000d1)
                .putInt(SELF + 0x100)
                .putInt(0)
                .putInt(0)
                .putInt(SELF + 0x20)
                .putInt(SELF)
                .putInt(0)
                .putInt(0)
                .putInt(SELF - BEFORE)
                .putInt(BEFORE + length)
                .putInt(0);
        return bytes;
    }

    /** The same with the commands that prove its signature. */
    static byte[] signed(int length) {
        byte[] bytes = withDcd(length);
        words(bytes).putInt(24, SELF + length - 64);
        return bytes;
    }

    static ByteBuffer words(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    static ImageData data(byte[] bytes) {
        return ImageData.of(ByteBuffer.wrap(bytes));
    }
}
