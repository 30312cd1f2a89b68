package dev.gangway.virtual;

import java.nio.ByteBuffer;

/** The physical address space of a virtual board, as its processor sees it. Addresses are 32 bit, held in a long. */
public interface SystemMemory {
    /**
     * Reads into the buffer's remaining bytes.
     *
     * @throws BusAbort when an address answers to nothing
     */
    void read(long address, ByteBuffer into) throws BusAbort;

    /**
     * Writes the buffer's remaining bytes.
     *
     * @throws BusAbort when an address answers to nothing
     */
    void write(long address, ByteBuffer from) throws BusAbort;

    /** Nothing answers at an address: a data abort on the real processor. */
    final class BusAbort extends Exception {
        private static final long serialVersionUID = 1L;

        private final long address;

        /** An abort at this address. */
        public BusAbort(long address) {
            super(String.format("nothing answers at 0x%08x", address));
            this.address = address;
        }

        /** The address. */
        public long address() {
            return address;
        }
    }
}
