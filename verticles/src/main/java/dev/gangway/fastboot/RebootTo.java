package dev.gangway.fastboot;

/** Where a board that is told to reboot should stop next. */
public enum RebootTo {
    /** Wherever it starts by itself. */
    SYSTEM("reboot"),
    /** Its boot loader, in fastboot mode. */
    BOOTLOADER("reboot-bootloader"),
    /** Fastboot in user space, where logical partitions are written. */
    FASTBOOT("reboot-fastboot"),
    /** Its recovery system, which is no fastboot. */
    RECOVERY("reboot-recovery");

    private final String command;

    RebootTo(String command) {
        this.command = command;
    }

    /** What the board is told. */
    public String command() {
        return command;
    }
}
