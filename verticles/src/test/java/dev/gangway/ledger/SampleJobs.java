package dev.gangway.ledger;

import dev.gangway.message.AttemptResult;
import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobOrder;
import dev.gangway.message.JobSummary;
import dev.gangway.message.LedgerAppend;
import dev.gangway.message.StepResult;
import dev.gangway.model.BoardId;
import dev.gangway.model.Digest;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import dev.gangway.model.JobId;
import dev.gangway.model.PortPath;
import dev.gangway.model.Serial;
import dev.gangway.model.Slot;
import dev.gangway.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Jobs as a port would record them. */
public final class SampleJobs {
    /** When every sample job starts; each takes ten seconds. */
    public static final Instant START = Instant.parse("2026-11-21T08:00:00Z");

    private SampleJobs() {}

    public static JobId id(int number) {
        return new JobId(String.format("%032x", number));
    }

    public static LedgerAppend.JobOpened opened(int number, String serial) {
        return opened(number, serial, false);
    }

    public static LedgerAppend.JobOpened opened(int number, String serial, boolean rework) {
        return new LedgerAppend.JobOpened(
                new JobOrder(id(number), new Serial(serial), "chip-pro", "anna", rework),
                3,
                new Digest("c".repeat(64)),
                "readback",
                PortPath.virtual(1),
                new Slot("01"),
                new BoardId("sid:16254291-50303743"),
                "R8",
                "line-1",
                START);
    }

    public static AttemptResult failedAttempt(int attempt) {
        return new AttemptResult(
                attempt,
                START.plusSeconds(attempt),
                START.plusSeconds(attempt + 1),
                "fel.write",
                new Failure(FailureKind.CABLE_LOST, "the board went away"));
    }

    public static StepResult step(int attempt) {
        return new StepResult(attempt, "fel.write", 4096, 0.25, true, Map.of("address", "0x4a000000"));
    }

    public static LedgerAppend.AttemptEnded attempt(int number, int attempt) {
        return new LedgerAppend.AttemptEnded(id(number), failedAttempt(attempt), List.of(step(attempt)));
    }

    public static LedgerAppend.JobClosed closed(int number, String serial, Verdict verdict) {
        return new LedgerAppend.JobClosed(summary(number, serial, verdict));
    }

    public static JobSummary summary(int number, String serial, Verdict verdict) {
        Failure failure = verdict == Verdict.PASSED ? null : new Failure(FailureKind.CABLE_LOST, "it went away");
        return summary(number, serial, verdict, failure, START, START.plusSeconds(10));
    }

    /** The same at another time, or with another failure; its only attempt took a second less. */
    public static JobSummary summary(
            int number, String serial, Verdict verdict, @Nullable Failure failure, Instant start, Instant end) {
        return new JobSummary(
                id(number),
                new Serial(serial),
                "chip-pro",
                3,
                new Digest("c".repeat(64)),
                "readback",
                PortPath.virtual(1),
                new Slot("01"),
                new BoardId("sid:16254291-50303743"),
                "R8",
                "anna",
                "line-1",
                false,
                start,
                end,
                verdict,
                failure,
                List.of(new AttemptResult(1, start, end.minusSeconds(1), null, failure)),
                List.of(step(1)),
                List.of(new ImageUsed("uboot", "u-boot.bin", new Digest("d".repeat(64)), 400_000, null)),
                Map.of(),
                Duration.ZERO,
                List.of());
    }
}
