package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.bus.Addresses;
import dev.gangway.channel.ChannelException;
import dev.gangway.channel.PortPower;
import dev.gangway.ledger.JobFilter;
import dev.gangway.ledger.LedgerReader;
import dev.gangway.ledger.VerifyReport;
import dev.gangway.message.HubEvent;
import dev.gangway.message.JobEvent;
import dev.gangway.message.JobSummary;
import dev.gangway.message.LedgerAppend;
import dev.gangway.message.Message;
import dev.gangway.message.PortCommand;
import dev.gangway.message.PortReply;
import dev.gangway.message.PortStatus;
import dev.gangway.message.ScanOutcome;
import dev.gangway.message.ScanRead;
import dev.gangway.message.StoredJob;
import dev.gangway.model.BootMode;
import dev.gangway.model.JobId;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import dev.gangway.model.PowerState;
import dev.gangway.station.beside.StationDoor;
import dev.gangway.virtual.VirtualBoard;
import dev.gangway.virtual.VirtualHub;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A whole station on a virtual hub, as a test drives it: plugs boards, scans, does what the tiles say about the button,
 * waits for what the station tells, and reads the ledger.
 */
final class LineHarness implements AutoCloseable {
    /** Nothing on this line takes longer, on a busy machine too. */
    static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final Duration POLL = Duration.ofMillis(5);

    private final VirtualHub hub;
    private final Station station;
    private final StationDoor door;
    private final Map<PortPath, PortStatus> latest = new ConcurrentHashMap<>();
    private final List<PortStatus> told = new CopyOnWriteArrayList<>();
    private final List<JobEvent> events = new CopyOnWriteArrayList<>();
    private final List<HubEvent> hubEvents = new CopyOnWriteArrayList<>();
    private final List<ScanOutcome> scans = new CopyOnWriteArrayList<>();
    private final List<LedgerAppend.Note> notes = new CopyOnWriteArrayList<>();
    private final List<Consumer<PortStatus>> watchers = new CopyOnWriteArrayList<>();
    private final Map<PortPath, TestBoard> boards = new ConcurrentHashMap<>();

    LineHarness(VirtualHub hub, Station station, StationDoor door, int ports) {
        this.hub = hub;
        this.station = station;
        this.door = door;
        station.bus().subscribe(Addresses.PORT_STATUS, this::on);
        station.bus().subscribe(Addresses.JOB_EVENTS, events::add);
        station.bus().subscribe(Addresses.SCAN_OUTCOMES, told -> scans.add(told.outcome()));
        station.bus().subscribe(Addresses.HUB_EVENTS, hubEvents::add);
        station.vertx().eventBus().<Message>addOutboundInterceptor(sent -> {
            if (sent.message().body() instanceof LedgerAppend.Note note) {
                notes.add(note);
            }
            sent.next();
        });
        for (int port = 1; port <= ports; port++) {
            assertThat(command(port, new PortCommand.Report())).isInstanceOf(PortReply.Accepted.class);
        }
        await().atMost(PATIENCE).until(() -> latest.size() >= ports);
    }

    private void on(PortStatus status) {
        told.add(status);
        latest.put(status.port(), status);
        if (status.state() instanceof PortState.Running running && running.prompt() != null) {
            TestBoard board = boards.get(status.port());
            if (board != null
                    && running.prompt().text().toLowerCase(Locale.ROOT).contains("let go")) {
                board.board().bootButton(false);
            }
        }
        watchers.forEach(watcher -> watcher.accept(status));
    }

    Station station() {
        return station;
    }

    VirtualHub hub() {
        return hub;
    }

    // ---- the operator's hands

    void plug(int port, TestBoard board) {
        boards.put(PortPath.virtual(port), board);
        hub.plug(port, board.board(), board.options());
    }

    /** Plugs a board in whose descriptors arrive this late. */
    void plug(int port, TestBoard board, Duration identityDelay) {
        boards.put(PortPath.virtual(port), board);
        hub.plug(port, board.board(), board.options(identityDelay));
    }

    void plug(int port, VirtualBoard board) {
        hub.plug(port, board);
    }

    void unplug(int port) {
        boards.remove(PortPath.virtual(port));
        hub.unplug(port);
    }

