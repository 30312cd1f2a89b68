package dev.gangway.virtual.uboot;

import dev.gangway.model.Digest;
import dev.gangway.virtual.BoardHardware;
import dev.gangway.virtual.Firmware;
import dev.gangway.virtual.FirmwareSource;
import dev.gangway.virtual.disk.DiskMedium;
import dev.gangway.virtual.gadget.PartitionStore;
import dev.gangway.virtual.nand.NandDriver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Recognises U-Boot in a board's memory, and on its NAND. One object belongs to one board. */
public final class UBootSource implements FirmwareSource {
    private final UBootSettings settings;
    private final @Nullable NandDriver nand;
    private final @Nullable PartitionStore blocks;
    private @Nullable DiskMedium card;
    private final List<UBootBinary.Expected> expected = new ArrayList<>();

    /** A source for a board with this NAND. */
    public UBootSource(UBootSettings settings, NandDriver nand) {
        this.settings = settings;
        this.nand = nand;
        this.blocks = null;
    }

    /** A source for a board without NAND; fastboot, if built in, writes to these partitions. */
    public UBootSource(UBootSettings settings, Optional<PartitionStore> blocks) {
        this.settings = settings;
        this.nand = null;
        this.blocks = blocks.orElse(null);
    }

    /** The same for a board with this memory card, which {@code ums} shows as a disk. */
    public UBootSource with(DiskMedium inserted) {
        card = inserted;
        return this;
    }

    /**
     * Only binaries of this content run from now on, so that a single wrong bit hangs the board. Without any such call
     * the binary's structure decides, in which most wrong bits do not show.
     *
     * @param length bytes of the binary
     * @param sha256 their digest
     */
    public UBootSource expect(int length, Digest sha256) {
        expected.add(new UBootBinary.Expected(length, sha256));
        return this;
    }

    @Override
    public Optional<Firmware> identify(BoardHardware hardware, long entry) {
        Optional<String> problem = UBootBinary.problem(hardware.memory(), entry, expected);
        if (problem.isPresent()) {
            hardware.console("(nothing runs at 0x" + Long.toHexString(entry) + ": " + problem.get() + ")");
            return Optional.empty();
        }
        return Optional.of(new UBoot(settings, nand, blocks, card));
    }

    @Override
    public Optional<Firmware> bootFromMedium(BoardHardware hardware) {
        NandDriver driver = nand;
        if (driver == null) {
            return Optional.empty();
        }
        Optional<String> problem = MediumCheck.problem(driver, expected);
        if (problem.isPresent()) {
            hardware.console("(does not boot from NAND: " + problem.get() + ")");
            return Optional.empty();
        }
        hardware.console("(boots from NAND: SPL and U-Boot are sound)");
        return Optional.of(new UBoot(settings, driver, blocks, card));
    }
}
