package dev.gangway.virtual.sdp;

import dev.gangway.soc.NxpSoc;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/** Makes images as U-Boot's mkimage leaves them: a vector table, boot data, DCD where the chip takes one, and code. */
final class SampleImx {
    private static final int SELF = 0x877f_f400;
    private static final int BEFORE = 0x400;
    private static final int CODE = 0x400;
    private static final int DCD = 0x2c;
    private static final int DCD_BYTES = 16;

    private SampleImx() {}

    /** An image with so many bytes of code. */
    static byte[] image(NxpSoc soc, int code, long seed) {
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
