package dev.gangway.virtual.ubifs;

import java.nio.ByteBuffer;

/** The logical blocks of a UBI volume. */
public interface LogicalBlocks {
    /** Bytes of a block. */
    int size();

    /**
     * Reads.
     *
     * @param block number in the volume; one that is not mapped reads as FF
     * @param offset in the block
     * @param into filled whole; the stretch lies in the block
     * @throws UbifsException when the flash can't be read
     */
    void read(int block, int offset, ByteBuffer into) throws UbifsException;
}
