package dev.gangway.spark;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPublicKeySpec;

/** A Core's own key as it lies in its external flash: an RSAPrivateKey of PKCS #1, of which only the public half leaves here. */
final class CoreKey {
    /** Where it lies, and how many bytes it may have (the dossier's section 11). */
    static final long AT = 0x2000;

    static final int ROOM = 612;

    private static final int BITS = 1024;
    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 0x02;
    private static final int LONG_FORM = 0x80;
    private static final int ERASED = 0xff;

    private CoreKey() {}

    /**
     * The public half.
     *
     * @param flash what lies there; the key first
     * @throws FailureException BOARD_REFUSED when no key lies there
     */
    static RSAPublicKey publicHalf(ByteBuffer flash) throws FailureException {
        if ((flash.get(flash.position()) & 0xff) == ERASED) {
            throw new FailureException(
                    FailureKind.BOARD_REFUSED,
                    "this Core has no key of its own: where it lies, the external flash is erased. Make one and write it there,"
                            + " as particle-cli's keys does");
        }
        try {
            ByteBuffer key = part(flash.duplicate(), SEQUENCE);
            part(key, INTEGER); // its version
            BigInteger modulus = new BigInteger(bytes(part(key, INTEGER)));
            BigInteger exponent = new BigInteger(bytes(part(key, INTEGER)));
            if (modulus.bitLength() != BITS || !exponent.equals(RSAKeyGenParameterSpec.F4)) {
                throw noKey();
            }
            return (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
        } catch (BufferUnderflowException | NumberFormatException e) {
            throw noKey();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this machine's Java knows no RSA keys", e);
        }
    }

    /** The content of the next part, which has to be of this kind. */
    private static ByteBuffer part(ByteBuffer in, int kind) throws FailureException {
        if ((in.get() & 0xff) != kind) {
            throw noKey();
        }
        int length = in.get() & 0xff;
        if (length >= LONG_FORM) {
            int digits = length - LONG_FORM;
            if (digits == 0 || digits > Short.BYTES) {
                throw noKey();
            }
            length = 0;
            for (int i = 0; i < digits; i++) {
                length = (length << Byte.SIZE) | (in.get() & 0xff);
            }
        }
        if (length > in.remaining()) {
            throw noKey();
        }
        ByteBuffer content = in.slice(in.position(), length);
        in.position(in.position() + length);
        return content;
    }

    private static byte[] bytes(ByteBuffer content) {
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        return bytes;
    }

    private static FailureException noKey() {
        return new FailureException(
                FailureKind.BOARD_REFUSED,
                "what lies where a Core's own key should is no RSA key of " + BITS
                        + " bits: is this a Core, and was nothing else written to 0x2000?");
    }
}
