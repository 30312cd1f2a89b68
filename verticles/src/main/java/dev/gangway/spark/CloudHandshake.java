package dev.gangway.spark;

import dev.gangway.channel.ByteStream;
import dev.gangway.channel.ChannelException;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The cloud's side of the handshake (the dossier's section 3), up to where frames begin. One thread. */
final class CloudHandshake {
    private static final int NONCE = 40;
    private static final int SEALED = 256;
    private static final int SHORT = NONCE + CoreId.BYTES;
    private static final int WITH_KEY = SHORT + 162;
    private static final int SECRET = 40;

    private final ServerKey server;
    private final EnrolledKeys enrolled;
    private final SecureRandom random;

    CloudHandshake(ServerKey server, EnrolledKeys enrolled, SecureRandom random) {
        this.server = server;
        this.enrolled = enrolled;
        this.random = random;
    }

    /**
     * What a session begins with. Not to be printed.
     *
     * @param id whose it is
     * @param toldKey whether the Core told its key, as newer firmware does
     * @param toCore seals what goes to it
     * @param fromCore opens what comes from it
     */
    record Opened(CoreId id, boolean toldKey, FrameCipher toCore, FrameCipher fromCore) {}

    /**
     * Shakes hands.
     *
     * @param left how much time is left
     * @throws FailureException ACCESS_DENIED when the Core may not come in, PROTOCOL_GARBAGE when it is none
     */
    Opened perform(ByteStream stream, TimeLeft left) throws FailureException {
        try {
            byte[] nonce = made(NONCE);
            stream.write(ByteBuffer.wrap(nonce), left.get());
            ByteBuffer answer = ByteBuffer.allocate(SEALED);
            while (answer.hasRemaining()) {
                stream.read(answer, left.get());
            }
            ByteBuffer told = ByteBuffer.wrap(opened(answer.array()));
            if (told.remaining() != SHORT && told.remaining() != WITH_KEY) {
                throw garbage("its answer has " + told.remaining() + " bytes, which no Core's has");
            }
            byte[] echo = new byte[NONCE];
            told.get(echo);
            if (!Arrays.equals(echo, nonce)) {
                throw garbage("its answer is to another connection's question");
            }
            CoreId id = CoreId.of(told);
            boolean toldKey = told.hasRemaining();
            RSAPublicKey key = admitted(id, toldKey ? Optional.of(told(id, told)) : Optional.empty());
            byte[] secret = made(SECRET);
            stream.write(ByteBuffer.wrap(sealed(secret, key)), left.get());
            byte[] aes = Arrays.copyOf(secret, FrameCipher.BLOCK);
            byte[] iv = Arrays.copyOfRange(secret, FrameCipher.BLOCK, 2 * FrameCipher.BLOCK);
            return new Opened(id, toldKey, new FrameCipher(aes, iv), new FrameCipher(aes, iv));
        } catch (ChannelException e) {
            throw e.asFailure("shaking hands");
        } catch (GeneralSecurityException e) {
            throw new FailureException(
                    FailureKind.INTERNAL_ERROR, "this machine's Java has no RSA as Cores use it: " + e.getMessage(), e);
        }
    }

    /** How much of the time for a handshake is left. */
    @FunctionalInterface
    interface TimeLeft {
        Duration get();
    }

    private byte[] opened(byte[] sealed) throws FailureException {
        try {
            return server.opened(sealed);
        } catch (GeneralSecurityException e) {
            throw garbage("its answer is not for this station's key: does the Core hold the key of another cloud?");
        }
    }

    private static RSAPublicKey told(CoreId id, ByteBuffer rest) throws FailureException {
        byte[] spki = new byte[rest.remaining()];
        rest.get(spki);
        try {
            return EnrolledKeys.key(spki, "what " + id + " tells as its key");
        } catch (IOException e) {
            throw garbage(String.valueOf(e.getMessage()));
        }
    }

    private RSAPublicKey admitted(CoreId id, Optional<RSAPublicKey> told) throws FailureException {
        Optional<RSAPublicKey> known;
        try {
            known = enrolled.of(id);
        } catch (IOException e) {
            throw new FailureException(FailureKind.ACCESS_DENIED, String.valueOf(e.getMessage()), e);
        }
        boolean other = known.isPresent() && told.isPresent() && !known.equals(told);
        if (known.isEmpty() || other) {
            enrolled.refuse(id, told);
            String print = told.map(key -> ", which tells the key " + EnrolledKeys.fingerprint(key))
                    .orElse("");
            throw new FailureException(
                    FailureKind.ACCESS_DENIED,
                    other
                            ? "ALARM: the Core " + id + print
                                    + ", is enrolled with another key: somebody may pass a device off as it"
                            : "the Core " + id + print + ", is not enrolled: gangway doctor says how to accept it");
        }
        return known.get();
    }

    /** The secret for the Core alone, and this station's word that it is from here. */
    private byte[] sealed(byte[] secret, RSAPublicKey key) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
        cipher.init(Cipher.ENCRYPT_MODE, key, random);
        byte[] sealed = cipher.doFinal(secret);
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(secret, "HmacSHA1"));
        byte[] signature = server.signed(mac.doFinal(sealed));
        return ByteBuffer.allocate(sealed.length + signature.length)
                .put(sealed)
                .put(signature)
                .array();
    }

    private byte[] made(int bytes) {
        byte[] fresh = new byte[bytes];
        random.nextBytes(fresh);
        return fresh;
    }

    private static FailureException garbage(String why) {
        return new FailureException(FailureKind.PROTOCOL_GARBAGE, why);
    }
}
