package dev.gangway.usb.libusb;

/**
 * How long the pieces of one device's transfers are, and how many of them are under way at once. Grows while the device is
 * fast; halved for good when the kernel has no memory. One thread at a time.
 */
final class PieceSize {
    /** 128 KiB: at the 190 kB/s of the slowest boot ROMs a piece still ends within a second. */
    static final int FIRST = 128 * 1024;

    static final int SMALLEST = 4 * 1024;
    /** 512 KiB: what Linux gathers from 32 scattered buffers of 16 KiB; more needs one stretch of kernel memory. */
    static final int LARGEST = 512 * 1024;
    /** A piece that took no longer shows that larger ones are no risk to the time-out; each costs the same work. */
    private static final long FAST_NANOS = 100_000_000;
    /** Linux lends 16 MiB to all devices together, so one may not take much. */
    private static final int BYTES_IN_FLIGHT = 1 << 20;

    private static final int MOST_IN_FLIGHT = 4;

    private int bytes = FIRST;
    private int largest = LARGEST;

    /** Bytes of the next piece. */
    int bytes() {
        return bytes;
    }

    /** Pieces under way at once: of an IN only one, because what a short packet leaves over would land in the next. */
    int mostInFlight(boolean in) {
        return in ? 1 : Math.max(2, Math.min(MOST_IN_FLIGHT, BYTES_IN_FLIGHT / bytes));
    }

    /** A piece of this length moved whole, so long after the one before. */
    void moved(int length, long nanos) {
        if (length == bytes && nanos < FAST_NANOS) {
            bytes = Math.min(largest, 2 * bytes);
        }
    }

    /** The kernel did not take a piece. */
    void refused() {
        largest = Math.max(SMALLEST, bytes / 2);
        bytes = largest;
    }
}
