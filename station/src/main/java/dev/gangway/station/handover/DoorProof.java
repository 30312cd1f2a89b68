package dev.gangway.station.handover;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * How caller and bench show each other that they know the token, without saying it: one digest over the token and what each of
 * them made up for this call. The bench says its first half, the caller its second, and neither can make one of the other.
 *
 * @param ours what the bench shows
 * @param callers what the caller shows
 */
record DoorProof(String ours, String callers) {
    private static final int HALF = 64;

    /** The one of this call. A shell can make it with {@code sha512sum}, of one line. */
    static DoorProof of(String token, String callersWord, String ourWord) {
        try {
            byte[] line = (token + " " + callersWord + " " + ourWord + "\n").getBytes(StandardCharsets.UTF_8);
            String hex = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-512").digest(line));
            return new DoorProof(hex.substring(0, HALF), hex.substring(HALF));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-512", e);
        }
    }

    /** Whether this is what the caller had to show. */
    boolean isCallers(String said) {
        return same(said, callers);
    }

    /** Whether this is what the bench had to show. */
    boolean isOurs(String said) {
        return same(said, ours);
    }

    private static boolean same(String said, String due) {
        return MessageDigest.isEqual(said.getBytes(StandardCharsets.UTF_8), due.getBytes(StandardCharsets.UTF_8));
    }
}
