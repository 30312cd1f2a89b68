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
import org.jspecify.annotations.Nullable;

/** The JSON form of what happens, one object an event, as the command line's contract has it. */
final class EventJson {
    /** ISO 8601, UTC, always with milliseconds. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private static final JobEvent.Handler<ObjectNode> HAPPENED = new Happened();

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

    static ObjectNode of(JobEvent happened) {
        return happened.to(HAPPENED);
    }

    /** The form of each event. */
    private static final class Happened implements JobEvent.Handler<ObjectNode> {
        @Override
        public ObjectNode jobStarted(JobEvent.JobStarted event) {
            return onPort("job.started", event)
                    .put("job", event.order().job().value())
                    .put("serial", event.order().serial().value())
                    .put("recipe", event.order().recipe())
                    .put("recipeDigest", event.recipeDigest().hex())
                    .put("operator", event.order().operator());
        }

        @Override
        public ObjectNode stepFinished(JobEvent.StepFinished event) {
            return onPort("step.finished", event)
                    .put("job", event.order().job().value())
                    .put("attempt", event.result().attempt())
                    .put("step", event.result().step())
                    .put("bytes", event.result().bytes())
                    .put("seconds", event.result().seconds());
        }

        @Override
        public ObjectNode attemptFailed(JobEvent.AttemptFailed event) {
            return onPort("attempt.failed", event)
                    .put("job", event.order().job().value())
                    .put("attempt", event.attempt())
                    .put("step", event.step())
                    .put("failure", event.failure().kind().code())
                    .put("class", event.failure().kind().failureClass().name().toLowerCase(java.util.Locale.ROOT))
                    .put("message", event.failure().message())
                    .put("retryInSeconds", event.retryInSeconds());
        }

        @Override
        public ObjectNode jobEnded(JobEvent.JobEnded event) {
            return ended(event);
        }

        @Override
        public ObjectNode portQuarantined(JobEvent.PortQuarantined event) {
            return onPort("port.quarantined", event).put("reason", event.reason());
        }

        @Override
        public ObjectNode portReleased(JobEvent.PortReleased event) {
            return onPort("port.released", event).put("reason", event.reason());
        }
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
