package dev.gangway.web.live;

import dev.gangway.message.JobSummary;
import dev.gangway.message.StoredJob;
import dev.gangway.model.Failure;
import dev.gangway.model.Slot;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/** The newest finished jobs of each slot, as the ledger has them, for the slot's panel. Event loop only. */
final class LastJobs {
    private static final int MOST = 10;
    private static final Comparator<StoredJob> NEWEST_FIRST =
            Comparator.comparingLong(StoredJob::seq).reversed();

    private final Map<Slot, TreeSet<StoredJob>> jobs = new HashMap<>();

    /** Takes a job; in any order, and more than once. */
    void add(StoredJob job) {
        TreeSet<StoredJob> here = jobs.computeIfAbsent(job.summary().slot(), slot -> new TreeSet<>(NEWEST_FIRST));
        here.add(job);
        if (here.size() > MOST) {
            here.pollLast();
        }
    }

    /** The jobs of a slot, newest first. */
    JsonArray json(Slot slot) {
        JsonArray all = new JsonArray();
        jobs.getOrDefault(slot, new TreeSet<>(NEWEST_FIRST)).forEach(job -> all.add(json(job)));
        return all;
    }

    private static JsonObject json(StoredJob stored) {
        JobSummary job = stored.summary();
        Failure failure = job.failure();
        JsonObject json = new JsonObject()
                .put("record", stored.seq())
                .put("job", job.job().value())
                .put("console", job.attempts().stream().anyMatch(attempt -> attempt.console() != null))
                .put("serial", job.serial().value())
                .put("verdict", job.verdict().name())
                .put("endedAt", job.endedAt().toString());
        return failure == null ? json : json.put("failure", failure.kind().code());
    }
}
