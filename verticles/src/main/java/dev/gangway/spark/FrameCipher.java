package dev.gangway.spark;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * One direction of a session (the dossier's section 4): every frame is a run of AES-128-CBC of its own, whose start is the first
 * block of the frame before it. One thread at a time.
 */
final class FrameCipher {
    /** Bytes of a block, a key and an initial vector. */
    static final int BLOCK = 16;

    /** The longest frame that a Core takes, without its two bytes of length. */
    static final int LONGEST = 640;

    private final SecretKeySpec key;
    private byte[] iv;

    FrameCipher(byte[] key, byte[] iv) {
        this.key = new SecretKeySpec(key, "AES");
        this.iv = iv.clone();
    }

    /** The whole frame of a message. */
    ByteBuffer seal(byte[] message) {
        byte[] sealed;
        try {
            sealed = run(Cipher.ENCRYPT_MODE, message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES failed on a message", e);
        }
        if (sealed.length > LONGEST) {
            throw new IllegalArgumentException("a Core drops the link at a frame of " + sealed.length + " bytes");
        }
        iv = Arrays.copyOf(sealed, BLOCK);
        return ByteBuffer.allocate(Short.BYTES + sealed.length)
                .putShort((short) sealed.length)
                .put(sealed)
                .flip();
    }

    /**
     * The message in a frame, which comes without its length.
     *
     * @throws FailureException PROTOCOL_GARBAGE when its padding is wrong, as that of another session's frame mostly is
     */
    byte[] open(byte[] sealed) throws FailureException {
        try {
            byte[] message = run(Cipher.DECRYPT_MODE, sealed);
            iv = Arrays.copyOf(sealed, BLOCK);
            return message;
        } catch (GeneralSecurityException e) {
            throw new FailureException(
                    FailureKind.PROTOCOL_GARBAGE,
                    "what the Core sent does not decrypt: it is damaged or of another session, and this one is over",
                    e);
        }
    }

    private byte[] run(int mode, byte[] bytes) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        cipher.init(mode, key, new IvParameterSpec(iv));
        return cipher.doFinal(bytes);
    }

    /** Whether a frame may have this length. */
    static boolean isLength(int length) {
        return length > 0 && length <= LONGEST && length % BLOCK == 0;
    }
}
