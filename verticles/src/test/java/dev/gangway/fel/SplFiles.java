package dev.gangway.fel;

import dev.gangway.format.EgonSpl;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Small files with an SPL, for tests. */
final class SplFiles {
    private static final int RETURN = 0xe12fff1e;

    private SplFiles() {}

    /** An SPL of 1 KiB that returns at once (dossier fel.md 9.4). */
    static ByteBuffer tiny() {
        return spl(0x400, "", RETURN);
    }

    /** An SPL of this length whose code begins with these words. */
    static ByteBuffer spl(int length, String deviceTree, int... code) {
        ByteBuffer file = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0, 0xea000016).put(4, "eGON.BT0".getBytes(StandardCharsets.US_ASCII));
        file.putInt(EgonSpl.LENGTH, length).put(0x14, new byte[] {'S', 'P', 'L', 2});
        if (!deviceTree.isEmpty()) {
            file.putInt(0x20, 0x2c).put(0x2c, deviceTree.getBytes(StandardCharsets.US_ASCII));
        }
        for (int i = 0; i < code.length; i++) {
            file.putInt(0x60 + 4 * i, code[i]);
        }
        return file.putInt(EgonSpl.CHECKSUM, EgonSpl.sum(file, length));
    }
}
