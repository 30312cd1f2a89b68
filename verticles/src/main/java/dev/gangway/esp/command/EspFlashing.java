package dev.gangway.esp.command;

import dev.gangway.esp.EspDevice;
import dev.gangway.esp.FlashPlan;
import dev.gangway.esp.FlashPlan.FlashFile;
import dev.gangway.format.ImageData;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.shell.Caller;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Files into a chip's flash, and its flash into a file. */
final class EspFlashing {
    private static final int PIECE = 0x10000;

    private EspFlashing() {}

    static FlashPlan plan(EspLine line, Caller caller) throws FailureException {
        List<FlashFile> files = new ArrayList<>();
        for (int i = 0; i < line.words().size(); i += 2) {
            String name = line.word(i + 1);
            files.add(new FlashFile(name, line.number(i), mapped(caller.file(name))));
        }
        return new FlashPlan(files);
    }

    static void write(EspDevice device, EspLine line, Caller caller) throws FailureException {
        FlashPlan plan = plan(line, caller);
        plan.requireConsistent();
        FlashPlan ready = device.prepare(plan, line.flash());
        for (FlashFile file : ready.files()) {
            device.write(file, moved -> {});
            caller.out().printf("Wrote %d bytes at 0x%08x%n", file.data().length(), file.at());
        }
        if (device.givesBack()) {
            verify(device, ready, caller);
        } else {
            caller.err().println("gangway: warning: this chip's loader gives nothing back, so nothing is verified");
        }
    }

    static void verify(EspDevice device, FlashPlan plan, Caller caller) throws FailureException {
        for (FlashFile file : plan.files()) {
            device.verify(file);
            caller.out().printf("Hash of data verified at 0x%08x: %s%n", file.at(), file.name());
        }
    }

    static void read(EspDevice device, long at, long length, Path file) throws FailureException {
        try (FileChannel target = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            for (long done = 0; done < length; done += PIECE) {
                ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, length - done));
                device.read(at + done, piece, moved -> {});
                piece.flip();
                while (piece.hasRemaining()) {
                    target.write(piece);
                }
            }
        } catch (IOException e) {
            throw new FailureException(FailureKind.HOST_IO, file + " cannot be written: " + e.getMessage(), e);
        } catch (FailureException e) {
            discard(file);
            throw e;
        }
    }

    /** Half a flash must not pass for one. */
    private static void discard(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // The failure that is told says more than this one would.
        }
    }

    private static ImageData mapped(Path file) throws FailureException {
        try {
            return ImageData.map(file);
        } catch (IOException e) {
            throw new FailureException(FailureKind.IMAGE_MISSING, file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
