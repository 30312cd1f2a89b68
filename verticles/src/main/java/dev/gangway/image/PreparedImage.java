package dev.gangway.image;

import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import dev.gangway.message.ImageUsed;
import dev.gangway.model.Digest;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.recipe.ImageSpec.ImageFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** An image that was checked, shared by all ports. Any thread. */
public final class PreparedImage {
    private final String name;
    private final ImageFormat format;
    private final Path file;
    private final Digest sha256;
    private final long fileLength;
    private final FileStamp stamp;
    private final ImageStore.Opened opened;
    private final ImageContent content;

    PreparedImage(
            String name,
            ImageFormat format,
            Path file,
            Digest sha256,
            long fileLength,
            FileStamp stamp,
            ImageStore.Opened opened,
            ImageContent content) {
        this.name = name;
        this.format = format;
        this.file = file;
        this.sha256 = sha256;
        this.fileLength = fileLength;
        this.stamp = stamp;
        this.opened = opened;
        this.content = content;
    }

    /** Its name in the recipe. */
    public String name() {
        return name;
    }

    /** The file it was read from. */
    public Path file() {
        return file;
    }

    /** SHA-256 of the file's bytes, packed as they are. */
    public Digest sha256() {
        return sha256;
    }

    /** What is strange about it, though a recipe may mean it so; empty when nothing is. */
    public Optional<String> warning() {
        return format == ImageFormat.RAW ? PlainText.warning(opened.data()) : Optional.empty();
    }

    /** Bytes that go to the board: the unpacked length. */
    public long length() {
        return opened.data().length();
    }

    /**
     * The bytes that go to the board, unpacked and mapped.
     *
     * @throws FailureException IMAGE_INVALID when the file changed since it was checked
     */
    public ImageData data() throws FailureException {
        requireUnchanged();
        return opened.data();
    }

    /**
     * Copies the bytes that go to the board, by the file system where it can share them.
     *
     * @param target a new file, or one that is replaced
     */
    public void copyTo(Path target) throws IOException, FailureException {
        requireUnchanged();
        Files.copy(cachedFile(), target, StandardCopyOption.REPLACE_EXISTING);
        requireUnchanged();
    }

    /** Length of what the board's flash holds afterwards: of a sparse image its expanded content. */
    public long contentLength() {
        return content.length();
    }

    /**
     * CRC-32 of a stretch of what the board's flash holds afterwards; computed once for all ports.
     *
     * @throws FailureException IMAGE_INVALID when the image leaves part of the stretch open, or changed on disk
     */
    public int contentCrc32(long offset, long length) throws FailureException {
        requireUnchanged();
        try {
            return content.crc32(offset, length);
        } catch (FormatException e) {
            throw new FailureException(FailureKind.IMAGE_INVALID, "image " + name + ": " + e.getMessage(), e);
        }
    }

    /**
     * SHA-256 of what the board's flash holds afterwards; computed once for all ports.
     *
     * @throws FailureException IMAGE_INVALID when the image is a sparse one, which leaves parts open, or changed on disk
     */
    public Digest contentSha256() throws FailureException {
        requireUnchanged();
        if (contentLength() != length()) {
            throw new FailureException(
                    FailureKind.IMAGE_INVALID,
                    "image " + name + ": a sparse image leaves parts of the flash as they were, and has no digest");
        }
        return opened.dataStamp().path().equals(file) ? sha256 : content.sha256();
    }

    /** The image as it stands in the record. */
    public ImageUsed used() {
        return new ImageUsed(name, String.valueOf(file.getFileName()), sha256, fileLength, null);
    }

    /** The file that is mapped: the image itself, or its unpacked form. */
    Path cachedFile() {
        return opened.dataStamp().path();
    }

    /** Fails when the file, or the unpacked one, is no longer what was checked. */
    void requireUnchanged() throws FailureException {
        try {
            if (FileStamp.of(file).equals(stamp)
                    && FileStamp.of(opened.dataStamp().path()).equals(opened.dataStamp())) {
                return;
            }
        } catch (IOException e) {
            throw new FailureException(
                    FailureKind.IMAGE_INVALID, "image " + name + ": " + file + " is gone or was replaced", e);
        }
        throw new FailureException(
                FailureKind.IMAGE_INVALID,
                "image " + name + ": " + file + " changed after it was checked; start the job again");
    }
}
