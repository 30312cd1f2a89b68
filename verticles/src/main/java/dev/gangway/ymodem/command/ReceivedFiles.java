package dev.gangway.ymodem.command;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.shell.Caller;
import dev.gangway.ymodem.FileHeader;
import dev.gangway.ymodem.YmodemBoard;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes what a board gives into files beside the caller: names are the board's, without their folders. */
final class ReceivedFiles implements YmodemBoard.Inbox, AutoCloseable {
    private final Caller caller;
    private final Optional<String> name;
    private final boolean overwrite;
    private @Nullable FileChannel open;
    private @Nullable String current;
    private long bytes;

    /**
     * Files.
     *
     * @param name of the only one; the board's where that is empty
     */
    ReceivedFiles(Caller caller, Optional<String> name, boolean overwrite) {
        this.caller = caller;
        this.name = name;
        this.overwrite = overwrite;
    }

    @Override
    public void began(FileHeader header) throws FailureException {
        begin(FileHeader.plainName(header.name()));
    }

    private FileChannel begin(String as) throws FailureException {
        Path file = caller.file(as);
        try {
            FileChannel channel = overwrite
                    ? FileChannel.open(
                            file,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE)
                    : FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            open = channel;
            current = as;
            bytes = 0;
            return channel;
        } catch (FileAlreadyExistsException e) {
            throw new FailureException(FailureKind.HOST_IO, file + " is there: give -y to overwrite it", e);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    @Override
    public void data(ByteBuffer data) throws FailureException {
        FileChannel channel = open;
        if (channel == null) {
            channel = begin(name.orElseThrow());
        }
        try {
            bytes += data.remaining();
            while (data.hasRemaining()) {
                channel.write(data);
            }
        } catch (IOException e) {
            throw unwritable(caller.file(String.valueOf(current)), e);
        }
    }

    @Override
    public void ended() throws FailureException {
        FileChannel channel = open;
        if (channel == null) {
            channel = begin(name.orElseThrow()); // an empty file
        }
        open = null;
        try {
            channel.close();
        } catch (IOException e) {
            throw unwritable(caller.file(String.valueOf(current)), e);
        }
        caller.out().println(current + ": " + bytes + " bytes");
    }

    private static FailureException unwritable(Path file, IOException e) {
        return new FailureException(FailureKind.HOST_IO, file + " cannot be written: " + e.getMessage(), e);
    }

    /** What was not received as a whole stays, as far as it came. */
    @Override
    public void close() throws FailureException {
        FileChannel channel = open;
        open = null;
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                throw unwritable(caller.file(String.valueOf(current)), e);
            }
        }
    }
}
