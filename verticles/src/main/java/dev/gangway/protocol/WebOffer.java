package dev.gangway.protocol;

/** A file that boards may fetch over HTTP. Any thread. */
public interface WebOffer extends AutoCloseable {
    /** Its address, {@code http://HOST:PORT/…}: nobody guesses it, and no other file ever has it. */
    String link();

    /**
     * What was fetched up to now. A client that has received a byte finds it counted. Waits for the server for a moment: not for
     * event loops.
     */
    WebDelivery delivered();

    /** Nobody may fetch it any more; whoever is about to is cut off. */
    @Override
    void close();
}
