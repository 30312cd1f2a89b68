package dev.gangway.protocol;

/**
 * That something was read back from the board and compared with an image.
 *
 * @param from what was read
 * @param place which part of it, as {@link Attempt#wrote} names it; {@link #EVERYWHERE} when all that was written is there
 * @param how for the record, for example {@code NAND read back, CRC-32}
 */
public record Proof(From from, String place, String how) {
    /** Of a proof: every place. Of what was written: nobody knows where, so each proof from the medium is one of it. */
    public static final String EVERYWHERE = "";

    /** What was read. */
    public enum From {
        /** The board's memory, whose content its medium need not have. */
        MEMORY,
        /** The medium that keeps it. */
        MEDIUM
    }

    /** The board's memory was read. */
    public static Proof ofMemory(String how) {
        return new Proof(From.MEMORY, EVERYWHERE, how);
    }

    /** Whether this proves what was written there. */
    public boolean covers(String written) {
        return place.equals(EVERYWHERE) || written.equals(EVERYWHERE) || place.equals(written);
    }
}
