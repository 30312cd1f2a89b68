package dev.gangway.virtual.uboot;

import dev.gangway.virtual.SystemMemory;
import dev.gangway.virtual.SystemMemory.BusAbort;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/** The board's memory as commands use it: little-endian words, and an abort where nothing answers. */
final class UbootRam {
    private static final int PIECE = 1 << 16;

    private final SystemMemory memory;

    UbootRam(SystemMemory memory) {
        this.memory = memory;
    }

    /** Reads into the whole buffer. */
    void read(long address, ByteBuffer into) {
        try {
            memory.read(address, into);
        } catch (BusAbort e) {
            throw new DataAbort(e);
        }
    }

    /** Writes the whole buffer. */
    void write(long address, ByteBuffer from) {
        try {
            memory.write(address, from);
        } catch (BusAbort e) {
            throw new DataAbort(e);
        }
    }

    /** Bytes at an address. */
    ByteBuffer bytes(long address, int length) {
        ByteBuffer out = ByteBuffer.allocate(length);
        read(address, out);
        return out.flip();
    }

    /** An unsigned value of 1, 2 or 4 bytes. */
    long value(long address, int width) {
        ByteBuffer out = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        read(address, out.limit(width));
        return out.limit(8).getLong(0);
    }

    /** CRC-32 of a range. */
    int crc(long address, long length) {
        CRC32 crc = new CRC32();
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        for (long done = 0; done < length; ) {
            piece.clear().limit((int) Math.min(PIECE, length - done));
            done += piece.limit();
            read(address + done - piece.limit(), piece);
            crc.update(piece.flip());
        }
        return (int) crc.getValue();
    }
}
