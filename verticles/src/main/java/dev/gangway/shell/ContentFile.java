package dev.gangway.shell;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A new file that gets what a board holds.
 *
 * @param file which one
 */
public record ContentFile(Path file) {
    /** Takes what was read, piece by piece. */
    @FunctionalInterface
    public interface Sink {
        /** Takes the remaining bytes of this one. */
        void take(ByteBuffer piece) throws FailureException;
    }

    /** Reads something of a board. */
    @FunctionalInterface
    public interface Reading {
        /** Gives all of it to the sink, in order. */
        void into(Sink sink) throws FailureException;
    }

    /**
     * Makes the file with all that is read. When that breaks off there is no file: half of something must not pass for all.
     *
     * @throws FailureException IMAGE_INVALID when there is such a file, HOST_IO when it can't be written, and what the reading
     *     fails with
     */
    public void fill(Reading reading) throws FailureException {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
            reading.into(piece -> write(out, piece));
        } catch (FileAlreadyExistsException e) {
            throw new FailureException(
                    FailureKind.IMAGE_INVALID, file + " exists and is not written over: choose another name", e);
        } catch (IOException e) {
            throw unwritten(e);
        } catch (FailureException e) {
            discard();
            throw e;
        }
    }

    private void write(FileChannel out, ByteBuffer piece) throws FailureException {
        try {
            while (piece.hasRemaining()) {
                out.write(piece);
            }
        } catch (IOException e) {
            throw unwritten(e);
        }
    }

    private FailureException unwritten(IOException e) {
        return new FailureException(FailureKind.HOST_IO, file + " cannot be written: " + e.getMessage(), e);
    }

    private void discard() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // The failure that is told says more than this one would.
        }
    }
}
