package dev.gangway.image.source;

import dev.gangway.image.Packing;
import dev.gangway.image.signature.SignatureCheck;
import dev.gangway.image.signature.SignatureException;
import dev.gangway.model.Digest;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.FileTrouble;
import dev.gangway.recipe.ImageOrigin;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes an image to disk while it comes, and holds it against what the recipe says. One thread, one image. */
final class Arrival {
    private static final int PIECE = 1 << 18;

    /** How often it is looked whether there still is room. */
    private static final long LOOK = 32L << 20;

    private final ImageCache cache;
    private final Path folder;
    private final long largest;
    private final FetchWatch watch;
    private final Optional<SignatureCheck> signature;

    Arrival(ImageCache cache, Path folder, long largest, FetchWatch watch, Optional<SignatureCheck> signature) {
        this.signature = signature;
        this.cache = cache;
        this.folder = folder;
        this.largest = largest;
        this.watch = watch;
    }

    /** An image on disk. */
    private record Written(Digest digest, long bytes) {}

    /**
     * Takes it.
     *
     * @param name the image's name in the recipe
     * @param file where it goes
     */
    CachedImage take(String name, ImageBody body, ImageOrigin origin, Path file) throws FailureException {
        room(name, body.length().orElse(0), 0);
        Written written = write(name, body, origin, file);
        Digest fetched = body.digest();
        Optional<Digest> promised = body.promised();
        if (promised.isPresent() && !promised.get().equals(fetched)) {
            throw failure(
                    FailureKind.IMAGE_INVALID,
                    name,
                    body.from() + " has the SHA-256 " + fetched + ", and its manifest says " + promised.get()
                            + ": the registry's copy is damaged or replaced; push it anew",
                    null);
        }
        Digest wanted = origin.sha256();
        if (wanted != null && !wanted.equals(fetched)) {
            throw failure(
                    FailureKind.IMAGE_INVALID,
                    name,
                    body.from() + " has the SHA-256 " + fetched + ", and the recipe wants " + wanted
                            + ": it was replaced or damaged; if it is meant to be new, write its digest into the recipe",
                    null);
        }
        String signed;
        try {
            signed = signature.isPresent() ? signature.get().requireSigned() : "";
        } catch (SignatureException e) {
            throw failure(FailureKind.IMAGE_INVALID, name, body.from() + ": " + e.getMessage(), e);
        }
        return new CachedImage(
                folder,
                body.from(),
                fetched,
                origin.member(),
                signed,
                written.digest,
                written.bytes,
                body.tag(),
                body.modified(),
                file,
                Instant.EPOCH);
    }

    private Written write(String name, ImageBody body, ImageOrigin origin, Path file) throws FailureException {
        MessageDigest sha256 = Digest.sha256();
        long total = 0;
        long looked = 0;
        byte[] piece = new byte[PIECE];
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            InputStream fetched =
                    signature.isPresent() ? new SignedStream(body.stream(), signature.get()) : body.stream();
            InputStream image = opened(name, body, fetched, origin);
            for (int size = read(name, body, image, piece); size >= 0; size = read(name, body, image, piece)) {
                total += size;
                if (total > largest) {
                    throw failure(
                            FailureKind.IMAGE_TOO_LARGE,
                            name,
                            body.from() + " unpacks to more than " + largest
                                    + " bytes, the most that an image may have; if it is no mistake, write more into"
                                    + " images.download.largest in station.yaml",
                            null);
                }
                if (total - looked >= LOOK) {
                    looked = total;
                    room(name, Math.max(total, body.length().orElse(0)), total);
                }
                sha256.update(piece, 0, size);
                ByteBuffer bytes = ByteBuffer.wrap(piece, 0, size);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                watch.moved(name, body.count(), body.length().orElse(0));
            }
            rest(name, body, fetched);
            room(name, total, total);
            out.force(true);
            return new Written(Digest.of(sha256), total);
        } catch (IOException e) {
            throw failure(
                    FailureKind.HOST_IO,
                    name,
                    "it can't be written into " + folder + ": " + FileTrouble.told(e)
                            + ". Free space there, or name another data folder",
                    e);
        }
    }

    private InputStream opened(String name, ImageBody body, InputStream fetched, ImageOrigin origin)
            throws FailureException {
        try {
            return Unpacking.open(fetched, origin.member());
        } catch (IOException e) {
            throw broken(name, body, e);
        } catch (RuntimeException e) {
            throw broken(name, body, new IOException("it is damaged: " + e.getMessage(), e));
        }
    }

    private int read(String name, ImageBody body, InputStream image, byte[] piece) throws FailureException {
        try {
            return image.read(piece);
        } catch (IOException e) {
            throw broken(name, body, e);
        } catch (RuntimeException e) {
            throw broken(name, body, new IOException("it is damaged: " + e.getMessage(), e));
        }
    }

    /** What is behind the image in its archive counts for the digest of what was fetched. */
    private void rest(String name, ImageBody body, InputStream fetched) throws FailureException {
        try {
            fetched.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw broken(name, body, e);
        }
    }

    private void room(String name, long bytes, long there) throws FailureException {
        try {
            cache.makeRoom(bytes, there);
        } catch (IOException e) {
            throw failure(FailureKind.HOST_IO, name, FileTrouble.told(e), e);
        }
    }

    private static FailureException broken(String name, ImageBody body, IOException e) {
        if (body.failure().isPresent()) {
            return failure(
                    FailureKind.IMAGE_MISSING,
                    name,
                    FileTrouble.told(body.failure().get()),
                    e);
        }
        if (e.getCause() instanceof SignatureException) {
            return failure(FailureKind.IMAGE_INVALID, name, body.from() + ": " + e.getMessage(), e);
        }
        String why = FileTrouble.told(e);
        return failure(
                FailureKind.IMAGE_INVALID,
                name,
                body.from()
                        + (Packing.needsTooMuchMemory(e)
                                ? " cannot be unpacked with 128 MiB of memory: pack it again with xz -9, or with zstd and no"
                                        + " --long above 27 (" + why + ")"
                                : " cannot be unpacked: " + why),
                e);
    }

    private static FailureException failure(FailureKind kind, String name, String why, @Nullable Throwable cause) {
        return new FailureException(kind, "image " + name + ": " + why, cause);
    }
}
