package dev.gangway.sealed.age;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** What was encrypted, each piece authenticated before it is given. The end of it is an end that the writer made. One thread. */
public final class AgeReader extends InputStream {
    /** How many bytes {@link #isOne} wants to see. */
    public static final int HEAD = AgeHeader.MAGIC.length() + 1;

    private static final int SEALED = ChunkNonce.CHUNK + ChaCha.TAG;
    private final InputStream in;
    private final byte[] key;
    private final ChunkNonce nonces = new ChunkNonce();
    private byte[] ahead;
    private byte[] plain = new byte[0];
    private int at;
    private boolean ended;
    private boolean first = true;

    private AgeReader(InputStream in, byte[] key) throws IOException {
        this.in = in;
        this.key = key;
        this.ahead = in.readNBytes(SEALED);
    }

    /** Whether a file begins as an encrypted one; {@code head} has its first bytes, as many as there are up to {@link #HEAD}. */
    public static boolean isOne(byte[] head) {
        byte[] magic = (AgeHeader.MAGIC + "\n").getBytes(StandardCharsets.US_ASCII);
        return head.length >= magic.length && Arrays.equals(head, 0, magic.length, magic, 0, magic.length);
    }

    /**
     * Reads a file's head.
     *
     * @param in is read and not closed
     * @return empty when the file is encrypted to others
     * @throws AgeException when it is damaged
     */
    public static Optional<AgeReader> of(InputStream in, AgeIdentity identity) throws IOException {
        Optional<byte[]> fileKey = AgeHeader.read(in).fileKey(identity);
        if (fileKey.isEmpty()) {
            return Optional.empty();
        }
        byte[] nonce = in.readNBytes(ChunkNonce.NONCE);
        if (nonce.length != ChunkNonce.NONCE) {
            throw cut();
        }
        return Optional.of(new AgeReader(in, ChunkNonce.key(fileKey.get(), nonce)));
    }

    /** How many keys open a file, of which only the head is read. */
    public static int recipients(InputStream in) throws IOException {
        return AgeHeader.read(in).recipients();
    }

    private static AgeException cut() {
        return new AgeException("it is cut short: copy the file anew");
    }

    private boolean fill() throws IOException {
        while (at == plain.length) {
            if (ended) {
                return false;
            }
            byte[] sealed = ahead;
            // Only a file without content has a chunk without content.
            if (sealed.length < ChaCha.TAG || (sealed.length == ChaCha.TAG && !first)) {
                throw cut();
            }
            ahead = sealed.length == SEALED ? in.readNBytes(SEALED) : new byte[0];
            boolean last = ahead.length == 0;
            plain = ChaCha.open(key, nonces.next(last), sealed, sealed.length)
                    .orElseThrow(() -> last
                            ? new AgeException("it is cut short, or damaged at its end: copy the file anew")
                            : new AgeException("it is damaged, or somebody changed it: copy the file anew"));
            at = 0;
            first = false;
            ended = last;
        }
        return true;
    }

    @Override
    public int read() throws IOException {
        return fill() ? plain[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int from, int most) throws IOException {
        if (most == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int size = Math.min(most, plain.length - at);
        System.arraycopy(plain, at, into, from, size);
        at += size;
        return size;
    }
}
