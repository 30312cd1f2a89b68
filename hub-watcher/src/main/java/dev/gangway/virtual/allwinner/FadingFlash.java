package dev.gangway.virtual.allwinner;

import dev.gangway.virtual.BoardHardware;
import dev.gangway.virtual.Firmware;
import dev.gangway.virtual.FirmwareSource;
import dev.gangway.virtual.fault.FaultPlan;
import dev.gangway.virtual.nand.VirtualNand;
import java.util.Optional;

/**
 * A board's flash chip that may lose a bit after it was written: all that was sent to the board was right, and what it holds
 * is wrong. Called under the board's lock.
 */
final class FadingFlash implements FirmwareSource {
    private final FirmwareSource inner;
    private final VirtualNand chip;
    private final FaultPlan plan;
    private long programs;

    FadingFlash(FirmwareSource inner, VirtualNand chip, FaultPlan plan) {
        this.inner = inner;
        this.chip = chip;
        this.plan = plan;
    }

    @Override
    public Optional<Firmware> identify(BoardHardware hardware, long entry) {
        long now = chip.programs();
        if (now != programs && plan.strike(AllwinnerFault.ForgottenBit.class).isPresent()) {
            chip.loseBitOfLastPage();
        }
        programs = now;
        return inner.identify(hardware, entry);
    }

    @Override
    public Optional<Firmware> bootFromMedium(BoardHardware hardware) {
        return inner.bootFromMedium(hardware);
    }
}
