package dev.gangway.sealed.age;

import java.util.Arrays;

/** A public key to which files are encrypted, as {@code age1…}. Immutable. */
public final class AgeRecipient {
    private static final String PREFIX = "age";
    private final byte[] key;

    AgeRecipient(byte[] key) {
        this.key = key.clone();
    }

    /** The key of a text {@code age1…}. */
    public static AgeRecipient parse(String text) throws AgeException {
        byte[] key = Bech32.decode(PREFIX, text.strip(), "\"" + text.strip() + "\", which should be age1…,");
        if (key.length != X25519.KEY) {
            throw new AgeException("\"" + text.strip() + "\" is no key for X25519: it has another length");
        }
        return new AgeRecipient(key);
    }

    byte[] key() {
        return key.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AgeRecipient that && Arrays.equals(key, that.key);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(key);
    }

    /** {@code age1…}. */
    @Override
    public String toString() {
        return Bech32.encode(PREFIX, key);
    }
}
