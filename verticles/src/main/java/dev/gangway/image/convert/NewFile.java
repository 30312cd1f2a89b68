package dev.gangway.image.convert;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A file that has its name when it is whole, and is gone when it is closed before. What is skipped stays a hole. One thread. */
final class NewFile implements AutoCloseable {
    private final Path target;
    private final Path part;
    private final FileChannel channel;
    private final boolean over;
    private long end;

    /**
     * Begins beside its place.
     *
     * @param over whether it may take the place of a file that is there
     * @throws FileAlreadyExistsException when it may not and one is there
     */
    NewFile(Path target, boolean over) throws IOException {
        this.target = target.toAbsolutePath();
        this.over = over;
        requireFree();
        part = Files.createTempFile(this.target.getParent(), ".gangway-", ".part");
        channel = FileChannel.open(part, StandardOpenOption.WRITE);
    }

    private void requireFree() throws IOException {
        if (!over && Files.exists(target)) {
            throw new FileAlreadyExistsException(target.toString());
        }
    }

    /** Where the next byte goes. */
    long position() {
        return end;
    }

    /** Writes all that remains. */
    void write(ByteBuffer bytes) throws IOException {
        end += writeAt(end, bytes);
    }

    /** Leaves bytes out, which read as zeros. */
    void skip(long bytes) {
        end += bytes;
    }

    /** Writes before the end. */
    int writeAt(long position, ByteBuffer bytes) throws IOException {
        int written = 0;
        while (bytes.hasRemaining()) {
            written += channel.write(bytes, position + written);
        }
        return written;
    }

    /** Gives it its name. */
    void done() throws IOException {
        if (channel.size() < end) {
            // A hole at the end has its length by its last byte alone.
            channel.write(ByteBuffer.allocate(1), end - 1);
        }
        channel.force(true);
        channel.close();
        requireFree();
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(part);
    }
}
