package dev.gangway.image.source;

import dev.gangway.download.DigestedBytes;
import dev.gangway.model.Digest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.OptionalLong;

/** A file of this machine, as it is read. */
final class FileBody implements ImageBody {
    private final Path file;
    private final String state;
    private final long length;
    private final DigestedBytes bytes;

    private FileBody(Path file, InputStream in, String state, long length) {
        this.file = file;
        this.state = state;
        this.length = length;
        this.bytes = new DigestedBytes(new Unchanged(in, file, state));
    }

    static FileBody open(Path file) throws IOException {
        String state =
                state(file).orElseThrow(() -> new IOException("there is no file " + file + ", or it may not be read"));
        return new FileBody(file, Files.newInputStream(file), state, Files.size(file));
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

    /** Has no end when the file is not in the state any more in which it was opened. */
    private static final class Unchanged extends FilterInputStream {
        private final Path file;
        private final String state;

        Unchanged(InputStream in, Path file, String state) {
            super(in);
            this.file = file;
            this.state = state;
        }

        @Override
        public int read(byte[] into, int from, int most) throws IOException {
            int size = in.read(into, from, most);
            if (size < 0 && !state(file).equals(Optional.of(state))) {
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
        return state;
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
