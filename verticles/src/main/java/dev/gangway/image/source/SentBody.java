package dev.gangway.image.source;

import dev.gangway.download.DigestedBytes;
import dev.gangway.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;

/** A file that a person sends, as it comes. */
final class SentBody implements ImageBody {
    private final Uploaded from;
    private final long length;
    private final DigestedBytes bytes;

    SentBody(Uploaded from, InputStream sent, long length) {
        this.from = from;
        this.length = length;
        this.bytes = new DigestedBytes(sent);
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
        return bytes;
    }

    @Override
    public OptionalLong length() {
        return OptionalLong.of(length);
    }

    @Override
    public long count() {
        return bytes.count();
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
        return bytes.failure();
    }

    @Override
    public Digest digest() {
        return bytes.digest();
    }

    @Override
    public void close() {
        try {
            bytes.close();
        } catch (IOException e) {
            // It was only read.
        }
    }
}
