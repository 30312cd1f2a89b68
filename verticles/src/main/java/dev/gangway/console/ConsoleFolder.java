package dev.gangway.console;

import dev.gangway.model.Digest;
import dev.gangway.model.JobId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * What consoles said, a gzip file an attempt: {@code console/ab/abcd…-1.log.gz} in the data folder, by the job's id. A file is
 * written once, whole or not at all, and never changed. Blocking; any thread.
 *
 * @param folder the data folder
 */
public record ConsoleFolder(Path folder) {
    private static final String NAME = "console";

    /** No recipe has more attempts. */
    private static final int MOST_ATTEMPTS = 20;

    /** Far above what {@code console: keep:} allows. */
    private static final int MOST_BYTES = 128 << 20;

    /** Where the file of an attempt is or would be. */
    public Path file(JobId job, int attempt) {
        return folder.resolve(NAME)
                .resolve(job.value().substring(0, 2))
                .resolve(job.value() + "-" + attempt + ".log.gz");
    }

    /** The digest of a text as it is kept. */
    public static Digest digest(String text) {
        return Digest.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Writes a text; it is on the disk when this returns.
     *
     * @throws IOException when it could not be written; nothing of it is left then
     */
    void write(JobId job, int attempt, String text) throws IOException {
        Path file = file(job, attempt);
        Path home = Files.createDirectories(file.resolveSibling(""));
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(fresh);
            try (FileChannel channel =
                    FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(packed(text));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(fresh);
            throw e;
        }
        sync(home);
        sync(home.resolveSibling(""));
    }

    private static byte[] packed(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return packed.toByteArray();
    }

    private static void sync(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException notSyncable) {
            // Not every system lets a folder be opened; the file itself is synced.
        }
    }

    /**
     * What an attempt's console said; empty when there is no such file.
     *
     * @throws IOException when the file is damaged, or may not be read
     */
    public Optional<String> read(JobId job, int attempt) throws IOException {
        Path file = file(job, attempt);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return Optional.of(new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
        }
    }

    /** The newest attempt of a job of which there is a file; 0 = there is none. */
    int newest(JobId job) {
        int attempt = MOST_ATTEMPTS;
        while (attempt > 0 && !Files.isRegularFile(file(job, attempt))) {
            attempt--;
        }
        return attempt;
    }
}
