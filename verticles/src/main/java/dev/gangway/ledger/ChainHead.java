package dev.gangway.ledger;

/**
 * The newest record of the chain.
 *
 * @param seq its number, 0 when there is none
 * @param hash its hash, 64 hex digits; all zero when there is none
 */
public record ChainHead(long seq, String hash) {
    /** Before the first record. */
    public static final ChainHead EMPTY = new ChainHead(0, "0".repeat(64));
}
