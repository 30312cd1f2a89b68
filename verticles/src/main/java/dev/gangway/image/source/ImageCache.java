package dev.gangway.image.source;

import dev.gangway.format.ImageData;
import dev.gangway.image.ImageStore;
import dev.gangway.model.Digest;
import dev.gangway.model.FileTrouble;
import dev.gangway.model.FolderTree;
import dev.gangway.yaml.Quantities;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of images that were fetched. Each has a folder named by the digest of what was fetched, which gets its name when all
 * of it is on disk. Below a limit: what was not used for the longest time goes first, never what somebody uses. Any thread, any
 * process.
 */
public final class ImageCache {
    private static final Logger LOG = LoggerFactory.getLogger(ImageCache.class);
    private static final String PART = ".part-";
    private static final String GONE = ".gone-";
    private static final String PLACES = "places";
    private static final int NAME = 16;

    /** What is left free on the disk for the record, which is more important than any image. */
    private static final long RESERVE = 64L << 20;

    private final Path folder;
    private final long limit;
    private final FreeSpace space;
    private final InstantSource clock;

    /** How much is free on the disk of a folder, in bytes. */
    interface FreeSpace {
        long of(Path folder) throws IOException;
    }

    /**
     * A cache.
     *
     * @param folder below the station's data folder; made when it is needed
     * @param limit how many bytes of images are kept
     * @param clock tells when an image was used
     */
    public ImageCache(Path folder, long limit, InstantSource clock) {
        this(folder, limit, clock, where -> Files.getFileStore(where).getUsableSpace());
    }

    ImageCache(Path folder, long limit, InstantSource clock, FreeSpace space) {
        this.folder = folder.toAbsolutePath().normalize();
        this.limit = limit;
        this.clock = clock;
        this.space = space;
    }

    /** What time it is. */
    InstantSource clock() {
        return clock;
    }

    /** The folder. */
    Path folder() {
        return folder;
    }

    /** All that is kept, what was used last first. */
    public List<CachedImage> all() throws IOException {
        List<CachedImage> all = new ArrayList<>();
        for (Path one : folders()) {
            try {
                all.add(CachedImage.read(one));
            } catch (IOException e) {
                LOG.atWarn()
                        .addKeyValue("folder", one)
                        .log("what is kept of an image is not whole: " + FileTrouble.told(e));
            }
        }
        all.sort(Comparator.comparing(CachedImage::used).reversed());
        return List.copyOf(all);
    }

