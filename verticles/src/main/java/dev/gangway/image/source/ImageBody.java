package dev.gangway.image.source;

import dev.gangway.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;

/** What is fetched or sent, as it comes. One thread. */
sealed interface ImageBody extends AutoCloseable permits WebBody, FileBody, SentBody {
    /** The link or file, without what may be secret. */
    String from();

    /** Whether it comes at all; false when it is what was known of it. */
    boolean comes();

    /** The bytes. */
    InputStream stream();

    /** How many there will be, where that is known. */
    OptionalLong length();

    /** How many came so far. */
    long count();

    /** What this state of it is called. */
    String tag();

    /** When it was changed, as its server says; or empty. */
    String modified();

    /** Why it did not come to its end, where that is so. */
    Optional<IOException> failure();

    /** What all of it must be, by whoever has it; empty = nobody said. */
    default Optional<Digest> promised() {
        return Optional.empty();
    }

    /** The digest of all that came; asked for once. */
    Digest digest();

    @Override
    void close();
}
