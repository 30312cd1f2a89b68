package dev.gangway.uboot.bundle.flash;

import dev.gangway.model.Digest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Bytes as a server sends them, counted and digested, and whether it was the server that broke off. One thread. */
final class FetchedBytes extends FilterInputStream {
    private static final int PIECE = 1 << 16;

    private final MessageDigest sha256 = Digest.sha256();
    private long count;
    private @Nullable IOException failure;

    FetchedBytes(InputStream in) {
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

    @Override
    public long skip(long bytes) throws IOException {
        byte[] piece = new byte[(int) Math.max(1, Math.min(PIECE, bytes))];
        return Math.max(0, read(piece, 0, (int) Math.min(piece.length, bytes)));
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** What the server's connection met; empty = nothing. */
    Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    long count() {
        return count;
    }

    /** Reads what nobody has read: it belongs to the digest. */
    Digest digestOfAll() throws IOException {
        byte[] piece = new byte[PIECE];
        while (read(piece, 0, piece.length) >= 0) {
            // It is only counted.
        }
        return Digest.of(sha256);
    }
}
