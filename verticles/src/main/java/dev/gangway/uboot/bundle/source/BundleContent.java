package dev.gangway.uboot.bundle.source;

import dev.gangway.model.Digest;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.FileTrouble;
import dev.gangway.uboot.bundle.BundlePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Files on their way into a folder that nobody uses yet: each below it, each once, bounded in number and size. One thread. */
final class BundleContent {
    /** Kernel, initramfs and device trees have some 100 MiB; a bundle with the image to write in it may have some GiB. */
    static final long LARGEST = 8L << 30;

    static final int MOST_FILES = 10_000;
    private static final int PIECE = 1 << 18;

    private final String origin;
    private final Path folder;
    private final long largest;
    private final Map<String, Digest> digests = new LinkedHashMap<>();
    private long total;

    /**
     * What a file has to be.
     *
     * @param size bytes
     * @param digest of them
     */
    record Expected(long size, Digest digest) {}

    BundleContent(String origin, Path folder, long largest) {
        this.origin = origin;
        this.folder = folder;
        this.largest = largest;
    }

    /** From where all of it comes, for people. */
    String origin() {
        return origin;
    }

    /** The digests of its files, by name. */
    Map<String, Digest> digests() {
        return digests;
    }

    /**
     * Takes a file, and has it on disk.
     *
     * @param expected where it is known
     * @param unreadable what it is when the source can't be read
     * @throws FailureException IMAGE_INVALID when its name leaves the folder or is there twice, or the content is another one;
     *     IMAGE_TOO_LARGE; HOST_IO
     */
    void add(String name, InputStream in, Optional<Expected> expected, FailureKind unreadable) throws FailureException {
        Optional<String> flaw = BundlePath.flaw(name);
        if (flaw.isPresent()) {
            throw invalid("the file " + flaw.get());
        }
        String plain = BundlePath.plain(name);
        if (digests.containsKey(plain)) {
            throw invalid("the file \"" + plain + "\" is in it twice");
        }
        if (digests.size() >= MOST_FILES) {
            throw new FailureException(
                    FailureKind.IMAGE_TOO_LARGE, origin + ": there are more than " + MOST_FILES + " files in it");
        }
        Path file = folder.resolve(plain);
        try {
            Files.createDirectories(file.resolveSibling(""));
            digests.put(plain, copy(plain, in, file, expected, unreadable));
        } catch (IOException e) {
            throw new FailureException(
                    FailureKind.HOST_IO,
                    origin + ": \"" + plain + "\" can't be put into " + folder + ": " + FileTrouble.told(e)
                            + ". Free space there, or name another data folder",
                    e);
        }
    }

    private Digest copy(String name, InputStream in, Path file, Optional<Expected> expected, FailureKind unreadable)
            throws IOException, FailureException {
        MessageDigest sha256 = Digest.sha256();
        byte[] piece = new byte[PIECE];
        long size = 0;
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int read = read(name, in, piece, unreadable); read >= 0; read = read(name, in, piece, unreadable)) {
                size += read;
                total += read;
                if (total > largest) {
                    throw new FailureException(
                            FailureKind.IMAGE_TOO_LARGE,
                            origin + ": it has more than " + largest + " bytes, the most that a bundle may have");
                }
                if (expected.isPresent() && size > expected.get().size()) {
                    throw invalid("\"" + name + "\" has more bytes than the "
                            + expected.get().size() + " that are told");
                }
                sha256.update(piece, 0, read);
                ByteBuffer bytes = ByteBuffer.wrap(piece, 0, read);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
            }
            out.force(true);
        }
        Digest digest = Digest.of(sha256);
        if (expected.isPresent() && size != expected.get().size()) {
            throw invalid("\"" + name + "\" ends after " + size + " of "
                    + expected.get().size() + " bytes");
        }
        if (expected.isPresent() && !digest.equals(expected.get().digest())) {
            throw invalid("\"" + name + "\" has the SHA-256 " + digest + ", not the "
                    + expected.get().digest() + " that is told: it was damaged or replaced");
        }
        return digest;
    }

    private int read(String name, InputStream in, byte[] piece, FailureKind unreadable) throws FailureException {
        try {
            return in.read(piece);
        } catch (IOException e) {
            throw new FailureException(
                    unreadable, origin + ": \"" + name + "\" can't be read: " + FileTrouble.told(e), e);
        }
    }

    FailureException invalid(String why) {
        return new FailureException(FailureKind.IMAGE_INVALID, origin + ": " + why);
    }
}
