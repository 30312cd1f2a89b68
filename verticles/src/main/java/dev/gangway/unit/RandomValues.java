package dev.gangway.unit;

import dev.gangway.model.JobId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Random bytes that stay the same for all attempts of a job without being kept: HKDF's expansion (RFC 5869) of a key that this
 * process draws at its start and nobody else has. Any thread.
 */
final class RandomValues {
    private static final String HMAC = "HmacSHA512";
    private static final int KEY = 64;

    private final SecretKeySpec key;

    RandomValues() {
        byte[] drawn = new byte[KEY];
        new SecureRandom().nextBytes(drawn);
        key = new SecretKeySpec(drawn, HMAC);
    }

    /** So many bytes, in hex, for this value of this job. */
    String of(JobId job, String name, int bytes) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            byte[] out = new byte[0];
            byte[] block = new byte[0];
            for (int counter = 1; out.length < bytes; counter++) {
                mac.update(block);
                mac.update((job.value() + "/" + name).getBytes(StandardCharsets.UTF_8));
                mac.update((byte) counter);
                block = mac.doFinal();
                int from = out.length;
                out = Arrays.copyOf(out, from + block.length);
                System.arraycopy(block, 0, out, from, block.length);
            }
            return HexFormat.of().formatHex(out, 0, bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no " + HMAC, e);
        }
    }
}
