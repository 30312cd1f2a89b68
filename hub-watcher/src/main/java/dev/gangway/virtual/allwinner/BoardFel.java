package dev.gangway.virtual.allwinner;

import dev.gangway.virtual.SystemMemory.BusAbort;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** FEL on the board model: its memory, in which the boot ROM's own data must not be written. */
record BoardFel(BoardMemory memory, BootRomAreas bootRom, LongConsumer runs, Consumer<String> hangs)
        implements FelTarget {
    @Override
    public void read(long address, ByteBuffer into) throws BusAbort {
        memory.readBytes(address, into);
    }

    @Override
    public void write(long address, ByteBuffer from) throws BusAbort {
        if (bootRom.forbids(address, address + from.remaining())) {
            from.position(from.limit());
            hang(String.format("a write at 0x%08x destroyed the boot ROM's own data", address));
        } else {
            memory.writeBytes(address, from);
        }
    }

    @Override
    public void run(long entry) {
        runs.accept(entry);
    }

    @Override
    public void hang(String why) {
        hangs.accept(why);
    }
}
