package dev.gangway.web.live;

import dev.gangway.message.PortStatus;
import dev.gangway.message.PowerStatus;
import dev.gangway.message.Progress;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.Failure;
import dev.gangway.model.PortState;
import dev.gangway.model.Prompt;
import dev.gangway.model.Question;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
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
        if (status.engineer() != null) {
            json.put("engineer", status.engineer());
        }
        return status.state().to(new State(json));
    }

    /** How far a job is, and what is known of the step that runs. */
    static JsonObject of(PortStatus status, JobBar bar, @Nullable Progress step) {
        JsonObject json = new JsonObject()
                .put("port", status.port().text())
                .put("epoch", status.epoch().value())
                .put("done", Math.floor(bar.done() * 1000) / 1000);
        Long secondsLeft = bar.secondsLeft();
        if (secondsLeft != null) {
            json.put("secondsLeft", secondsLeft);
        }
        if (step != null) {
            json.put("step", step.step())
                    .put("bytes", step.bytes())
                    .put("total", step.total())
                    .put("bytesPerSecond", step.bytesPerSecond());
            if (!step.said().isEmpty()) {
                json.put("said", step.said());
            }
        }
        return json;
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

    /** Puts what a state carries beside the rest; a state without its method here does not compile. */
    private record State(JsonObject json) implements PortState.Handler<JsonObject> {
        @Override
        public JsonObject empty(PortState.Empty state) {
            if (state.reserved() != null) {
                json.put("reserved", state.reserved().value());
            }
            return json;
        }

        @Override
        public JsonObject detected(PortState.Detected state) {
            json.put("mode", state.mode().code());
            putFailure(json, state.problem());
            return json;
        }

        @Override
        public JsonObject awaitingScan(PortState.AwaitingScan state) {
            if (state.board() != null) {
                json.put("board", board(state.board()));
            }
            return json;
        }

        @Override
        public JsonObject running(PortState.Running state) {
            json.put("attempt", state.attempt())
                    .put("attempts", state.attempts())
                    .put("step", state.step())
                    .put("stepNumber", state.stepNumber())
                    .put("stepCount", state.stepCount());
            Question question = state.question();
            if (question != null) {
                json.put(
                        "question",
                        new JsonObject()
                                .put("text", question.text())
                                .put("answers", new JsonArray(question.answers()))
                                .put("until", question.until().toString()));
            }
            putPrompt(json, state.prompt());
            return json;
        }

        @Override
        public JsonObject retrying(PortState.Retrying state) {
            json.put("attempt", state.attempt())
                    .put("attempts", state.attempts())
                    .put("dueAt", state.dueAt().toString());
            putFailure(json, state.failure());
            return json;
        }

        @Override
        public JsonObject passed(PortState.Passed state) {
            return json.put("ledgerSeq", state.ledgerSeq()).put("seconds", state.seconds());
        }

        @Override
        public JsonObject failed(PortState.Failed state) {
            json.put("verdict", state.verdict().name()).put("ledgerSeq", state.ledgerSeq());
            putFailure(json, state.failure());
            return json;
        }

        @Override
        public JsonObject quarantined(PortState.Quarantined state) {
            return json.put("reason", state.reason());
        }

        @Override
        public JsonObject disabled(PortState.Disabled state) {
            return json.put("reason", state.reason());
        }
    }

    private static void putPrompt(JsonObject json, @Nullable Prompt prompt) {
        if (prompt == null) {
            return;
        }
        json.put("prompt", prompt.text());
        Instant urgentFrom = prompt.urgentFrom();
        if (urgentFrom != null) {
            json.put("urgentFrom", urgentFrom.toString());
        }
    }

    private static void putFailure(JsonObject json, @Nullable Failure failure) {
        if (failure != null) {
            json.put("failure", failure(failure));
        }
    }
}
