package dev.gangway.model;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;

/**
 * A SHA-256 digest.
 *
 * @param hex 64 lower-case hex digits
 */
public record Digest(String hex) {
    /** Checks the form; throws {@link IllegalArgumentException} saying what is expected. */
    public Digest {
        Objects.requireNonNull(hex);
        if (!hex.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("a digest is 64 lower-case hex digits");
        }
    }

    /** A fresh SHA-256 computation; every Java runtime has it. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256", e);
        }
    }

    /** The digest that the computation arrives at; the computation is reset. */
    public static Digest of(MessageDigest computation) {
        return new Digest(HexFormat.of().formatHex(computation.digest()));
    }

    /** The digest of the buffer's remaining bytes; the buffer's position does not move. */
    public static Digest of(ByteBuffer bytes) {
        MessageDigest computation = sha256();
        computation.update(bytes.duplicate());
        return of(computation);
    }

    @Override
    public String toString() {
        return hex;
    }
}
