package dev.gangway.station.cli.line;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.ledger.h2.H2Ledger;
import dev.gangway.message.JobEvent;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.StartFailure;
import dev.gangway.station.Station;
import dev.gangway.station.StationPlan;
import dev.gangway.station.Version;
import dev.gangway.station.Watchdog;
import dev.gangway.station.beside.StationDoor;
import dev.gangway.station.cli.call.CommandFailure;
import dev.gangway.station.cli.call.Globals;
import dev.gangway.station.log.LogFile;
import dev.gangway.station.report.EventPrinter;
import dev.gangway.station.report.LiveView;
import dev.gangway.station.report.RunTally;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A station with its reports, for a command: prints what happens, stops in order when it is interrupted. Jobs that run then
 * are on record as ABORTED by the person who started it; as INTERRUPTED where the machine runs it as a service.
 */
final class RunningStation implements AutoCloseable {
    /** Set where the machine starts and stops the station, and no person at it. */
    private static final String SERVICE = "GANGWAY_SERVICE";

    private static final long STOPPING_SECONDS = 20;
    private static final long TELLING_SECONDS = 1;
    private static final Duration LOOK = Duration.ofSeconds(5);

    /** A minute: Vert.x warns long before. */
    private static final int LOOKS = 12;

    private final Globals globals;
    private final Station station;
    private final Watchdog watchdog;
    private final StationDoor door;
    private final @Nullable LogFile log;
    private final EventPrinter printer;
    private final RunTally tally;
    private final Phaser jobs = new Phaser(1);
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile String givenUp = "";
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
        this.printer = new EventPrinter(System.out, station.clock()::wall);
        this.tally = new RunTally(station.clock());
        this.door = StationDoor.open(station, plan, Globals.home());
        Bus bus = station.bus();
        bus.subscribe(Addresses.JOB_EVENTS, this::on);
        if (globals.json()) {
            printer.follow(bus);
        } else if (globals.live()) {
            new LiveView(System.err).follow(bus, station.vertx());
        }
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            door.close();
            station.close();
            closeLog();
            throw new StartFailure("interrupted while starting", e);
        }
        watchdog = new Watchdog(
                station.vertx(),
                VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE,
                station.ledger()::isWriting,
                LOOK,
                LOOKS,
                RunningStation::end);
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
        if (event instanceof JobEvent.JobStarted) {
            jobs.register();
        } else if (event instanceof JobEvent.JobEnded ended) {
            tally.add(ended);
            jobs.arriveAndDeregister();
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

    /** Lets {@link #await} end the command with this reason; any thread. */
    synchronized void giveUp(String why) {
        if (givenUp.isEmpty()) {
            givenUp = why;
        }
        stop.countDown();
    }

    /**
     * Blocks until the jobs of {@link #finishAfter} have ended, or an interrupt.
     *
     * @throws CommandFailure when {@link #giveUp} came first
     */
    void await() throws InterruptedException {
        stop.await();
        if (!givenUp.isEmpty() && !interrupted) {
            throw new CommandFailure(ExitCode.INVALID, givenUp);
        }
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
        station.endJobs(System.getenv(SERVICE) == null ? Globals.person() : null);
        awaitTold();
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

    /** Nothing in order is left to a station that is stuck: what it was doing is closed at the next start. */
    private static void end(String why) {
        System.err.println("gangway: the station can't serve any more and ends: " + why
                + ". Start it again (the systemd unit does); jobs that ran are on record as INTERRUPTED then.");
        System.err.flush();
        Runtime.getRuntime().halt(ExitCode.STUCK);
    }

    /** What has ended is in the summary too. */
    private void awaitTold() {
        try {
            jobs.awaitAdvanceInterruptibly(jobs.arrive(), TELLING_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            System.err.println("gangway: a job did not end in time; it is closed at the next start");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whoever holds the data folder has its log. */
    private void closeLog() {
        if (log != null) {
            log.close();
        }
    }

    @Override
    public void close() {
        watchdog.close();
        door.close();
        station.close();
        closeLog();
        stopped.countDown();
        if (!interrupted) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }
}
