package dev.gangway.virtual.ubifs;

/** What a U-Boot says when it can't mount a UBIFS or can't read a file of it. */
public final class UbifsException extends Exception {
    private static final long serialVersionUID = 1L;

    /** With a reason that begins with a small letter. */
    public UbifsException(String reason) {
        super(reason);
    }
}
