package dev.gangway.port;

import dev.gangway.job.AttemptRunner;
import dev.gangway.message.AttemptResult;
import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobOrder;
import dev.gangway.message.JobSummary;
import dev.gangway.message.LedgerAppend;
import dev.gangway.message.StepResult;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.BootMode;
import dev.gangway.model.Failure;
import dev.gangway.model.IdentityBasis;
import dev.gangway.model.PortPath;
import dev.gangway.model.Slot;
import dev.gangway.model.Verdict;
import dev.gangway.recipe.Recipe;
import dev.gangway.time.RunningTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Collects what the ledger will say about one job. One thread, the port's event loop. */
final class JobLog {
    private final JobOrder order;
    private final Recipe recipe;
    private final PortPath port;
    private final Slot slot;
    private final String station;
    private final RunningTime time;
    private final List<AttemptResult> attempts = new ArrayList<>();
    private final List<StepResult> steps = new ArrayList<>();
    private final Map<String, ImageUsed> images = new LinkedHashMap<>();
    private @Nullable BoardIdentity board;
    private Map<BootMode, IdentityBasis> identity = Map.of();
    private @Nullable JobSummary summary;

    JobLog(
            JobOrder order,
            Recipe recipe,
            @Nullable BoardIdentity board,
            PortPath port,
            Slot slot,
            String station,
            RunningTime time) {
        this.order = order;
        this.recipe = recipe;
        this.board = board;
        this.port = port;
        this.slot = slot;
        this.station = station;
        this.time = time;
    }

    JobOrder order() {
        return order;
    }

    Recipe recipe() {
        return recipe;
    }

    Slot slot() {
        return slot;
    }

    /** What the board said of itself; null on a line until an attempt has met it. */
    @Nullable
    BoardIdentity board() {
        return board;
    }

    /** An attempt has met the board behind the line. */
    void met(BoardIdentity who) {
        board = who;
    }

    LedgerAppend.JobOpened opening() {
        return new LedgerAppend.JobOpened(
                order,
                recipe.version(),
                recipe.digest(),
                recipe.verify().code(),
                port,
                slot,
                board == null ? null : board.boardId(),
                board == null ? null : board.chip(),
                station,
                time.begun());
    }

    /** The time now, for this job's record. */
    Instant now() {
        return time.now();
    }

    LedgerAppend.AttemptEnded attempt(int number, Instant began, AttemptRunner.Outcome outcome) {
        String failedStep = outcome.failedStep().isEmpty() ? null : outcome.failedStep();
        AttemptResult result =
                new AttemptResult(number, began, time.now(), failedStep, outcome.failure(), outcome.console());
        attempts.add(result);
        steps.addAll(outcome.steps());
        outcome.images().forEach(image -> images.put(image.name(), image));
        identity = outcome.identity();
        return new LedgerAppend.AttemptEnded(order.job(), result, outcome.steps());
    }

    /** The job's end; asked again, it is the same as at first. */
    JobSummary end(Verdict verdict, @Nullable Failure failure) {
        JobSummary known = summary;
        if (known != null) {
            return known;
        }
        JobSummary made = new JobSummary(
                order.job(),
                order.serial(),
                recipe.name(),
                recipe.version(),
                recipe.digest(),
                verified(),
                port,
                slot,
                board == null ? null : board.boardId(),
                board == null ? null : board.chip(),
                order.operator(),
                station,
                order.rework(),
                time.begun(),
                time.now(),
                verdict,
                failure,
                attempts,
                steps,
                List.copyOf(images.values()),
                identity,
                time.clockMoved(),
                List.of());
        summary = made;
        return made;
    }

    /** The end that {@link #end} made. */
    JobSummary summary() {
        return Objects.requireNonNull(summary, "the job has not ended");
    }

    /** What happened, not what the recipe promised. */
    private String verified() {
        boolean proved = images.values().stream().anyMatch(image -> image.proved() != null);
        return (proved ? Recipe.Verify.READBACK : Recipe.Verify.NONE).code();
    }
}
