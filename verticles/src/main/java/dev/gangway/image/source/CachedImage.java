package dev.gangway.image.source;

import dev.gangway.model.Digest;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Properties;

/**
 * An image that was fetched and is kept.
 *
 * @param folder what is kept of it
 * @param from the link or file that it came from, without what may be secret
 * @param fetched digest of what was fetched, packed as it was
 * @param member the path inside the archive, or empty
 * @param signed who signed what was fetched, or empty
 * @param image digest of the image, unpacked
 * @param bytes the image's length
 * @param tag what the server called this state of the file ({@code ETag}), or of a local file its size and time
 * @param modified the server's {@code Last-Modified}, or empty
 * @param file the image
 * @param used when it was used last
 */
public record CachedImage(
        Path folder,
        String from,
        Digest fetched,
        String member,
        String signed,
        Digest image,
        long bytes,
        String tag,
        String modified,
        Path file,
        Instant used) {
    private static final String FACTS = "image.properties";
    static final String IN_USE = "in-use";

    /** Where it came from, for the record. */
    public String origin() {
        return from + " sha256:" + fetched + (member.isEmpty() ? "" : " " + member)
                + (signed.isEmpty() ? "" : " signed by " + signed);
    }

    /** What a folder holds; fails when it is none of these, or not whole. */
    static CachedImage read(Path folder) throws IOException {
        Properties facts = new Properties();
        try (Reader in = Files.newBufferedReader(folder.resolve(FACTS))) {
            facts.load(in);
        } catch (IllegalArgumentException e) {
            throw new IOException(folder + " is damaged", e);
        }
        try {
            CachedImage image = new CachedImage(
                    folder,
                    facts.getProperty("from", ""),
                    new Digest(facts.getProperty("fetched", "")),
                    facts.getProperty("member", ""),
                    facts.getProperty("signed", ""),
                    new Digest(facts.getProperty("image", "")),
                    Long.parseLong(facts.getProperty("bytes", "")),
                    facts.getProperty("tag", ""),
                    facts.getProperty("modified", ""),
                    folder.resolve(facts.getProperty("name", "")),
                    Files.getLastModifiedTime(folder.resolve(IN_USE)).toInstant());
            if (!folder.equals(image.file.getParent()) || Files.size(image.file) != image.bytes) {
                throw new IOException(folder + " is damaged: its image has another length");
            }
            return image;
        } catch (IllegalArgumentException e) {
            throw new IOException(folder + " is damaged", e);
        }
    }

    /** Writes the facts beside the image, of which the folder is the one where they shall be read. */
    static void write(Path folder, CachedImage image) throws IOException {
        Properties facts = new Properties();
        facts.setProperty("from", image.from);
        facts.setProperty("fetched", image.fetched.hex());
        facts.setProperty("member", image.member);
        facts.setProperty("signed", image.signed);
        facts.setProperty("image", image.image.hex());
        facts.setProperty("bytes", Long.toString(image.bytes));
        facts.setProperty("tag", image.tag);
        facts.setProperty("modified", image.modified);
        facts.setProperty("name", String.valueOf(image.file.getFileName()));
        StringWriter text = new StringWriter();
        facts.store(text, null);
        Files.write(folder.resolve(FACTS), text.toString().getBytes(StandardCharsets.UTF_8));
        Files.write(folder.resolve(IN_USE), new byte[0]);
    }
}
