package dev.gangway.virtual.gadget;

/**
 * What a fastboot device does wrong on purpose. One object belongs to one board and outlives its gadgets, so that a
 * fault that happens once stays over after a retry. Called under the board's lock.
 */
public final class GadgetFaults {
    private int failAt;
    private int failTimes;
    private int silentAt;
    private int silentTimes;
    private long claimedMaxDownload = -1;
    private long bytesPerSecond;

    /** A device without faults. */
    public static GadgetFaults none() {
        return new GadgetFaults();
    }

    /** The k-th {@code flash} of a gadget's life (from 1) answers FAIL, this many times in all. */
    public GadgetFaults failFlash(int k, int times) {
        failAt = k;
        failTimes = times;
        return this;
    }

    /** At the k-th {@code flash} of a gadget's life (from 1) the device falls silent, this many times in all. */
    public GadgetFaults silentAtFlash(int k, int times) {
        silentAt = k;
        silentTimes = times;
        return this;
    }

    /** {@code max-download-size} tells this number, whatever the buffer holds. */
    public GadgetFaults claimMaxDownload(long bytes) {
        claimedMaxDownload = bytes;
        return this;
    }

    /** Downloads run at this speed; 0 = as fast as possible. */
    public GadgetFaults slow(long bytesPerSecondOrZero) {
        bytesPerSecond = bytesPerSecondOrZero;
        return this;
    }

    /** How often the device will still fall silent. */
    public int silencesLeft() {
        return silentTimes;
    }

    boolean takeFail(int flash) {
        if (flash != failAt || failTimes == 0) {
            return false;
        }
        failTimes--;
        return true;
    }

    boolean takeSilence(int flash) {
        if (flash != silentAt || silentTimes == 0) {
            return false;
        }
        silentTimes--;
        return true;
    }

    long maxDownload(long buffer) {
        return claimedMaxDownload >= 0 ? claimedMaxDownload : buffer;
    }

    long bytesPerSecond() {
        return bytesPerSecond;
    }
}
