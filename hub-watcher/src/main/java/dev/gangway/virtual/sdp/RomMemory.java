package dev.gangway.virtual.sdp;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** The address space as the boot ROM writes it; what was never written reads 0. */
final class RomMemory {
    private static final int PAGE = 4096;

    private final Map<Long, byte[]> pages = new HashMap<>();

    void clear() {
        pages.clear();
    }

    void write(long address, ByteBuffer from) {
        for (long at = address; from.hasRemaining(); ) {
            int offset = (int) (at % PAGE);
            int count = Math.min(PAGE - offset, from.remaining());
            from.get(pages.computeIfAbsent(at / PAGE, number -> new byte[PAGE]), offset, count);
            at += count;
        }
    }

    void flip(long address) {
        write(address, ByteBuffer.wrap(new byte[] {(byte) (read(address, 1)[0] ^ 1)}));
    }

    byte[] read(long address, int length) {
        byte[] bytes = new byte[length];
        for (int done = 0; done < length; ) {
            int offset = (int) ((address + done) % PAGE);
            int count = Math.min(PAGE - offset, length - done);
            byte[] page = pages.get((address + done) / PAGE);
            if (page != null) {
                System.arraycopy(page, offset, bytes, done, count);
            }
            done += count;
        }
        return bytes;
    }

    /** A little-endian word. */
    int word(long address) {
        return Integer.reverseBytes(ByteBuffer.wrap(read(address, 4)).getInt());
    }
}
