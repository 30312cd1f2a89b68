package dev.gangway.virtual;

/** Software that a virtual board's processor runs in place of its boot ROM. Called under the board's lock. */
public interface Firmware {
    /** Begins to run; everything later happens through the hardware's tasks and the USB function it enumerates. */
    void start(BoardHardware hardware, Start how);

    /** The board was reset or lost its power. */
    void stop();

    /**
     * How the software was started.
     *
     * @param entry address that was jumped to
     * @param felBooted whether the SPL that ran before was loaded over FEL
     * @param scriptAddress what the host left in the SPL header's script field (fel.md 5.2), 0 = nothing
     * @param scriptSize length of plain environment text there, 0 = a script image
     * @param aarch64 whether the core had been switched to 64 bit
     */
    record Start(long entry, boolean felBooted, long scriptAddress, int scriptSize, boolean aarch64) {}
}
