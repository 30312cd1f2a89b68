package dev.gangway.recipe;

import java.util.Arrays;
import java.util.Optional;

/** A kind of key that can be made for a unit, and how its owner signs. */
public enum KeyKind {
    /** ECDSA on NIST's P-256. */
    EC_P256("ec-p256", "EC", "secp256r1", 0, "SHA256withECDSA"),
    /** ECDSA on NIST's P-384. */
    EC_P384("ec-p384", "EC", "secp384r1", 0, "SHA384withECDSA"),
    /** Ed25519 (RFC 8410). */
    ED25519("ed25519", "Ed25519", "", 0, "Ed25519"),
    /** RSA with 2048 bits. */
    RSA_2048("rsa-2048", "RSA", "", 2048, "SHA256withRSA"),
    /** RSA with 3072 bits. */
    RSA_3072("rsa-3072", "RSA", "", 3072, "SHA256withRSA");

    private final String code;
    private final String algorithm;
    private final String curve;
    private final int bits;
    private final String signature;

    KeyKind(String code, String algorithm, String curve, int bits, String signature) {
        this.code = code;
        this.algorithm = algorithm;
        this.curve = curve;
        this.bits = bits;
        this.signature = signature;
    }

    /** The word in recipes. */
    public String code() {
        return code;
    }

    /** What Java calls such keys. */
    public String algorithm() {
        return algorithm;
    }

    /** The curve's name in Java; empty = there is nothing to choose. */
    public String curve() {
        return curve;
    }

    /** How many bits the key has; 0 = that is given by its kind. */
    public int bits() {
        return bits;
    }

    /** What Java calls its signatures. */
    public String signature() {
        return signature;
    }

    /** The kind of this word. */
    public static Optional<KeyKind> ofCode(String code) {
        return Arrays.stream(values()).filter(kind -> kind.code.equals(code)).findFirst();
    }
}
