package dev.gangway.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gangway.message.AttemptResult;
import dev.gangway.message.ConsoleKept;
import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobSummary;
import dev.gangway.message.StepResult;
import dev.gangway.message.StoredJob;
import dev.gangway.message.UnitGot;
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
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads one JSON object that {@link JobJson} wrote. */
final class JobJsonReader {
    private final JsonNode json;

    JobJsonReader(JsonNode json) {
        this.json = json;
    }

    StoredJob stored() {
        return new StoredJob(number("ledgerSeq"), summary(), text("chain"), text("previous"));
    }

    JobSummary summary() {
        String boardId = optionalText("boardId");
        return new JobSummary(
                new JobId(text("job")),
                new Serial(text("serial")),
                text("recipe"),
                Math.toIntExact(number("recipeVersion")),
                new Digest(text("recipeDigest")),
                text("verified"),
                new PortPath(text("port")),
                new Slot(text("slot")),
                boardId == null ? null : new BoardId(boardId),
                textOrNull("chip"),
                text("operator"),
                text("station"),
                node("rework").asBoolean(),
                time("startedAt"),
                time("endedAt"),
                Verdict.valueOf(text("verdict")),
                failure(),
                list("attemptResults", JobJsonReader::attempt),
                list("steps", JobJsonReader::step),
                list("images", JobJsonReader::image),
                identity(),
                clockMoved(),
                json.has("values") ? list("values", JobJsonReader::value) : List.of());
    }

    AttemptResult attempt() {
        return new AttemptResult(
                Math.toIntExact(number("attempt")),
                time("startedAt"),
                time("endedAt"),
                optionalText("failedStep"),
                failure(),
                console());
    }

    private @Nullable ConsoleKept console() {
        JsonNode kept = json.path("console");
        return kept.isObject() ? new JobJsonReader(kept).kept() : null;
    }

    private ConsoleKept kept() {
        return new ConsoleKept(
                new Digest(text("sha256")),
                number("bytes"),
                number("leftOut"),
                Objects.requireNonNullElse(optionalText("problem"), ""),
                Objects.requireNonNullElse(optionalText("last"), ""));
    }

    StepResult step() {
        Map<String, String> facts = new TreeMap<>();
        for (Map.Entry<String, JsonNode> fact : node("facts").properties()) {
            facts.put(fact.getKey(), fact.getValue().asText());
        }
        return new StepResult(
                Math.toIntExact(number("attempt")),
                text("step"),
                number("bytes"),
                node("seconds").asDouble(),
                node("ok").asBoolean(),
                facts);
    }

    private ImageUsed image() {
        return new ImageUsed(
                text("name"),
                text("file"),
                new Digest(text("sha256")),
                number("bytes"),
                optionalText("proved"),
                json.has("written") ? Long.valueOf(number("written")) : null);
    }

    private UnitGot value() {
        return new UnitGot(text("pool"), number("place"), text("value"), UnitGot.Fate.ofCode(text("fate")));
    }

    /** Records from before this was told have none. */
    private Map<BootMode, IdentityBasis> identity() {
        Map<BootMode, IdentityBasis> identity = new EnumMap<>(BootMode.class);
        for (Map.Entry<String, JsonNode> mode : json.path("identity").properties()) {
            identity.put(
                    BootMode.ofCode(mode.getKey())
                            .orElseThrow(() -> new IllegalArgumentException("identity: no boot mode " + mode.getKey())),
                    IdentityBasis.ofCode(mode.getValue().asText())
                            .orElseThrow(() -> new IllegalArgumentException("identity: no basis " + mode.getValue())));
        }
        return identity;
    }

    /** Records of jobs during which nobody moved the clock have none. */
    private Duration clockMoved() {
        JsonNode seconds = json.path("clockMoved");
        if (!seconds.isMissingNode() && !seconds.isNumber()) {
            throw new IllegalArgumentException("clockMoved: expected a number");
        }
        return Duration.ofMillis(Math.round(seconds.asDouble() * 1000));
    }

    private @Nullable Failure failure() {
        String code = optionalText("failure");
        if (code == null) {
            return null;
        }
        FailureKind kind = FailureKind.ofCode(code)
                .orElseThrow(() -> new IllegalArgumentException("failure: no kind has the code \"" + code + "\""));
        return new Failure(kind, text("message"));
    }

    private <T> List<T> list(String name, Function<JobJsonReader, T> read) {
        List<T> list = new ArrayList<>();
        for (JsonNode element : node(name)) {
            list.add(read.apply(new JobJsonReader(element)));
        }
        return list;
    }

    private Instant time(String name) {
        try {
            return Instant.parse(text(name));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(name + ": expected a time such as 2026-01-31T12:00:00.000Z", e);
        }
    }

    private long number(String name) {
        JsonNode value = node(name);
        if (!value.canConvertToLong()) {
            throw new IllegalArgumentException(name + ": expected a whole number");
        }
        return value.longValue();
    }

    private String text(String name) {
        String text = optionalText(name);
        if (text == null) {
            throw new IllegalArgumentException(name + ": expected text, found nothing");
        }
        return text;
    }

    /** A text that may be null but has to be there. */
    private @Nullable String textOrNull(String name) {
        return json.path(name).isNull() ? null : text(name);
    }

    private @Nullable String optionalText(String name) {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw new IllegalArgumentException(name + ": expected text");
        }
        return value.textValue();
    }

    private JsonNode node(String name) {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            throw new IllegalArgumentException(name + ": is missing");
        }
        return value;
    }
}
