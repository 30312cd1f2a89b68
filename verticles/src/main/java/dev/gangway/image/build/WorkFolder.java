package dev.gangway.image.build;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A new folder that has its name when all of it is there. Until then it is made in a hidden one beside, which only this user may
 * enter; what a killed process left there is removed by whoever builds next. One thread, but {@link #close} may come from any.
 */
final class WorkFolder implements AutoCloseable {
    private final Path target;
    private final Path folder;
    private final Path lockFile;
    private final FileChannel lock;

    /**
     * Begins.
     *
     * @throws FileAlreadyExistsException when something has the name
     * @throws IOException when it can't be made, or another process makes it
     */
    WorkFolder(Path target) throws IOException {
        this.target = target.toAbsolutePath().normalize();
        Path parent = Objects.requireNonNull(this.target.getParent(), "a folder's name");
        requireFree();
        folder = parent.resolve("." + this.target.getFileName() + ".gangway-build");
        lockFile = parent.resolve("." + this.target.getFileName() + ".gangway-lock");
        lock = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean begun = false;
        try {
            if (lock.tryLock() == null) {
                throw new IOException("another process makes " + target + " right now");
            }
            remove(folder);
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.createDirectory(result());
            begun = true;
        } catch (OverlappingFileLockException e) {
            throw new IOException("another build makes " + target + " right now", e);
        } finally {
            if (!begun) {
                lock.close();
            }
        }
    }

    /** Where what is needed meanwhile goes. */
    Path work() {
        return folder;
    }

    /** Where the new folder's files go. */
    Path result() {
        return folder.resolve("result");
    }

    /** Gives the folder its name. */
    void done() throws IOException {
        try (var files = Files.list(result())) {
            for (Path file : files.toList()) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.force(true);
                }
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
            }
        }
        requireFree();
        Files.setPosixFilePermissions(result(), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.move(result(), target, StandardCopyOption.ATOMIC_MOVE);
    }

    private void requireFree() throws IOException {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(target.toString());
        }
    }

    @Override
    public void close() throws IOException {
        if (!lock.isOpen()) {
            return;
        }
        try {
            remove(folder);
            Files.deleteIfExists(lockFile);
        } finally {
            lock.close();
        }
    }

    /** What is unpacked there may have folders without permissions; links are not followed. */
    private static void remove(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) throws IOException {
                Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwx------"));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path each, BasicFileAttributes attributes) throws IOException {
                Files.delete(each);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path each, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(each);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
