package dev.gangway.image.signature;

/** Holds a file against its signature while it comes. One thread, one file. */
public interface SignatureCheck {
    /** The next bytes of the file. */
    void update(byte[] bytes, int from, int count) throws SignatureException;

    /**
     * The file is complete.
     *
     * @return who signed it, for the record
     * @throws SignatureException when it is not what was signed, or not by whom it should be, with the reason
     */
    String requireSigned() throws SignatureException;
}
