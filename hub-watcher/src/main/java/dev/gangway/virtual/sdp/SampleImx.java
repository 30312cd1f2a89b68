package dev.gangway.virtual.sdp;

import dev.gangway.soc.NxpSoc;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * Makes images as U-Boot's mkimage leaves them: a vector table, boot data, DCD where the chip takes one, and code; or what a boot
 * ROM that takes a stream is given.
 */
final class SampleImx {
    private static final int SELF = 0x877f_f400;
    private static final int BEFORE = 0x400;
    private static final int CODE = 0x400;
    private static final int DCD = 0x2c;
    private static final int DCD_BYTES = 16;
    private static final int CONTAINER = 0x87000000;
    private static final int IMAGES = 16;
    private static final int IMAGE = 128;
    private static final int FIRST = 0x1000;
    private static final int REST = 5000;

    /** Code for the application processor. */
    private static final int A35 = 3;

    private SampleImx() {}

    /** What the file is called in the recipe that is shipped for the chip. */
    static String name(NxpSoc soc) {
        return soc.takes() == NxpSoc.Takes.COMMANDS ? "u-boot-dtb.imx" : "flash.bin";
    }

    /** An image with so many bytes of code. */
    static byte[] image(NxpSoc soc, int code, long seed) {
        return switch (soc.takes()) {
            case COMMANDS -> table(soc, code, seed);
            case CONTAINER -> containers(code, seed);
            case FILE -> soc.name().startsWith("imx8m") ? table(soc, code, seed) : container(code, seed);
            case ANNOUNCED_FILE -> marked(code, seed);
        };
    }

    /** Two containers, as the i.MX 8QM and 8QXP take them; behind the second's images stands what no boot ROM asks for. */
    private static byte[] containers(int code, long seed) {
        byte[] bytes = random(2 * CODE + code + REST, seed);
        ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        header(file, 0, 1);
        entry(file, IMAGES, 2 * CODE, FIRST);
        header(file, CODE, 2);
        entry(file, CODE + IMAGES, CODE, FIRST);
        entry(file, CODE + IMAGES + IMAGE, CODE + FIRST, code - FIRST);
        return bytes;
    }

    private static byte[] container(int code, long seed) {
        byte[] bytes = random(CODE + code, seed);
        ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        header(file, 0, 1);
        entry(file, IMAGES, CODE, code);
        return bytes;
    }

    private static byte[] marked(int code, long seed) {
        byte[] bytes = random(CODE + code, seed);
        ByteBuffer.wrap(bytes).put(20, "STMP".getBytes(StandardCharsets.US_ASCII));
        return bytes;
    }

    private static byte[] random(int bytes, long seed) {
        byte[] random = new byte[bytes];
        new Random(seed).nextBytes(random);
        return random;
    }

    private static void header(ByteBuffer file, int at, int images) {
        int length = IMAGES + images * IMAGE;
        file.put(at, new byte[CODE]).putInt(at, CONTAINER | length << 8).put(at + 11, (byte) images);
    }

    /** An image of a container: where it stands from the header on, its length, where it belongs and begins, and its type. */
    private static void entry(ByteBuffer file, int at, int offset, int length) {
        file.putInt(at, offset)
                .putInt(at + 4, length)
                .putLong(at + 8, SELF)
                .putLong(at + 16, SELF)
                .putInt(at + 24, A35);
    }

    private static byte[] table(NxpSoc soc, int code, long seed) {
        ByteBuffer file = ByteBuffer.allocate(CODE + code).order(ByteOrder.LITTLE_ENDIAN);
        byte[] random = new byte[code];
        new Random(seed).nextBytes(random);
        file.put(CODE, random);
        boolean dcd = !soc.name().startsWith("imx8") && soc.free() != 0;
        file.putInt(0x402000d1).putInt(SELF + CODE).putInt(0).putInt(dcd ? SELF + DCD : 0);
        file.putInt(SELF + 0x20).putInt(SELF).putInt(0).putInt(0);
        file.putInt(SELF - BEFORE).putInt(BEFORE + file.capacity()).putInt(0);
        if (dcd) {
            // Big-endian: one write of a word to a register.
            file.order(ByteOrder.BIG_ENDIAN);
            file.put((byte) 0xd2).putShort((short) DCD_BYTES).put((byte) 0x40);
            file.put((byte) 0xcc).putShort((short) 12).put((byte) 4);
            file.putInt(0x020c4068).putInt(0xffffffff);
        }
        return file.array();
    }
}
