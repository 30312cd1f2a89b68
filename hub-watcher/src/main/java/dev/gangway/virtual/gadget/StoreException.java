package dev.gangway.virtual.gadget;

/** A partition operation failed; the message is the boot loader's own text behind FAIL. */
public final class StoreException extends Exception {
    private static final long serialVersionUID = 1L;

    /** A failure with this answer. */
    public StoreException(String answer) {
        super(answer);
    }

    /** The text behind FAIL. */
    public String answer() {
        return String.valueOf(getMessage());
    }
}
