package dev.gangway.ledger.h2;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gangway.json.JobJson;
import dev.gangway.message.AttemptResult;
import dev.gangway.message.JobOrder;
import dev.gangway.message.JobSummary;
import dev.gangway.message.LedgerAppend;
import dev.gangway.message.PoolDraw;
import dev.gangway.message.StepResult;
import dev.gangway.model.BoardId;
import dev.gangway.model.Digest;
import dev.gangway.model.Failure;
import dev.gangway.model.JobId;
import dev.gangway.model.PortPath;
import dev.gangway.model.Serial;
import dev.gangway.model.Slot;
import dev.gangway.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One record before it is chained. The body says everything; the other fields repeat what is searched for.
 *
 * @param kind OPENED, DRAWN, ATTEMPT, CLOSED or NOTE
 * @param job the job, null for notes
 * @param attempt the attempt's number, 0 for other kinds
 * @param serial the unit, null where it isn't known
 * @param at when it happened
 * @param body canonical JSON: names in a fixed order, no white space
 */
record RecordBody(
        String kind,
        @Nullable String job,
        int attempt,
        @Nullable String serial,
        String at,
        String body) {
    static final String OPENED = "OPENED";
    static final String DRAWN = "DRAWN";
    static final String ATTEMPT = "ATTEMPT";
    static final String CLOSED = "CLOSED";
    static final String NOTE = "NOTE";

    static RecordBody of(LedgerAppend.JobOpened opened) {
        JobOrder order = opened.order();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("job", order.job().value())
                .put("serial", order.serial().value())
                .put("recipe", order.recipe())
                .put("recipeVersion", opened.recipeVersion())
                .put("recipeDigest", opened.recipeDigest().hex())
                .put("verified", opened.verified())
                .put("port", opened.port().text())
                .put("slot", opened.slot().label())
                .put(
                        "boardId",
                        opened.boardId() == null ? null : opened.boardId().value())
                .put("chip", opened.chip())
                .put("operator", order.operator())
                .put("station", opened.station())
                .put("rework", order.rework());
        return of(OPENED, order.job().value(), 0, order.serial().value(), opened.at(), json);
    }

    static RecordBody of(LedgerAppend.ValuesDrawn drawn) {
        JobId job = drawn.job();
        String name = job == null ? null : job.value();
        String serial = drawn.serial().value();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("job", name).put("serial", serial);
        ArrayNode values = json.putArray("values");
        for (PoolDraw draw : drawn.draws()) {
            values.addObject()
                    .put("pool", draw.pool())
                    .put("place", draw.place())
                    .put("value", draw.shown())
                    .put("burn", draw.burn());
        }
        return of(DRAWN, name, 0, serial, drawn.at(), json);
    }

    static RecordBody of(LedgerAppend.AttemptEnded ended, @Nullable String serial) {
        ObjectNode json = JobJson.of(ended.attempt());
        json.put("job", ended.job().value()).put("serial", serial);
        ArrayNode steps = json.putArray("steps");
        for (StepResult step : ended.steps()) {
            steps.add(JobJson.of(step));
        }
        AttemptResult attempt = ended.attempt();
        return of(ATTEMPT, ended.job().value(), attempt.attempt(), serial, attempt.endedAt(), json);
    }

    static RecordBody of(JobSummary summary) {
        return of(CLOSED, summary.job().value(), 0, summary.serial().value(), summary.endedAt(), JobJson.of(summary));
    }

    static RecordBody of(LedgerAppend.Note note) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("note", note.kind()).put("operator", note.operator());
        ObjectNode facts = json.putObject("facts");
        for (Map.Entry<String, String> fact : new TreeMap<>(note.facts()).entrySet()) {
            facts.put(fact.getKey(), fact.getValue());
        }
        return of(NOTE, null, 0, null, note.at(), json);
    }

    /** The end of a job that nobody runs any more, from what was recorded of it. */
    static JobSummary interrupted(String openedBody, List<String> attemptBodies, Failure why) {
        JsonNode opened = JobJson.parse(openedBody);
        List<AttemptResult> attempts = new ArrayList<>();
        List<StepResult> steps = new ArrayList<>();
        Instant startedAt = Instant.parse(opened.path("at").asText());
        Instant lastSeen = startedAt;
        for (String body : attemptBodies) {
            JsonNode json = JobJson.parse(body);
            AttemptResult attempt = JobJson.attempt(json);
            attempts.add(attempt);
            for (JsonNode step : json.path("steps")) {
                steps.add(JobJson.step(step));
            }
            if (attempt.endedAt().isAfter(lastSeen)) {
                lastSeen = attempt.endedAt();
            }
        }
        JsonNode boardId = opened.path("boardId");
        JsonNode chip = opened.path("chip");
        return new JobSummary(
                new JobId(opened.path("job").asText()),
                new Serial(opened.path("serial").asText()),
                opened.path("recipe").asText(),
                opened.path("recipeVersion").asInt(),
                new Digest(opened.path("recipeDigest").asText()),
                opened.path("verified").asText(),
                new PortPath(opened.path("port").asText()),
                new Slot(opened.path("slot").asText()),
                boardId.isTextual() ? new BoardId(boardId.asText()) : null,
                chip.isTextual() ? chip.asText() : null,
                opened.path("operator").asText(),
                opened.path("station").asText(),
                opened.path("rework").asBoolean(),
                startedAt,
                lastSeen,
                Verdict.INTERRUPTED,
                why,
                attempts,
                steps,
                List.of(),
                Map.of(),
                // Whoever knew how the clock went is gone.
                Duration.ZERO,
                List.of());
    }

    private static RecordBody of(
            String kind, @Nullable String job, int attempt, @Nullable String serial, Instant at, ObjectNode json) {
        String time = JobJson.time(at);
        json.put("at", time).put("kind", kind);
        return new RecordBody(kind, job, attempt, serial, time, JobJson.text(json));
    }
}
