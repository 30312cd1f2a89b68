package dev.gangway.fel;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.LongConsumer;

/** Reads and writes of any length, in messages that the boot ROM takes. Slices of the caller's buffer, no copies. */
final class MemoryAccess {
    private static final long END = 1L << 32;

    private MemoryAccess() {}

    static void read(FelWire wire, long address, ByteBuffer into, LongConsumer progress) throws FailureException {
        check(address, into.remaining());
        long at = address;
        while (into.hasRemaining()) {
            int piece = Math.min(FelWire.MESSAGE, into.remaining());
            wire.read(at, into.slice(into.position(), piece));
            into.position(into.position() + piece);
            at += piece;
            progress.accept(piece);
        }
    }

    static void write(FelWire wire, long address, ByteBuffer data, LongConsumer progress) throws FailureException {
        check(address, data.remaining());
        long at = address;
        while (data.hasRemaining()) {
            int piece = Math.min(FelWire.MESSAGE, data.remaining());
            wire.write(at, data.slice(data.position(), piece));
            data.position(data.position() + piece);
            at += piece;
            progress.accept(piece);
        }
    }

    static void fill(FelWire wire, long address, long length, byte value, LongConsumer progress)
            throws FailureException {
        check(address, length);
        byte[] bytes = new byte[(int) Math.min(FelWire.MESSAGE, length)];
        Arrays.fill(bytes, value);
        for (long done = 0; done < length; done += bytes.length) {
            int piece = (int) Math.min(bytes.length, length - done);
            wire.write(address + done, ByteBuffer.wrap(bytes, 0, piece));
            progress.accept(piece);
        }
    }

    static void check(long address, long length) throws FailureException {
        if (address < 0 || length < 0 || address + length > END) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    String.format("%d bytes at 0x%x are beyond the 32-bit address space", length, address));
        }
    }
}
