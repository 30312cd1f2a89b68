package dev.gangway.disk.uf2;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;

/** UF2 files of the tests: pages of 256 bytes from 0x10000000 on. */
public final class Uf2Samples {
    public static final int RP2040 = 0xe48bff56;
    static final int SAMD51 = 0x55114460;
    private static final int PAGE = 256;
    private static final int BLOCK = 512;

    private Uf2Samples() {}

    /** What the flash memory is to hold. */
    public static byte[] content(int pages) {
        byte[] bytes = new byte[pages * PAGE];
        new Random(pages).nextBytes(bytes);
        return bytes;
    }

    /** Content as a file of one family, its blocks in order. */
    public static byte[] file(byte[] content, int family) {
        int blocks = content.length / PAGE;
        ByteBuffer file = ByteBuffer.allocate(blocks * BLOCK).order(ByteOrder.LITTLE_ENDIAN);
        for (int number = 0; number < blocks; number++) {
            file.position(number * BLOCK);
            file.putInt(0x0a324655).putInt(0x9e5d5157).putInt(0x2000);
            file.putInt(0x10000000 + number * PAGE)
                    .putInt(PAGE)
                    .putInt(number)
                    .putInt(blocks)
                    .putInt(family);
            file.put(content, number * PAGE, PAGE).putInt(number * BLOCK + 508, 0x0ab16f30);
        }
        return file.array();
    }

    /** Files one behind the other. */
    static byte[] join(byte[]... files) {
        byte[] all = new byte[0];
        for (byte[] file : files) {
            int end = all.length;
            all = Arrays.copyOf(all, end + file.length);
            System.arraycopy(file, 0, all, end, file.length);
        }
        return all;
    }

    /** The same blocks, the last first. */
    static byte[] backwards(byte[] file) {
        byte[] turned = new byte[file.length];
        for (int at = 0; at < file.length; at += BLOCK) {
            System.arraycopy(file, at, turned, file.length - BLOCK - at, BLOCK);
        }
        return turned;
    }
}
