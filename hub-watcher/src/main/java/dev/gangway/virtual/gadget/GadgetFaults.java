package dev.gangway.virtual.gadget;

import dev.gangway.virtual.fault.FaultPlan;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * What a fastboot device does wrong on purpose. One object belongs to one board and outlives its gadgets, so that a
 * fault that happens once stays over after a retry. Called under the board's lock, where nothing else is said.
 */
public final class GadgetFaults {
    private final FaultPlan plan;
    private final Map<String, byte[]> fetched = new HashMap<>();
    private int failAt;
    private int failTimes;
    private int silentAt;
    private int silentTimes;
    private long claimedMaxDownload = -1;
    private long bytesPerSecond;
    private volatile boolean fellSilent;

    private GadgetFaults(FaultPlan plan) {
        this.plan = plan;
    }

    /** A device without faults. */
    public static GadgetFaults none() {
        return new GadgetFaults(FaultPlan.sound());
    }

    /** A device with those of its board's faults that are {@link GadgetFault}s. */
    public static GadgetFaults of(FaultPlan plan) {
        return new GadgetFaults(plan);
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

    boolean takeFail(int flash) {
        if (flash != failAt || failTimes == 0) {
            return plan.strike(GadgetFault.RefusedFlash.class).isPresent();
        }
        failTimes--;
        return true;
    }

    boolean takeSilence(int flash) {
        if (flash == silentAt && silentTimes > 0) {
            silentTimes--;
        } else if (plan.strike(GadgetFault.SilentFlash.class).isEmpty()) {
            return false;
        }
        fellSilent = true;
        return true;
    }

    boolean takeCorrupt() {
        return plan.strike(GadgetFault.CorruptFlash.class).isPresent();
    }

    /**
     * What a {@code fetch} gives.
     *
     * @param asked its parameters
     * @param kept what is there
     */
    byte[] given(String asked, byte[] kept) {
        byte[] bytes = kept.clone();
        if (plan.strike(GadgetFault.StaleFetch.class).isPresent()) {
            byte[] before = fetched.putIfAbsent(asked, kept.clone());
            bytes = before == null ? bytes : before.clone();
        }
        if (plan.strike(GadgetFault.CorruptFetch.class).isPresent()) {
            bytes[bytes.length / 2] = (byte) ~bytes[bytes.length / 2];
        }
        return plan.strike(GadgetFault.ShortFetch.class).isPresent() ? Arrays.copyOf(bytes, bytes.length / 2) : bytes;
    }

    /** Whether what was just given is lost from now on. */
    boolean fades() {
        return plan.strike(GadgetFault.Fades.class).isPresent();
    }

    /** Whether a {@code flash} has arrived at which the device fell silent. Any thread. */
    public boolean hasFallenSilent() {
        return fellSilent;
    }

    long maxDownload(long buffer) {
        return claimedMaxDownload >= 0 ? claimedMaxDownload : buffer;
    }

    long bytesPerSecond() {
        return bytesPerSecond;
    }
}
