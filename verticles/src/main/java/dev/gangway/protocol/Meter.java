package dev.gangway.protocol;

/** Counts the bytes of one step. One thread. */
public interface Meter {
    /** So many more bytes will move than was known before. */
    void expect(long more);

    /** So many more bytes have moved. */
    void moved(long more);
}
