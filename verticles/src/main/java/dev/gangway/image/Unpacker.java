package dev.gangway.image;

import dev.gangway.format.ImageData;
import dev.gangway.model.Digest;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Unpacks images into the cache folder, named by the packed file's digest and their own length. A file gets its name only
 * when it is complete and on disk, so that a crash leaves no half image behind.
 */
final class Unpacker {
    private static final int PIECE = 1 << 18;

    /** Far more than any board's flash: what unpacks to more is a mistake or meant to fill the disk. */
    private static final long LARGEST = 256L << 30;

    private final Path folder;
    private final long largest;

    Unpacker(Path folder) {
        this(folder, LARGEST);
    }

    /** Unpacks images of up to {@code largest} bytes. */
    Unpacker(Path folder, long largest) {
        this.folder = folder;
        this.largest = largest;
    }

    Path unpack(String name, Path file, Packing packing, Digest digest) throws FailureException {
        Path target = folder.resolve(digest.hex() + ".img");
        Path proof = folder.resolve(digest.hex() + ".sha256");
        Path partial = null;
        try {
            Files.createDirectories(folder);
            if (isSound(target, proof)) {
                return target;
            }
            partial = Files.createTempFile(folder, digest.hex(), ".part");
            Digest unpacked = copy(name, file, packing, partial);
            Files.writeString(proof, unpacked.hex());
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
            return target;
        } catch (IOException e) {
            throw new FailureException(
                    FailureKind.HOST_IO,
                    "image " + name + ": it cannot be unpacked into " + folder + ": " + reason(e)
                            + ". Free space there, or name another data folder",
                    e);
        } finally {
            discard(partial);
        }
    }

    /** Whether an earlier run left this image, and every byte is still what it was. */
    private static boolean isSound(Path target, Path proof) throws IOException {
        if (!Files.isRegularFile(target) || !Files.isRegularFile(proof)) {
            return false;
        }
        return ImageStore.digest(ImageData.map(target)).hex().equals(Files.readString(proof));
    }

    private Digest copy(String name, Path file, Packing packing, Path partial) throws IOException, FailureException {
        byte[] piece = new byte[PIECE];
        long total = 0;
        MessageDigest sha256 = Digest.sha256();
        try (FileChannel out = FileChannel.open(partial, StandardOpenOption.WRITE);
                InputStream in = open(name, file, packing)) {
            for (int size = read(name, file, in, piece); size >= 0; size = read(name, file, in, piece)) {
                total += size;
                if (total > largest) {
                    throw new FailureException(
                            FailureKind.IMAGE_TOO_LARGE,
                            "image " + name + ": " + file + " unpacks to more than " + largest
                                    + " bytes, the most that an image may have");
                }
                ByteBuffer bytes = ByteBuffer.wrap(piece, 0, size);
                sha256.update(piece, 0, size);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
            }
            out.force(true);
            return Digest.of(sha256);
        }
    }

    private static InputStream open(String name, Path file, Packing packing) throws FailureException {
        try {
            return packing.open(file);
        } catch (IOException e) {
            throw damaged(name, file, e);
        }
    }

    private static int read(String name, Path file, InputStream in, byte[] piece) throws FailureException {
        try {
            return in.read(piece);
        } catch (IOException e) {
            throw damaged(name, file, e);
        }
    }

    private static FailureException damaged(String name, Path file, IOException e) {
        if (Packing.needsTooMuchMemory(e)) {
            return new FailureException(
                    FailureKind.IMAGE_INVALID,
                    "image " + name + ": " + file + " cannot be unpacked with 128 MiB of memory: pack it again with"
                            + " xz -9, or with zstd and no --long above 27 (" + reason(e) + ")",
                    e);
        }
        return new FailureException(
                FailureKind.IMAGE_INVALID,
                "image " + name + ": " + file + " cannot be unpacked, it is damaged or truncated: " + reason(e),
                e);
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static void discard(@Nullable Path partial) {
        try {
            if (partial != null) {
                Files.deleteIfExists(partial);
            }
        } catch (IOException e) {
            // A leftover .part file costs space only; the failure that is on its way matters more.
            LoggerFactory.getLogger(Unpacker.class)
                    .atWarn()
                    .addKeyValue("file", partial)
                    .log("unpacked remains could not be deleted");
        }
    }
}
