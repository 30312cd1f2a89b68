package dev.gangway.sealed.age;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import javax.crypto.KeyAgreement;

/** X25519 (RFC 7748) of keys as 32 bytes. */
final class X25519 {
    static final int KEY = 32;

    /** The curve's base point. */
    private static final byte[] BASE = new byte[KEY];

    static {
        BASE[0] = 9;
    }

    private X25519() {}

    static byte[] publicOf(byte[] secret) {
        try {
            return agree(secret, BASE);
        } catch (AgeException e) {
            throw new IllegalStateException("the base point is a good one", e);
        }
    }

    /** What both sides know; fails for a public key that would make it the same for everybody. */
    static byte[] agree(byte[] secret, byte[] other) throws AgeException {
        try {
            KeyFactory keys = KeyFactory.getInstance("X25519");
            PrivateKey mine = keys.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, secret));
            PublicKey theirs = keys.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, number(other)));
            KeyAgreement agreement = KeyAgreement.getInstance("X25519");
            agreement.init(mine);
            agreement.doPhase(theirs, true);
            return agreement.generateSecret();
        } catch (GeneralSecurityException e) {
            throw new AgeException("a public key in it is a bad one", e);
        }
    }

    /** The key's bytes stand the other way round, and its highest bit means nothing. */
    private static BigInteger number(byte[] bytes) {
        byte[] turned = new byte[KEY];
        for (int i = 0; i < KEY; i++) {
            turned[i] = bytes[KEY - 1 - i];
        }
        turned[0] &= 0x7f;
        return new BigInteger(1, turned);
    }
}
