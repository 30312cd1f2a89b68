package dev.gangway.message;

import java.util.List;

/**
 * What is left in the pools from which units get what is their own.
 *
 * @param pools all pools of the station, by name
 */
public record PoolsLeft(List<Pool> pools) implements Message {
    /** Copies the list. */
    public PoolsLeft {
        pools = List.copyOf(pools);
    }

    /**
     * A pool.
     *
     * @param pool its name
     * @param left how many units can still get a value of it
     * @param low with fewer than these people are warned
     * @param content what is in it, for people
     * @param cure what an engineer does when few are left, a verb first
     * @param recipes the recipes that draw from it
     * @param needed whether one of them is what a scan flashes now
     * @param problem why that is not known, one sentence with what to do; empty otherwise
     */
    public record Pool(
            String pool,
            long left,
            long low,
            String content,
            String cure,
            List<String> recipes,
            boolean needed,
            String problem) {
        /** Copies the list. */
        public Pool {
            recipes = List.copyOf(recipes);
        }

        /** Whether somebody has to add values, or to mend it. */
        public boolean isLow() {
            return left < low || isDry();
        }

        /** Whether the next new unit gets nothing. */
        public boolean isDry() {
            return left == 0 || !problem.isEmpty();
        }
    }
}