    /** The board loses its power for a moment. */
    void powerCycle(int port) {
        try {
            PortPower power = hub.power(PortPath.virtual(port)).orElseThrow();
            assertThat(power.set(false)).isEqualTo(PowerState.OFF);
            assertThat(power.set(true)).isEqualTo(PowerState.ON);
        } catch (ChannelException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until the hub watcher has told a later attach on this port, and the port has answered since. */
    void awaitArrivalAfter(int port, long epoch) {
        await().atMost(PATIENCE).until(() -> hubEvents.stream()
                .anyMatch(event -> event instanceof HubEvent.BoardArrived arrived
                        && arrived.board().port().equals(PortPath.virtual(port))
                        && arrived.board().epoch().value() > epoch
                        && arrived.board().mode() == BootMode.FEL));
        assertThat(command(port, new PortCommand.Report())).isInstanceOf(PortReply.Accepted.class);
    }

    ScanOutcome scan(String text) {
        return scanAt("test", text);
    }

    /** A scan of this scanner. */
    ScanOutcome scanAt(String scanner, String text) {
        return answered(
                station.bus().ask(Addresses.SCAN, new ScanRead(scanner, text + "\r", "-"), Duration.ofSeconds(45)));
    }

    /** Slot label first, then the serial. */
    ScanOutcome scanFor(int port, String serial) {
        return scanFor(String.format("%02d", port), serial);
    }

    ScanOutcome scanFor(String slot, String serial) {
        assertThat(scan("GANGWAY:SLOT:" + slot)).isInstanceOf(ScanOutcome.SlotChosen.class);
        return scan(serial);
    }

    /** Scans for the board that waits in this slot; the job runs. */
    JobId start(int port, String serial) {
        ScanOutcome outcome = scanFor(port, serial);
        assertThat(outcome).isInstanceOf(ScanOutcome.Started.class);
        return ((ScanOutcome.Started) outcome).job();
    }

    /** Plugs the board, waits until it asks for its scan, scans; the job runs. */
    JobId begin(int port, TestBoard board, String serial) {
        plug(port, board);
        awaitState(port, PortState.AwaitingScan.class);
        return start(port, serial);
    }

    /** The same to the end. */
    JobSummary run(int port, TestBoard board, String serial) {
        return ended(begin(port, board, serial)).summary();
    }

    /** A board comes, is scanned for, has its job, and goes. */
    JobSummary visit(int port, VirtualBoard board, String serial) {
        plug(port, board);
        awaitState(port, PortState.AwaitingScan.class);
        JobSummary summary = ended(start(port, serial)).summary();
        unplug(port);
        awaitState(port, PortState.Empty.class);
        return summary;
    }

    PortReply command(int port, PortCommand command) {
        return answered(
                station.bus().ask(Addresses.PORT_COMMAND.at(PortPath.virtual(port)), command, Duration.ofSeconds(10)));
    }

    // ---- what the station tells

    PortState state(int port) {
        return status(port).state();
    }

    PortStatus status(int port) {
        PortStatus status = latest.get(PortPath.virtual(port));
        assertThat(status).isNotNull();
        return status;
    }

    /** The same for a port that is not the hub's. */
    PortStatus status(PortPath port) {
        PortStatus status = latest.get(port);
        assertThat(status).isNotNull();
        return status;
    }

    /** Every status of this port so far. */
    List<PortState> states(int port) {
        return told.stream()
                .filter(status -> status.port().equals(PortPath.virtual(port)))
                .map(PortStatus::state)
                .toList();
    }

    /** Calls the watcher at every status from now on. */
    void watch(Consumer<PortStatus> watcher) {
        watchers.add(watcher);
    }

    <S extends PortState> S awaitState(int port, Class<S> type) {
        return type.cast(awaitState(port, type::isInstance));
    }

    /** The same for a port that is not the hub's. */
    <S extends PortState> void awaitState(PortPath port, Class<S> type) {
        await().alias(port.text())
                .atMost(PATIENCE)
                .pollInterval(POLL)
                .until(() -> latest.containsKey(port)
                        && type.isInstance(latest.get(port).state()));
    }

    PortState awaitState(int port, Predicate<PortState> wanted) {
        await().alias("slot " + port).atMost(PATIENCE).pollInterval(POLL).untilAsserted(() -> assertThat(state(port))
                .matches(wanted));
        return state(port);
    }

    /** Waits until the port has told such a state of this job; it may be past. */
    void awaitTold(int port, JobId job, Predicate<PortState> wanted) {
        await().alias("slot " + port + ", job " + job)
                .atMost(PATIENCE)
                .pollInterval(POLL)
                .until(() -> told.stream()
                        .anyMatch(status -> status.port().equals(PortPath.virtual(port))
                                && job.equals(status.job())
                                && wanted.test(status.state())));
    }

    /** Waits until this step of the running job has begun. */
    void awaitStep(int port, String step) {
        await().alias(step).atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(() -> states(port).stream()
                .anyMatch(state -> state instanceof PortState.Running running
                        && running.step().equals(step)));
    }

    JobEvent.JobEnded ended(JobId job) {
        return ended(job, PATIENCE);
    }

    /** Waits so long, for boards that are emulated. */
    JobEvent.JobEnded ended(JobId job, Duration patience) {
        await().alias("the end of job " + job)
                .atMost(patience)
                .pollInterval(POLL)
                .until(() -> find(job).isPresent());
        return find(job).orElseThrow();
    }

    private Optional<JobEvent.JobEnded> find(JobId job) {
        return events(JobEvent.JobEnded.class).stream()
                .filter(ended -> ended.summary().job().equals(job))
                .findFirst();
    }

    <E extends JobEvent> List<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    List<HubEvent> hubEvents() {
        return List.copyOf(hubEvents);
    }

    /** What was sent to the ledger as a note of this kind. */
    List<LedgerAppend.Note> notes(String kind) {
        return notes.stream().filter(note -> note.kind().equals(kind)).toList();
    }

    List<ScanOutcome> scans() {
        return List.copyOf(scans);
    }

    // ---- the record

    /** All finished jobs on disk, oldest first; the chain is sound. */
    List<StoredJob> ledger() {
        List<StoredJob> jobs = new ArrayList<>();
        try (LedgerReader reader = station.ledger().reader()) {
            reader.forEach(JobFilter.ALL, jobs::add);
            VerifyReport report = reader.verify(null);
            assertThat(report.problem()).isEmpty();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return jobs;
    }

    StoredJob recorded(JobId job) {
        return ledger().stream()
                .filter(stored -> stored.summary().job().equals(job))
                .findFirst()
                .orElseThrow(() -> new AssertionError("job " + job + " is not in the ledger"));
    }

    static <T> T answered(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        door.close();
        station.close();
    }
}
