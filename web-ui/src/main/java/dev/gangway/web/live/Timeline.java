package dev.gangway.web.live;

import dev.gangway.message.JobEvent;
import dev.gangway.message.JobOrder;
import dev.gangway.message.JobSummary;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What happened in the running or last job of one port, for the slot's panel. Event loop only. */
final class Timeline {
    /** A job has some ten steps and a handful of attempts; more than this is not shown. */
    private static final int MOST_ENTRIES = 300;

    private @Nullable JsonObject job;
    private JsonArray entries = new JsonArray();

    void add(JobEvent event) {
        event.to(new Entry()).ifPresent(this::put);
    }

    /** The entry that an event makes, if any. */
    private final class Entry implements JobEvent.Handler<Optional<JsonObject>> {
        @Override
        public Optional<JsonObject> jobStarted(JobEvent.JobStarted event) {
            JobOrder order = event.order();
            entries = new JsonArray();
            job = new JsonObject()
                    .put("job", order.job().value())
                    .put("serial", order.serial().value())
                    .put("recipe", order.recipe())
                    .put("operator", order.operator())
                    .put("startedAt", event.at().toString());
            return Optional.empty();
        }

        @Override
        public Optional<JsonObject> stepFinished(JobEvent.StepFinished event) {
            return Optional.of(new JsonObject()
                    .put("kind", "step")
                    .put("at", event.at().toString())
                    .put("attempt", event.result().attempt())
                    .put("step", event.result().step())
                    .put("bytes", event.result().bytes())
                    .put("seconds", event.result().seconds())
                    .put("ok", event.result().ok()));
        }

        @Override
        public Optional<JsonObject> attemptFailed(JobEvent.AttemptFailed event) {
            return Optional.of(new JsonObject()
                    .put("kind", "attempt-failed")
                    .put("at", event.at().toString())
                    .put("attempt", event.attempt())
                    .put("step", event.step())
                    .put("retryInSeconds", event.retryInSeconds())
                    .put("failure", PortJson.failure(event.failure())));
        }

        @Override
        public Optional<JsonObject> jobEnded(JobEvent.JobEnded event) {
            return Optional.of(end(event));
        }

        /** The port's state shows it; it is no part of the job. */
        @Override
        public Optional<JsonObject> portQuarantined(JobEvent.PortQuarantined event) {
            return Optional.empty();
        }

        @Override
        public Optional<JsonObject> portReleased(JobEvent.PortReleased event) {
            return Optional.empty();
        }
    }

    private static JsonObject end(JobEvent.JobEnded ended) {
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
        return entry;
    }

    /** Image by image how it was read back, null when it was not; and how much of it was written, null where no step looked before. */
    private static JsonArray proved(JobSummary summary) {
        JsonArray images = new JsonArray();
        summary.images()
                .forEach(image -> images.add(new JsonObject()
                        .put("image", image.name())
                        .put("how", image.proved())
                        .put("written", image.written())));
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
