package dev.gangway.virtual.uboot;

import dev.gangway.virtual.fault.FaultKind;
import dev.gangway.virtual.gadget.BlockPartitions;
import dev.gangway.virtual.gadget.FastbootKind;
import dev.gangway.virtual.gadget.GadgetFault;
import dev.gangway.virtual.gadget.GadgetFaults;
import dev.gangway.virtual.kind.BoardKind;
import dev.gangway.virtual.kind.BoardOption;
import dev.gangway.virtual.kind.BoardOptions;
import dev.gangway.virtual.kind.BoardParts;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Boards whose U-Boot waits in fastboot and lets the host into its shell. */
public final class UbootKind implements BoardKind {
    private static final BoardOption<String> SERIAL = BoardOption.serial();

    @Override
    public String name() {
        return "uboot";
    }

    @Override
    public String title() {
        return "a board with an eMMC whose U-Boot waits in fastboot, with a shell behind it";
    }

    @Override
    public List<BoardOption<?>> options() {
        return List.of(SERIAL, FastbootKind.PARTITIONS);
    }

    @Override
    public List<FaultKind> faults() {
        return GadgetFault.KINDS;
    }

    /** A recipe that wants fastboot has a simpler board. */
    @Override
    public Optional<String> serving(String mode, Set<String> chips, long bytes) {
        return Optional.empty();
    }

    @Override
    public WaitingUboot make(BoardOptions options, BoardParts parts) {
        String serial =
                BoardOption.shownSerial(options.get(SERIAL), String.format(Locale.ROOT, "ub%014x", parts.seed()));
        UBootSettings settings = UBootSettings.mainline()
                .with(GadgetFaults.of(parts.faults()))
                .idling("fastboot usb 0")
                .showing(new GadgetSerial.FromEnvironment(serial));
        return new WaitingUboot(
                settings,
                new BlockPartitions(parts.pages(), options.get(FastbootKind.PARTITIONS)),
                parts.pages(),
                parts.console());
    }
}
