package dev.gangway.protocol;

import dev.gangway.format.ImageData;
import dev.gangway.model.Digest;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;

/** A file that is there. */
record WholeFile(ImageData data, Optional<Digest> digest) implements FileSource {
    @Override
    public OptionalLong length() {
        return OptionalLong.of(data.length());
    }

    @Override
    public long ready() {
        return data.length();
    }

    @Override
    public Optional<String> failure() {
        return Optional.empty();
    }

    @Override
    public ByteBuffer read(long from, int count) {
        return data.slice(from, count);
    }

    @Override
    public void onMore(long seen, Runnable then) {
        then.run();
    }
}
