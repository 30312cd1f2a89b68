package dev.gangway.web.live;

import dev.gangway.message.JobEvent;
import dev.gangway.message.JobOrder;
import dev.gangway.message.JobSummary;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** What happened in the running or last job of one port, for the slot's panel. Event loop only. */
final class Timeline {
    /** A job has some ten steps and a handful of attempts; more than this is not shown. */
    private static final int MOST_ENTRIES = 300;

    private @Nullable JsonObject job;
    private JsonArray entries = new JsonArray();

    void add(JobEvent event) {
        if (event instanceof JobEvent.JobStarted started) {
            JobOrder order = started.order();
            entries = new JsonArray();
            job = new JsonObject()
                    .put("job", order.job().value())
                    .put("serial", order.serial().value())
                    .put("recipe", order.recipe())
                    .put("operator", order.operator())
                    .put("startedAt", started.at().toString());
        } else if (event instanceof JobEvent.StepFinished step) {
            put(new JsonObject()
                    .put("kind", "step")
                    .put("at", step.at().toString())
                    .put("attempt", step.result().attempt())
                    .put("step", step.result().step())
                    .put("bytes", step.result().bytes())
                    .put("seconds", step.result().seconds())
                    .put("ok", step.result().ok()));
        } else if (event instanceof JobEvent.AttemptFailed failed) {
            put(new JsonObject()
                    .put("kind", "attempt-failed")
                    .put("at", failed.at().toString())
                    .put("attempt", failed.attempt())
                    .put("step", failed.step())
                    .put("retryInSeconds", failed.retryInSeconds())
                    .put("failure", PortJson.failure(failed.failure())));
        } else if (event instanceof JobEvent.JobEnded ended) {
            end(ended);
        }
    }

    private void end(JobEvent.JobEnded ended) {
        JobSummary summary = ended.summary();
        JsonObject entry = new JsonObject()
                .put("kind", "ended")
                .put("at", ended.at().toString())
                .put("verdict", summary.verdict().name())
                .put("seconds", summary.seconds())
                .put("bytes", summary.bytes())
                .put("verified", summary.verified())
                .put("proved", proved(summary))
                .put("ledgerSeq", ended.ledgerSeq());
        if (summary.failure() != null) {
            entry.put("failure", PortJson.failure(summary.failure()));
        }
        put(entry);
    }

    /** Image by image how it was read back; null when it was not. */
    private static JsonArray proved(JobSummary summary) {
        JsonArray images = new JsonArray();
        summary.images()
                .forEach(image ->
                        images.add(new JsonObject().put("image", image.name()).put("how", image.proved())));
        return images;
    }

    private void put(JsonObject entry) {
        if (entries.size() < MOST_ENTRIES) {
            entries.add(entry);
        }
    }

    JsonObject json() {
        JsonObject json = new JsonObject().put("entries", entries.copy());
        if (job != null) {
            json.put("job", job.copy());
        }
        return json;
    }
}
