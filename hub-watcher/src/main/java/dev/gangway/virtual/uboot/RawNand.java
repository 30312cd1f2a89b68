package dev.gangway.virtual.uboot;

import dev.gangway.virtual.BoardHardware;
import dev.gangway.virtual.fault.FaultPlan;
import dev.gangway.virtual.nand.NandDriver;
import dev.gangway.virtual.nand.NandException;
import java.nio.ByteBuffer;

/**
 * A raw NAND flash.
 *
 * @param driver of its chip
 */
record RawNand(NandDriver driver) implements ConsoleMedium {
    @Override
    public String command() {
        return "nand";
    }

    @Override
    public Command commands(UbootRam ram, Environment environment, FaultPlan faults, BoardHardware hardware) {
        NandCommands sound = new NandCommands(driver, ram, environment, hardware::console);
        return new FaultyNand(sound::run, driver.chip(), faults, hardware)::run;
    }

    /** As a boot loader reads: bad blocks are left out. */
    @Override
    public void read(long at, ByteBuffer into) {
        try {
            driver.read(at, into.remaining(), into::put);
        } catch (NandException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
