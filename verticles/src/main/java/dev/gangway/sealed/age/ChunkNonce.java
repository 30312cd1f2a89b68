package dev.gangway.sealed.age;

import java.nio.ByteBuffer;

/** The number of a chunk and whether it is the last, which is what makes a cut or a reordered file fail. */
final class ChunkNonce {
    static final int CHUNK = 1 << 16;
    static final int NONCE = 16;
    private static final String INFO = "payload";
    private long count;

    /** The next chunk's. */
    byte[] next(boolean last) {
        return ByteBuffer.allocate(12)
                .putShort((short) 0)
                .put((byte) 0)
                .putLong(count++)
                .put((byte) (last ? 1 : 0))
                .array();
    }

    /** With which key chunks are sealed. */
    static byte[] key(byte[] fileKey, byte[] nonce) {
        return Hkdf.derive(fileKey, nonce, INFO);
    }
}
