package dev.gangway.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gangway.message.AttemptResult;
import dev.gangway.message.ConsoleKept;
import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobSummary;
import dev.gangway.message.StepResult;
import dev.gangway.message.StoredJob;
import dev.gangway.message.UnitGot;
import dev.gangway.model.Failure;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The stable JSON form of a finished job: what {@code gangway ledger … --json} and {@code export --format jsonl} print,
 * what the ledger chains, and the value of the Kafka record. The schema is {@code config/schema/job.schema.json}.
 *
 * <p>Names are added, never renamed or removed. The order of names is fixed, so that equal jobs give equal bytes. Any
 * thread may use it.
 */
public final class JobJson {
    /** The schema's {@code $id}, which every Kafka record names. */
    public static final String SCHEMA = "urn:gangway:schema:job:1";

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final DateTimeFormatter MILLISECONDS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private JobJson() {}

    /** A moment as all JSON of the station writes it: ISO 8601, UTC, milliseconds. */
    public static String time(Instant instant) {
        return MILLISECONDS.format(instant);
    }

    /** The job without its place in the ledger: names of {@code job.ended} and what the record adds. */
    public static ObjectNode of(JobSummary summary) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("event", "job.ended").put("at", time(summary.endedAt()));
        json.put("port", summary.port().text())
                .put("slot", summary.slot().label())
                .put("job", summary.job().value())
                .put("serial", summary.serial().value())
                .put("recipe", summary.recipe())
                .put(
                        "boardId",
                        summary.boardId() == null ? null : summary.boardId().value())
                .put("verdict", summary.verdict().name());
        failure(json, summary.failure());
        json.put("attempts", summary.attempts().size())
                .put("bytes", summary.bytes())
                .put("seconds", summary.seconds())
                .put("recipeVersion", summary.recipeVersion())
                .put("recipeDigest", summary.recipeDigest().hex())
                .put("verified", summary.verified())
                .put("chip", summary.chip())
                .put("operator", summary.operator())
                .put("station", summary.station())
                .put("rework", summary.rework())
                .put("startedAt", time(summary.startedAt()))
                .put("endedAt", time(summary.endedAt()));
        ArrayNode attempts = json.putArray("attemptResults");
        for (AttemptResult attempt : summary.attempts()) {
            attempts.add(of(attempt));
        }
        ArrayNode steps = json.putArray("steps");
        for (StepResult step : summary.steps()) {
            steps.add(of(step));
        }
        ArrayNode images = json.putArray("images");
        for (ImageUsed image : summary.images()) {
            ObjectNode one = images.addObject()
                    .put("name", image.name())
                    .put("file", image.file())
                    .put("sha256", image.sha256().hex())
                    .put("bytes", image.bytes())
                    .put("proved", image.proved());
            if (image.written() != null) {
                one.put("written", image.written());
            }
        }
        ObjectNode identity = json.putObject("identity");
        new TreeMap<>(summary.identity()).forEach((mode, basis) -> identity.put(mode.code(), basis.code()));
        if (!summary.clockMoved().isZero()) {
            json.put("clockMoved", summary.clockMoved().toMillis() / 1000.0);
        }
        if (!summary.values().isEmpty()) {
            ArrayNode values = json.putArray("values");
            for (UnitGot value : summary.values()) {
                values.addObject()
                        .put("pool", value.pool())
                        .put("place", value.place())
                        .put("value", value.shown())
                        .put("fate", value.fate().code());
            }
        }
        return json;
    }

    /** The whole record: the job, its number in the ledger, its hash and the hash before it. */
    public static ObjectNode of(StoredJob stored) {
        ObjectNode json = of(stored.summary());
        json.put("ledgerSeq", stored.seq()).put("chain", stored.chain()).put("previous", stored.previous());
        return json;
    }

    /** One attempt, as it stands in {@code attemptResults}. */
    public static ObjectNode of(AttemptResult attempt) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("attempt", attempt.attempt())
                .put("startedAt", time(attempt.startedAt()))
                .put("endedAt", time(attempt.endedAt()))
                .put("failedStep", attempt.failedStep());
        failure(json, attempt.failure());
        ConsoleKept console = attempt.console();
        if (console != null) {
            json.putObject("console")
                    .put("sha256", console.sha256().hex())
                    .put("bytes", console.bytes())
                    .put("leftOut", console.leftOut())
                    .put("problem", console.problem().isEmpty() ? null : console.problem())
                    .put("last", console.last().isEmpty() ? null : console.last());
        }
        return json;
    }

    /** One step, as it stands in the list of steps. */
    public static ObjectNode of(StepResult step) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("attempt", step.attempt())
                .put("step", step.step())
                .put("bytes", step.bytes())
                .put("seconds", step.seconds())
                .put("ok", step.ok());
        ObjectNode facts = json.putObject("facts");
        for (Map.Entry<String, String> fact : new TreeMap<>(step.facts()).entrySet()) {
            facts.put(fact.getKey(), fact.getValue());
        }
        return json;
    }

    /**
     * The job that {@link #of(JobSummary)} or {@link #of(StoredJob)} wrote. Unknown names are ignored, since newer
     * stations may add some; a missing or malformed one is an {@link IllegalArgumentException} naming it.
     */
    public static JobSummary summary(JsonNode json) {
        return new JobJsonReader(json).summary();
    }

    /** The record that {@link #of(StoredJob)} wrote; errors as in {@link #summary}. */
    public static StoredJob stored(JsonNode json) {
        return new JobJsonReader(json).stored();
    }

    /** The attempt that {@link #of(AttemptResult)} wrote; errors as in {@link #summary}. */
    public static AttemptResult attempt(JsonNode json) {
        return new JobJsonReader(json).attempt();
    }

    /** The step that {@link #of(StepResult)} wrote; errors as in {@link #summary}. */
    public static StepResult step(JsonNode json) {
        return new JobJsonReader(json).step();
    }

    /** The JSON on one line, without a line end. */
    public static String text(JsonNode json) {
        try {
            return MAPPER.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree can always be written", e);
        }
    }

    /** The UTF-8 bytes of {@link #text}. */
    public static byte[] bytes(JsonNode json) {
        return text(json).getBytes(StandardCharsets.UTF_8);
    }

    /** Reads one JSON value; {@link IllegalArgumentException} when the text is none. */
    public static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static void failure(ObjectNode json, @Nullable Failure failure) {
        json.put("failure", failure == null ? null : failure.kind().code())
                .put(
                        "class",
                        failure == null ? null : failure.kind().failureClass().name())
                .put("message", failure == null ? null : failure.message());
    }
}