    private List<Path> folders() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> content = Files.list(folder)) {
            return content.filter(path -> path.getFileName().toString().matches("[0-9a-f]{64}(-[0-9a-f]+)?"))
                    .filter(Files::isDirectory)
                    .sorted()
                    .toList();
        }
    }

    /** What an image's folder is called: by what was fetched, what was taken out of it under which name, and what it proved. */
    private Path home(Digest fetched, String member, String name, String proof) {
        String also = Digest.of(ByteBuffer.wrap((member + "\0" + name + "\0" + proof).getBytes(StandardCharsets.UTF_8)))
                .hex()
                .substring(0, NAME);
        return folder.resolve(fetched.hex() + "-" + also);
    }

    /**
     * What is kept of a file with this digest, held; empty when nothing is.
     *
     * @param proof whose signature it had to have, or empty: what was kept without it does not count
     */
    Optional<HeldImage> held(Digest fetched, String member, String name, String proof) throws IOException {
        return held(home(fetched, member, name, proof));
    }

    private Optional<HeldImage> held(Path home) throws IOException {
        if (!Files.isDirectory(home)) {
            return Optional.empty();
        }
        Optional<ImageUse> use = ImageUse.begin(home, clock.instant());
        if (use.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new HeldImage(CachedImage.read(home), use.get()));
        } catch (IOException e) {
            use.get().close();
            LOG.atWarn()
                    .addKeyValue("folder", home)
                    .log("what is kept of an image is not whole: " + FileTrouble.told(e));
            return Optional.empty();
        }
    }

    /** What came from a place the last time, held; empty when nothing is kept of it. */
    Optional<HeldImage> heldFrom(Digest place) throws IOException {
        Path note = folder.resolve(PLACES).resolve(place.hex());
        if (!Files.isRegularFile(note)) {
            return Optional.empty();
        }
        String home = Files.readString(note).strip();
        return home.matches("[0-9a-f]{64}-[0-9a-f]{" + NAME + "}") ? held(folder.resolve(home)) : Optional.empty();
    }

    /** Remembers what came from a place. */
    void note(Digest place, CachedImage image) throws IOException {
        Path places = Files.createDirectories(folder.resolve(PLACES));
        Path part = Files.createTempFile(places, place.hex(), ".part");
        try {
            Files.writeString(part, String.valueOf(image.folder().getFileName()));
            Files.move(part, places.resolve(place.hex()), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Says that something is on its way, for as long as it is not closed; what a process left that was killed goes before. */
    ImageUse fetching() throws IOException {
        Files.createDirectories(folder);
        while (true) {
            ImageUse.whileUnused(folder, this::sweep);
            Optional<ImageUse> use = ImageUse.begin(folder, clock.instant());
            if (use.isPresent()) {
                return use.get();
            }
        }
    }

    /** A folder for an image that is on its way; whoever asked for it deletes it when nothing comes of it. */
    Path begin() throws IOException {
        return Files.createTempDirectory(folder, PART);
    }

    /** Takes an image that is complete in its folder, and holds it. */
    HeldImage take(Path part, CachedImage arrived, String name, String proof) throws IOException {
        Path home = home(arrived.fetched(), arrived.member(), name, proof);
        CachedImage.write(part, arrived);
        while (true) {
            Optional<HeldImage> there = held(home);
            if (there.isPresent()) {
                FolderTree.remove(part);
                return there.get();
            }
            remove(home);
            if (!Files.exists(home)) {
                Files.move(part, home, StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    /**
     * Removes an image.
     *
     * @return false when somebody uses it
     */
    public boolean remove(CachedImage image) throws IOException {
        return remove(image.folder());
    }

    private boolean remove(Path home) throws IOException {
        if (!Files.isDirectory(home)) {
            return true;
        }
        return ImageUse.whileUnused(home, () -> {
            Path gone = folder.resolve(GONE + home.getFileName());
            FolderTree.remove(gone);
            Files.move(home, gone, StandardCopyOption.ATOMIC_MOVE);
            FolderTree.remove(gone);
        });
    }

    /** Whether each byte of an image is what it was when it came. */
    public boolean isSound(CachedImage image) {
        try {
            return ImageStore.digest(ImageData.map(image.file())).equals(image.image());
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Makes room: removes what was not used for the longest time until so many bytes more are below the limit and on the disk.
     *
     * @param bytes how many more there will be at least
     * @param there how many of them are on the disk already
     * @throws IOException when there is no room although nothing is left to be removed, with what to do
     */
    void makeRoom(long bytes, long there) throws IOException {
        if (bytes > limit) {
            throw new IOException("it has " + bytes + " bytes or more, and images.cache in station.yaml is "
                    + Quantities.text(limit) + ": write more there");
        }
        Files.createDirectories(folder);
        List<CachedImage> all = new ArrayList<>(all());
        long kept = all.stream().mapToLong(CachedImage::bytes).sum();
        long free = space.of(folder);
        while (kept + bytes > limit || free - RESERVE < bytes - there) {
            if (all.isEmpty()) {
                throw new IOException(
                        kept + bytes > limit
                                ? "the images that jobs use now and this one are more than images.cache in station.yaml, "
                                        + Quantities.text(limit) + ": write more there, or wait until a job has ended"
                                : "the disk has no room for it: " + free + " bytes are free in " + folder + ", and "
                                        + (bytes - there + RESERVE)
                                        + " are needed: free space there, or name another data folder");
            }
            CachedImage oldest = all.remove(all.size() - 1);
            if (remove(oldest)) {
                LOG.atInfo()
                        .addKeyValue("image", oldest.from())
                        .addKeyValue("bytes", oldest.bytes())
                        .log("removed from the image cache: it was not used for the longest time");
                kept -= oldest.bytes();
                free = space.of(folder);
            }
        }
    }

    private void sweep() throws IOException {
        List<Path> left;
        try (Stream<Path> content = Files.list(folder)) {
            left = content.filter(path -> path.getFileName().toString().startsWith(PART)
                            || path.getFileName().toString().startsWith(GONE))
                    .toList();
        }
        for (Path one : left) {
            FolderTree.remove(one);
        }
    }
}
