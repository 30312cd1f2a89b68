package dev.gangway.web.live;

import dev.gangway.message.ScanOutcome;
import io.vertx.core.json.JsonObject;

/** The stable JSON form of what became of a scan. */
public final class ScanJson {
    private ScanJson() {}

    /** One outcome; {@code outcome} tells which. */
    public static JsonObject of(ScanOutcome outcome) {
        JsonObject json = new JsonObject();
        if (outcome instanceof ScanOutcome.Started started) {
            json.put("outcome", "started")
                    .put("serial", started.serial().value())
                    .put("port", started.port().text())
                    .put("slot", started.slot().label())
                    .put("job", started.job().value());
        } else if (outcome instanceof ScanOutcome.Waiting waiting) {
            json.put("outcome", "waiting").put("serial", waiting.serial().value());
            if (waiting.slot() != null) {
                json.put("slot", waiting.slot().label());
            }
        } else if (outcome instanceof ScanOutcome.SlotChosen chosen) {
            json.put("outcome", "slot-chosen").put("slot", chosen.slot().label());
        } else if (outcome instanceof ScanOutcome.Done done) {
            json.put("outcome", "done").put("message", done.message());
        } else if (outcome instanceof ScanOutcome.Badge badge) {
            json.put("outcome", "done").put("message", badge.message()).put("operator", badge.operator());
        } else if (outcome instanceof ScanOutcome.Refused refused) {
            json.put("outcome", "refused").put("reason", refused.reason()).put("message", refused.message());
        }
        return json.put("shown", outcome.shown()).put("at", outcome.at().toString());
    }
}
