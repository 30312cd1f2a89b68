package dev.gangway.image.source;

import dev.gangway.model.Digest;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file that a person sends, as it comes.
 *
 * @param sender who sends it, and its name
 * @param stream its bytes
 * @param bytes how many there will be, as the sender said
 */
record SentBody(Uploaded sender, CountedStream stream, long bytes) implements ImageBody {
    @Override
    public String from() {
        return sender.told();
    }

    @Override
    public boolean comes() {
        return true;
    }

    @Override
    public OptionalLong length() {
        return OptionalLong.of(bytes);
    }

    @Override
    public long count() {
        return stream.count();
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
        return stream.failure();
    }

    @Override
    public Digest digest() {
        return stream.digest();
    }

    @Override
    public void close() {
        stream.close();
    }
}
