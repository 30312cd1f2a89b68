package dev.gangway.station.beside;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.message.JobOrder;
import dev.gangway.message.Message;
import dev.gangway.message.PortCommand;
import dev.gangway.message.PortStatus;
import dev.gangway.model.Failure;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.report.ResultTable;
import dev.gangway.station.report.RunTally;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Jobs that wait for their boards, one a port: each starts when its board waits for a scan. Any thread. */
public final class FlashOrders implements AutoCloseable {
    private static final Duration COMMAND = Duration.ofSeconds(40);

    private final Map<PortPath, JobOrder> orders;
    private final IntConsumer expected;
    private final Map<PortPath, PortState> latest = new ConcurrentHashMap<>();
    private final Map<PortPath, JobOrder> started = new ConcurrentHashMap<>();
    private final Map<PortPath, String> refused = new ConcurrentHashMap<>();
    private volatile boolean cancelled;
    private @Nullable Bus bus;
    private @Nullable Vertx vertx;
    private @Nullable MessageConsumer<Message> listener;
    private long timer;

    /**
     * Orders that have not begun.
     *
     * @param expected told how many jobs will end, whenever one will not
     */
    public FlashOrders(Map<PortPath, JobOrder> orders, IntConsumer expected) {
        this.orders = Map.copyOf(orders);
        this.expected = expected;
    }

    /** Starts what can start from now on, and gives up boards that do not come in this time. */
    public void follow(Bus followed, Vertx on, Duration wait) {
        bus = followed;
        vertx = on;
        listener = followed.subscribe(Addresses.PORT_STATUS, status -> on(followed, status));
        timer = on.setTimer(Math.max(1, wait.toMillis()), id -> orders.keySet().stream()
                .filter(port -> !started.containsKey(port))
                .forEach(port -> giveUp(port, whyNot(port, wait))));
        // Whoever waits already says so once more; a port that has no verticle yet has no board.
        orders.keySet()
                .forEach(port -> followed.ask(Addresses.PORT_COMMAND.at(port), new PortCommand.Report(), COMMAND));
    }

    private void on(Bus followed, PortStatus status) {
        JobOrder order = orders.get(status.port());
        if (order == null) {
            return;
        }
        latest.put(status.port(), status.state());
        if (status.state() instanceof PortState.AwaitingScan
                && !refused.containsKey(status.port())
                && started.putIfAbsent(status.port(), order) == null) {
            start(followed, status, order);
        }
        Failure problem = status.state() instanceof PortState.Detected detected ? detected.problem() : null;
        if (problem != null && !started.containsKey(status.port())) {
            giveUp(status.port(), problem.message() + ". " + problem.kind().remedy());
        }
    }

    private void start(Bus followed, PortStatus status, JobOrder order) {
        followed.ask(Addresses.PORT_COMMAND.at(status.port()), new PortCommand.Start(status.epoch(), order), COMMAND)
                .onSuccess(reply -> {
                    reply.refusal().ifPresent(no -> giveUp(status.port(), no.message()));
                    if (cancelled && reply.refusal().isEmpty()) {
                        abort(status.port(), order);
                    }
                })
                .onFailure(e -> giveUp(status.port(), "the port does not answer: " + e.getMessage()));
    }

    private String whyNot(PortPath port, Duration wait) {
        PortState state = latest.get(port);
        if (state instanceof PortState.Passed || state instanceof PortState.Failed) {
            return "the board of the last job is still there: pull it, plug in the next one and repeat the command";
        }
        if (state instanceof PortState.Quarantined || state instanceof PortState.Disabled) {
            return "this port is " + state.code() + ": release it on the page, then repeat the command";
        }
        return state != null && state.isAtWork()
                ? "another job runs there: wait until it has ended, then repeat the command"
                : "no board came within " + wait.toSeconds() + " s";
    }

    private void giveUp(PortPath port, String why) {
        if (refused.putIfAbsent(port, why) == null) {
            expected.accept(orders.size() - refused.size());
        }
    }

    /** Stops these jobs; those that have not begun do not. */
    void cancel() {
        cancelled = true;
        orders.forEach((port, order) -> {
            if (started.containsKey(port)) {
                abort(port, order);
            } else {
                giveUp(port, "interrupted before a board came");
            }
        });
    }

    private void abort(PortPath port, JobOrder order) {
        Bus followed = bus;
        if (followed != null) {
            followed.ask(Addresses.PORT_COMMAND.at(port), new PortCommand.Abort(order.operator()), COMMAND);
        }
    }

    /**
     * Tells how it ended, and returns the command's exit code.
     *
     * @param table whether people read the result
     */
    public int end(RunTally tally, boolean interrupted, boolean table, PrintStream out, PrintStream err) {
        refused.forEach((port, why) -> err.println("gangway: " + port + ": " + why));
        if (interrupted) {
            return ExitCode.INTERRUPTED;
        }
        if (tally.jobs().isEmpty()) {
            return ExitCode.NOT_FOUND;
        }
        if (table) {
            ResultTable.print(out, tally);
        }
        return tally.passed() == orders.size() ? ExitCode.OK : ExitCode.NOT_PASSED;
    }

    /** Listens no more. */
    @Override
    public void close() {
        if (listener != null) {
            listener.unregister();
        }
        if (vertx != null) {
            vertx.cancelTimer(timer);
        }
    }
}
