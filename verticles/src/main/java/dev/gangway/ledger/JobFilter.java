package dev.gangway.ledger;

import dev.gangway.model.Serial;
import dev.gangway.model.Verdict;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which finished jobs are wanted; null means any.
 *
 * @param from jobs that ended at this moment or later
 * @param to jobs that ended before this moment
 * @param recipe the recipe's name
 * @param verdict how they ended
 * @param serial the unit
 */
public record JobFilter(
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable String recipe,
        @Nullable Verdict verdict,
        @Nullable Serial serial) {
    /** Every finished job. */
    public static final JobFilter ALL = new JobFilter(null, null, null, null, null);

    /** The jobs of one unit. */
    public static JobFilter of(Serial serial) {
        return new JobFilter(null, null, null, null, serial);
    }
}
