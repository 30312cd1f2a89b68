package dev.gangway.web.live;

import dev.gangway.message.ChosenRecipe;
import dev.gangway.message.DeskStatus;
import dev.gangway.message.ExportStatus;
import dev.gangway.message.JobEvent;
import dev.gangway.message.JobSummary;
import dev.gangway.message.LedgerReply;
import dev.gangway.message.PoolsLeft;
import dev.gangway.message.PortMap;
import dev.gangway.message.PortStatus;
import dev.gangway.message.PowerStatus;
import dev.gangway.message.Progress;
import dev.gangway.message.ScanTold;
import dev.gangway.message.SerialsWaiting;
import dev.gangway.message.StationTrouble;
import dev.gangway.message.StoredJob;
import dev.gangway.model.DeskId;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import dev.gangway.model.Slot;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The line as the page shows it: the newest word on every port, and the sequence of changes to it. Late messages of an
 * earlier attach change nothing. Event loop only.
 */
public final class LineBoard {
    /** Where hubs that are not in their places are told, beside the troubles of the buses. */
    private static final String HUBS = "hubs";

    private final LineIdentity line;
    private final InstantSource clock;
    private final Consumer<LiveEvent> deltas;
    private final List<SlotPlace> places = new ArrayList<>();
    private final Map<PortPath, PortStatus> ports = new TreeMap<>();
    private final Map<PortPath, Progress> progress = new LinkedHashMap<>();
    private final Set<PortPath> movedOn = new LinkedHashSet<>();
    private final JobBars bars = new JobBars(System::nanoTime);
    private final Map<PortPath, Timeline> timelines = new TreeMap<>();
    private final LastJobs lastJobs = new LastJobs();
    private final Map<PortPath, PowerStatus> powers = new TreeMap<>();
    private final Map<String, String> troubles = new LinkedHashMap<>();
    private final Map<DeskId, JsonObject> scans = new LinkedHashMap<>();
    private @Nullable JsonObject chosen;
    private @Nullable JsonObject counters;
    private @Nullable JsonObject export;
    private @Nullable PortMap map;
    private JsonArray waiting = new JsonArray();
    private JsonArray pools = new JsonArray();
    private long sequence;

    LineBoard(LineIdentity line, List<SlotPlace> slots, InstantSource clock, Consumer<LiveEvent> deltas) {
        this.line = line;
        this.clock = clock;
        this.deltas = deltas;
        places.addAll(slots);
    }

    /** Takes a port's status; false when it was of an earlier attach. */
    public boolean accept(PortStatus status) {
        PortStatus known = ports.get(status.port());
        if (known != null && status.epoch().compareTo(known.epoch()) < 0) {
            return false;
        }
        ports.put(status.port(), status);
        bars.accept(status);
        if (!(status.state() instanceof PortState.Running)
                || (known != null && !known.state().equals(status.state()))) {
            progress.remove(status.port());
            movedOn.remove(status.port());
        }
        if (map == null && places.stream().noneMatch(place -> place.port().equals(status.port()))) {
            places.add(nextFreePlace(status.slot(), status.port()));
            tell("snapshot", "snapshot", snapshot());
        }
        tell("port", "port:" + status.port().text(), PortJson.of(status));
        return true;
    }

    /** Takes what each scan flashes from now on. */
    public void accept(ChosenRecipe newest) {
        chosen = OfferJson.of(newest);
        tell("chosen", "chosen", chosen);
    }

    /** Takes how a port's power stands. */
    public void accept(PowerStatus status) {
        powers.put(status.port(), status);
        tell("power", "power:" + status.port().text(), PortJson.of(status));
    }

    /** Takes the port map: from the first one on, it alone says which tiles there are. */
    public void accept(PortMap newest) {
        map = newest;
        List<SlotPlace> before = List.copyOf(places);
        places.clear();
        newest.ports()
                .forEach(entry -> places.add(new SlotPlace(entry.slot(), entry.port(), entry.row(), entry.column())));
        if (newest.advice().isEmpty()) {
            troubles.remove(HUBS);
        } else {
            troubles.put(HUBS, newest.advice().get(0).message());
        }
        if (!before.equals(places)) {
            tell("snapshot", "snapshot", snapshot());
        } else {
            tell("map", "map", PortMapJson.of(newest));
            tell("trouble", "trouble", troubles());
        }
    }

