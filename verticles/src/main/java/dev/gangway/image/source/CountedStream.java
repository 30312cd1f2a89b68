package dev.gangway.image.source;

import dev.gangway.model.Digest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Counts and digests all that is read, and keeps why it ended too early. What is passed over counts too. One thread. */
final class CountedStream extends FilterInputStream {
    private static final int PIECE = 8192;

    private final MessageDigest sha256 = Digest.sha256();
    private long count;
    private @Nullable IOException failure;

    CountedStream(InputStream in) {
        super(in);
    }

    /** How many bytes were read. */
    long count() {
        return count;
    }

    /** Why no more came; empty while nothing is wrong. */
    Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    /** Of all that was read; asked for once. */
    Digest digest() {
        return Digest.of(sha256);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int most) throws IOException {
        try {
            int size = in.read(into, from, most);
            if (size > 0) {
                sha256.update(into, from, size);
                count += size;
            }
            return size;
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public long skip(long most) throws IOException {
        byte[] passed = new byte[(int) Math.min(most, PIECE)];
        return passed.length == 0 ? 0 : Math.max(0, read(passed, 0, passed.length));
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** It was only read: that it can't be closed hurts nobody. */
    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            failure = failure == null ? e : failure;
        }
    }
}
