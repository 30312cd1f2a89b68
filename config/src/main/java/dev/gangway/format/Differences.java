package dev.gangway.format;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Where what a medium holds is not what it should hold, in grains: the units in which it is written. Immutable.
 *
 * @param runs stretches of grains of which each differs, ascending; neighbours are one
 */
public record Differences(List<Run> runs) {
    /** Copies the list. */
    public Differences {
        runs = List.copyOf(runs);
    }

    /**
     * A stretch.
     *
     * @param offset from the beginning of what was compared, bytes
     * @param length bytes
     */
    public record Run(int offset, int length) {}

    /**
     * Compares.
     *
     * @param held what is there; positions of neither buffer move
     * @param wanted what should be there, as many bytes
     * @param at where on the medium both begin: grains begin at multiples of their size, the first and the last may be cut
     * @param grain bytes
     */
    public static Differences of(ByteBuffer held, ByteBuffer wanted, long at, int grain) {
        int size = wanted.remaining();
        if (held.remaining() != size) {
            throw new IllegalArgumentException("of " + size + " bytes " + held.remaining() + " are there");
        }
        List<Run> runs = new ArrayList<>();
        for (int from = 0; from < size; ) {
            int length = (int) Math.min(grain - (at + from) % grain, size - from);
            boolean differs =
                    held.slice(held.position() + from, length).mismatch(wanted.slice(wanted.position() + from, length))
                            >= 0;
            if (differs) {
                add(runs, from, length);
            }
            from += length;
        }
        return new Differences(runs);
    }

    private static void add(List<Run> runs, int from, int length) {
        Run last = runs.isEmpty() ? new Run(0, 0) : runs.get(runs.size() - 1);
        if (last.length() > 0 && last.offset() + last.length() == from) {
            runs.set(runs.size() - 1, new Run(last.offset(), last.length() + length));
        } else {
            runs.add(new Run(from, length));
        }
    }

    /** Bytes of all of them. */
    public long length() {
        return runs.stream().mapToLong(Run::length).sum();
    }
}
