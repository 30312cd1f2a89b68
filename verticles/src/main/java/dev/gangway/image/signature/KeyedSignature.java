package dev.gangway.image.signature;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/**
 * A signature with a key alone: ECDSA over the file's SHA-256 on P-256, DER, in base 64. cosign's {@code sign-blob --key} makes it,
 * and so does {@code openssl dgst -sha256 -sign}.
 */
public final class KeyedSignature implements SignatureCheck {
    private static final int BITS = 256;

    private final Signature verifier;
    private final byte[] signature;

    private KeyedSignature(Signature verifier, byte[] signature) {
        this.verifier = verifier;
        this.signature = signature;
    }

    /**
     * A signature.
     *
     * @param pem the public key
     * @param file the signature's file: base 64, or the bytes themselves
     */
    public static KeyedSignature of(String pem, byte[] file) throws SignatureException {
        try {
            PublicKey key =
                    KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(Pem.one(pem, "PUBLIC KEY")));
            if (!(key instanceof ECPublicKey ec)
                    || ec.getParams().getCurve().getField().getFieldSize() != BITS) {
                throw new SignatureException("the public key is none on P-256, as cosign makes them");
            }
            Signature verifier = Signature.getInstance("SHA256withECDSA");
            verifier.initVerify(key);
            return new KeyedSignature(verifier, bytes(file));
        } catch (GeneralSecurityException e) {
            throw new SignatureException("the public key can't be read; it is PEM, BEGIN PUBLIC KEY, on P-256", e);
        }
    }

    /** A signature's bytes, which people keep in base 64 or as they are. */
    static byte[] bytes(byte[] file) {
        String text = new String(file, StandardCharsets.ISO_8859_1).strip();
        if (text.matches("[A-Za-z0-9+/=\\r\\n]+")) {
            try {
                return Base64.getMimeDecoder().decode(text);
            } catch (IllegalArgumentException e) {
                // The bytes themselves, then.
            }
        }
        return file.clone();
    }

    @Override
    public void update(byte[] bytes, int from, int count) throws SignatureException {
        try {
            verifier.update(bytes, from, count);
        } catch (java.security.SignatureException e) {
            throw new SignatureException("its signature can't be checked: " + e.getMessage(), e);
        }
    }

    @Override
    public String requireSigned() throws SignatureException {
        try {
            if (verifier.verify(signature)) {
                return "ECDSA P-256 key";
            }
        } catch (java.security.SignatureException e) {
            throw new SignatureException("its signature is damaged: it is ECDSA in DER, in base 64", e);
        }
        throw new SignatureException("its signature is of another file or was made with another key");
    }
}
