package dev.gangway.station.cli.line;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.ledger.h2.H2Ledger;
import dev.gangway.message.JobEvent;
import dev.gangway.message.PortCommand;
import dev.gangway.message.PortStatus;
import dev.gangway.model.PortPath;
import dev.gangway.station.StartFailure;
import dev.gangway.station.Station;
import dev.gangway.station.StationPlan;
import dev.gangway.station.Version;
import dev.gangway.station.beside.StationDoor;
import dev.gangway.station.cli.call.Globals;
import dev.gangway.station.log.LogFile;
import dev.gangway.station.report.EventPrinter;
import dev.gangway.station.report.LiveView;
import dev.gangway.station.report.RunTally;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A station with its reports, for a command: prints what happens, stops in order when a person interrupts. Jobs that run
 * then are on record as ABORTED.
 */
final class RunningStation implements AutoCloseable {
    private static final Duration COMMAND = Duration.ofSeconds(5);
    private static final long STOPPING_SECONDS = 20;

    private final Globals globals;
    private final Station station;
    private final StationDoor door;
    private final @Nullable LogFile log;
    private final Clock clock = Clock.systemUTC();
    private final EventPrinter printer = new EventPrinter(System.out, clock);
    private final RunTally tally = new RunTally(clock.instant());
    private final Map<PortPath, PortStatus> ports = new ConcurrentHashMap<>();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean interrupted;
    private volatile int expected = Integer.MAX_VALUE;
    private final Thread hook = new Thread(this::interrupt, "interrupt");

    RunningStation(Globals globals, StationPlan plan) throws StartFailure {
        this.globals = globals;
        this.log = H2Ledger.heldBy(plan.data()).isEmpty() ? LogFile.in(plan.data()) : null;
        try {
            this.station = Station.start(plan);
        } catch (StartFailure e) {
            closeLog();
            throw e;
        }
        this.door = StationDoor.open(station, plan, Globals.home());
        Bus bus = station.bus();
        bus.subscribe(Addresses.JOB_EVENTS, this::on);
        bus.subscribe(Addresses.PORT_STATUS, status -> ports.put(status.port(), status));
        if (globals.json()) {
            printer.follow(bus);
        } else if (globals.live()) {
            new LiveView(System.err).follow(bus, station.vertx());
        }
        Runtime.getRuntime().addShutdownHook(hook);
    }

    Station station() {
        return station;
    }

    RunTally tally() {
        return tally;
    }

    /** Says that the station is usable. */
    void ready(int portCount) {
        if (globals.json()) {
            printer.ready(station.url(), Version.TEXT, portCount);
        } else if (!station.url().isEmpty()) {
            System.out.println("Ready: " + station.url());
            System.out.flush();
        }
    }

    /** One handler for all, so that nothing is summed up before it was printed. */
    private void on(JobEvent event) {
        if (globals.json()) {
            printer.on(event);
        }
        if (event instanceof JobEvent.JobEnded ended) {
            tally.add(ended);
            finishWhenAllEnded();
        }
    }

    /** Lets {@link #await} return as soon as this many jobs have ended. */
    void finishAfter(int jobs) {
        expected = jobs;
        finishWhenAllEnded();
    }

    private void finishWhenAllEnded() {
        if (tally.jobs().size() >= expected) {
            stop.countDown();
        }
    }

    /** Blocks until the jobs of {@link #finishAfter} have ended, or an interrupt. */
    void await() throws InterruptedException {
        stop.await();
    }

    /** Whether a person interrupted. */
    boolean isInterrupted() {
        return interrupted;
    }

    /** The last line of a run that ends, as JSON if asked for. */
    void printSummary() {
        if (globals.json()) {
            printer.summary(tally);
        }
    }

    private void interrupt() {
        interrupted = true;
        abortAll();
        stop.countDown();
        try {
            if (!stopped.await(STOPPING_SECONDS, TimeUnit.SECONDS)) {
                System.err.println(
                        "gangway: the station did not stop in time; unfinished jobs are closed at the next start");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void abortAll() {
        CountDownLatch open = new CountDownLatch(1);
        ports.values().stream().filter(RunningStation::isBusy).forEach(port -> station.bus()
                .ask(Addresses.PORT_COMMAND.at(port.port()), new PortCommand.Abort(Globals.person()), COMMAND));
        long watch = station.vertx().setPeriodic(50, id -> {
            if (ports.values().stream().noneMatch(RunningStation::isBusy)) {
                open.countDown();
            }
        });
        try {
            open.await(STOPPING_SECONDS / 2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            station.vertx().cancelTimer(watch);
        }
    }

    private static boolean isBusy(PortStatus port) {
        return port.state().isAtWork();
    }

    /** Whoever holds the data folder has its log. */
    private void closeLog() {
        if (log != null) {
            log.close();
        }
    }

    @Override
    public void close() {
        door.close();
        station.close();
        closeLog();
        stopped.countDown();
        if (!interrupted) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }
}
