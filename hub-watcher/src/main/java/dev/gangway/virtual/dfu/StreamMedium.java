package dev.gangway.virtual.dfu;

import dev.gangway.virtual.fault.FaultPlan;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Plain DFU: each setting is a memory that is written and read from its beginning. */
final class StreamMedium implements LoaderMedium {
    private final List<Integer> sizes;
    private final Duration time;
    private final FaultPlan faults;
    private final GivenBlocks giving;
    private final Map<Integer, byte[]> kept = new HashMap<>();
    private byte[] incoming = new byte[0];
    private int filled;
    private int setting;
    private int given;
    private int next;

    /**
     * A medium.
     *
     * @param sizes bytes that each setting has room for
     * @param time how long a block takes
     */
    StreamMedium(List<Integer> sizes, Duration time, FaultPlan faults) {
        this.sizes = List.copyOf(sizes);
        this.time = time;
        this.faults = faults;
        this.giving = new GivenBlocks(faults);
    }

    /** What a setting holds. */
    byte[] content(int number) {
        return kept.getOrDefault(number, new byte[0]).clone();
    }

    /** Has a setting hold this. */
    void keep(int number, byte[] content) {
        kept.put(number, content.clone());
    }

    @Override
    public Work take(int chosen, int block, byte[] data) {
        if (block == 0) {
            filled = 0;
            next = 0;
            setting = chosen;
            incoming = new byte[sizes.get(chosen)];
        }
        if (block != (next & 0xffff)) {
            return Work.refused(ERR_STALLED);
        }
        next++;
        if (filled + data.length > incoming.length) {
            return Work.refused(ERR_ADDRESS);
        }
        return new Work(time, () -> {
            if (faults.strike(DfuFault.WriteError.class).isPresent()) {
                return ERR_WRITE;
            }
            if (faults.strike(DfuFault.CorruptWrite.class).isPresent()) {
                data[data.length / 2] ^= 0x10;
            }
            System.arraycopy(data, 0, incoming, filled, data.length);
            filled += data.length;
            return OK;
        });
    }

    @Override
    public int give(int chosen, int block, ByteBuffer into) {
        if (block == 0) {
            given = 0;
        }
        byte[] content = kept.getOrDefault(chosen, new byte[0]);
        int length = Math.min(into.remaining(), content.length - given);
        if (length == 0) {
            return 0;
        }
        int from = given;
        given += length;
        byte[] bytes = giving.given(((long) chosen << 32) + from, Arrays.copyOfRange(content, from, given));
        into.put(bytes);
        if (giving.fades()) {
            Arrays.fill(content, from, given, (byte) 0);
        }
        return bytes.length;
    }

    @Override
    public void complete() {
        byte[] whole = new byte[filled];
        System.arraycopy(incoming, 0, whole, 0, filled);
        kept.put(setting, whole);
    }

    @Override
    public void restart() {
        filled = 0;
        next = 0;
        given = 0;
    }
}
