package dev.gangway.download;

import dev.gangway.model.Digest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Bytes as they come, counted and digested, and whether it was where they come from that broke off. One thread. */
public final class DigestedBytes extends FilterInputStream {
    private static final int PIECE = 1 << 16;

    private final MessageDigest sha256 = Digest.sha256();
    private long count;
    private @Nullable IOException failure;

    /** Those of this stream, from now on. */
    public DigestedBytes(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int at, int length) throws IOException {
        try {
            int size = in.read(into, at, length);
            if (size > 0) {
                sha256.update(into, at, size);
                count += size;
            }
            return size;
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    /** What was passed over would be missing in the digest. */
    @Override
    public long skip(long bytes) throws IOException {
        byte[] piece = new byte[(int) Math.max(0, Math.min(PIECE, bytes))];
        return piece.length == 0 ? 0 : Math.max(0, read(piece, 0, piece.length));
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** What reading met; empty = nothing. */
    public Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    /** How many came so far. */
    public long count() {
        return count;
    }

    /** SHA-256 of what came so far; asked for once. */
    public Digest digest() {
        return Digest.of(sha256);
    }

    /** The same of all, after what nobody has read was read; asked for once. */
    public Digest digestOfAll() throws IOException {
        byte[] piece = new byte[PIECE];
        while (read(piece, 0, piece.length) >= 0) {
            // It is only counted.
        }
        return digest();
    }
}
