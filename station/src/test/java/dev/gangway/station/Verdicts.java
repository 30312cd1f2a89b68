package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobSummary;
import dev.gangway.model.FailureKind;
import dev.gangway.model.Verdict;
import java.util.Objects;

/** What a job came to, as tests require it. */
final class Verdicts {
    private Verdicts() {}

    static void requirePassed(JobSummary job) {
        assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
    }

    /** It passed; what its record says of this image. */
    static ImageUsed passed(JobSummary job, String image) {
        requirePassed(job);
        return job.images().stream()
                .filter(used -> used.name().equals(image))
                .findFirst()
                .orElseThrow();
    }

    static void requireFailed(JobSummary job, FailureKind kind) {
        requireFailed(job, kind.code(), "");
    }

    /**
     * It failed as this, and its message has these words.
     *
     * @param code of the kind, as records have it
     */
    static void requireFailed(JobSummary job, String code, String words) {
        assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(Objects.requireNonNull(job.failure()).kind().code())
                .as("%s", job.failure())
                .isEqualTo(code);
        assertThat(job.failure().message()).contains(words);
    }
}
