package dev.gangway.sealed;

import dev.gangway.model.PemText;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** The Ed25519 key with which packages are signed: both halves. The secret is in no message. Immutable. */
public final class SigningKey {
    /** What stands before the secret's 32 bytes (RFC 8410, PKCS #8). */
    private static final byte[] PREFIX = HexFormat.of().parseHex("302e020100300506032b657004220420");

    private static final int SEED = 32;
    private final byte[] seed;
    private final KeyPair pair;
    private final SignerKey signer;

    private SigningKey(byte[] seed) throws SealedException {
        this.seed = seed;
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
            // The JDK tells the public half of a secret only when it makes both: it takes the secret from this source.
            generator.initialize(255, new SecureRandom() {
                private static final long serialVersionUID = 1L;

                @Override
                public void nextBytes(byte[] bytes) {
                    System.arraycopy(seed, 0, bytes, 0, bytes.length);
                }
            });
            this.pair = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new SealedException("this Java runtime can't sign with Ed25519", e);
        }
        if (!Arrays.equals(encoded(seed), pair.getPrivate().getEncoded())) {
            throw new SealedException("this Java runtime makes Ed25519 keys in another way: make them with openssl");
        }
        this.signer = SignerKey.of(pair.getPublic());
    }

    private static byte[] encoded(byte[] seed) {
        byte[] encoded = Arrays.copyOf(PREFIX, PREFIX.length + SEED);
        System.arraycopy(seed, 0, encoded, PREFIX.length, SEED);
        return encoded;
    }

    /** A new one. */
    public static SigningKey random(SecureRandom random) throws SealedException {
        byte[] seed = new byte[SEED];
        random.nextBytes(seed);
        return new SigningKey(seed);
    }

    /** The key of a PEM file (BEGIN PRIVATE KEY), as {@code openssl genpkey -algorithm ed25519} writes it. */
    public static SigningKey parse(String pem) throws SealedException {
        try {
            byte[] bytes = Base64.getDecoder().decode(PemText.body(pem, "PRIVATE KEY"));
            if (bytes.length == PREFIX.length + SEED
                    && Arrays.equals(bytes, 0, PREFIX.length, PREFIX, 0, PREFIX.length)) {
                return new SigningKey(Arrays.copyOfRange(bytes, PREFIX.length, bytes.length));
            }
        } catch (IllegalArgumentException e) {
            throw new SealedException("the signing key is damaged: it is a PEM file, BEGIN PRIVATE KEY", e);
        }
        throw new SealedException("the signing key is of another kind, or has a password: it is Ed25519 in PEM (BEGIN"
                + " PRIVATE KEY), as gangway package key makes it");
    }

    /** The signature, 64 bytes. */
    byte[] sign(byte[] message) throws SealedException {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(pair.getPrivate());
            signature.update(message);
            byte[] signed = signature.sign();
            if (signer.signed(message, signed)) {
                return signed;
            }
        } catch (GeneralSecurityException e) {
            throw new SealedException("this Java runtime can't sign with Ed25519", e);
        }
        throw new SealedException("what was signed does not hold against its own key; nothing was made");
    }

    /** The public half. */
    public SignerKey signer() {
        return signer;
    }

    /** The whole PEM file; for the file that keeps it only. */
    public String pem() {
        return PemText.of(encoded(seed), "PRIVATE KEY");
    }

    @Override
    public String toString() {
        return signer.toString();
    }
}
