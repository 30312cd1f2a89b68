package dev.gangway.image;

import dev.gangway.format.ImageData;
import dev.gangway.model.Digest;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.FileTrouble;
import dev.gangway.recipe.ImageSpec.ImageFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens, checks, unpacks and digests images once, however many ports ask for them at the same time. What is prepared is
 * shared and mapped, so memory does not grow with boards times image size. Blocking; any worker thread.
 */
public final class ImageStore {
    private static final Logger LOG = LoggerFactory.getLogger(ImageStore.class);

    private final Unpacker unpacker;
    private final Map<FileStamp, CompletableFuture<Opened>> opened = new ConcurrentHashMap<>();
    private final Map<Checked, CompletableFuture<ImageContent>> checked = new ConcurrentHashMap<>();

    /** A file whose bytes are known: digest and mapping of what the file holds, unpacked where it was packed. */
    record Opened(Digest fileDigest, long fileLength, ImageData data, FileStamp dataStamp) {}

    private record Checked(FileStamp stamp, String fileName, ImageFormat format) {}

    /**
     * A store that keeps unpacked images in this folder, which is made when it is needed.
     *
     * @param cacheDir below the station's data folder; its files are named by digest and may be deleted at any time
     */
    public ImageStore(Path cacheDir) {
        this(new Unpacker(cacheDir));
    }

    ImageStore(Unpacker unpacker) {
        this.unpacker = unpacker;
    }

    /**
     * Opens an image and checks that it is what the recipe says. The same file in the same state is read once.
     *
     * @param name the image's name in the recipe
     * @throws FailureException IMAGE_MISSING, IMAGE_INVALID with what is wrong, or HOST_IO (unreadable, disk full)
     */
    public PreparedImage prepare(String name, Path file, ImageFormat format) throws FailureException {
        FileStamp stamp = stamp(name, file);
        forgetOlder(stamp);
        Opened image = once(opened, stamp, () -> open(name, file, stamp));
        String fileName = String.valueOf(file.getFileName());
        ImageContent content =
                once(checked, new Checked(stamp, fileName, format), () -> check(name, file, format, image));
        PreparedImage prepared =
                new PreparedImage(name, format, file, image.fileDigest, image.fileLength, stamp, image, content);
        prepared.requireUnchanged();
        return prepared;
    }

    /**
     * The same for a file that is for one unit only: nothing of it is kept here.
     *
     * @param name the image's name in the recipe
     */
    public PreparedImage prepareAlone(String name, Path file, ImageFormat format) throws FailureException {
        FileStamp stamp = stamp(name, file);
        Opened image = open(name, file, stamp);
        ImageContent content = check(name, file, format, image);
        return new PreparedImage(name, format, file, image.fileDigest, image.fileLength, stamp, image, content);
    }

    private static FileStamp stamp(String name, Path file) throws FailureException {
        try {
            FileStamp stamp = FileStamp.of(file);
            if (!Files.isRegularFile(stamp.path())) {
                throw new FailureException(FailureKind.IMAGE_MISSING, "image " + name + ": " + file + " is no file");
            }
            return stamp;
        } catch (NoSuchFileException e) {
            throw new FailureException(FailureKind.IMAGE_MISSING, "image " + name + ": there is no file " + file, e);
        } catch (IOException e) {
            throw unreadable(name, file, e);
        }
    }

    private Opened open(String name, Path file, FileStamp stamp) throws FailureException {
        try {
            ImageData packed = ImageData.map(file);
            Digest digest = digest(packed);
            if (!FileStamp.of(file).equals(stamp)) {
                throw new FailureException(
                        FailureKind.IMAGE_INVALID, "image " + name + ": " + file + " changed while it was read");
            }
            LOG.atInfo()
                    .addKeyValue("image", name)
                    .addKeyValue("sha256", digest)
                    .log("image read");
            Packing packing = Packing.of(packed);
            if (packing == Packing.NONE) {
                return new Opened(digest, packed.length(), packed, stamp);
            }
            Path unpacked = unpacker.unpack(name, file, packing, digest);
            return new Opened(digest, packed.length(), ImageData.map(unpacked), FileStamp.of(unpacked));
        } catch (IOException e) {
            throw unreadable(name, file, e);
        }
    }

    private static ImageContent check(String name, Path file, ImageFormat format, Opened image)
            throws FailureException {
        if (format == ImageFormat.RAW) {
            PlainText.warning(image.data).ifPresent(warning -> LOG.atWarn()
                    .addKeyValue("image", name)
                    .addKeyValue("file", file)
                    .log(warning));
        }
        return ImageCheck.check(name, String.valueOf(file.getFileName()), format, image.data);
    }

    /** The digest of all of it. */
    public static Digest digest(ImageData data) {
        MessageDigest sha256 = Digest.sha256();
        int piece = 1 << 24;
        for (long at = 0; at < data.length(); at += piece) {
            sha256.update(data.slice(at, (int) Math.min(piece, data.length() - at)));
        }
        return Digest.of(sha256);
    }

    /** An image that was replaced on disk is not needed any more; jobs that still hold it keep it alive. */
    private void forgetOlder(FileStamp stamp) {
        opened.keySet().removeIf(old -> old.path().equals(stamp.path()) && !old.equals(stamp));
        checked.keySet().removeIf(old -> old.stamp.path().equals(stamp.path()) && !old.stamp.equals(stamp));
    }

    private interface Work<V> {
        V run() throws FailureException;
    }

    /** The first caller computes on its own thread, the others wait for it. A failure is not kept. */
    private static <K, V> V once(Map<K, CompletableFuture<V>> known, K key, Work<V> work) throws FailureException {
        CompletableFuture<V> mine = new CompletableFuture<>();
        CompletableFuture<V> other = known.putIfAbsent(key, mine);
        if (other != null) {
            return await(other);
        }
        try {
            V value = work.run();
            mine.complete(value);
            return value;
        } catch (FailureException | RuntimeException | Error e) {
            known.remove(key, mine);
            mine.completeExceptionally(e);
            throw e;
        }
    }

    private static <V> V await(CompletableFuture<V> other) throws FailureException {
        try {
            return other.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailureException(FailureKind.STOPPED_BY_PERSON, "stopped while an image was being read", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof FailureException failed) {
                throw new FailureException(
                        failed.failure().kind(), failed.failure().message(), failed);
            }
            throw new FailureException(FailureKind.INTERNAL_ERROR, "preparing an image failed: " + e.getCause(), e);
        }
    }

    private static FailureException unreadable(String name, Path file, IOException e) {
        return new FailureException(
                FailureKind.HOST_IO, "image " + name + ": " + file + " cannot be read: " + FileTrouble.told(e), e);
    }
}
