package dev.gangway.virtual.allwinner;

import java.nio.ByteBuffer;

/** A range of addresses that something answers at. The buffers never reach over its end. */
interface Region {
    long start();

    /** First address behind it. */
    long end();

    /** Whether it answers now. */
    default boolean answers() {
        return true;
    }

    /** Reads as the processor does, each access as wide as the buffer. */
    void read(long address, ByteBuffer into);

    /** Writes as the processor does. */
    void write(long address, ByteBuffer from);

    /** Reads byte by byte, as FEL does. */
    default void readBytes(long address, ByteBuffer into) {
        read(address, into);
    }

    /** Writes byte by byte, as FEL does. */
    default void writeBytes(long address, ByteBuffer from) {
        write(address, from);
    }
}
