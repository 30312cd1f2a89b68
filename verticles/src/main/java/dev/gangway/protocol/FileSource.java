package dev.gangway.protocol;

import dev.gangway.format.ImageData;
import dev.gangway.model.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Bytes that boards fetch, of which not all have to be there yet: they come from the beginning on, in order. Nothing here waits.
 * A {@code SpooledFile} is one that grows. Any thread.
 */
public interface FileSource {
    /** How many bytes there are in all; empty as long as nobody knows that. */
    OptionalLong length();

    /** So many, from the beginning, are there. */
    long ready();

    /** Why no more will come, for people; empty as long as all is well. */
    Optional<String> failure();

    /** SHA-256 of all of it; empty as long as nobody knows that. */
    Optional<Digest> digest();

    /**
     * Bytes that are there.
     *
     * @throws IOException when they can't be read any more
     */
    ByteBuffer read(long from, int count) throws IOException;

    /**
     * Has this run once, when more is there than so many bytes, when the end is known or has failed; at once where it is so
     * already. It must not wait: whoever brings the bytes runs it.
     */
    void onMore(long seen, Runnable then);

    /**
     * Bytes that are all there.
     *
     * @param digest of them; empty = nobody has computed it, and no client can hold on to what it has from before
     */
    static FileSource of(ImageData data, Optional<Digest> digest) {
        return new WholeFile(data, digest);
    }
}
