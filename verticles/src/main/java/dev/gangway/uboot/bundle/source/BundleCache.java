package dev.gangway.uboot.bundle.source;

import dev.gangway.format.ImageData;
import dev.gangway.image.ImageStore;
import dev.gangway.model.Digest;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.FileTrouble;
import dev.gangway.model.FolderTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Bundles that were unpacked or pulled, each in a folder named by its digest: a tag that moves is another folder. A folder gets
 * its name when all of it is on disk, and is held against its digests each time it is used. Any thread, any process.
 */
final class BundleCache {
    private static final String FILES = "files";
    private static final String DIGESTS = "digests";
    private static final String PART = ".part-";

    /** Locks on files are the process's; its threads wait for each other here. */
    private static final Map<Path, Object> ONE_EACH = new ConcurrentHashMap<>();

    private final Path folder;
    private final long largest;

    /** Puts files into a folder. */
    interface Filling {
        /** All of them. */
        void into(BundleContent content) throws FailureException;
    }

    BundleCache(Path folder, long largest) {
        this.folder = folder.toAbsolutePath().normalize();
        this.largest = largest;
    }

    /**
     * The folder of this digest, filled when it is not there or not sound.
     *
     * @param key what the content is named by
     * @param origin for people
     */
    Path of(Digest key, String origin, Filling filling) throws FailureException {
        Path home = folder.resolve(key.hex());
        synchronized (ONE_EACH.computeIfAbsent(home, path -> new Object())) {
            try {
                Files.createDirectories(folder);
                try (FileChannel channel = FileChannel.open(
                                folder.resolve(key.hex() + ".lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                        FileLock lock = channel.lock()) {
                    if (!lock.isValid() || !isSound(home)) {
                        fill(key, home, origin, filling);
                    }
                    return home.resolve(FILES);
                }
            } catch (IOException e) {
                throw new FailureException(
                        FailureKind.HOST_IO,
                        origin + ": the folder " + folder + " can't be used: " + FileTrouble.told(e),
                        e);
            }
        }
    }

    private void fill(Digest key, Path home, String origin, Filling filling) throws IOException, FailureException {
        // Who holds the lock is alone: what is there of this key was left by one that was killed.
        try (Stream<Path> left = Files.list(folder)) {
            for (Path part : left.filter(path -> path.getFileName().toString().startsWith(key.hex() + PART))
                    .toList()) {
                FolderTree.remove(part);
            }
        }
        FolderTree.remove(home);
        Path part = Files.createTempDirectory(folder, key.hex() + PART);
        try {
            Path files = Files.createDirectory(part.resolve(FILES));
            BundleContent content = new BundleContent(origin, files, largest);
            filling.into(content);
            Files.writeString(
                    part.resolve(DIGESTS),
                    content.digests().entrySet().stream()
                            .map(file -> file.getValue().hex() + "  " + file.getKey() + "\n")
                            .collect(Collectors.joining()));
            Files.move(part, home, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            FolderTree.remove(part);
        }
    }

    /** Whether all files are there, and every byte is what it was. */
    private static boolean isSound(Path home) {
        try {
            List<String> lines = Files.readAllLines(home.resolve(DIGESTS));
            Map<String, String> digests = new HashMap<>();
            for (String line : lines) {
                digests.put(line.substring(66), line.substring(0, 64));
            }
            for (Map.Entry<String, String> file : digests.entrySet()) {
                if (!ImageStore.digest(ImageData.map(home.resolve(FILES).resolve(file.getKey())))
                        .hex()
                        .equals(file.getValue())) {
                    return false;
                }
            }
            try (Stream<Path> all = Files.walk(home.resolve(FILES))) {
                return all.filter(path -> !Files.isDirectory(path)).count() == digests.size();
            }
        } catch (IOException | UncheckedIOException | IndexOutOfBoundsException e) {
            // Not there, or not whole: it is made anew.
            return false;
        }
    }
}
