package dev.gangway.sealed.age;

import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;

/** A secret key that decrypts, as a file of {@code age-keygen} has it. It is in no message and no log. Immutable. */
public final class AgeIdentity {
    private static final String PREFIX = "age-secret-key-";
    private final byte[] key;
    private final AgeRecipient recipient;

    private AgeIdentity(byte[] key) {
        this.key = key;
        this.recipient = new AgeRecipient(X25519.publicOf(key));
    }

    /** A new one. */
    public static AgeIdentity random(SecureRandom random) {
        byte[] key = new byte[X25519.KEY];
        random.nextBytes(key);
        return new AgeIdentity(key);
    }

    /**
     * The key in a file of age: one line AGE-SECRET-KEY-1…, and comments.
     *
     * @param file its text
     */
    public static AgeIdentity parse(String file) throws AgeException {
        List<String> lines = file.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
        if (lines.size() != 1) {
            throw new AgeException(
                    "it is no file of one secret key: it has one line AGE-SECRET-KEY-1…, and comments (#)");
        }
        byte[] key = Bech32.decode(PREFIX, lines.get(0), "the secret key");
        if (key.length != X25519.KEY) {
            throw new AgeException("the secret key is none for X25519: it has another length");
        }
        return new AgeIdentity(key);
    }

    /** To which public key files are encrypted that this one opens. */
    public AgeRecipient recipient() {
        return recipient;
    }

    byte[] key() {
        return key.clone();
    }

    /** The secret, as age writes it; for the file that keeps it only. */
    public String secret() {
        return Bech32.encode(PREFIX, key).toUpperCase(Locale.ROOT);
    }

    /** The public key. */
    @Override
    public String toString() {
        return recipient.toString();
    }
}
