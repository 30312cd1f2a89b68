package dev.gangway.web.live;

import dev.gangway.message.PortStatus;
import dev.gangway.message.PowerStatus;
import dev.gangway.message.Progress;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.Failure;
import dev.gangway.model.PortState;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The stable JSON form of a port for the browser. Absent members mean "does not apply". */
public final class PortJson {
    private PortJson() {}

    /** A port's whole status, flat: what its state carries stands beside the rest. */
    public static JsonObject of(PortStatus status) {
        JsonObject json = new JsonObject()
                .put("port", status.port().text())
                .put("slot", status.slot().label())
                .put("epoch", status.epoch().value())
                .put("state", status.state().code())
                .put("since", status.since().toString());
        if (status.board() != null) {
            json.put("board", board(status.board()));
        }
        if (!status.recipes().isEmpty()) {
            json.put("recipes", new JsonArray(status.recipes()));
        }
        if (status.serial() != null) {
            json.put("serial", status.serial().value());
        }
        if (status.job() != null) {
            json.put("job", status.job().value());
        }
        putState(json, status.state());
        return json;
    }

    /** How far a step is. */
    public static JsonObject of(Progress progress) {
        return new JsonObject()
                .put("port", progress.port().text())
                .put("epoch", progress.epoch().value())
                .put("step", progress.step())
                .put("bytes", progress.bytes())
                .put("total", progress.total())
                .put("bytesPerSecond", progress.bytesPerSecond());
    }

    /** How the power of a port stands. */
    public static JsonObject of(PowerStatus power) {
        return new JsonObject()
                .put("port", power.port().text())
                .put("power", power.state().code())
                .put("operator", power.operator())
                .put("since", power.since().toString());
    }

    static JsonObject failure(Failure failure) {
        return new JsonObject()
                .put("code", failure.kind().code())
                .put("class", failure.kind().failureClass().name().toLowerCase(Locale.ROOT))
                .put("message", failure.message())
                .put("cure", failure.kind().cure().code())
                .put("remedy", failure.kind().remedy());
    }

    private static JsonObject board(BoardIdentity board) {
        JsonObject json = new JsonObject().put("mode", board.mode().code()).put("chip", board.chip());
        if (board.boardId() != null) {
            json.put("id", board.boardId().value());
        }
        return json;
    }

    private static void putState(JsonObject json, PortState state) {
        if (state instanceof PortState.Empty empty) {
            if (empty.reserved() != null) {
                json.put("reserved", empty.reserved().value());
            }
        } else if (state instanceof PortState.Detected detected) {
            json.put("mode", detected.mode().code());
            putFailure(json, detected.problem());
        } else if (state instanceof PortState.AwaitingScan awaiting) {
            if (awaiting.board() != null) {
                json.put("board", board(awaiting.board()));
            }
        } else if (state instanceof PortState.Running running) {
            json.put("attempt", running.attempt())
                    .put("attempts", running.attempts())
                    .put("step", running.step())
                    .put("stepNumber", running.stepNumber())
                    .put("stepCount", running.stepCount());
            if (running.prompt() != null && !running.prompt().isEmpty()) {
                json.put("prompt", running.prompt());
            }
        } else if (state instanceof PortState.Retrying retrying) {
            json.put("attempt", retrying.attempt())
                    .put("attempts", retrying.attempts())
                    .put("dueAt", retrying.dueAt().toString());
            putFailure(json, retrying.failure());
        } else {
            putEnd(json, state);
        }
    }

    private static void putEnd(JsonObject json, PortState state) {
        if (state instanceof PortState.Passed passed) {
            json.put("ledgerSeq", passed.ledgerSeq()).put("seconds", passed.seconds());
        } else if (state instanceof PortState.Failed failed) {
            json.put("verdict", failed.verdict().name()).put("ledgerSeq", failed.ledgerSeq());
            putFailure(json, failed.failure());
        } else if (state instanceof PortState.Quarantined quarantined) {
            json.put("reason", quarantined.reason());
        } else if (state instanceof PortState.Disabled disabled) {
            json.put("reason", disabled.reason());
        } else {
            throw new IllegalStateException("no JSON form for " + state);
        }
    }

    private static void putFailure(JsonObject json, @Nullable Failure failure) {
        if (failure != null) {
            json.put("failure", failure(failure));
        }
    }
}
