package dev.gangway.sealed;

import dev.gangway.model.Digest;
import dev.gangway.model.FileTrouble;
import dev.gangway.model.FolderTree;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Where packages are unpacked. A folder is there as long as its process uses it, which a lock says; what a killed process left is removed
 * by the next one. Any thread, any process; blocks.
 */
public final class PackageStore {
    private static final String OPEN = "open-";
    private static final String USE = ".use";

    /** What stays free for the record, which may be on the same disk. */
    private static final long RESERVE = 64L << 20;

    private final Path folder;
    private final FreeSpace space;

    /** How much is free on the disk of a folder, in bytes. */
    interface FreeSpace {
        long of(Path folder) throws IOException;
    }

    /** Unpacks below this folder, which is made when it is needed. */
    public PackageStore(Path folder) {
        this(folder, where -> Files.getFileStore(where).getUsableSpace());
    }

    PackageStore(Path folder, FreeSpace space) {
        this.folder = folder.toAbsolutePath().normalize();
        this.space = space;
    }

    /**
     * Checks a package from its first to its last byte and unpacks it; nothing of it is left when this fails.
     *
     * @throws SealedException when it is not what it should be, or not from whom it should be
     */
    public UnpackedPackage unpack(Path file, PackageKeys keys) throws IOException, SealedException {
        Files.createDirectories(folder, ownerOnly());
        sweep();
        try (PackageReader reader = PackageReader.open(file, keys.own())) {
            String signer = keys.signerOf(file, reader.manifest());
            requireRoom(file, reader.manifest());
            Path useFile = Files.createTempFile(folder, OPEN, USE);
            FileChannel use = FileChannel.open(useFile, StandardOpenOption.WRITE);
            Path home = home(useFile);
            try {
                FileLock lock = use.tryLock();
                if (lock == null || !Files.exists(useFile)) {
                    throw new IOException(useFile + " was taken by another process: start again");
                }
                Files.createDirectory(home, ownerOnly());
                Digest sha256 = reader.readImages(
                        packed -> packed.isImage() ? created(home, packed) : OutputStream.nullOutputStream());
                return new UnpackedPackage(file, reader, sha256, signer, home, use, useFile);
            } catch (IOException e) {
                abandon(home, useFile, use);
                throw new IOException(
                        file + " can't be unpacked into " + folder + ": " + FileTrouble.told(e)
                                + ". Free space there, or name another folder as packages.unpacked in station.yaml",
                        e);
            } catch (SealedException | RuntimeException e) {
                abandon(home, useFile, use);
                throw e;
            }
        }
    }

    private static void abandon(Path home, Path useFile, FileChannel use) throws IOException {
        FolderTree.remove(home);
        Files.deleteIfExists(useFile);
        use.close();
    }

    private static OutputStream created(Path home, PackageManifest.Packed packed) throws IOException {
        Path target = home.resolve(packed.path()).normalize();
        if (!target.startsWith(home)) {
            throw new IOException(packed.path() + " leaves the folder"); // the list was held against that before
        }
        Files.createDirectories(target.getParent());
        return Files.newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    private void requireRoom(Path file, PackageManifest manifest) throws IOException, SealedException {
        long free = space.of(folder);
        long needed = manifest.imageBytes() + RESERVE;
        if (manifest.imageBytes() > Long.MAX_VALUE - RESERVE || free < needed) {
            throw new SealedException(file + ": there is no room to unpack it: " + free + " bytes are free in " + folder
                    + ", and " + needed
                    + " are needed: free space there, or name another folder as packages.unpacked in"
                    + " station.yaml");
        }
    }

    private static Path home(Path useFile) {
        String name = useFile.getFileName().toString();
        return useFile.resolveSibling(name.substring(0, name.length() - USE.length()));
    }

    private void sweep() throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, OPEN + "*" + USE)) {
            for (Path useFile : left) {
                try (FileChannel use = FileChannel.open(useFile, StandardOpenOption.WRITE);
                        FileLock lock = use.tryLock()) {
                    if (lock != null) {
                        FolderTree.remove(home(useFile));
                        Files.deleteIfExists(useFile);
                    }
                } catch (OverlappingFileLockException | NoSuchFileException e) {
                    // This process uses it, or another one was faster.
                }
            }
        }
    }

    private FileAttribute<?>[] ownerOnly() {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }
}
