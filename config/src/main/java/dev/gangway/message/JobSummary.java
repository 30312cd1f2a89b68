package dev.gangway.message;

import dev.gangway.model.BoardId;
import dev.gangway.model.BootMode;
import dev.gangway.model.Digest;
import dev.gangway.model.Failure;
import dev.gangway.model.IdentityBasis;
import dev.gangway.model.JobId;
import dev.gangway.model.PortPath;
import dev.gangway.model.Serial;
import dev.gangway.model.Slot;
import dev.gangway.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything about a finished job: what the ledger stores, the export sends and {@code job.ended} prints.
 *
 * @param job its name
 * @param serial the unit
 * @param recipe the recipe's name
 * @param recipeVersion its version
 * @param recipeDigest digest of the recipe file's bytes
 * @param verified whether anything was read back from the board and compared: {@code readback} or {@code none}; what, and
 *     how, stands with each image
 * @param port where it ran
 * @param slot the port's label
 * @param boardId the chip's id, where it has one
 * @param chip the chip's name; null when nobody behind a line ever said it
 * @param operator who scanned, or {@code -} when nobody is logged in
 * @param station the station's name
 * @param rework whether a supervisor allowed a serial that had passed before
 * @param startedAt when the scan was bound
 * @param endedAt when the last attempt ended
 * @param verdict how it ended
 * @param failure why it did not pass, null when it did
 * @param attempts every attempt in order
 * @param steps every step of every attempt in order
 * @param images what was used
 * @param identity on what it rests, mode by mode, that the board was the same all the time; of the last attempt
 * @param clockMoved by how much the machine's clock was moved meanwhile, negative when it was set back; zero when it was
 *     not. All times are by the clock as it stood at the beginning
 * @param values what was drawn from pools for it, and what became of that; none as far as its port knows: the ledger adds it
 */
public record JobSummary(
        JobId job,
        Serial serial,
        String recipe,
        int recipeVersion,
        Digest recipeDigest,
        String verified,
        PortPath port,
        Slot slot,
        @Nullable BoardId boardId,
        @Nullable String chip,
        String operator,
        String station,
        boolean rework,
        Instant startedAt,
        Instant endedAt,
        Verdict verdict,
        @Nullable Failure failure,
        List<AttemptResult> attempts,
        List<StepResult> steps,
        List<ImageUsed> images,
        Map<BootMode, IdentityBasis> identity,
        Duration clockMoved,
        List<UnitGot> values) {
    /** Copies the lists and cuts the times to milliseconds, which is what the record keeps. */
    public JobSummary {
        startedAt = startedAt.truncatedTo(ChronoUnit.MILLIS);
        endedAt = endedAt.truncatedTo(ChronoUnit.MILLIS);
        attempts = List.copyOf(attempts);
        steps = List.copyOf(steps);
        images = List.copyOf(images);
        identity = Map.copyOf(identity);
        clockMoved = clockMoved.truncatedTo(ChronoUnit.MILLIS);
        values = List.copyOf(values);
    }

    /** The same job with what was drawn for it. */
    public JobSummary with(List<UnitGot> drawn) {
        return new JobSummary(
                job,
                serial,
                recipe,
                recipeVersion,
                recipeDigest,
                verified,
                port,
                slot,
                boardId,
                chip,
                operator,
                station,
                rework,
                startedAt,
                endedAt,
                verdict,
                failure,
                attempts,
                steps,
                images,
                identity,
                clockMoved,
                drawn);
    }

    /** Bytes moved to or from the board in all attempts. */
    public long bytes() {
        return steps.stream().mapToLong(StepResult::bytes).sum();
    }

    /** The time from the binding of the scan to the end of the last attempt, in seconds. */
    public double seconds() {
        return Duration.between(startedAt, endedAt).toMillis() / 1000.0;
    }
}
