package dev.gangway.virtual;

/**
 * Software that runs on a virtual board in place of its boot ROM, for example a started U-Boot. All calls are made under
 * the board's lock and must not block: what takes time is scheduled with {@link BoardHardware#after}.
 */
public interface Firmware {
    /** Begins to run; the board is off the bus until the firmware enumerates something. */
    void start(BoardHardware hardware, Start how);

    /** The board was reset or lost its power: nothing of this firmware runs any more. */
    void stop();

    /**
     * How the firmware was started.
     *
     * @param entry where the processor began to run it; 0 when it was booted from the board's own medium
     * @param felBooted whether it was loaded over FEL, which its environment then says ({@code fel_booted=1})
     * @param scriptAddress the address that the host left in the SPL header ({@code fel_scriptaddr}), 0 = none
     * @param scriptSize bytes of a {@code uEnv}-style text there; 0 when it is a script image
     * @param aarch64 whether the core runs in AArch64, after a warm reset through RVBAR and RMR
     */
    record Start(long entry, boolean felBooted, long scriptAddress, int scriptSize, boolean aarch64) {}
}
