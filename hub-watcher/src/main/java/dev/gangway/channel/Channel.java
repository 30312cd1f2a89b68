package dev.gangway.channel;

/**
 * An open way to a board. One thread uses it, the port's worker, and every call blocks that thread; any thread may
 * cancel. What can be said over a channel is its kind's business; each kind joins the family with its first protocol.
 */
public sealed interface Channel extends AutoCloseable permits UsbSession, SerialLine, ByteStream, Datagrams {
    /** From any thread: the running and every later transfer fails with CANCELLED, within 200 ms. */
    void cancel();

    /** Releases everything; harmless when repeated. */
    @Override
    void close();
}
