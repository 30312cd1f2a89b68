package dev.gangway.web.live;

import dev.gangway.message.ScanOutcome;
import io.vertx.core.json.JsonObject;

/** The stable JSON form of what became of a scan. */
public final class ScanJson {
    private ScanJson() {}

    /** One outcome; {@code outcome} tells which. */
    public static JsonObject of(ScanOutcome outcome) {
        return outcome.to(new Members())
                .put("shown", outcome.shown())
                .put("at", outcome.at().toString());
    }

    /** What each outcome has of its own. */
    private static final class Members implements ScanOutcome.Handler<JsonObject> {
        private static JsonObject named(String outcome) {
            return new JsonObject().put("outcome", outcome);
        }

        @Override
        public JsonObject started(ScanOutcome.Started outcome) {
            return named("started")
                    .put("serial", outcome.serial().value())
                    .put("port", outcome.port().text())
                    .put("slot", outcome.slot().label())
                    .put("job", outcome.job().value());
        }

        @Override
        public JsonObject waiting(ScanOutcome.Waiting outcome) {
            JsonObject json = named("waiting").put("serial", outcome.serial().value());
            return outcome.slot() == null
                    ? json
                    : json.put("slot", outcome.slot().label());
        }

        @Override
        public JsonObject slotChosen(ScanOutcome.SlotChosen outcome) {
            return named("slot-chosen").put("slot", outcome.slot().label());
        }

        @Override
        public JsonObject done(ScanOutcome.Done outcome) {
            return named("done").put("message", outcome.message());
        }

        @Override
        public JsonObject badge(ScanOutcome.Badge outcome) {
            return named("done").put("message", outcome.message()).put("operator", outcome.operator());
        }

        @Override
        public JsonObject refused(ScanOutcome.Refused outcome) {
            return named("refused").put("reason", outcome.reason()).put("message", outcome.message());
        }
    }
}
