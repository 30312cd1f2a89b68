package dev.gangway.station.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gangway.message.BoardSighting;
import dev.gangway.message.HubEvent;
import dev.gangway.message.JobEvent;
import dev.gangway.message.JobSummary;
import dev.gangway.model.Epoch;
import dev.gangway.model.Failure;
import dev.gangway.model.PortPath;
import dev.gangway.model.Slot;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The JSON form of what happens, one object an event, as the command line's contract has it. */
final class EventJson {
    /** ISO 8601, UTC, always with milliseconds. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private EventJson() {}

    static ObjectNode event(String name, Instant at) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        return json.put("event", name).put("at", TIME.format(at));
    }

    static ObjectNode ready(Instant at, String http, String version, int ports) {
        return event("station.ready", at)
                .put("http", http.isEmpty() ? null : http)
                .put("version", version)
                .put("ports", ports);
    }

    static ObjectNode arrived(Instant at, BoardSighting board, @Nullable Slot slot) {
        return onPort(event("board.arrived", at), board.port(), slot, board.epoch())
                .put("mode", board.mode().code())
                .put("vid", String.format("%04x", board.vid()))
                .put("pid", String.format("%04x", board.pid()))
                .putNull("boardId");
    }

    static ObjectNode left(Instant at, HubEvent.BoardLeft left, @Nullable BoardSighting was, @Nullable Slot slot) {
        ObjectNode json = onPort(event("board.left", at), left.port(), slot, left.epoch());
        if (was == null) {
            return json.putNull("mode").putNull("vid").putNull("pid").putNull("boardId");
        }
        return json.put("mode", was.mode().code())
                .put("vid", String.format("%04x", was.vid()))
                .put("pid", String.format("%04x", was.pid()))
                .putNull("boardId");
    }

    static Optional<ObjectNode> of(JobEvent happened) {
        if (happened instanceof JobEvent.JobStarted started) {
            return Optional.of(onPort("job.started", happened)
                    .put("job", started.order().job().value())
                    .put("serial", started.order().serial().value())
                    .put("recipe", started.order().recipe())
                    .put("recipeDigest", started.recipeDigest().hex())
                    .put("operator", started.order().operator()));
        }
        if (happened instanceof JobEvent.StepFinished step) {
            return Optional.of(onPort("step.finished", happened)
                    .put("job", step.order().job().value())
                    .put("attempt", step.result().attempt())
                    .put("step", step.result().step())
                    .put("bytes", step.result().bytes())
                    .put("seconds", step.result().seconds()));
        }
        if (happened instanceof JobEvent.AttemptFailed failed) {
            return Optional.of(onPort("attempt.failed", happened)
                    .put("job", failed.order().job().value())
                    .put("attempt", failed.attempt())
                    .put("step", failed.step())
                    .put("failure", failed.failure().kind().code())
                    .put("class", failed.failure().kind().failureClass().name().toLowerCase(java.util.Locale.ROOT))
                    .put("message", failed.failure().message())
                    .put("retryInSeconds", failed.retryInSeconds()));
        }
        if (happened instanceof JobEvent.JobEnded ended) {
            return Optional.of(ended(ended));
        }
        if (happened instanceof JobEvent.PortQuarantined quarantined) {
            return Optional.of(onPort("port.quarantined", happened).put("reason", quarantined.reason()));
        }
        if (happened instanceof JobEvent.PortReleased released) {
            return Optional.of(onPort("port.released", happened).put("reason", released.reason()));
        }
        return Optional.empty();
    }

    private static ObjectNode ended(JobEvent.JobEnded ended) {
        JobSummary job = ended.summary();
        Failure failure = job.failure();
        return onPort("job.ended", ended)
                .put("job", job.job().value())
                .put("serial", job.serial().value())
                .put("recipe", job.recipe())
                .put("boardId", job.boardId() == null ? null : job.boardId().value())
                .put("verdict", job.verdict().name())
                .put("failure", failure == null ? null : failure.kind().code())
                .put("attempts", job.attempts().size())
                .put("bytes", job.bytes())
                .put("seconds", job.seconds())
                .put("ledgerSeq", ended.ledgerSeq());
    }

    static ObjectNode summary(Instant at, RunTally tally) {
        return event("summary", at)
                .put("passed", tally.passed())
                .put("failed", tally.failed())
                .put("aborted", tally.aborted())
                .put("seconds", tally.seconds())
                .put("bytes", tally.bytes());
    }

    private static ObjectNode onPort(String name, JobEvent happened) {
        return onPort(event(name, happened.at()), happened.port(), happened.slot(), happened.epoch());
    }

    private static ObjectNode onPort(ObjectNode json, PortPath port, @Nullable Slot slot, Epoch epoch) {
        return json.put("port", port.text())
                .put("slot", slot == null ? null : slot.label())
                .put("epoch", epoch.value());
    }
}
