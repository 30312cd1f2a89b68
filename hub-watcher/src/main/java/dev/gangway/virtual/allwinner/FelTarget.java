package dev.gangway.virtual.allwinner;

import dev.gangway.virtual.SystemMemory.BusAbort;
import java.nio.ByteBuffer;

/**
 * What a boot ROM's FEL commands work on: memory, and a core that runs code. Implemented by the board model, and by a test's
 * board whose memory and core are an emulator's. Calls come one at a time, in the order of the host's requests.
 */
public interface FelTarget {
    /**
     * Reads into the buffer's remaining bytes, byte by byte as the boot ROM does.
     *
     * @throws BusAbort when an address answers to nothing: the boot ROM hangs then
     */
    void read(long address, ByteBuffer into) throws BusAbort;

    /**
     * Writes the buffer's remaining bytes, byte by byte as the boot ROM does.
     *
     * @throws BusAbort when an address answers to nothing: the boot ROM hangs then
     */
    void write(long address, ByteBuffer from) throws BusAbort;

    /**
     * Code is to be run: exec's status has been given out. The call returns at once; nothing is served before {@link
     * RomWire#resume}.
     */
    void run(long entry);

    /** The boot ROM will never answer again; {@link RomWire#hang} is to follow. */
    void hang(String why);
}
