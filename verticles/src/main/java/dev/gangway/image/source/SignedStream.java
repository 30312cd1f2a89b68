package dev.gangway.image.source;

import dev.gangway.image.signature.SignatureCheck;
import dev.gangway.image.signature.SignatureException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Shows all that is read to whoever holds it against a signature. One thread. */
final class SignedStream extends FilterInputStream {
    private final SignatureCheck check;

    SignedStream(InputStream in, SignatureCheck check) {
        super(in);
        this.check = check;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int most) throws IOException {
        int size = in.read(into, from, most);
        if (size > 0) {
            try {
                check.update(into, from, size);
            } catch (SignatureException e) {
                throw new IOException(e.getMessage(), e);
            }
        }
        return size;
    }

    /** What was passed over would not be held against anything. */
    @Override
    public long skip(long count) throws IOException {
        byte[] passed = new byte[(int) Math.min(count, 8192)];
        return passed.length == 0 ? 0 : Math.max(0, read(passed, 0, passed.length));
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
