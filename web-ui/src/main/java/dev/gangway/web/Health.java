package dev.gangway.web;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.message.DeskQuery;
import dev.gangway.message.ExportStatus;
import dev.gangway.message.HubEvent;
import dev.gangway.message.LedgerQuery;
import dev.gangway.message.LedgerReply;
import dev.gangway.model.DeskId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether the station is well: its ledger, its buses, who ties scans to boards, its event loops, the export. Each is asked, or
 * was heard of lately; one that is silent is not well. Event loop only.
 */
final class Health {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** However often it is asked for, the station looks at itself once in this time. */
    private static final long KEPT_MILLIS = 1_000;

    /** Who tells every few seconds how it stands is dead after this time without a word. */
    private static final Duration SILENCE = Duration.ofSeconds(20);

    private final Vertx vertx;
    private final Bus bus;
    private final EventLoops loops;
    private final LongSupplier nanoTime;
    private final Map<String, String> busProblems = new TreeMap<>();
    private @Nullable ExportStatus export;
    private long exportHeard;
    private boolean surveyed;
    private long surveyHeard;
    private @Nullable Future<Report> looking;

    /**
     * How it is.
     *
     * @param problems by part what is wrong there, a sentence; empty where it is well
     */
    record Report(Map<String, String> problems) {
        Report {
            problems = Collections.unmodifiableMap(new LinkedHashMap<>(problems));
        }

        boolean isWell() {
            return problems.values().stream().allMatch(String::isEmpty);
        }

        /** What is told of it; why a part is not well only to those who are known. */
        JsonObject json(boolean known) {
            JsonObject parts = new JsonObject();
            problems.forEach((part, problem) -> {
                JsonObject told = new JsonObject().put("status", word(problem.isEmpty()));
                parts.put(part, known && !problem.isEmpty() ? told.put("problem", problem) : told);
            });
            return new JsonObject().put("status", word(isWell())).put("parts", parts);
        }

        private static String word(boolean well) {
            return well ? "up" : "down";
        }
    }

    /**
     * Follows what is told on the bus from now on.
     *
     * @param nanoTime a clock that nobody sets
     */
    Health(Vertx vertx, Bus bus, EventLoops loops, LongSupplier nanoTime) {
        this.vertx = vertx;
        this.bus = bus;
        this.loops = loops;
        this.nanoTime = nanoTime;
        bus.subscribe(Addresses.EXPORT_STATUS, status -> {
            export = status;
            exportHeard = nanoTime.getAsLong();
        });
    }

    /** All that is attached was told again: the hub watcher lives. */
    void surveyed() {
        surveyed = true;
        surveyHeard = nanoTime.getAsLong();
    }

    /** A bus fails, or works again. */
    void heard(HubEvent.BusTrouble event) {
        if (event.problem().isEmpty()) {
            busProblems.remove(event.bus());
        } else {
            busProblems.put(event.bus(), event.bus() + ": " + event.problem());
        }
    }

    /** How it is now, or was a moment ago. */
    Future<Report> report() {
        Future<Report> under = looking;
        if (under != null) {
            return under;
        }
        Future<Report> begun = look();
        looking = begun;
        begun.onComplete(done -> vertx.setTimer(KEPT_MILLIS, timer -> looking = null));
        return begun;
    }

    private Future<Report> look() {
        Future<String> ledger = bus.ask(Addresses.LEDGER_QUERY, new LedgerQuery.Health(), PATIENCE)
                .map(reply -> reply.as(LedgerReply.Health.class).problem())
                .otherwise("the ledger does not answer: check the disk of the data folder");
        Future<String> dispatch = bus.ask(Addresses.DESK, new DeskQuery(DeskId.WEB, false), PATIENCE)
                .map("")
                .otherwise("scans are not answered: restart the station when it stays so");
        Future<String> held = loops.problem(PATIENCE);
        return Future.join(ledger, dispatch, held).map(all -> {
            Map<String, String> problems = new LinkedHashMap<>();
            problems.put("ledger", ledger.result());
            problems.put("bus", busProblem());
            problems.put("dispatch", dispatch.result());
            problems.put("eventLoops", held.result());
            problems.put("export", exportProblem());
            return new Report(problems);
        });
    }

    private boolean isSilent(long heard) {
        return nanoTime.getAsLong() - heard > SILENCE.toNanos();
    }

    private String busProblem() {
        if (surveyed && isSilent(surveyHeard)) {
            return "nothing is heard of the hubs for " + SILENCE.toSeconds() + " s: restart the station";
        }
        return String.join("; ", busProblems.values());
    }

    private String exportProblem() {
        ExportStatus status = export;
        if (status == null || status.state().equals("off")) {
            return "";
        }
        if (isSilent(exportHeard)) {
            return "nothing is heard of the export for " + SILENCE.toSeconds() + " s: restart the station";
        }
        return status.problem();
    }
}
