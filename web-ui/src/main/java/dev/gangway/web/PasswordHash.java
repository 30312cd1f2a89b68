package dev.gangway.web;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A password that is not there: PBKDF2 with HMAC-SHA-256, as {@code pbkdf2-sha256$ITERATIONS$SALT$HASH} in base 64.
 *
 * @param text the hash as it stands in the configuration
 */
public record PasswordHash(String text) {
    /** OWASP's password storage advice for PBKDF2-HMAC-SHA256. */
    private static final int ITERATIONS = 600_000;

    private static final int MOST_ITERATIONS = 10_000_000;
    private static final int HASH_BITS = 256;
    private static final int SALT_BYTES = 16;
    private static final Pattern FORM =
            Pattern.compile("pbkdf2-sha256\\$([0-9]{4,8})\\$([A-Za-z0-9+/]{8,}={0,2})\\$([A-Za-z0-9+/]{43}=)");

    /** Checks the form; throws {@link IllegalArgumentException} saying what is expected. */
    public PasswordHash {
        Matcher form = FORM.matcher(text);
        if (!form.matches() || Integer.parseInt(form.group(1)) > MOST_ITERATIONS) {
            throw new IllegalArgumentException("a password hash is pbkdf2-sha256$ITERATIONS$SALT$HASH with base 64"
                    + " salt and a hash of 32 bytes");
        }
    }

    /** Hashes a new password with a fresh salt; takes a good part of a second. */
    public static PasswordHash of(String password) {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        Base64.Encoder base64 = Base64.getEncoder();
        return new PasswordHash("pbkdf2-sha256$" + ITERATIONS + "$" + base64.encodeToString(salt) + "$"
                + base64.encodeToString(derive(password, salt, ITERATIONS)));
    }

    /** Whether this is the password; takes a good part of a second, so never on an event loop. */
    public boolean matches(String password) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return false;
        }
        byte[] salt = Base64.getDecoder().decode(form.group(2));
        byte[] expected = Base64.getDecoder().decode(form.group(3));
        return MessageDigest.isEqual(expected, derive(password, salt, Integer.parseInt(form.group(1))));
    }

    private static byte[] derive(String password, byte[] salt, int iterations) {
        PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, iterations, HASH_BITS);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no PBKDF2WithHmacSHA256", e);
        } finally {
            spec.clearPassword();
        }
    }

    @Override
    public String toString() {
        return "(password hash)";
    }
}
