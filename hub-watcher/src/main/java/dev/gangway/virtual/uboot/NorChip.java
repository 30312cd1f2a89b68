package dev.gangway.virtual.uboot;

import dev.gangway.virtual.BoardHardware;
import dev.gangway.virtual.fault.FaultPlan;
import java.nio.ByteBuffer;

/**
 * A SPI NOR flash with erase blocks of 64 KiB.
 *
 * @param content its bytes
 */
record NorChip(ErasedMemory content) implements ConsoleMedium {
    static final int ERASE = 1 << 16;

    @Override
    public String command() {
        return "sf";
    }

    @Override
    public Command commands(UbootRam ram, Environment environment, FaultPlan faults, BoardHardware hardware) {
        return new SpiNorCommands(content, ram, faults, hardware)::run;
    }

    @Override
    public void read(long at, ByteBuffer into) {
        content.read(at, into);
    }
}
