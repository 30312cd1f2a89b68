package dev.gangway.station.lab;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.message.JobEvent;
import dev.gangway.message.PortStatus;
import dev.gangway.message.ScanOutcome;
import dev.gangway.message.ScanRead;
import dev.gangway.model.Epoch;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The person of the lab: plugs each port's boards in one after the other, scans a label for each, follows the tile, pulls
 * the board when its job has ended. Boards are at the other end of a control line. Runs on its event loop.
 */
final class LabOperator extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(LabOperator.class);
    private static final Duration SCAN = Duration.ofSeconds(60);
    /** How a device's name begins that gets no label. */
    static final String MISFIT = "misfit ";

    /** How long such a one stays: the kernel tries several times to make sense of it, and the station waits for an answer. */
    private static final Duration MISFIT_STAYS = Duration.ofSeconds(25);

    private final LabControl rig;
    private final Map<PortPath, Integer> numbers;
    private final Map<PortPath, Deque<String>> boards = new HashMap<>();
    private final Map<PortPath, String> plugged = new HashMap<>();
    private final Set<PortPath> pulled = new HashSet<>();
    private final Set<PortPath> released = new HashSet<>();
    private final Map<PortPath, PortStatus> last = new ConcurrentHashMap<>();
    private final Map<PortPath, Epoch> asked = new HashMap<>();
    private final Queue<PortPath> toScan = new ArrayDeque<>();
    private final LabSerials serials;
    private final Consumer<Ended> listener;
    private final Consumer<String> misfits;
    private final Runnable done;
    private int open;
    private boolean scanning;

    @SuppressWarnings("NullAway.Init")
    private Bus bus;

    /** A job that ended, and the board that it was for, as the rig was told. */
    record Ended(int number, String board, JobEvent.JobEnded event) {}

    /**
     * An operator.
     *
     * @param boards for each port, by its number on the rig, what is plugged in there one after the other
     * @param paths each number's port
     * @param serials what is on the labels
     * @param listener is told of each job, on the event loop
     * @param misfits is told how the station saw a device that gets no label, when it is pulled
     */
    LabOperator(
            LabControl rig,
            Map<Integer, Deque<String>> boards,
            Map<Integer, PortPath> paths,
            LabSerials serials,
            Consumer<Ended> listener,
            Consumer<String> misfits,
            Runnable done) {
        this.rig = rig;
        this.serials = serials;
        this.listener = listener;
        this.misfits = misfits;
        this.done = done;
        this.numbers = new HashMap<>();
        IntUnaryOperator size = number -> (int) boards.getOrDefault(number, new ArrayDeque<>()).stream()
                .filter(board -> !board.startsWith(MISFIT))
                .count();
        paths.forEach((number, path) -> {
            numbers.put(path, number);
            this.boards.put(path, boards.getOrDefault(number, new ArrayDeque<>()));
            open += size.applyAsInt(number);
        });
    }

    @Override
    public Future<?> start() {
        bus = new Bus(vertx);
        bus.subscribe(Addresses.PORT_STATUS, this::on);
        bus.subscribe(Addresses.JOB_EVENTS, this::on);
        numbers.keySet().forEach(this::plugNext);
        return Future.succeededFuture();
    }

    /** The last state of each port; any thread. */
    List<String> states() {
        return last.values().stream()
                .map(status -> "state " + status.port() + " " + status.epoch() + " since " + status.since() + " "
                        + status.state())
                .sorted()
                .toList();
    }

    private void plugNext(PortPath port) {
        String next = boards.getOrDefault(port, new ArrayDeque<>()).poll();
        if (next != null) {
            plugged.put(port, next);
            released.remove(port);
            rig("plug " + numbers.get(port) + " " + next);
            if (next.startsWith(MISFIT)) {
                vertx.setTimer(MISFIT_STAYS.toMillis(), stayed -> giveUp(port, next));
            }
        }
    }

    private void giveUp(PortPath port, String misfit) {
        PortStatus status = last.get(port);
        misfits.accept(port + " " + misfit + ": " + (status == null ? "never seen" : status.state()));
        rig("unplug " + numbers.get(port));
        if (status == null || status.state() instanceof PortState.Empty) {
            plugNext(port); // it was never there, so nobody will tell that it left
        } else {
            pulled.add(port);
        }
    }

    private void rig(String command) {
        Callable<String> ask = () -> rig.ask(command);
        vertx.executeBlocking(ask, true)
                .onFailure(e -> LOG.atError().setCause(e).log("the rig failed"));
    }

    private void on(PortStatus status) {
        PortPath port = status.port();
        PortState state = status.state();
        last.put(port, status);
        if (!plugged.containsKey(port)) {
            return;
        }
        if (state instanceof PortState.Running running
                && running.prompt() != null
                && running.prompt().text().toLowerCase(Locale.ROOT).contains("let go")
                && released.add(port)) {
            rig("release " + numbers.get(port));
        }
        if (state instanceof PortState.AwaitingScan
                && !plugged.get(port).startsWith(MISFIT)
                && !status.epoch().equals(asked.put(port, status.epoch()))) {
            // A scan goes to the first slot that waits, so the port may stand in the queue from an earlier board.
            toScan.add(port);
            scanNext();
        }
        if (state instanceof PortState.Empty && pulled.remove(port)) {
            plugNext(port);
        }
    }

    private void on(JobEvent event) {
        Integer number = numbers.get(event.port());
        if (event instanceof JobEvent.AttemptFailed failed) {
            LOG.atInfo().addKeyValue("port", event.port()).log(failed.step() + ": " + failed.failure());
        }
        if (number == null || !(event instanceof JobEvent.JobEnded ended)) {
            return;
        }
        listener.accept(new Ended(number, plugged.getOrDefault(event.port(), ""), ended));
        open--;
        if (open == 0) {
            done.run();
        }
        if (!boards.getOrDefault(event.port(), new ArrayDeque<>()).isEmpty()) {
            pulled.add(event.port());
            rig("unplug " + number);
        }
    }

    private Future<ScanOutcome> scan(String text) {
        return bus.ask(Addresses.SCAN, new ScanRead("lab", text + "\r", "lab"), SCAN);
    }

    private void scanNext() {
        if (scanning || toScan.isEmpty()) {
            return;
        }
        PortPath port = toScan.remove();
        scanning = true;
        PortStatus status = Objects.requireNonNull(last.get(port));
        String serial = serials.next(status.recipes());
        // With several products a serial is for one board of them, not for whichever waits first.
        Future<ScanOutcome> slot = serials.isForOneProduct()
                ? Future.succeededFuture()
                : scan("GANGWAY:SLOT:" + status.slot().label());
        slot.compose(chosen -> scan(serial))
                .onSuccess(outcome -> {
                    if (outcome instanceof ScanOutcome.Refused refused) {
                        LOG.atWarn()
                                .addKeyValue("port", port)
                                .log("scan " + refused.shown() + ": " + refused.message());
                    }
                })
                .onFailure(e -> LOG.atError().setCause(e).log("a scan was not answered"))
                .onComplete(answered -> {
                    scanning = false;
                    scanNext();
                });
    }
}
