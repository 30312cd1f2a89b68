package dev.gangway.virtual.spark;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** A connection of a Core from its handshake on (the dossier's sections 3 and 4). One thread. */
final class AirFrames {
    private static final int NONCE = 40;
    private static final int CIPHERTEXT = 128;
    private static final int SIGNED = 384;
    private static final int LONGEST = 640;
    private static final String RSA = "RSA/ECB/PKCS1Padding";

    private final DataInputStream in;
    private final DataOutputStream out;
    private SecretKeySpec keyOut;
    private final SecretKeySpec keyIn;
    private final byte[] salt;
    private byte[] ivIn;
    private byte[] ivOut;

    private AirFrames(DataInputStream in, DataOutputStream out, byte[] secret) {
        this.in = in;
        this.out = out;
        this.keyIn = new SecretKeySpec(secret, 0, 16, "AES");
        this.keyOut = keyIn;
        this.ivIn = Arrays.copyOfRange(secret, 16, 32);
        this.ivOut = ivIn;
        this.salt = Arrays.copyOfRange(secret, 32, NONCE);
    }

    /**
     * Shakes hands.
     *
     * @param suspicious whether it finds the signature wrong, whatever it is
     * @throws IOException when it ends the connection, with the number that its firmware has for that
     */
    static AirFrames begin(
            DataInputStream in, DataOutputStream out, byte[] id, AirKeys keys, boolean tellsKey, boolean suspicious)
            throws IOException {
        byte[] nonce = new byte[NONCE];
        in.readFully(nonce);
        byte[] spki = tellsKey ? AirKeys.publicHalf(keys.own()) : new byte[0];
        byte[] told = Arrays.copyOf(nonce, NONCE + id.length + spki.length);
        System.arraycopy(id, 0, told, NONCE, id.length);
        System.arraycopy(spki, 0, told, NONCE + id.length, spki.length);
        try {
            Cipher cipher = Cipher.getInstance(RSA);
            cipher.init(Cipher.ENCRYPT_MODE, cloud(keys));
            out.write(cipher.doFinal(told));
            out.flush();
            byte[] answer = new byte[SIGNED];
            in.readFully(answer);
            return new AirFrames(in, out, secret(answer, keys, suspicious));
        } catch (GeneralSecurityException e) {
            throw new IOException("this machine's Java lacks RSA: " + e.getMessage(), e);
        }
    }

    private static RSAPublicKey cloud(AirKeys keys) throws IOException {
        return keys.cloud().orElseThrow(() -> new IOException("error -1, red: nobody has written a cloud's key"));
    }

    private static byte[] secret(byte[] answer, AirKeys keys, boolean suspicious)
            throws IOException, GeneralSecurityException {
        byte[] sealed = Arrays.copyOf(answer, CIPHERTEXT);
        byte[] secret;
        try {
            Cipher cipher = Cipher.getInstance(RSA);
            cipher.init(Cipher.DECRYPT_MODE, keys.own());
            secret = cipher.doFinal(sealed);
        } catch (GeneralSecurityException e) {
            throw new IOException("error 1, orange: the session's key is for another Core", e);
        }
        if (secret.length != NONCE) {
            throw new IOException("error 1, orange: the session's key has " + secret.length + " bytes");
        }
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(secret, "HmacSHA1"));
        byte[] wanted = mac.doFinal(sealed);
        byte[] signed;
        try {
            Cipher cipher = Cipher.getInstance(RSA);
            cipher.init(Cipher.DECRYPT_MODE, cloud(keys));
            signed = cipher.doFinal(answer, CIPHERTEXT, SIGNED - CIPHERTEXT);
        } catch (GeneralSecurityException e) {
            throw new IOException("error 2, magenta: the signature is not this cloud's", e);
        }
        if (suspicious || !Arrays.equals(wanted, signed)) {
            throw new IOException("error 2, magenta: the signature is not of this session");
        }
        return secret;
    }

    /** The bytes from which a Core begins to count its messages and tokens. */
    byte[] salt() {
        return salt.clone();
    }

    /** The next message; waits for it as long as the socket lets it. */
    byte[] receive() throws IOException {
        int length = in.readUnsignedShort();
        if (length > LONGEST) {
            throw new IOException("a frame of " + length + " bytes has no room: link dropped");
        }
        byte[] sealed = new byte[length];
        in.readFully(sealed);
        try {
            Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
            cipher.init(Cipher.DECRYPT_MODE, keyIn, new IvParameterSpec(ivIn));
            byte[] message = cipher.doFinal(sealed);
            ivIn = Arrays.copyOf(sealed, 16);
            return message;
        } catch (GeneralSecurityException e) {
            throw new IOException("a frame that does not decrypt: link dropped", e);
        }
    }

    /** Sends a message; returns how many bytes that were. */
    int send(byte[] message) throws IOException {
        try {
            Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
            cipher.init(Cipher.ENCRYPT_MODE, keyOut, new IvParameterSpec(ivOut));
            byte[] sealed = cipher.doFinal(message);
            ivOut = Arrays.copyOf(sealed, 16);
            out.writeShort(sealed.length);
            out.write(sealed);
            out.flush();
            return 2 + sealed.length;
        } catch (GeneralSecurityException e) {
            throw new IOException("this machine's Java lacks AES: " + e.getMessage(), e);
        }
    }

    /** From now on it sends as if this were another session. */
    void forget() {
        keyOut = new SecretKeySpec(new byte[16], "AES");
    }
}
