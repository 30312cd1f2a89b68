package dev.gangway.ledger.h2;

import dev.gangway.model.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** How one record is tied to the one before it. */
final class ChainHash {
    private ChainHash() {}

    /** SHA-256 over the previous hash, the record's number and its body, with a line feed between them, as hex. */
    static String of(String previous, long seq, String body) {
        MessageDigest digest = Digest.sha256();
        digest.update((previous + "\n" + seq + "\n").getBytes(StandardCharsets.US_ASCII));
        digest.update(body.getBytes(StandardCharsets.UTF_8));
        return Digest.of(digest).hex();
    }
}
