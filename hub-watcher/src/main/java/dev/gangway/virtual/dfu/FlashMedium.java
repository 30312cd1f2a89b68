package dev.gangway.virtual.dfu;

import dev.gangway.virtual.fault.FaultPlan;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * DfuSe (AN3156): block 0 is a command, block 2 and those behind it are data at the pointer. The address decides which flash
 * is meant, whatever setting holds.
 */
final class FlashMedium implements LoaderMedium {
    private static final int GET_COMMANDS = 0;
    private static final int SET_ADDRESS = 0x21;
    private static final int ERASE = 0x41;
    private static final int UNPROTECT = 0x92;
    private static final int FIRST_DATA = 2;
    private static final int ADDRESSED = 5;

    private final List<NorFlash> flashes;
    private final int transferSize;
    private final FaultPlan faults;
    private final GivenBlocks giving;
    private final Runnable unprotected;
    private long pointer;

    /**
     * A medium.
     *
     * @param unprotected is run when read protection was taken off and all is erased
     */
    FlashMedium(List<NorFlash> flashes, int transferSize, FaultPlan faults, GivenBlocks giving, Runnable unprotected) {
        this.flashes = List.copyOf(flashes);
        this.transferSize = transferSize;
        this.faults = faults;
        this.giving = giving;
        this.unprotected = unprotected;
    }

    private Optional<NorFlash> flash(long address, long length) {
        return flashes.stream().filter(flash -> flash.holds(address, length)).findFirst();
    }

    @Override
    public Work take(int setting, int block, byte[] data) {
        if (faults.strike(DfuFault.ReadProtected.class).isPresent()) {
            return Work.refused(ERR_VENDOR);
        }
        if (block == 0) {
            return command(data);
        }
        return block < FIRST_DATA ? Work.refused(ERR_STALLED) : program(address(block), data);
    }

    private long address(int block) {
        return pointer + (long) (block - FIRST_DATA) * transferSize;
    }

    private Work command(byte[] data) {
        int command = data[0] & 0xff;
        long argument = data.length == ADDRESSED
                ? Integer.toUnsignedLong(ByteBuffer.wrap(data, 1, 4)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .getInt())
                : -1;
        if (command == SET_ADDRESS && argument >= 0) {
            return flash(argument, 1)
                    .map(flash -> new Work(flash.writeTime(), () -> {
                        pointer = argument;
                        return OK;
                    }))
                    .orElse(Work.refused(ERR_ADDRESS));
        }
        if (command == ERASE && argument >= 0) {
            return flash(argument, 1)
                    .map(flash -> new Work(flash.eraseTime(), () -> erase(flash, argument)))
                    .orElse(Work.refused(ERR_ADDRESS));
        }
        if (command == ERASE && data.length == 1) {
            return new Work(longest(), () -> {
                flashes.forEach(NorFlash::eraseAll);
                return OK;
            });
        }
        if (command == UNPROTECT && data.length == 1) {
            return new Work(longest(), () -> {
                flashes.forEach(NorFlash::eraseAll);
                unprotected.run();
                return OK;
            });
        }
        return Work.refused(ERR_STALLED);
    }

    private Duration longest() {
        return flashes.stream()
                .map(NorFlash::eraseTime)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO)
                .multipliedBy(4);
    }

    private int erase(NorFlash flash, long address) {
        if (faults.strike(DfuFault.EraseError.class).isPresent()) {
            return ERR_ERASE;
        }
        if (!flash.isWritable(address, 1)) {
            return ERR_ADDRESS;
        }
        flash.erase(address);
        return OK;
    }

    private Work program(long address, byte[] data) {
        Optional<NorFlash> flash = flash(address, data.length).filter(known -> known.isWritable(address, data.length));
        return flash.isEmpty()
                ? Work.refused(ERR_ADDRESS)
                : new Work(flash.get().writeTime(), () -> {
                    if (faults.strike(DfuFault.WriteError.class).isPresent()) {
                        return ERR_WRITE;
                    }
                    if (faults.strike(DfuFault.CorruptWrite.class).isPresent()) {
                        data[data.length / 2] ^= 0x10;
                    }
                    flash.get().program(address, data);
                    return OK;
                });
    }

    @Override
    public int give(int setting, int block, ByteBuffer into) {
        if (block == 0) {
            byte[] commands = {GET_COMMANDS, SET_ADDRESS, ERASE, (byte) UNPROTECT};
            int given = Math.min(commands.length, into.remaining());
            into.put(commands, 0, given);
            return given;
        }
        int length = into.remaining();
        Optional<NorFlash> flash = block < FIRST_DATA ? Optional.empty() : flash(address(block), length);
        if (flash.isEmpty()) {
            return REFUSED;
        }
        return length == 0 ? 0 : give(flash.get(), address(block), into);
    }

    private int give(NorFlash flash, long address, ByteBuffer into) {
        int length = into.remaining();
        byte[] block = giving.given(address, flash.read(address, length));
        into.put(block);
        if (giving.fades()) {
            flash.program(address, new byte[length]);
        }
        return block.length;
    }

    @Override
    public void complete() {}

    @Override
    public void restart() {}
}
