package dev.gangway.virtual.rpiboot;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** A stretch of data whose length was announced; what virtual boards start has a CRC-32 as its last four bytes. */
final class IncomingFile {
    private static final int CRC = 4;

    private final long length;
    private final CRC32 crc = new CRC32();
    private final ByteBuffer tail = ByteBuffer.allocate(CRC);
    private final byte[] head = new byte[PiGadget.MARK];
    private long taken;

    IncomingFile(long length) {
        this.length = length;
    }

    long length() {
        return length;
    }

    boolean isWhole() {
        return taken == length;
    }

    /** Takes what belongs to it. */
    int take(ByteBuffer data) {
        int size = (int) Math.min(data.remaining(), length - taken);
        for (int i = 0; i < size; i++) {
            byte next = data.get();
            if (taken < head.length) {
                head[(int) taken] = next;
            }
            if (taken++ < length - CRC) {
                crc.update(next);
            } else {
                tail.put(next);
            }
        }
        return size;
    }

    /** What it begins with. */
    byte[] head() {
        return head.clone();
    }

    /** Whether it is whole and its CRC is right. */
    boolean isSound() {
        return isWhole() && length > CRC && (int) crc.getValue() == tail.getInt(0);
    }
}
