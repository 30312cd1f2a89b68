package dev.gangway.ledger.h2;

import dev.gangway.ledger.LedgerException;
import dev.gangway.ledger.LedgerException.Reason;
import dev.gangway.model.FileTrouble;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds a station's data folder for this process. The operating system frees the lock when the process ends, however it
 * ends; the text beside it only tells a second process who holds the folder.
 */
final class DataFolder implements AutoCloseable {
    private static final String LOCK = "station.lock";
    private static final String HOLDER = "station.holder";

    /**
     * What this process holds. Asked before the lock file is opened at all: on POSIX systems, closing any channel of a
     * file gives up every lock that the process has on it.
     */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final Path name;
    private final FileChannel channel;

    private DataFolder(Path folder, Path name, FileChannel channel) {
        this.folder = folder;
        this.name = name;
        this.channel = channel;
    }

    static DataFolder hold(Path folder) throws LedgerException {
        Path name;
        try {
            name = Files.createDirectories(folder).toRealPath();
        } catch (IOException e) {
            throw failure(folder, e);
        }
        if (!HELD_HERE.add(name)) {
            throw held(folder);
        }
        FileChannel channel = null;
        boolean holding = false;
        try {
            channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                throw held(folder);
            }
            Files.writeString(
                    folder.resolve(HOLDER),
                    "process " + ProcessHandle.current().pid() + ", since "
                            + Instant.now().truncatedTo(ChronoUnit.SECONDS) + "\n");
            holding = true;
            return new DataFolder(folder, name, channel);
        } catch (IOException e) {
            throw failure(folder, e);
        } finally {
            if (!holding) {
                closeQuietly(channel);
                HELD_HERE.remove(name);
            }
        }
    }

    /** Whether another process, or another part of this one, holds the folder now. */
    static boolean isHeld(Path folder) {
        try {
            if (HELD_HERE.contains(folder.toRealPath())) {
                return true;
            }
            try (FileChannel channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE)) {
                return channel.tryLock() == null;
            }
        } catch (IOException noLockOrNotOurs) {
            return false;
        }
    }

    static LedgerException held(Path folder) {
        String holder = "another process";
        try {
            String text = Files.readString(folder.resolve(HOLDER)).strip();
            if (!text.isEmpty()) {
                holder = text;
            }
        } catch (IOException unknown) {
            // The message then says less.
        }
        return new LedgerException(
                Reason.HELD,
                "the data folder " + folder + " is in use (" + holder
                        + "): stop that station first, or give this one a folder of its own with --data",
                null);
    }

    static LedgerException failure(Path folder, IOException e) {
        if (String.valueOf(e.getMessage()).contains("No space left")) {
            return new LedgerException(
                    Reason.DISK_FULL, "the disk of the data folder " + folder + " is full: make room on it", e);
        }
        boolean denied = e instanceof AccessDeniedException
                || e.getCause() instanceof ReadOnlyFileSystemException
                || String.valueOf(e.getMessage()).contains("Read-only file system");
        return new LedgerException(
                denied ? Reason.NOT_ALLOWED : Reason.FAILED,
                "the data folder " + folder + " can't be written (" + FileTrouble.told(e)
                        + "): check its owner and permissions, or give another folder with --data",
                e);
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                // The first failure is the one that is told.
            }
        }
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(folder.resolve(HOLDER));
        } catch (IOException e) {
            // A stale holder text misleads nobody: only the lock decides.
        }
        closeQuietly(channel);
        HELD_HERE.remove(name);
    }
}
