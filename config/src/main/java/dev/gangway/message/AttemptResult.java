package dev.gangway.message;

import dev.gangway.model.Failure;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * One attempt that ended.
 *
 * @param attempt which one, from 1
 * @param startedAt when it began
 * @param endedAt when it ended
 * @param failedStep the step that failed, null when all succeeded
 * @param failure why, null when all succeeded
 * @param console what is kept of what the board's console said; null when it said nothing
 */
public record AttemptResult(
        int attempt,
        Instant startedAt,
        Instant endedAt,
        @Nullable String failedStep,
        @Nullable Failure failure,
        @Nullable ConsoleKept console) {
    /** Of a board that said nothing on a console. */
    public AttemptResult(
            int attempt, Instant startedAt, Instant endedAt, @Nullable String failedStep, @Nullable Failure failure) {
        this(attempt, startedAt, endedAt, failedStep, failure, null);
    }

    /** Cuts the times to milliseconds, which is what the record keeps. */
    public AttemptResult {
        startedAt = startedAt.truncatedTo(ChronoUnit.MILLIS);
        endedAt = endedAt.truncatedTo(ChronoUnit.MILLIS);
    }
}
