package dev.gangway.virtual.dfu;

import dev.gangway.virtual.fault.FaultPlan;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** What a loader gives of what it keeps, with the faults of its board. One for a board's whole life; under the board's lock. */
final class GivenBlocks {
    private final FaultPlan faults;
    private final Map<Long, byte[]> first = new HashMap<>();

    GivenBlocks(FaultPlan faults) {
        this.faults = faults;
    }

    /**
     * A block of an upload.
     *
     * @param place where it begins; each memory has its own numbers
     * @param kept what is there; at least a byte
     * @return what the host gets, which may be shorter
     */
    byte[] given(long place, byte[] kept) {
        byte[] block = kept.clone();
        if (faults.strike(DfuFault.StaleUpload.class).isPresent()) {
            byte[] before = first.putIfAbsent(place, kept.clone());
            block = before == null || before.length != kept.length ? block : before.clone();
        }
        if (faults.strike(DfuFault.CorruptUpload.class).isPresent()) {
            block[block.length / 2] ^= 0x10;
        }
        return faults.strike(DfuFault.ShortUpload.class).isPresent() ? Arrays.copyOf(block, block.length / 2) : block;
    }

    /** Whether a block that was just given is lost from now on. */
    boolean fades() {
        return faults.strike(DfuFault.Fades.class).isPresent();
    }
}
