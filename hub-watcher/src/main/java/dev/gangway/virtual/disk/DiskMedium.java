package dev.gangway.virtual.disk;

import java.nio.ByteBuffer;

/** What a disk's blocks lie on, or what stands for it. Called under the board's lock, with stretches that lie within it. */
public interface DiskMedium {
    /** Bytes of a block, a power of two of at least 512. */
    int blockSize();

    /** How many blocks it says that it has. */
    long blocks();

    /** Fills the buffer from this byte on. */
    void read(long at, ByteBuffer into);

    /** Keeps the buffer's bytes from this byte on; a host that breaks off may leave half a block. */
    void write(long at, ByteBuffer from);

    /** The host has reset the disk's transport or the port; what lies on a medium stays. */
    default void reset() {}
}
