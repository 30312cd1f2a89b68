package dev.gangway.spark;

import dev.gangway.model.PemText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Cores that may come in: a file {@code ID.pub.pem} with its public key for each. They are read anew each time, so that a
 * person accepts a Core by putting its file there. Who was refused lies in another folder. Any thread.
 */
public final class EnrolledKeys {
    private static final Logger LOG = LoggerFactory.getLogger(EnrolledKeys.class);
    private static final String ENDING = ".pub.pem";
    private static final String WITHOUT_KEY = ".told-no-key";
    private static final String SPKI = "PUBLIC KEY";
    private static final int BITS = 1024;

    /** Anybody on the network can make ids up; a person reads them. */
    private static final int MOST_REFUSED = 200;

    private final Path enrolled;
    private final Path refused;

    /**
     * The keys in a folder.
     *
     * @param enrolled who may come in
     * @param refused where those are noted who wanted to and may not; made when the first one is
     */
    public EnrolledKeys(Path enrolled, Path refused) {
        this.enrolled = enrolled;
        this.refused = refused;
    }

    /**
     * The key of a Core.
     *
     * @return empty when it may not come in
     * @throws IOException when its file says nothing
     */
    Optional<RSAPublicKey> of(CoreId id) throws IOException {
        Path file = file(id);
        return Files.exists(file) ? Optional.of(key(KeyText.read(file, SPKI), file.toString())) : Optional.empty();
    }

    /** Where the key of a Core lies when it may come in. */
    Path file(CoreId id) {
        return enrolled.resolve(id + ENDING);
    }

    /**
     * Lets a Core come in from now on.
     *
     * @return false when another key is enrolled under its id, which stays
     * @throws IOException when its file can't be written, or says nothing
     */
    boolean enrol(CoreId id, RSAPublicKey key) throws IOException {
        Optional<RSAPublicKey> known = of(id);
        if (known.isPresent()) {
            return known.get().equals(key);
        }
        Files.createDirectories(enrolled);
        Files.writeString(file(id), PemText.of(key.getEncoded(), SPKI), StandardOpenOption.CREATE_NEW);
        return true;
    }

    /** The key that a Core says is its own. */
    static RSAPublicKey key(byte[] spki, String whose) throws IOException {
        return KeyText.publicKey(spki, BITS, whose);
    }

    /**
     * Notes a Core that was refused, for a person to accept: its file has only to be moved.
     *
     * @param told the key that it says is its own; empty when it told none, so that it can only be read over USB
     */
    void refuse(CoreId id, Optional<RSAPublicKey> told) {
        Path file = refused.resolve(id + (told.isPresent() ? ENDING : WITHOUT_KEY));
        try {
            Files.createDirectories(refused);
            if (!Files.exists(file) && refused().size() < MOST_REFUSED) {
                Files.writeString(
                        file,
                        told.map(key -> PemText.of(key.getEncoded(), SPKI)).orElse(""),
                        StandardOpenOption.CREATE_NEW);
            }
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("core", id).log("a Core that was refused can't be noted: " + e.getMessage());
        }
    }

    /** The files of those who were refused, in order. */
    public List<Path> refused() throws IOException {
        if (!Files.isDirectory(refused)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(refused)) {
            return files.sorted().toList();
        }
    }

    /** By what people compare keys: SHA-256 of the key's public form, in hex. */
    static String fingerprint(RSAPublicKey key) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
