package dev.gangway.virtual.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The faults of one board and how far its life has come. The hub strikes with the common ones and counts; a board that has
 * faults of its own asks for those. Kept over re-enumeration and power cycles; under the board's lock.
 */
public final class FaultPlan {
    private final List<Armed> armed = new ArrayList<>();
    private long moved;

    /** A plan with these faults; none is a sound board. */
    public FaultPlan(List<? extends Fault> faults) {
        faults.forEach(fault -> armed.add(new Armed(fault)));
    }

    /** The plan of a sound board, which only counts. */
    public static FaultPlan sound() {
        return new FaultPlan(List.of());
    }

    /** Bytes of bulk transfers, and of control transfers that are not the bus's own, so far. */
    public long moved() {
        return moved;
    }

    /** So many more bytes went over the bus. */
    public void count(int bytes) {
        moved += bytes;
    }

    /** Bytes that may move before a fault of the wire is due. */
    public int room() {
        long room = Integer.MAX_VALUE;
        for (Armed one : armed) {
            if (one.left > 0 && one.splitsTransfers()) {
                room = Math.min(room, Math.max(0, one.due - moved));
            }
        }
        return (int) room;
    }

    /** Whether a fault of this kind is due after {@code ahead} more bytes. */
    public boolean isDue(Class<? extends Fault> kind, int ahead) {
        return armed.stream().anyMatch(one -> kind.isInstance(one.fault) && one.left > 0 && one.due <= moved + ahead);
    }

    /** Strikes with the first armed fault of this kind that is due after {@code ahead} more bytes, and counts that. */
    public <T extends Fault> Optional<T> strike(Class<T> kind, int ahead) {
        return strike(kind, ahead, moved);
    }

    /**
     * Whether a fault of this kind strikes the byte that comes after {@code ahead} more; it counts as struck there, so that
     * another byte of the same transfer can be the next.
     */
    public boolean strikeByte(Class<? extends Fault> kind, int ahead) {
        return strike(kind, ahead, moved + ahead).isPresent();
    }

    private <T extends Fault> Optional<T> strike(Class<T> kind, int ahead, long where) {
        for (Armed one : armed) {
            if (kind.isInstance(one.fault) && one.left > 0 && one.due <= moved + ahead) {
                one.struck(where);
                return Optional.of(kind.cast(one.fault));
            }
        }
        return Optional.empty();
    }

    /** Strikes with the first armed fault of this kind that is due now, and counts that. */
    public <T extends Fault> Optional<T> strike(Class<T> kind) {
        return strike(kind, 0);
    }

    /** The faults of this kind that are due now; none of them counts as struck. */
    public <T extends Fault> List<T> due(Class<T> kind) {
        return armed.stream()
                .filter(one -> kind.isInstance(one.fault) && one.left > 0 && one.due <= moved)
                .map(one -> kind.cast(one.fault))
                .toList();
    }

    /** The rate in force now, 0 when nothing slows the board. */
    public long rate() {
        for (Armed one : armed) {
            if (one.fault instanceof Fault.Slow slow && one.due <= moved) {
                return slow.bytesPerSecond();
            }
        }
        return 0;
    }

    private static final class Armed {
        private final Fault fault;
        private long due;
        private int left;

        private Armed(Fault fault) {
            this.fault = fault;
            due = fault.at();
            left = fault.times();
        }

        private boolean splitsTransfers() {
            return fault instanceof Fault.Stall || fault instanceof Fault.Silence || fault instanceof Fault.Disconnect;
        }

        private void struck(long moved) {
            if (left != Fault.ALWAYS) {
                left--;
            }
            due = moved + fault.at();
        }
    }
}
