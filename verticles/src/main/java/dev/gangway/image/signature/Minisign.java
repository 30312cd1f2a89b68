package dev.gangway.image.signature;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A signature of minisign: Ed25519 over the file ({@code Ed}) or over its BLAKE2b digest ({@code ED}), and another one over that and
 * the trusted comment. The format is minisign's own, as its page describes it.
 */
public final class Minisign implements SignatureCheck {
    private static final int ALGORITHM = 2;
    private static final int KEY_ID = 8;
    private static final int KEY = 32;
    private static final int SIGNATURE = 64;
    private static final String UNTRUSTED = "untrusted comment:";
    private static final String TRUSTED = "trusted comment: ";

    /** What stands before an Ed25519 key's bytes in its X.509 form (RFC 8410). */
    private static final byte[] PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    /** Ed25519 without a digest needs all of the file in memory; minisign itself has made the other kind since 2018. */
    private static final long MOST_WHOLE = 64L << 20;

    private final PublicKey key;
    private final byte[] signature;
    private final String comment;
    private final @Nullable Blake2b prehash;
    private final @Nullable Signature whole;
    private long count;

    private Minisign(PublicKey key, byte[] signature, String comment, boolean prehashed)
            throws GeneralSecurityException {
        this.key = key;
        this.signature = signature;
        this.comment = comment;
        this.prehash = prehashed ? new Blake2b() : null;
        this.whole = prehashed ? null : verifier(key);
    }

    private static Signature verifier(PublicKey key) throws GeneralSecurityException {
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(key);
        return verifier;
    }

    /**
     * A signature, its trusted comment held against the key already.
     *
     * @param publicKey the key, in base 64, or the file of it
     * @param file the signature's file
     */
    public static Minisign of(String publicKey, String file) throws SignatureException {
        byte[] ours = decoded(lastLine(publicKey), "the public key", ALGORITHM + KEY_ID + KEY);
        List<String> lines = file.lines().toList();
        if (lines.size() < 4
                || !lines.get(0).startsWith(UNTRUSTED)
                || !lines.get(2).startsWith(TRUSTED)) {
            throw new SignatureException(
                    "its signature is no file of minisign: that has four lines, two of them comments");
        }
        byte[] told = decoded(lines.get(1), "its signature", ALGORITHM + KEY_ID + SIGNATURE);
        byte[] global = decoded(lines.get(3), "its signature's last line", SIGNATURE);
        String algorithm = new String(told, 0, ALGORITHM, StandardCharsets.US_ASCII);
        if (!new String(ours, 0, ALGORITHM, StandardCharsets.US_ASCII).equals("Ed")) {
            throw new SignatureException("the public key is none of minisign's: it begins with RW");
        }
        if (!algorithm.equals("Ed") && !algorithm.equals("ED")) {
            throw new SignatureException("its signature is of a kind that minisign does not make");
        }
        if (!Arrays.equals(ours, ALGORITHM, ALGORITHM + KEY_ID, told, ALGORITHM, ALGORITHM + KEY_ID)) {
            throw new SignatureException(
                    "its signature was made with the key " + id(told) + ", and the recipe wants " + id(ours));
        }
        String comment = lines.get(2).substring(TRUSTED.length());
        byte[] signature = Arrays.copyOfRange(told, ALGORITHM + KEY_ID, told.length);
        try {
            PublicKey key = key(Arrays.copyOfRange(ours, ALGORITHM + KEY_ID, ours.length));
            Signature outer = verifier(key);
            outer.update(signature);
            outer.update(comment.getBytes(StandardCharsets.UTF_8));
            if (!outer.verify(global)) {
                throw new SignatureException(
                        "its signature's trusted comment was changed, or was signed by another key");
            }
            return new Minisign(key, signature, comment, algorithm.equals("ED"));
        } catch (GeneralSecurityException e) {
            throw new SignatureException("its signature, or the public key, is damaged: " + e.getMessage(), e);
        }
    }

    private static PublicKey key(byte[] bytes) throws GeneralSecurityException {
        byte[] encoded = Arrays.copyOf(PREFIX, PREFIX.length + bytes.length);
        System.arraycopy(bytes, 0, encoded, PREFIX.length, bytes.length);
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    }

    private static String lastLine(String text) {
        List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
        return lines.isEmpty() ? "" : lines.get(lines.size() - 1).strip();
    }

    private static byte[] decoded(String text, String what, int length) throws SignatureException {
        try {
            byte[] bytes = Base64.getDecoder().decode(text.strip());
            if (bytes.length == length) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            throw new SignatureException(what + " is no text of minisign: it is damaged", e);
        }
        throw new SignatureException(what + " is no text of minisign: it has another length");
    }

    /** As minisign shows a key. */
    private static String id(byte[] bytes) {
        StringBuilder id = new StringBuilder();
        for (int i = ALGORITHM + KEY_ID - 1; i >= ALGORITHM; i--) {
            id.append(HexFormat.of().withUpperCase().toHexDigits(bytes[i]));
        }
        return id.toString();
    }

    @Override
    public void update(byte[] bytes, int from, int length) throws SignatureException {
        count += length;
        Blake2b hash = prehash;
        if (hash != null) {
            hash.update(bytes, from, length);
            return;
        }
        Signature verifier = whole;
        if (count > MOST_WHOLE) {
            throw new SignatureException("its signature is of minisign's old kind, which is for files of up to "
                    + MOST_WHOLE + " bytes: sign it with minisign -H");
        }
        try {
            if (verifier != null) {
                verifier.update(bytes, from, length);
            }
        } catch (java.security.SignatureException e) {
            throw new SignatureException("its signature can't be checked: " + e.getMessage(), e);
        }
    }

    @Override
    public String requireSigned() throws SignatureException {
        try {
            Signature verifier = whole;
            Blake2b hash = prehash;
            if (hash != null) {
                verifier = verifier(key);
                verifier.update(hash.digest());
            }
            if (verifier == null || !verifier.verify(signature)) {
                throw new SignatureException("its signature is of another file: it was changed after it was signed");
            }
            return "minisign: " + comment;
        } catch (GeneralSecurityException e) {
            throw new SignatureException("its signature can't be checked: " + e.getMessage(), e);
        }
    }
}
