package dev.gangway.fel;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;

/** Reads and writes of any length, none included, that stay within the address space. */
final class MemoryAccess {
    private static final long END = 1L << 32;

    private MemoryAccess() {}

    static void read(FelWire wire, long address, ByteBuffer into, LongConsumer progress) throws FailureException {
        check(address, into.remaining());
        if (into.hasRemaining()) {
            wire.read(address, into, progress);
        }
    }

    static void write(FelWire wire, long address, ByteBuffer data, LongConsumer progress) throws FailureException {
        check(address, data.remaining());
        if (data.hasRemaining()) {
            wire.write(address, data, progress);
        }
    }

    static void fill(FelWire wire, long address, long length, byte value, LongConsumer progress)
            throws FailureException {
        check(address, length);
        if (length == END) {
            throw new FailureException(FailureKind.RECIPE_INVALID, "the whole address space can't be filled");
        }
        if (length > 0) {
            wire.fill(address, length, value, progress);
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
