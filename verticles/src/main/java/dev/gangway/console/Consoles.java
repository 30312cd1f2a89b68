package dev.gangway.console;

import dev.gangway.message.ConsoleKept;
import dev.gangway.message.ConsoleQuery;
import dev.gangway.message.ConsoleText;
import dev.gangway.model.Digest;
import dev.gangway.model.FileTrouble;
import dev.gangway.model.JobId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The consoles of a station's jobs: of those that run, and of those that ended. Any thread. */
public final class Consoles {
    private final ConsoleFolder folder;
    private final long keep;
    private final Map<JobId, ConsoleLog> running = new ConcurrentHashMap<>();

    /**
     * The consoles of a station.
     *
     * @param data its data folder
     * @param keep how many bytes of an attempt are kept
     */
    public Consoles(Path data, long keep) {
        this.folder = new ConsoleFolder(data);
        this.keep = keep;
    }

    /** An attempt begins. */
    public ConsoleLog begin(JobId job, int attempt) {
        ConsoleLog log = new ConsoleLog(job, attempt, keep);
        running.put(job, log);
        return log;
    }

    /**
     * An attempt has ended: what its console said is on the disk when this returns, or it is told why not. Blocks.
     *
     * @param failed whether its last lines belong on record
     * @return empty when it said nothing
     */
    public Optional<ConsoleKept> keep(ConsoleLog log, boolean failed) {
        try {
            return log.isEmpty() ? Optional.empty() : Optional.of(kept(log, failed));
        } finally {
            running.remove(log.job(), log);
        }
    }

    private ConsoleKept kept(ConsoleLog log, boolean failed) {
        String text = log.text();
        Digest digest = ConsoleFolder.digest(text);
        long bytes = text.getBytes(StandardCharsets.UTF_8).length;
        String last = failed ? log.last() : "";
        String problem = "";
        try {
            folder.write(log.job(), log.attempt(), text);
        } catch (IOException e) {
            problem = FileTrouble.told(e);
        }
        return new ConsoleKept(digest, bytes, log.leftOut(), problem, last);
    }

    /** What is known of an attempt. Blocks when it is over. */
    ConsoleText answer(ConsoleQuery query) {
        ConsoleLog log = running.get(query.job());
        if (log != null && (query.attempt() == 0 || query.attempt() == log.attempt())) {
            return log.since(query.after());
        }
        int attempt = query.attempt() == 0 ? folder.newest(query.job()) : query.attempt();
        try {
            return folder.read(query.job(), attempt)
                    .map(text -> new ConsoleText(attempt, false, 0, text, ""))
                    .orElseGet(() -> nothing("Nothing that a console said is kept of this job."));
        } catch (IOException e) {
            return nothing("What the console said can't be read: " + FileTrouble.told(e));
        }
    }

    private static ConsoleText nothing(String problem) {
        return new ConsoleText(0, false, 0, "", problem);
    }
}
