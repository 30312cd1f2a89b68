package dev.gangway.natives;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Arrays;
import java.util.Set;

/**
 * A folder of this user alone, into which native libraries are unpacked. What lies there already is loaded only when every byte
 * is what the jar has: a library that another user, or an interrupted start, left there would run as the station.
 */
public final class NativeFolder {
    private static final Set<PosixFilePermission> OURS = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OTHERS = Set.of(PosixFilePermission.OTHERS_WRITE);
    private static final int STICKY = 01000;

    private final Path folder;
    private final UserPrincipal self;

    private NativeFolder(Path folder, UserPrincipal self) {
        this.folder = folder;
        this.self = self;
    }

    /**
     * Opens the folder, with itself and its parents made where they are missing and all rights but its owner's taken away.
     *
     * @throws IOException when it is another user's, a link, or cannot be made, saying what to do
     */
    public static NativeFolder open(Path folder) throws IOException {
        Path whole = folder.toAbsolutePath().normalize();
        Path parent = whole.getParent();
        if (parent == null) {
            throw new IOException(whole + " is no folder for native libraries: name another data folder");
        }
        Files.createDirectories(parent);
        if (isOpenToAll(parent)) {
            throw new IOException(
                    "every user may write into " + parent + ", and so put a library of theirs there that the"
                            + " station runs: chmod o-w " + parent + ", or name another data folder");
        }
        return new NativeFolder(whole, ours(whole));
    }

    /** The folder itself, absolute. */
    public Path path() {
        return folder;
    }

    /** A folder below, of this user alone like this one. */
    public Path folder(String name) throws IOException {
        Path below = folder.resolve(name);
        ours(below);
        return below;
    }

    /**
     * Unpacks a library of a jar, or finds it unpacked and unchanged.
     *
     * @param jar a class whose loader sees the jar
     * @param resource the library's name in it, without a slash in front
     * @param place where the file goes, below this folder
     * @return the file, absolute, ready to be loaded
     * @throws IOException when the jar has none of that name, or the file cannot be written or run there, saying what to do
     */
    public Path unpack(Class<?> jar, String resource, Path place) throws IOException {
        byte[] library;
        try (InputStream in = jar.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("there is no native library " + resource + ": this machine is not served by it");
            }
            library = in.readAllBytes();
        }
        Path parent = folder;
        for (int i = 0; i < place.getNameCount() - 1; i++) {
            parent = parent.resolve(place.getName(i));
            ours(parent);
        }
        Path file = folder.resolve(place);
        if (!isSound(file, library)) {
            Path fresh = Files.createTempFile(parent, "library", ".new", PosixFilePermissions.asFileAttribute(OURS));
            Files.write(fresh, library);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        if (!Files.isExecutable(file)) {
            throw new IOException("native libraries cannot be run from " + folder
                    + ": it is on a file system that is mounted noexec; name a data folder on another one");
        }
        return file;
    }

    private boolean isSound(Path file, byte[] library) throws IOException {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && self.equals(Files.getOwner(file, LinkOption.NOFOLLOW_LINKS))
                && Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS)
                        .equals(OURS)
                && Files.size(file) == library.length
                && Arrays.equals(Files.readAllBytes(file), library);
    }

    private static boolean isOpenToAll(Path folder) throws IOException {
        return Files.getPosixFilePermissions(folder).containsAll(OTHERS)
                && ((int) Files.getAttribute(folder, "unix:mode") & STICKY) == 0;
    }

    /** Makes the folder where it is missing and sees that it is this user's alone; returns who this user is. */
    private static UserPrincipal ours(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OURS));
        }
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(folder + " is no folder, but native libraries go there: remove it");
        }
        UserPrincipal owner = Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS);
        UserPrincipal self = self(folder, owner);
        if (!owner.equals(self)) {
            throw new IOException(folder + " is the folder of " + owner.getName() + ", but the station runs as "
                    + self.getName() + " and loads native libraries from it: remove it, or name another data folder");
        }
        Files.setPosixFilePermissions(folder, OURS);
        return self;
    }

    /** What this process makes has this process's owner; Java has no other way to ask. */
    private static UserPrincipal self(Path folder, UserPrincipal owner) throws IOException {
        try {
            Path probe = Files.createTempFile(folder, "owner", ".new");
            try {
                return Files.getOwner(probe);
            } finally {
                Files.delete(probe);
            }
        } catch (AccessDeniedException e) {
            throw new IOException(
                    folder + " is the folder of " + owner.getName()
                            + " and closed to the station, which loads native libraries"
                            + " from it: remove it, or name another data folder",
                    e);
        }
    }
}
