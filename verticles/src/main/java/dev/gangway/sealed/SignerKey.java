package dev.gangway.sealed;

import dev.gangway.model.Digest;
import dev.gangway.model.PemText;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** The Ed25519 key of somebody who signs packages: its public half (RFC 8410). Immutable. */
public final class SignerKey {
    /** What stands before the key's 32 bytes. */
    private static final byte[] PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final int LENGTH = 44;
    private final byte[] encoded;
    private final PublicKey key;

    private SignerKey(byte[] encoded) throws SealedException {
        this.encoded = encoded;
        try {
            this.key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new SealedException("a public key in it is a bad one", e);
        }
    }

    /**
     * The key of a text: PEM (BEGIN PUBLIC KEY), or what stands between its first and its last line.
     *
     * @throws SealedException when it is none, saying how one is made
     */
    public static SignerKey parse(String text) throws SealedException {
        try {
            String body = PemText.body(text, "PUBLIC KEY");
            byte[] bytes = Base64.getDecoder().decode(body);
            if (bytes.length == LENGTH
                    && Arrays.equals(bytes, 0, PREFIX.length, PREFIX, 0, PREFIX.length)
                    && Base64.getEncoder().encodeToString(bytes).equals(body)) {
                return new SignerKey(bytes);
            }
        } catch (IllegalArgumentException e) {
            throw new SealedException("a signer's public key is damaged: copy all of it", e);
        }
        throw new SealedException(
                "a signer's public key is of another kind: it is Ed25519, as gangway package key makes it");
    }

    static SignerKey of(PublicKey key) throws SealedException {
        return parse(Base64.getEncoder().encodeToString(key.getEncoded()));
    }

    /** Whether this key's owner signed these bytes. */
    boolean signed(byte[] message, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false; // a signature of another length, or no point of the curve
        }
    }

    /** In base 64, as in a PEM file. */
    public String text() {
        return Base64.getEncoder().encodeToString(encoded);
    }

    /** The whole PEM file. */
    public String pem() {
        return PemText.of(encoded, "PUBLIC KEY");
    }

    /** {@code sha256:} and the digest of the key in DER, in hex. */
    public String fingerprint() {
        return "sha256:" + Digest.of(ByteBuffer.wrap(encoded)).hex();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SignerKey that && Arrays.equals(encoded, that.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }

    @Override
    public String toString() {
        return fingerprint();
    }
}
