package dev.gangway.usb.libusb;

/** What carries the pieces of an open device's transfers: libusb. Only the thread that runs a transfer calls. */
interface Carrier {
    /** A piece that nobody uses. */
    Piece take();

    /** Takes back a piece that the kernel does not have. */
    void giveBack(Piece piece);

    /** Gives up on a piece that the kernel does not give back. */
    void writeOff(Piece piece);

    /** Lets pieces become done; waits at most so long for the first. */
    void handleEvents(long micros);

    /** A clock that only goes forward, in nanoseconds. */
    long nanoTime();
}
