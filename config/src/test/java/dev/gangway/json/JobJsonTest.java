package dev.gangway.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gangway.message.AttemptResult;
import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobSummary;
import dev.gangway.message.StepResult;
import dev.gangway.message.StoredJob;
import dev.gangway.model.BoardId;
import dev.gangway.model.BootMode;
import dev.gangway.model.Digest;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import dev.gangway.model.IdentityBasis;
import dev.gangway.model.JobId;
import dev.gangway.model.PortPath;
import dev.gangway.model.Serial;
import dev.gangway.model.Slot;
import dev.gangway.model.Verdict;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobJsonTest {
    private static final Instant START = Instant.parse("2026-11-21T08:00:00.123456Z");

    @Test
    void readsBackWhatItWrote() {
        StoredJob failed = failedJob();
        StoredJob passed = passedJob();

        assertThat(JobJson.stored(JobJson.parse(JobJson.text(JobJson.of(failed)))))
                .isEqualTo(failed);
        assertThat(JobJson.stored(JobJson.parse(JobJson.text(JobJson.of(passed)))))
                .isEqualTo(passed);
    }

    @Test
    void equalJobsGiveEqualBytesWhateverTheOrderOfFacts() {
        byte[] once = JobJson.bytes(JobJson.of(failedJob()));
        byte[] again =
                JobJson.bytes(JobJson.of(JobJson.stored(JobJson.parse(new String(once, StandardCharsets.UTF_8)))));

        assertThat(again).isEqualTo(once);
        assertThat(new String(once, StandardCharsets.UTF_8)).contains("{\"a\":\"1\",\"b\":\"2\",\"c\":\"\u00e4\"}");
    }

    @Test
    void fitsItsSchema() throws IOException {
        assertThat(check(JobJson.of(failedJob())).getValid()).isTrue();
        assertThat(check(JobJson.of(passedJob())).getValid()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"job", "serial", "verdict", "chain", "ledgerSeq", "steps", "images", "endedAt"})
    void theSchemaRefusesARecordWithout(String name) throws IOException {
        ObjectNode json = JobJson.of(failedJob());
        json.remove(name);

        assertThat(check(json).getValid()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"job", "recipeVersion", "startedAt", "images"})
    void namesWhatIsMissing(String name) {
        ObjectNode json = JobJson.of(failedJob());
        json.remove(name);

        assertThatThrownBy(() -> JobJson.stored(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(name + ":");
    }

    @Test
    void aJobWhoseBoardNeverSaidWhoItIsHasNoChip() throws IOException {
        ObjectNode json = JobJson.of(failedJob());
        json.putNull("chip").putNull("boardId");

        StoredJob job = JobJson.stored(json);

        assertThat(job.summary().chip()).isNull();
        assertThat(JobJson.of(job)).isEqualTo(json);
        assertThat(check(json).getValid()).isTrue();
    }

    @Test
    void aJobDuringWhichTheClockWasMovedTellsIt() throws IOException {
        ObjectNode json = JobJson.of(failedJob());
        assertThat(json.has("clockMoved")).isFalse();
        json.put("clockMoved", -3599.75);

        StoredJob job = JobJson.stored(json);

        assertThat(job.summary().clockMoved()).isEqualTo(Duration.ofMillis(-3_599_750));
        assertThat(JobJson.of(job).path("clockMoved").asDouble()).isEqualTo(-3599.75);
        assertThat(check(json).getValid()).isTrue();
        json.put("clockMoved", "an hour");
        assertThatThrownBy(() -> JobJson.stored(json)).hasMessageStartingWith("clockMoved:");
    }

    @Test
    void aChipThatIsMissingIsNoChipThatIsUnknown() {
        ObjectNode json = JobJson.of(failedJob());
        json.remove("chip");

        assertThatThrownBy(() -> JobJson.stored(json)).hasMessageStartingWith("chip:");
    }

    private static OutputUnit check(ObjectNode json) throws IOException {
        String schema = Files.readString(Path.of("schema/job.schema.json"));
        JsonSchemaOptions options = new JsonSchemaOptions()
                .setBaseUri("urn:gangway:")
                .setDraft(Draft.DRAFT202012)
                .setOutputFormat(OutputFormat.Basic);
        return Validator.create(JsonSchema.of(new JsonObject(schema)), options)
                .validate(new JsonObject(JobJson.text(json)));
    }

    private static StoredJob passedJob() {
        JobSummary failed = failedJob().summary();
        JobSummary passed = new JobSummary(
                failed.job(),
                failed.serial(),
                failed.recipe(),
                failed.recipeVersion(),
                failed.recipeDigest(),
                "none",
                failed.port(),
                failed.slot(),
                null,
                "H3",
                "-",
                failed.station(),
                false,
                failed.startedAt(),
                failed.endedAt(),
                Verdict.PASSED,
                null,
                List.of(new AttemptResult(1, START, START.plusSeconds(2), null, null)),
                List.of(),
                List.of(),
                Map.of(),
                Duration.ZERO,
                List.of());
        return new StoredJob(2, passed, "b".repeat(64), "a".repeat(64));
    }

    private static StoredJob failedJob() {
        Failure failure = new Failure(FailureKind.CABLE_LOST, "the board went away");
        JobSummary summary = new JobSummary(
                new JobId("0123456789abcdef0123456789abcdef"),
                new Serial("SN-0001"),
                "chip-pro",
                3,
                new Digest("c".repeat(64)),
                "readback",
                new PortPath("1-2.4"),
                new Slot("07"),
                new BoardId("sid:16254291-50303743"),
                "R8",
                "anna",
                "line-1",
                true,
                START,
                Instant.parse("2026-11-21T08:00:09Z"),
                Verdict.FAILED,
                failure,
                List.of(new AttemptResult(1, START, START.plusMillis(1500), "fel.write", failure)),
                List.of(new StepResult(1, "fel.write", 4096, 0.25, false, Map.of("b", "2", "a", "1", "c", "ä"))),
                List.of(new ImageUsed(
                        "uboot", "u-boot.bin", new Digest("d".repeat(64)), 123456789012L, "NAND read back, CRC-32")),
                Map.of(BootMode.FEL, IdentityBasis.ID, BootMode.FASTBOOT, IdentityBasis.PORT),
                Duration.ZERO,
                List.of());
        return new StoredJob(1, summary, "a".repeat(64), "0".repeat(64));
    }
}
