package dev.gangway.protocol;

/** A file that boards may fetch. Any thread. */
public interface FileOffer extends AutoCloseable {
    /** The name to ask for; nobody guesses it, and no other file ever has it. */
    String name();

    /** The server's address, in digits. */
    String host();

    /** The server's UDP port. */
    int port();

    /** Bytes of the file that boards have acknowledged, over all that fetched it. */
    long acknowledged();

    /** Blocks that were sent more than once. */
    long resent();

    /** Nobody may fetch it any more; whoever is about to is told so. */
    @Override
    void close();
}
