package dev.gangway.hub;

import dev.gangway.channel.BoardBus;
import dev.gangway.channel.ChannelException;
import dev.gangway.channel.Sighting;
import dev.gangway.message.BoardSighting;
import dev.gangway.message.HubEvent;
import dev.gangway.model.PortPath;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches one bus on a thread of its own, so that a survey that hangs delays neither the event loop nor another bus.
 *
 * <p>Surveys run on the {@code hub-BUS} thread; {@link Findings} is called there. The other methods may be called by any
 * thread.
 */
final class BusWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BusWatch.class);

    /** Takes what a survey found. */
    interface Findings {
        /** In order, and even when nothing changed. */
        void found(List<HubEvent> events, List<BoardSighting> present);

        /** One sentence when the bus stops working, empty when it works again. */
        void trouble(String problem);
    }

    private final BoardBus bus;
    private final SurveyDiffer differ;
    private final Supplier<Set<PortPath>> working;
    private final Findings findings;
    private final InstantSource clock;
    private final ScheduledExecutorService thread;
    private final AtomicBoolean hinted = new AtomicBoolean();
    private volatile boolean surveying;
    private volatile long surveyStart;
    private boolean failing;

    BusWatch(
            BoardBus bus,
            HubSettings settings,
            InstantSource clock,
            Supplier<Set<PortPath>> working,
            Findings findings) {
        this.bus = bus;
        this.differ = new SurveyDiffer(settings);
        this.working = working;
        this.findings = findings;
        this.clock = clock;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "hub-" + bus.name());
            made.setDaemon(true);
            return made;
        });
    }

    void start(Duration every) {
        bus.onChange(this::hint);
        thread.scheduleWithFixedDelay(this::survey, 0, every.toNanos(), TimeUnit.NANOSECONDS);
    }

    String name() {
        return bus.name();
    }

    /** How long the running survey has been at it; zero when none runs. */
    Duration busyFor() {
        return surveying ? Duration.ofNanos(System.nanoTime() - surveyStart) : Duration.ZERO;
    }

    /** Many hints before the survey begins make one survey. */
    private void hint() {
        if (hinted.compareAndSet(false, true)) {
            try {
                thread.execute(this::survey);
            } catch (RejectedExecutionException closed) {
                LOG.atDebug().addKeyValue("bus", bus.name()).log("a hint came after the watch was closed");
            }
        }
    }

    private void survey() {
        hinted.set(false);
        surveyStart = System.nanoTime();
        surveying = true;
        try {
            List<Sighting> seen = bus.survey();
            if (thread.isShutdown()) {
                return; // nobody listens any more
            }
            List<HubEvent> events = differ.take(seen, working.get(), clock.instant());
            if (failing) {
                failing = false;
                LOG.atInfo().addKeyValue("bus", bus.name()).log("the bus works again");
                findings.trouble("");
            }
            findings.found(events, differ.present());
        } catch (ChannelException e) {
            fail(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException | LinkageError e) {
            // A bus that breaks must not end its own watching: the next survey may work.
            fail("the station made an error while it read this bus; its log has the details", e);
        } finally {
            surveying = false;
        }
    }

    private void fail(String problem, Throwable cause) {
        if (!failing && !thread.isShutdown()) {
            failing = true;
            LOG.atError().addKeyValue("bus", bus.name()).setCause(cause).log("the bus cannot be read");
            findings.trouble(problem);
        }
    }

    @Override
    public void close() {
        bus.onChange(() -> {});
        thread.shutdownNow();
    }
}
