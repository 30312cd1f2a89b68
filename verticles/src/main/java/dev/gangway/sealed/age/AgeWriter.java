package dev.gangway.sealed.age;

import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.util.List;

/** Encrypts what is written to it; the file is whole after {@link #finish}. One thread. */
public final class AgeWriter extends OutputStream {
    private final OutputStream out;
    private final byte[] key;
    private final ChunkNonce nonces = new ChunkNonce();
    private final byte[] chunk = new byte[ChunkNonce.CHUNK];
    private int filled;

    private AgeWriter(OutputStream out, byte[] key) {
        this.out = out;
        this.key = key;
    }

    /**
     * Writes a head and encrypts what follows.
     *
     * @param out stays open when this is closed
     * @param recipients who can read it, at least one
     */
    public static AgeWriter to(OutputStream out, List<AgeRecipient> recipients, SecureRandom random)
            throws IOException {
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("nobody could read that");
        }
        byte[] fileKey = new byte[AgeHeader.FILE_KEY];
        random.nextBytes(fileKey);
        byte[] nonce = new byte[ChunkNonce.NONCE];
        random.nextBytes(nonce);
        out.write(AgeHeader.write(fileKey, recipients, random));
        out.write(nonce);
        return new AgeWriter(out, ChunkNonce.key(fileKey, nonce));
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        int at = from;
        int left = count;
        while (left > 0) {
            // A full chunk waits: it may be the last, which is sealed otherwise.
            if (filled == chunk.length) {
                out.write(ChaCha.seal(key, nonces.next(false), chunk, filled));
                filled = 0;
            }
            int size = Math.min(left, chunk.length - filled);
            System.arraycopy(bytes, at, chunk, filled, size);
            filled += size;
            at += size;
            left -= size;
        }
    }

    /** Writes the last chunk. Nothing may follow. */
    public void finish() throws IOException {
        out.write(ChaCha.seal(key, nonces.next(true), chunk, filled));
        out.flush();
    }
}
