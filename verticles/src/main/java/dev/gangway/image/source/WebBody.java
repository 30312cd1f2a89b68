package dev.gangway.image.source;

import dev.gangway.download.ResumedBody;
import dev.gangway.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file of a server.
 *
 * @param from the link, for people
 * @param web the file as it comes
 * @param comes whether it does
 * @param promised what it must be, by whoever has it; empty = nobody said
 */
record WebBody(String from, ResumedBody web, boolean comes, Optional<Digest> promised) implements ImageBody {
    @Override
    public InputStream stream() {
        return web;
    }

    @Override
    public OptionalLong length() {
        return web.length();
    }

    @Override
    public long count() {
        return web.count();
    }

    @Override
    public String tag() {
        return web.known().tag();
    }

    @Override
    public String modified() {
        return web.known().modified();
    }

    @Override
    public Optional<IOException> failure() {
        return web.failure();
    }

    @Override
    public Digest digest() {
        return web.digest();
    }

    @Override
    public void close() {
        web.close();
    }
}
