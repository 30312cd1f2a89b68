package dev.gangway.virtual.nand;

/** The chip reports a failed operation. */
public final class NandException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Fault fault;

    /** A failure of this kind. */
    public NandException(Fault fault, String message) {
        super(message);
        this.fault = fault;
    }

    /** What failed. */
    public Fault fault() {
        return fault;
    }

    /** Ways in which a chip fails. */
    public enum Fault {
        /** Erase reported failure: the block is worn or marked bad. */
        ERASE,
        /** Program reported failure: the block is worn, or the page was programmed since its last erase. */
        PROGRAM,
        /** More bits are wrong than the error correction can repair. */
        UNCORRECTABLE,
        /** No such page or block, or not enough good blocks up to the limit. */
        RANGE
    }
}
