package dev.gangway.model;

import java.util.Locale;
import java.util.Optional;

/** What a board answers as now. A board passes through several of them while it stays the same board. */
public enum BootMode {
    /** Allwinner boot ROM over USB. */
    FEL,
    /** Android fastboot, by interface class. */
    FASTBOOT,
    /** USB device firmware upgrade, in DFU mode. */
    DFU,
    /** A DFU-capable application that is still running. */
    DFU_RUNTIME,
    /** A serial ROM loader, such as the ESP family's. */
    SERIAL_ROM,
    /** U-Boot's console. */
    UBOOT_CONSOLE,
    /** A disk: U-Boot's ums, a UF2 drive, a mass-storage gadget. */
    MASS_STORAGE,
    /** NXP's serial download protocol (SDP, SDPS). */
    SDP,
    /** Rockchip's boot ROM. */
    MASKROM,
    /** A Rockchip board's loader, which speaks rockusb. */
    ROCKUSB,
    /** Raspberry Pi rpiboot. */
    RPIBOOT,
    /** RP2040/RP2350 PICOBOOT. */
    PICOBOOT,
    /** Takes or gives files by YMODEM over a serial line, at once or after a key or a rate has asked it to. */
    YMODEM,
    /** A vendor boot mode that is recognised but not served yet. */
    VENDOR_BOOT,
    /** A serial line; who is behind it says so only when asked. */
    SERIAL_LINE,
    /** An address that is spoken to over TCP; who is behind it says so only when asked. */
    TCP_LINE,
    /** An address that is spoken to over UDP; who is behind it says so only when asked. */
    UDP_LINE,
    /** Its firmware runs and has connected over the network to the station, which is its cloud. */
    CLOUD,
    /** An operating system runs and shows a gadget (serial, Ethernet). */
    RUNNING,
    /** Not a board: hub, scanner, keyboard, debug probe. */
    NOT_A_BOARD,
    /** Attached, but no rule of the boot-mode table fits, or its id has not arrived yet. */
    UNKNOWN;

    /** The stable name in recipes, JSON and the ledger, for example {@code dfu-runtime}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether a line is there, and nobody knows yet who is behind it. */
    public boolean isLine() {
        return this == SERIAL_LINE || this == TCP_LINE || this == UDP_LINE;
    }

    /** The mode with this {@link #code()}. */
    public static Optional<BootMode> ofCode(String code) {
        for (BootMode mode : values()) {
            if (mode.code().equals(code)) {
                return Optional.of(mode);
            }
        }
        return Optional.empty();
    }
}
