package dev.gangway.image.source;

import dev.gangway.model.Digest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A file that a person sends, as it comes. */
final class SentBody extends FilterInputStream implements ImageBody {
    private final Uploaded from;
    private final long length;
    private final MessageDigest sha256 = Digest.sha256();
    private long count;
    private @Nullable IOException failure;

    SentBody(Uploaded from, InputStream sent, long length) {
        super(sent);
        this.from = from;
        this.length = length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int at, int most) throws IOException {
        try {
            int size = in.read(into, at, most);
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
    public long skip(long most) throws IOException {
        byte[] passed = new byte[(int) Math.min(most, 8192)];
        return passed.length == 0 ? 0 : Math.max(0, read(passed, 0, passed.length));
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    @Override
    public String from() {
        return from.told();
    }

    @Override
    public boolean comes() {
        return true;
    }

    @Override
    public InputStream stream() {
        return this;
    }

    @Override
    public OptionalLong length() {
        return OptionalLong.of(length);
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    public String tag() {
        return "";
    }

    @Override
    public String modified() {
        return "";
    }

    @Override
    public Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public Digest digest() {
        return Digest.of(sha256);
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            // It was only read.
        }
    }
}
