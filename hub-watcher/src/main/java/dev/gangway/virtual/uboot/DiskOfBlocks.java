package dev.gangway.virtual.uboot;

import dev.gangway.virtual.BoardHardware;
import dev.gangway.virtual.SystemMemory;
import dev.gangway.virtual.SystemMemory.BusAbort;
import dev.gangway.virtual.fault.FaultPlan;
import java.nio.ByteBuffer;

/**
 * A disk or a card.
 *
 * @param command {@code mmc}, {@code virtio} or {@code usb}
 * @param content its bytes
 * @param blocks how many
 */
record DiskOfBlocks(String command, SystemMemory content, long blocks) implements ConsoleMedium {
    @Override
    public Command commands(UbootRam ram, Environment environment, FaultPlan faults, BoardHardware hardware) {
        return new BlockCommands(command, content, blocks, ram, faults, hardware)::run;
    }

    @Override
    public void read(long at, ByteBuffer into) {
        try {
            content.read(at, into);
        } catch (BusAbort e) {
            throw new IllegalArgumentException("the disk is smaller", e);
        }
    }
}
