package dev.gangway.virtual.spark;

import dev.gangway.model.PemText;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

/**
 * The keys in a Core's external flash.
 *
 * @param own its own, 1024 bits
 * @param cloud the public half of its cloud's, 2048 bits; empty = nobody has written one
 */
public record AirKeys(RSAPrivateCrtKey own, Optional<RSAPublicKey> cloud) {
    private static final BigInteger E = BigInteger.valueOf(65537);
    private static final int HALF = 512;

    /** Of PKCS #8: sequence, version, algorithm and the head of the octets, for keys of this size. */
    private static final int WRAPPING = 26;

    /** A Core's key of two primes. */
    public static RSAPrivateCrtKey of(BigInteger p, BigInteger q) {
        BigInteger phi = p.subtract(BigInteger.ONE).multiply(q.subtract(BigInteger.ONE));
        BigInteger d = E.modInverse(phi);
        try {
            return (RSAPrivateCrtKey) KeyFactory.getInstance("RSA")
                    .generatePrivate(new RSAPrivateCrtKeySpec(
                            p.multiply(q),
                            E,
                            d,
                            p,
                            q,
                            d.mod(p.subtract(BigInteger.ONE)),
                            d.mod(q.subtract(BigInteger.ONE)),
                            q.modInverse(p)));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("these primes make no key", e);
        }
    }

    /** A key that is always the same for a seed, and nobody's secret. */
    public static RSAPrivateCrtKey made(long seed) {
        Random random = new Random(seed);
        while (true) {
            BigInteger p = BigInteger.probablePrime(HALF, random);
            BigInteger q = BigInteger.probablePrime(HALF, random);
            BigInteger phi = p.subtract(BigInteger.ONE).multiply(q.subtract(BigInteger.ONE));
            if (p.multiply(q).bitLength() == 2 * HALF && phi.gcd(E).equals(BigInteger.ONE) && !p.equals(q)) {
                return of(p, q);
            }
        }
    }

    /** Its public half, as it tells it: 162 bytes. */
    public static byte[] publicHalf(RSAPrivateCrtKey key) {
        try {
            return KeyFactory.getInstance("RSA")
                    .generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()))
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key without its public half", e);
        }
    }

    /** A Core's own key as it lies in its flash: PKCS #1, which is what PKCS #8 has behind 26 bytes. */
    public static byte[] stored(RSAPrivateCrtKey key) {
        byte[] wrapped = key.getEncoded();
        return Arrays.copyOfRange(wrapped, WRAPPING, wrapped.length);
    }

    /** A public key as it lies in flash. */
    public static RSAPublicKey cloud(byte[] spki) {
        try {
            PublicKey key = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(spki));
            return (RSAPublicKey) key;
        } catch (GeneralSecurityException | ClassCastException e) {
            throw new IllegalArgumentException("this is no RSA public key", e);
        }
    }

    /** The public half as a PEM file. */
    public static String pem(RSAPrivateCrtKey key) {
        return PemText.of(publicHalf(key), "PUBLIC KEY");
    }
}
