package dev.gangway.image.source;

import dev.gangway.model.Digest;
import dev.gangway.model.FileTrouble;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file of this machine, as it is read.
 *
 * @param file where it is
 * @param stream its bytes
 * @param tag what its state is called
 * @param bytes how many it has
 */
record FileBody(Path file, CountedStream stream, String tag, long bytes) implements ImageBody {
    static FileBody open(Path file) throws IOException {
        String state =
                state(file).orElseThrow(() -> new IOException("there is no file " + file + ", or it may not be read"));
        return new FileBody(
                file,
                new CountedStream(new Unchanged(file, Files.newInputStream(file), state)),
                state,
                Files.size(file));
    }

    /** What a file's present state is called; empty when there is none. */
    static Optional<String> state(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.isRegularFile() && Files.isReadable(file)
                    ? Optional.of(attributes.size() + " " + attributes.lastModifiedTime() + " " + attributes.fileKey())
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Ends well only when the file is still what it was at the beginning. */
    private static final class Unchanged extends FilterInputStream {
        private final Path file;
        private final String state;

        Unchanged(Path file, InputStream in, String state) {
            super(in);
            this.file = file;
            this.state = state;
        }

        @Override
        public int read(byte[] into, int from, int most) throws IOException {
            int size = in.read(into, from, most);
            if (size < 0 && !FileBody.state(file).equals(Optional.of(state))) {
                throw new IOException(file + " changed while it was read");
            }
            return size;
        }
    }

    @Override
    public String from() {
        return file.toString();
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
    public String modified() {
        return "";
    }

    @Override
    public Optional<IOException> failure() {
        return stream.failure().map(e -> new IOException(FileTrouble.told(e), e));
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
