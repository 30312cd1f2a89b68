package dev.gangway.virtual.uboot;

import dev.gangway.virtual.BoardHardware;
import dev.gangway.virtual.disk.DiskLook;
import dev.gangway.virtual.disk.DiskMedium;
import dev.gangway.virtual.fault.FaultPlan;
import dev.gangway.virtual.uboot.Command.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** {@code ums CONTROLLER [mmc] DEVICE}: the board shows its memory card as a USB disk until its power goes. */
final class UbootDisk {
    private static final Duration ENUMERATE = Duration.ofMillis(200); // pull-up until the host has its descriptors

    // The ids of U-Boot's gadgets on Allwinner boards (usb-ids.md).
    private static final int VENDOR = 0x1f3a;
    private static final int PRODUCT = 0x1010;

    private final BoardHardware hardware;
    private final UBootSettings settings;
    private final DiskMedium card;
    private final Supplier<String> serial;

    UbootDisk(BoardHardware hardware, UBootSettings settings, DiskMedium card, Supplier<String> serial) {
        this.hardware = hardware;
        this.settings = settings;
        this.card = card;
        this.serial = serial;
    }

    Outcome run(List<String> words) {
        boolean known = words.size() == 3 || (words.size() == 4 && words.get(2).equals("mmc"));
        if (!known || !words.get(1).equals("0") || !words.get(words.size() - 1).equals("0")) {
            hardware.console("ums: there is mmc 0 on controller 0 and no other");
            return Outcome.FAILED;
        }
        hardware.console(String.format("UMS: LUN 0, dev mmc 0, sector count 0x%x", card.blocks()));
        DiskLook look = DiskLook.gadget(VENDOR, PRODUCT, "Allwinner Technology", "USB download gadget", serial.get());
        hardware.after(
                settings.scaled(ENUMERATE),
                () -> hardware.enumerate(look.function(
                        card,
                        FaultPlan.sound(),
                        hardware::wake,
                        () -> hardware.console("ums: the host has ejected mmc 0"))));
        return Outcome.WAITING;
    }
}
