package dev.gangway.image.source;

import dev.gangway.model.Digest;
import dev.gangway.model.FileTrouble;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A file of this machine, as it is read. */
final class FileBody extends FilterInputStream implements ImageBody {
    private final Path file;
    private final String state;
    private final long length;
    private final MessageDigest sha256 = Digest.sha256();
    private long count;
    private @Nullable IOException failure;

    private FileBody(Path file, InputStream in, String state, long length) {
        super(in);
        this.file = file;
        this.state = state;
        this.length = length;
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

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int most) throws IOException {
        try {
            int size = in.read(into, from, most);
            if (size > 0) {
                sha256.update(into, from, size);
                count += size;
            }
            if (size < 0 && !state(file).equals(Optional.of(state))) {
                throw new IOException(file + " changed while it was read");
            }
            return size;
        } catch (IOException e) {
            failure = new IOException(FileTrouble.told(e), e);
            throw e;
        }
    }

    @Override
    public boolean markSupported() {
        return false;
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
        return this;
    }

    @Override
    public OptionalLong length() {
        return OptionalLong.of(length);
    }

    @Override
    public long count() {
        return count;
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
        return Optional.ofNullable(failure);
    }

    @Override
    public Digest digest() {
        return Digest.of(sha256);
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            // It was only read.
        }
    }
}
