package dev.gangway.spark;

import dev.gangway.model.PemText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;

/** RSA keys in PEM files. */
final class KeyText {
    private KeyText() {}

    /**
     * The bytes of a PEM file's first part of this kind.
     *
     * @param kind what stands behind BEGIN
     * @throws IOException when the file is not there or has no such part, naming it
     */
    static byte[] read(Path file, String kind) throws IOException {
        try {
            return PemText.der(Files.readString(file), kind)
                    .orElseThrow(() ->
                            new IOException(file + " has no \"BEGIN " + kind + "\": openssl pkey writes such files"));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is damaged: " + e.getMessage(), e);
        }
    }

    /**
     * An RSA public key of this size.
     *
     * @throws IOException saying what it is instead
     */
    static RSAPublicKey publicKey(byte[] spki, int bits, String whose) throws IOException {
        try {
            PublicKey key = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(spki));
            if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() == bits) {
                return rsa;
            }
        } catch (GeneralSecurityException e) {
            throw new IOException(whose + " is no RSA public key: " + e.getMessage(), e);
        }
        throw new IOException(whose + " is no RSA key of " + bits + " bits");
    }
}
