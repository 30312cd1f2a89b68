package dev.gangway.station.beside;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.message.JobEvent;
import dev.gangway.message.JobOrder;
import dev.gangway.message.Message;
import dev.gangway.model.JobId;
import dev.gangway.model.PortPath;
import dev.gangway.recipe.Recipe;
import dev.gangway.shell.Caller;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.Station;
import dev.gangway.station.StationPlan;
import dev.gangway.station.Version;
import dev.gangway.station.handover.Performer;
import dev.gangway.station.report.EventPrinter;
import dev.gangway.station.report.LiveView;
import dev.gangway.station.report.QuestionPrinter;
import dev.gangway.station.report.RunTally;
import dev.gangway.time.SteadyClock;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Jobs that a caller has this station run, told to the caller as {@code gangway flash} tells them. */
final class FlashWork implements Performer.Work {
    /** What a job that is stopped may take until its end is on record. */
    private static final long STOPPING_MILLIS = 20_000;

    private final Station station;
    private final StationPlan plan;
    private final String question;
    private final CountDownLatch over = new CountDownLatch(1);
    private final SteadyClock clock = SteadyClock.ofMachine();
    private final RunTally tally = new RunTally(clock);
    private final Set<JobId> ours = ConcurrentHashMap.newKeySet();
    private volatile int expected = Integer.MAX_VALUE;
    private @Nullable FlashOrders orders;
    private boolean cancelled;

    FlashWork(Station station, StationPlan plan, String question) {
        this.station = station;
        this.plan = plan;
        this.question = question;
    }

    @Override
    public int run(Caller caller) {
        try {
            FlashRequest request = FlashRequest.of(StationPerformer.json(question));
            requireRecipe(request);
            return run(caller, request.form(), wanted(request), request);
        } catch (BesideException e) {
            caller.err().println("gangway: " + e.getMessage());
            return e.code();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.INTERRUPTED;
        }
    }

    /** The station runs a recipe as it has read it; whoever asks for what has changed since is told. */
    private void requireRecipe(FlashRequest request) throws BesideException {
        Recipe recipe = plan.recipes()
                .named(request.recipe())
                .orElseThrow(() -> new BesideException(
                        ExitCode.INVALID,
                        "the running station does not use the recipe " + request.recipe() + "; it has "
                                + plan.recipes().all().stream()
                                        .map(Recipe::name)
                                        .collect(Collectors.joining(", "))
                                + ": add it to the configuration and start the station again"));
        if (!recipe.digest().equals(request.digest())) {
            throw new BesideException(
                    ExitCode.INVALID,
                    "the file of the recipe " + request.recipe()
                            + " is not what the running station has read: start the station again");
        }
    }

    private Map<PortPath, JobOrder> wanted(FlashRequest request) throws BesideException {
        Map<PortPath, JobOrder> wanted = new TreeMap<>();
        for (FlashRequest.Unit unit : request.units()) {
            PortPath port = PortCalled.find(station.bus(), unit.port());
            if (plan.busOf(port).isEmpty()) {
                throw new BesideException(
                        ExitCode.NOT_FOUND,
                        "there is no port " + port
                                + " here; `gangway list` and `gangway ports show` tell which there are");
            }
            JobOrder order = new JobOrder(
                    JobId.random(),
                    unit.serial(),
                    request.recipe(),
                    request.operator(),
                    false,
                    request.images(),
                    unit.label());
            if (wanted.put(port, order) != null) {
                throw new BesideException(ExitCode.INVALID, "port " + port + " is named twice");
            }
            ours.add(order.job());
        }
        return wanted;
    }

    private int run(Caller caller, FlashRequest.Form form, Map<PortPath, JobOrder> wanted, FlashRequest request)
            throws InterruptedException {
        Bus bus = station.bus();
        boolean json = form == FlashRequest.Form.JSON;
        EventPrinter printer = new EventPrinter(caller.out(), clock::wall, wanted::containsKey);
        OfOurs ofOurs = new OfOurs(wanted.keySet());
        expect(wanted.size());
        MessageConsumer<Message> events = bus.subscribe(Addresses.JOB_EVENTS, event -> {
            if (event.to(ofOurs)) {
                if (json) {
                    printer.on(event);
                }
                if (event instanceof JobEvent.JobEnded ended) {
                    tally.add(ended);
                    expect(expected);
                }
            }
        });
        LiveView live = new LiveView(caller.err(), wanted::containsKey);
        QuestionPrinter questions = new QuestionPrinter(caller.err(), wanted::containsKey, TypedAnswers::told);
        try (FlashOrders all = new FlashOrders(wanted, this::expect)) {
            if (json) {
                printer.ready(station.url(), Version.TEXT, wanted.size());
                printer.follow(bus);
            } else if (form == FlashRequest.Form.LIVE) {
                live.follow(bus, station.vertx());
            }
            if (form != FlashRequest.Form.LIVE) {
                questions.follow(bus);
            }
            all.follow(bus, station.vertx(), request.patience());
            begun(all);
            over.await();
            if (json) {
                printer.summary(tally);
            }
            return all.end(tally, isCancelled(), !json, caller.out(), caller.err());
        } finally {
            events.unregister();
            printer.close();
            live.close();
            questions.close();
        }
    }

    /** So many jobs will end. */
    private void expect(int jobs) {
        expected = jobs;
        if (tally.jobs().size() >= jobs) {
            over.countDown();
        }
    }

    private synchronized void begun(FlashOrders all) {
        orders = all;
        if (cancelled) {
            all.cancel();
        }
    }

    private synchronized boolean isCancelled() {
        return cancelled;
    }

    @Override
    public synchronized void cancel() {
        if (cancelled) {
            return;
        }
        cancelled = true;
        station.vertx().setTimer(STOPPING_MILLIS, id -> over.countDown());
        if (orders != null) {
            orders.cancel();
        }
    }

    /** Whether what happened is about these jobs, or the use of their ports. */
    private final class OfOurs implements JobEvent.Handler<Boolean> {
        private final Set<PortPath> ports;

        OfOurs(Set<PortPath> ports) {
            this.ports = ports;
        }

        @Override
        public Boolean jobStarted(JobEvent.JobStarted event) {
            return ours.contains(event.order().job());
        }

        @Override
        public Boolean stepFinished(JobEvent.StepFinished event) {
            return ours.contains(event.order().job());
        }

        @Override
        public Boolean attemptFailed(JobEvent.AttemptFailed event) {
            return ours.contains(event.order().job());
        }

        @Override
        public Boolean jobEnded(JobEvent.JobEnded event) {
            return ours.contains(event.summary().job());
        }

        @Override
        public Boolean portQuarantined(JobEvent.PortQuarantined event) {
            return ports.contains(event.port());
        }

        @Override
        public Boolean portReleased(JobEvent.PortReleased event) {
            return ports.contains(event.port());
        }
    }
}
