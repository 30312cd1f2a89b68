package dev.gangway.virtual.dfu;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.IntSupplier;

/** What a loader keeps, and what blocks mean to it. Called under the board's lock. */
interface LoaderMedium {
    int OK = 0;
    int ERR_WRITE = 3;
    int ERR_ERASE = 4;
    int ERR_ADDRESS = 8;
    int ERR_VENDOR = 0xb;
    int ERR_STALLED = 0xf;

    /** The answer of {@link #give} to a block that it has not. */
    int REFUSED = -1;

    /**
     * What a block asks for.
     *
     * @param time how long it takes
     * @param work does it and returns a status of DFU 1.1, 6.1.2
     */
    record Work(Duration time, IntSupplier work) {
        static Work refused(int status) {
            return new Work(Duration.ZERO, () -> status);
        }
    }

    /**
     * Takes a block of a download; what it asks for is done when the host first asks for the status.
     *
     * @param setting the alternate setting that holds
     */
    Work take(int setting, int block, byte[] data);

    /** Gives a block of an upload; returns how many bytes, or REFUSED. */
    int give(int setting, int block, ByteBuffer into);

    /** The last block of a download was taken. */
    void complete();

    /** A download or upload begins anew. */
    void restart();
}
