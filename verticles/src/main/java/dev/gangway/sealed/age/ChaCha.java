package dev.gangway.sealed.age;

import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** ChaCha20-Poly1305 (RFC 8439) of pieces that fit into memory. */
final class ChaCha {
    static final int TAG = 16;
    private static final String NAME = "ChaCha20-Poly1305";

    private ChaCha() {}

    static byte[] seal(byte[] key, byte[] nonce, byte[] plain) {
        return seal(key, nonce, plain, plain.length);
    }

    static byte[] seal(byte[] key, byte[] nonce, byte[] plain, int length) {
        try {
            return cipher(Cipher.ENCRYPT_MODE, key, nonce).doFinal(plain, 0, length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no " + NAME, e);
        }
    }

    /** What was sealed; empty when it was sealed with another key, or changed. */
    static Optional<byte[]> open(byte[] key, byte[] nonce, byte[] sealed, int length) {
        try {
            return Optional.of(cipher(Cipher.DECRYPT_MODE, key, nonce).doFinal(sealed, 0, length));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no " + NAME, e);
        }
    }

    private static Cipher cipher(int mode, byte[] key, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(NAME);
        cipher.init(mode, new SecretKeySpec(key, "ChaCha20"), new IvParameterSpec(nonce));
        return cipher;
    }
}
