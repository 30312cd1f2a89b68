package dev.gangway.web.live;

import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobSummary;
import dev.gangway.message.StepResult;
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

/** Jobs of the recipe {@code chip-pro} that are over. */
public final class PastJob {
    private PastJob() {}

    /** One whose second attempt waited for 10 s, wrote 1,000 bytes in these seconds, and took 10 s for a reset. */
    public static JobSummary of(Verdict verdict, double writing) {
        return of(
                new Serial("CP-00001"),
                "01",
                verdict == Verdict.PASSED ? null : new Failure(FailureKind.CABLE_LOST, "no answer"),
                Instant.EPOCH,
                List.of(
                        step(1, "wait", 0, 77),
                        step(2, "wait", 0, 10),
                        step(2, "write", 1_000, writing),
                        step(2, "reset", 0, 10)));
    }

    /** One that took 100 s at this slot. */
    public static JobSummary of(
            Serial serial, String slot, @Nullable Failure failure, Instant startedAt, List<StepResult> steps) {
        return new JobSummary(
                JobId.random(),
                serial,
                "chip-pro",
                1,
                new Digest("ab".repeat(32)),
                "readback",
                PortPath.virtual(1),
                new Slot(slot),
                null,
                null,
                "-",
                "station",
                false,
                startedAt,
                startedAt.plusSeconds(100),
                failure == null ? Verdict.PASSED : Verdict.FAILED,
                failure,
                List.of(),
                steps,
                List.of(
                        new ImageUsed("rootfs", "rootfs.ubi", new Digest("cd".repeat(32)), 1_000, "read back, SHA-256"),
                        new ImageUsed("env", "env.bin", new Digest("ef".repeat(32)), 1_000, null)),
                Map.of(),
                Duration.ZERO,
                List.of());
    }

    private static StepResult step(int attempt, String name, long bytes, double seconds) {
        return new StepResult(attempt, name, bytes, seconds, true, Map.of());
    }
}
