package dev.gangway.ledger;

/**
 * How many values of a pool were handed out.
 *
 * @param pool the pool's name
 * @param used values of units that passed
 * @param kept values that wait for their unit's next job
 * @param burnt values that nobody has again
 * @param drawn values of jobs that have not ended
 * @param last the last place that was drawn
 */
public record PoolCount(String pool, long used, long kept, long burnt, long drawn, long last) {
    /** All of them. */
    public long all() {
        return used + kept + burnt + drawn;
    }
}