    /** Takes a step's progress; it goes out with the next {@link #tellProgress}. */
    public void accept(Progress moved) {
        PortStatus status = ports.get(moved.port());
        if (status != null
                && status.epoch().equals(moved.epoch())
                && status.state() instanceof PortState.Running running
                && running.step().equals(moved.step())) {
            progress.put(moved.port(), moved);
            movedOn.add(moved.port());
        }
    }

    /** Moves the bars on, and sends those that moved since the last call; called four times a second. */
    public void tellProgress() {
        for (PortStatus status : ports.values()) {
            PortPath port = status.port();
            JobBar bar = bars.of(port);
            boolean further = bars.advance(status, progress.get(port));
            if (bar != null && (movedOn.contains(port) || further)) {
                tell("progress", "progress:" + port.text(), PortJson.of(status, bar, progress.get(port)));
            }
        }
        movedOn.clear();
    }

    /** Takes a job of the record: how long its steps took. */
    public void accept(JobSummary past) {
        bars.learn(past);
    }

    /** Takes what happened in a job. */
    public void accept(JobEvent event) {
        bars.accept(event);
        timelines.computeIfAbsent(event.port(), port -> new Timeline()).add(event);
    }

    /** Takes a finished job of the ledger, in any order. */
    public void accept(StoredJob stored) {
        lastJobs.add(stored);
        accept(stored.summary());
    }

    /** Takes what became of a scan: for the page of its desk, or for all, with the desk's name, when that has none. */
    public void accept(ScanTold told) {
        DeskId desk = told.desk();
        JsonObject json = ScanJson.of(told.outcome());
        if (told.late()) {
            json.put("late", true);
        }
        if (desk.isPage()) {
            tellAt(desk, "scan", json);
        } else {
            scans.put(desk, json.put("desk", desk.name()));
            tell("scan", "scan:" + desk.name(), json);
        }
    }

    /** Takes what holds at a desk; nobody but its page learns of it. */
    public void accept(DeskStatus status) {
        tellAt(status.desk(), "desk", DeskJson.of(status));
    }

    /** Takes which serials wait for a board; they concern all pages, for any board may be theirs. */
    public void accept(SerialsWaiting newest) {
        waiting = WaitingJson.of(newest);
        tell("waiting", "waiting", new JsonObject().put("serials", waiting));
    }

    /** Takes what is left in the pools of units' values. */
    public void accept(PoolsLeft newest) {
        pools = PoolsJson.of(newest);
        tell("pools", "pools", new JsonObject().put("pools", pools));
    }

    /** Takes how the outbox stands. */
    public void accept(ExportStatus status) {
        JsonObject told = new JsonObject()
                .put("state", status.state())
                .put("pending", status.pending())
                .put("since", status.since().toString())
                .put("problem", status.problem())
                .put("acknowledged", status.acknowledged())
                .put("unproved", status.unproved());
        export = told;
        tell("export", "export", told);
    }

    /** Takes today's figures. */
    public void accept(LedgerReply.Today today) {
        JsonObject told = new JsonObject()
                .put("passed", today.passed())
                .put("failed", today.failed())
                .put("aborted", today.aborted())
                .put("firstTried", today.firstTried())
                .put("firstPassed", today.firstPassed())
                .put("meanSeconds", today.meanSeconds());
        if (!told.equals(counters)) {
            counters = told;
            tell("counters", "counters", told);
        }
    }

    /** Takes what needs a person, and that it is over. */
    public void accept(StationTrouble trouble) {
        if (trouble.problem().isEmpty()) {
            troubles.remove(trouble.of());
        } else {
            troubles.put(trouble.of(), trouble.problem());
        }
        tell("trouble", "trouble", troubles());
    }

    /** Shows that the station lives, and what time it is there. */
    public void beat() {
        tell("beat", "beat", new JsonObject().put("now", clock.instant().toString()));
    }

