package dev.gangway.fel;

import dev.gangway.format.EgonSpl;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

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

    /** The same without U-Boot's signature, so that a virtual board interprets the code instead of knowing it. */
    static ByteBuffer unsigned(int length, int... code) {
        ByteBuffer file = spl(length, "", code);
        file.putInt(0x14, 0);
        return file.putInt(EgonSpl.CHECKSUM, EgonSpl.sum(file, length));
    }

    /** An SPL without zeros behind its code, so that a piece in a wrong place changes its checksum. */
    static ByteBuffer filled(int length) {
        ByteBuffer file = spl(length, "", RETURN);
        for (int at = 0x100; at < length; at += 4) {
            file.putInt(at, at * 0x01000193);
        }
        return file.putInt(EgonSpl.CHECKSUM, EgonSpl.sum(file, length));
    }

    /** An SPL and a legacy image of these bytes behind it (dossier fel.md 9.9). */
    static ByteBuffer withUboot(byte[] payload) {
        return joined(tiny(), firmware(payload, 2));
    }

    /** A legacy firmware image for 4a000000 and this architecture. */
    static ByteBuffer firmware(byte[] payload, int arch) {
        ByteBuffer image = ByteBuffer.allocate(64 + payload.length);
        image.putInt(0, 0x27051956)
                .putInt(12, payload.length)
                .putInt(16, 0x4a000000)
                .putInt(20, 0);
        image.put(28, (byte) 17).put(29, (byte) arch).put(30, (byte) 5);
        image.put(32, "test".getBytes(StandardCharsets.US_ASCII));
        image.put(64, payload);
        image.putInt(24, crc(image.slice(64, payload.length)));
        return image.putInt(4, crc(image.slice(0, 64)));
    }

    /** Two parts of a file, the second at 32 KiB. */
    static ByteBuffer joined(ByteBuffer spl, ByteBuffer second) {
        return ByteBuffer.allocate(0x8000 + second.remaining())
                .put(spl.duplicate())
                .position(0x8000)
                .put(second.duplicate())
                .flip();
    }

    private static int crc(ByteBuffer bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
