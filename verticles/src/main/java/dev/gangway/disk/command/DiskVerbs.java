package dev.gangway.disk.command;

import dev.gangway.disk.Disk;
import dev.gangway.disk.DiskDevice;
import dev.gangway.format.ImageData;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.shell.Caller;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What a line of {@code gangway disk} does to one board. */
final class DiskVerbs {
    private final DiskDevice device;
    private final Caller caller;
    private final String port;

    DiskVerbs(DiskDevice device, Caller caller, String port) {
        this.device = device;
        this.caller = caller;
        this.port = port;
    }

    void run(DiskOptions options) throws FailureException {
        Disk disk = device.disk(options.unit());
        switch (options.verb()) {
            case INFO ->
                caller.out()
                        .printf(
                                "%s: [%04x:%04x] %s%n",
                                port,
                                device.identity().vid(),
                                device.identity().pid(),
                                disk.info().text());
            case WRITE -> {
                ImageData data = map(caller.file(options.file()));
                disk.write(data, 0, data.length(), options.at(), moved -> {});
                disk.synchronize();
                caller.out().printf("%s: %d bytes written at byte %d%n", port, data.length(), options.at());
            }
            case VERIFY -> {
                ImageData data = map(caller.file(options.file()));
                disk.verify(data, 0, data.length(), options.at(), moved -> {});
                caller.out().printf("%s: %d bytes at byte %d are the same%n", port, data.length(), options.at());
            }
            case READ -> read(disk, options);
            case EJECT -> {
                disk.eject();
                caller.out().printf("%s: ejected%n", port);
            }
        }
    }

    private static ImageData map(Path file) throws FailureException {
        try {
            ImageData data = ImageData.map(file);
            if (data.length() > 0) {
                return data;
            }
        } catch (NoSuchFileException e) {
            throw new FailureException(FailureKind.IMAGE_MISSING, "there is no file " + file, e);
        } catch (IOException e) {
            throw new FailureException(FailureKind.HOST_IO, file + " cannot be read: " + e.getMessage(), e);
        }
        throw new FailureException(FailureKind.IMAGE_INVALID, file + " is empty");
    }

    private void read(Disk disk, DiskOptions options) throws FailureException {
        Path file = caller.file(options.file());
        long length = options.length().orElse(Math.max(0, disk.info().bytes() - options.at()));
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
            disk.read(options.at(), length, piece -> {
                write(out, piece, file);
                return true;
            });
        } catch (FileAlreadyExistsException e) {
            throw new FailureException(
                    FailureKind.IMAGE_INVALID, file + " exists and is not written over: choose another name", e);
        } catch (IOException e) {
            throw new FailureException(FailureKind.HOST_IO, file + " cannot be written: " + e.getMessage(), e);
        } catch (FailureException e) {
            discard(file);
            throw e;
        }
        caller.out().printf("%s: %d bytes read from byte %d on%n", port, length, options.at());
    }

    private static void write(FileChannel out, ByteBuffer piece, Path file) throws FailureException {
        try {
            while (piece.hasRemaining()) {
                out.write(piece);
            }
        } catch (IOException e) {
            throw new FailureException(FailureKind.HOST_IO, file + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** Half a disk must not pass for one. */
    private static void discard(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // The failure that is told says more than this one would.
        }
    }
}