    /** The status of this port, as it was last told. */
    public @Nullable PortStatus status(PortPath port) {
        return ports.get(port);
    }

    /** The ports that have a place and have said nothing yet. */
    public List<PortPath> silentPorts() {
        return places.stream()
                .map(SlotPlace::port)
                .filter(port -> !ports.containsKey(port))
                .toList();
    }

    /** Everything about one port: its status, its job, its slot's last ones. Null for a port that is not here. */
    public @Nullable JsonObject detail(PortPath port) {
        PortStatus status = ports.get(port);
        if (status == null) {
            return null;
        }
        Timeline timeline = timelines.get(port);
        return new JsonObject()
                .put("status", PortJson.of(status))
                .put("timeline", timeline == null ? new Timeline().json() : timeline.json())
                .put("lastJobs", lastJobs.json(status.slot()));
    }

    /** The whole line. */
    public JsonObject snapshot() {
        JsonArray slots = new JsonArray();
        for (SlotPlace place : places) {
            slots.add(new JsonObject()
                    .put("slot", place.slot().label())
                    .put("port", place.port().text())
                    .put("row", place.row())
                    .put("column", place.column()));
        }
        JsonArray states = new JsonArray();
        ports.values().forEach(status -> states.add(PortJson.of(status)));
        JsonArray moving = new JsonArray();
        for (PortStatus status : ports.values()) {
            JobBar bar = bars.of(status.port());
            if (bar != null) {
                moving.add(PortJson.of(status, bar, progress.get(status.port())));
            }
        }
        JsonObject json = new JsonObject()
                .put("sequence", sequence)
                .put("now", clock.instant().toString())
                .put("station", line.station())
                .put("line", line.line())
                .put("recipes", new JsonArray(line.recipes()))
                .put("version", line.version())
                .put(
                        "barcodes",
                        new JsonObject()
                                .put("slot", line.barcodes().slot())
                                .put("command", line.barcodes().command())
                                .put("badge", line.barcodes().badge()))
                .put("slots", slots)
                .put("ports", states)
                .put("progress", moving)
                .put("waiting", waiting)
                .put("pools", pools)
                .put("troubles", troubles().getJsonArray("troubles"));
        JsonArray power = new JsonArray();
        powers.values().forEach(status -> power.add(PortJson.of(status)));
        json.put("powers", power);
        PortMap known = map;
        if (known != null) {
            json.put("map", PortMapJson.of(known));
        }
        json.put("scans", new JsonArray(List.copyOf(scans.values())));
        putIfKnown(json, "chosen", chosen);
        putIfKnown(json, "counters", counters);
        putIfKnown(json, "export", export);
        return json;
    }

    LiveEvent snapshotEvent() {
        return LiveEvent.of(sequence, "snapshot", "snapshot", snapshot());
    }

    private static void putIfKnown(JsonObject json, String name, @Nullable JsonObject value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    private JsonObject troubles() {
        JsonArray all = new JsonArray();
        troubles.forEach(
                (bus, problem) -> all.add(new JsonObject().put("bus", bus).put("problem", problem)));
        return new JsonObject().put("troubles", all);
    }

    private void tell(String name, String key, JsonObject data) {
        sequence++;
        deltas.accept(LiveEvent.of(sequence, name, key, data));
    }

    private void tellAt(DeskId desk, String name, JsonObject data) {
        sequence++;
        deltas.accept(LiveEvent.at(desk, sequence, name, data));
    }

    /** A port that nobody placed stands in rows of its own below the others, as wide as they are. */
    private SlotPlace nextFreePlace(Slot slot, PortPath port) {
        int columns =
                Math.max(4, places.stream().mapToInt(SlotPlace::column).max().orElse(1));
        for (int row = 1; ; row++) {
            for (int column = 1; column <= columns; column++) {
                if (isFree(row, column)) {
                    return new SlotPlace(slot, port, row, column);
                }
            }
        }
    }

    private boolean isFree(int row, int column) {
        return places.stream().noneMatch(place -> place.row() == row && place.column() == column);
    }
}
