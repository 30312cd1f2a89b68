package dev.gangway.virtual.lan;

/** What answers for one board over one transport. */
interface LanServer extends AutoCloseable {
    /** The port on which it answers. */
    int port();

    /** Answers until it is closed, on the calling thread. */
    void serve();

    @Override
    void close();
}
