package dev.gangway.station.demo;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.message.JobEvent;
import dev.gangway.message.PortCommand;
import dev.gangway.message.PortStatus;
import dev.gangway.message.ScanOutcome;
import dev.gangway.message.ScanRead;
import dev.gangway.model.DeskId;
import dev.gangway.model.Epoch;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The person of the demo: plugs boards in, scans labels one after the other, does what the tiles say, pulls finished
 * boards. Runs on its event loop and speaks to the station only as a scanner would.
 */
public final class DemoOperator extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(DemoOperator.class);

    /** How long a finished board stays before it is pulled, and a slot stays empty, in milliseconds. */
    private static final int LINGER = 4000;

    /** How long it takes to read a question and to answer it, in milliseconds. */
    private static final int THINKING = 1500;

    private static final Duration ANSWERED = Duration.ofSeconds(10);

    /** How long a board may have a problem that is no job's, in milliseconds. */
    private static final int PATIENCE = 10_000;

    private final DemoBoards boards;
    private final SerialLabels labels;
    private final Habits habits;
    private final Consumer<String> stuck;
    private final Random random;
    private final Queue<PortPath> toScan = new ArrayDeque<>();
    private final Map<PortPath, Epoch> asked = new HashMap<>();
    private final Map<PortPath, PortState> states = new HashMap<>();
    private boolean scanning;

    @SuppressWarnings("NullAway.Init")
    private Bus bus;

    @SuppressWarnings("NullAway.Init")
    private DemoSerials serials;

    /**
     * How the operator works.
     *
     * @param ports how many slots there are
     * @param scans whether labels are scanned; else a person does it on the page
     * @param once whether each slot gets one board only
     * @param seed what pauses are made from
     */
    public record Habits(int ports, boolean scans, boolean once, long seed) {}

    /**
     * An operator with these boards and labels.
     *
     * @param stuck is told why the operator can't go on; on the event loop
     */
    public DemoOperator(DemoBoards boards, SerialLabels labels, Habits habits, Consumer<String> stuck) {
        this.boards = boards;
        this.labels = labels;
        this.habits = habits;
        this.stuck = stuck;
        this.random = new Random(habits.seed());
    }

    @Override
    public Future<?> start() {
        bus = new Bus(vertx);
        serials = new DemoSerials(bus, labels);
        bus.subscribe(Addresses.PORT_STATUS, this::on);
        bus.subscribe(Addresses.JOB_EVENTS, this::on);
        for (int port = 1; port <= habits.ports(); port++) {
            plugSoon(port, habits.once() ? 1 : 1 + random.nextInt(1500));
        }
        return Future.succeededFuture();
    }

    private void plugSoon(int port, int millis) {
        vertx.setTimer(millis, id -> boards.plug(port));
    }

    private void on(PortStatus status) {
        PortState state = status.state();
        if (state instanceof PortState.Running running && running.prompt() != null) {
            boards.followPrompt(number(status.port()), running.prompt().text());
        }
        if (state instanceof PortState.Running running && running.question() != null && habits.scans()) {
            String answer = running.question().answers().get(0);
            status.asked().ifPresent(which -> vertx.setTimer(THINKING, id -> answer(status.port(), which, answer)));
        }
        if (state instanceof PortState.AwaitingScan && habits.scans()) {
            if (!status.epoch().equals(asked.put(status.port(), status.epoch()))) {
                toScan.add(status.port());
                scanNext();
            }
        }
        states.put(status.port(), state);
        if (state instanceof PortState.Detected detected && detected.problem() != null && habits.once()) {
            String problem = detected.problem().message();
            vertx.setTimer(PATIENCE, id -> stillStuck(status, problem));
        }
    }

    /** The first answer is the one that recipes name first: with it a board passes. */
    private void answer(PortPath port, PortCommand.Answer.Asked which, String answer) {
        bus.ask(
                        Addresses.PORT_COMMAND.at(port),
                        new PortCommand.Answer(which, answer, "demo", new DeskId("demo")),
                        ANSWERED)
                .onSuccess(reply -> reply.refusal()
                        .ifPresent(no -> LOG.atWarn().addKeyValue("port", port).log(no.message())))
                .onFailure(
                        e -> LOG.atWarn().addKeyValue("port", port).setCause(e).log("an answer was not taken"));
    }

    /** Its slot would wait for a job for ever. */
    private void stillStuck(PortStatus then, String problem) {
        if (then.state().equals(states.get(then.port()))) {
            stuck.accept("the board in slot " + then.slot() + " is not served: " + problem);
        }
    }

    private void on(JobEvent event) {
        if (!(event instanceof JobEvent.JobEnded)) {
            return;
        }
        int port = number(event.port());
        if (habits.once()) {
            return;
        }
        vertx.setTimer(LINGER, id -> {
            boards.unplug(port);
            plugSoon(port, LINGER / 2 + random.nextInt(LINGER));
        });
    }

    private void scanNext() {
        if (scanning || toScan.isEmpty()) {
            return;
        }
        toScan.remove();
        scanning = true;
        serials.fresh()
                .onFailure(none -> stuck.accept(String.valueOf(none.getMessage())))
                .compose(label -> bus.ask(
                                Addresses.SCAN,
                                new ScanRead("demo", label.scanned() + "\r", "demo"),
                                ScanRead.LONGEST_ANSWER)
                        .onFailure(e -> LOG.atError().setCause(e).log("a scan was not answered")))
                .onSuccess(this::scanned)
                .onComplete(answered -> {
                    scanning = false;
                    scanNext();
                });
    }

    private void scanned(ScanOutcome outcome) {
        if (outcome instanceof ScanOutcome.Refused refused) {
            LOG.atWarn().addKeyValue("scan", refused.shown()).log(refused.message());
            if (habits.once()) {
                stuck.accept("the scan of " + refused.shown() + " was refused: " + refused.message());
            }
        }
    }

    private static int number(PortPath port) {
        return Integer.parseInt(port.text().substring("virtual:".length()));
    }
}
