package dev.gangway.recipe;

import dev.gangway.model.FailureClass;
import dev.gangway.model.FailureKind;
import java.time.Duration;
import java.util.Set;

/**
 * What happens after a failed attempt. Pure: it decides, it schedules nothing.
 *
 * @param attempts how many attempts in all, at least 1
 * @param backOff the wait before the second attempt; it doubles for each further one
 * @param maxBackOff the longest wait
 * @param also kinds that are retried although their class is not TRANSIENT
 * @param never kinds that are not retried although their class is TRANSIENT
 * @param powerCycle whether the port's power is cycled between attempts, by a switch or else by a person
 */
public record RetryPolicy(
        int attempts,
        Duration backOff,
        Duration maxBackOff,
        Set<FailureKind> also,
        Set<FailureKind> never,
        boolean powerCycle) {
    /** Copies the sets. */
    public RetryPolicy {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts is at least 1");
        }
        also = Set.copyOf(also);
        never = Set.copyOf(never);
    }

    /** Whether another attempt follows after attempt number {@code attempt} (from 1) failed like this. */
    public boolean retries(int attempt, FailureKind kind) {
        if (attempt >= attempts || never.contains(kind)) {
            return false;
        }
        return kind.failureClass() == FailureClass.TRANSIENT || also.contains(kind);
    }

    /** How long to wait after attempt number {@code attempt} (from 1) failed. */
    public Duration waitAfter(int attempt) {
        Duration wait = backOff.multipliedBy(1L << Math.min(attempt - 1, 20));
        return wait.compareTo(maxBackOff) > 0 ? maxBackOff : wait;
    }
}
