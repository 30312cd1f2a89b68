package dev.gangway.virtual.uboot;

import dev.gangway.virtual.BoardHardware;
import dev.gangway.virtual.fault.FaultPlan;
import java.nio.ByteBuffer;

/** What a board's U-Boot can write by its console. Stays over loss of power. Under the board's lock. */
sealed interface ConsoleMedium permits DiskOfBlocks, NorChip, RawNand, UbiFlash {
    /** U-Boot's command for it. */
    String command();

    /** The command, from one reset to the next. */
    Command commands(UbootRam ram, Environment environment, FaultPlan faults, BoardHardware hardware);

    /**
     * What it holds, as whatever is started from it sees it.
     *
     * @throws IllegalArgumentException when it is smaller
     */
    void read(long at, ByteBuffer into);
}
