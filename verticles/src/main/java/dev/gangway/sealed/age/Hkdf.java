package dev.gangway.sealed.age;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HKDF with HMAC-SHA-256 (RFC 5869), of which age needs 32 bytes each time: one block. */
final class Hkdf {
    private static final String HMAC = "HmacSHA256";
    private static final int LENGTH = 32;

    private Hkdf() {}

    /** 32 bytes. */
    static byte[] derive(byte[] secret, byte[] salt, String info) {
        byte[] extracted = hmac(salt.length == 0 ? new byte[LENGTH] : salt, secret);
        byte[] named = info.getBytes(StandardCharsets.US_ASCII);
        byte[] block = new byte[named.length + 1];
        System.arraycopy(named, 0, block, 0, named.length);
        block[named.length] = 1;
        return hmac(extracted, block);
    }

    /** HMAC-SHA-256. */
    static byte[] hmac(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no " + HMAC, e);
        }
    }
}
