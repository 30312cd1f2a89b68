package dev.gangway.station.doctor;

import dev.gangway.ledger.h2.H2Ledger;
import dev.gangway.model.FileTrouble;
import dev.gangway.station.beside.StationBeside;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Whether the data folder can be written, has room, and is free. */
final class DataFolderCheckup implements Checkup {
    private static final String CHECK = "data folder";
    private static final long MIB = 1 << 20;
    private static final long LITTLE = 1024 * MIB;
    private static final long TOO_LITTLE = 64 * MIB;

    private final Path folder;
    private final Predicate<Path> writable;
    private final Room room;
    private final Optional<StationBeside.About> station;

    /** Tells the free bytes where a folder lies. */
    @FunctionalInterface
    interface Room {
        long bytes(Path folder) throws IOException;
    }

    /** Takes the station that runs on the folder, if one does. */
    DataFolderCheckup(Path folder, Optional<StationBeside.About> station) {
        this(folder, station, Files::isWritable, DataFolderCheckup::free);
    }

    DataFolderCheckup(Path folder, Optional<StationBeside.About> station, Predicate<Path> writable, Room room) {
        this.station = station;
        this.folder = folder.toAbsolutePath().normalize();
        this.writable = writable;
        this.room = room;
    }

    private static long free(Path folder) throws IOException {
        FileStore store = Files.getFileStore(folder);
        return store.isReadOnly() ? 0 : store.getUsableSpace();
    }

    @Override
    public List<Finding> examine() {
        Path existing = folder;
        while (!Files.exists(existing)) {
            Path parent = existing.getParent();
            if (parent == null) {
                break;
            }
            existing = parent;
        }
        if (!Files.isDirectory(existing)) {
            return List.of(Finding.problem(CHECK, existing + " is a file", "name another folder with --data"));
        }
        if (!writable.test(existing)) {
            return List.of(Finding.problem(
                    CHECK,
                    folder + " cannot be written by this user, or its disk is mounted read-only",
                    "sudo install -d -o $USER " + folder + ", or name another folder with --data"));
        }
        Optional<String> held = station.isPresent() ? Optional.empty() : H2Ledger.heldBy(folder);
        if (held.isPresent()) {
            return List.of(Finding.problem(CHECK, held.get(), "stop that station, or look at its page"));
        }
        return List.of(room(existing));
    }

    private Finding room(Path existing) {
        try {
            long bytes = room.bytes(existing);
            String text = folder
                    + station.map(running -> " is held by the running station, process " + running.pid() + ", and")
                            .orElse("")
                    + " has " + bytes / MIB + " MiB free";
            if (bytes < TOO_LITTLE) {
                return Finding.problem(
                        CHECK, text + ": the disk is full", "make room: du -xh " + folder + " | sort -h");
            }
            return bytes < LITTLE
                    ? Finding.warn(CHECK, text + "; unpacked images may not fit", "make room, or name another --data")
                    : Finding.ok(CHECK, text);
        } catch (IOException e) {
            return Finding.problem(CHECK, FileTrouble.told(e), "name another folder with --data");
        }
    }
}
