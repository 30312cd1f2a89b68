package dev.gangway.disk.command;

import dev.gangway.channel.Pauses;
import dev.gangway.disk.Disk;
import dev.gangway.disk.DiskContent;
import dev.gangway.disk.DiskDevice;
import dev.gangway.disk.Picoboot;
import dev.gangway.disk.uf2.Uf2Content;
import dev.gangway.disk.uf2.Uf2Drive;
import dev.gangway.disk.uf2.Uf2Flash;
import dev.gangway.format.Bmap;
import dev.gangway.format.ImageData;
import dev.gangway.format.Uf2Families;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.shell.Caller;
import dev.gangway.shell.ContentFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

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
        if (options.verb() == DiskOptions.Verb.PICOBOOT) {
            picoboot(options);
        } else {
            run(device.disk(options.unit()), options);
        }
    }

    private void run(Disk disk, DiskOptions options) throws FailureException {
        switch (options.verb()) {
            case PICOBOOT -> {} // beside the disk

            case INFO ->
                caller.out()
                        .printf(
                                "%s: [%04x:%04x] %s%n",
                                port,
                                device.identity().vid(),
                                device.identity().pid(),
                                disk.facts().text());
            case WRITE -> {
                DiskContent content = content(options);
                content.requireFor(disk, options.at())
                        .forEach(note -> caller.err().println("disk: note: " + note));
                content.write(disk, options.at(), moved -> {});
                caller.out().printf("%s: %d bytes written at byte %d%n", port, content.length(), options.at());
            }
            case VERIFY -> {
                DiskContent content = content(options);
                content.verify(disk, options.at(), moved -> {});
                caller.out().printf("%s: %d bytes at byte %d are the same%n", port, content.length(), options.at());
            }
            case READ -> read(disk, options);
            case UF2 -> uf2(disk, options);
            case EJECT -> {
                disk.eject();
                caller.out().printf("%s: ejected%n", port);
            }
        }
    }

    private void uf2(Disk disk, DiskOptions options) throws FailureException {
        Uf2Content content = Uf2Content.of(map(caller.file(options.file())));
        Uf2Drive drive = Uf2Drive.open(disk, Pauses.UNSTOPPED);
        long family = drive.family(options.family());
        drive.write(content, family, options.by(), () -> {}, moved -> {});
        caller.out()
                .printf(
                        "%s: %s has every block of family %s and left to start them; nothing can be read back%n",
                        port, drive.boardId(), Uf2Families.told(family));
    }

    private void picoboot(DiskOptions options) throws FailureException {
        Uf2Content content = Uf2Content.of(map(caller.file(options.file())));
        long family = Uf2Flash.family(device.identity(), options.family());
        Uf2Flash flash = Uf2Flash.of(content, family);
        Picoboot picoboot = device.picoboot();
        flash.write(picoboot, moved -> {});
        OptionalLong difference = flash.difference(picoboot, moved -> {});
        if (difference.isPresent()) {
            throw new FailureException(
                    FailureKind.VERIFY_MISMATCH,
                    String.format(
                            "the flash memory does not hold what the file has at 0x%08x", difference.getAsLong()));
        }
        picoboot.reboot();
        caller.out()
                .printf(
                        "%s: %d bytes are in the flash memory, read back; the board starts them%n",
                        port, flash.length());
    }

    private DiskContent content(DiskOptions options) throws FailureException {
        ImageData data = map(caller.file(options.file()));
        if (options.map().isEmpty()) {
            return DiskContent.whole(data);
        }
        Bmap map = DiskContent.map(map(caller.file(options.map().get())));
        Optional<String> problem = DiskContent.problem(data, map);
        if (problem.isPresent()) {
            throw new FailureException(FailureKind.IMAGE_INVALID, options.file() + ": " + problem.get());
        }
        return DiskContent.mapped(data, map);
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
        long length = options.length().orElse(Math.max(0, disk.facts().bytes() - options.at()));
        new ContentFile(file)
                .fill(out -> disk.read(options.at(), length, piece -> {
                    out.take(piece);
                    return true;
                }));
        caller.out().printf("%s: %d bytes read from byte %d on%n", port, length, options.at());
    }
}
