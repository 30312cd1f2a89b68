package dev.gangway.station.report;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.message.Message;
import dev.gangway.message.PortStatus;
import dev.gangway.message.Progress;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import dev.gangway.model.Prompt;
import dev.gangway.model.Question;
import io.vertx.core.eventbus.MessageConsumer;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** One line a slot, redrawn in place four times a second at most. Only for terminals. Safe for several threads. */
public final class LiveView implements AutoCloseable {
    private static final long INTERVAL_MILLIS = 250;
    private static final int BAR = 20;

    private final PrintStream out;
    private final Map<PortPath, PortStatus> ports = new TreeMap<>();
    private final Map<PortPath, Progress> progress = new TreeMap<>();
    private final Predicate<PortPath> wanted;
    private int drawn;
    private Runnable ending = () -> {};

    /** Draws on this stream. */
    public LiveView(PrintStream out) {
        this(out, port -> true);
    }

    /** Draws these ports on this stream. */
    public LiveView(PrintStream out, Predicate<PortPath> wanted) {
        this.out = out;
        this.wanted = wanted;
    }

    /** Follows this bus and draws until the station stops. */
    public void follow(Bus bus, io.vertx.core.Vertx vertx) {
        MessageConsumer<Message> states = bus.subscribe(Addresses.PORT_STATUS, this::on);
        MessageConsumer<Message> moves = bus.subscribe(Addresses.PROGRESS, this::on);
        long timer = vertx.setPeriodic(INTERVAL_MILLIS, id -> draw());
        ending = () -> {
            states.unregister();
            moves.unregister();
            vertx.cancelTimer(timer);
        };
    }

    /** Draws no more. */
    @Override
    public void close() {
        ending.run();
    }

    private synchronized void on(PortStatus status) {
        if (wanted.test(status.port())) {
            ports.put(status.port(), status);
        }
    }

    private synchronized void on(Progress moved) {
        progress.put(moved.port(), moved);
    }

    /** Draws the present state. */
    public synchronized void draw() {
        StringBuilder page = new StringBuilder();
        if (drawn > 0) {
            page.append("\u001b[").append(drawn).append('A');
        }
        ports.values()
                .forEach(port -> page.append("\u001b[2K").append(line(port)).append('\n'));
        drawn = ports.size();
        out.print(page);
        out.flush();
    }

    private String line(PortStatus port) {
        String serial = port.serial() == null ? "" : port.serial().value();
        return String.format(Locale.ROOT, "%-6s %-14s %s", port.slot(), serial, doing(port));
    }

    private String doing(PortStatus port) {
        return port.state().to(new Doing(port.port()));
    }

    /** What a port does, in a few words. */
    private final class Doing implements PortState.Handler<String> {
        private final PortPath port;

        Doing(PortPath port) {
            this.port = port;
        }

        @Override
        public String empty(PortState.Empty state) {
            return state.code();
        }

        @Override
        public String detected(PortState.Detected state) {
            return state.code();
        }

        @Override
        public String awaitingScan(PortState.AwaitingScan state) {
            return state.code();
        }

        @Override
        public String running(PortState.Running state) {
            Question question = state.question();
            if (question != null) {
                return "ASKS: " + question.text() + " Type " + String.join(" or ", question.answers())
                        + ", then Enter.";
            }
            Progress moved = progress.get(port);
            Prompt prompt = state.prompt();
            String wanted = prompt == null ? "" : prompt.text();
            String bar = moved != null && moved.step().equals(state.step()) ? bar(moved) : wanted;
            return String.format(
                    Locale.ROOT, "try %d/%d  %-40s %s", state.attempt(), state.attempts(), state.step(), bar);
        }

        @Override
        public String retrying(PortState.Retrying state) {
            return "waits to try again: " + state.failure().message();
        }

        @Override
        public String passed(PortState.Passed state) {
            return "PASSED";
        }

        @Override
        public String failed(PortState.Failed state) {
            return state.verdict() + "  " + state.failure().kind().code();
        }

        @Override
        public String quarantined(PortState.Quarantined state) {
            return state.code();
        }

        @Override
        public String disabled(PortState.Disabled state) {
            return state.code();
        }
    }

    private static String bar(Progress moved) {
        if (moved.total() <= 0) {
            return String.format(Locale.ROOT, "%.1f MB", moved.bytes() / 1e6);
        }
        int full = (int) Math.min(BAR, BAR * moved.bytes() / moved.total());
        return "#".repeat(full)
                + ".".repeat(BAR - full)
                + String.format(Locale.ROOT, " %.1f MB/s", moved.bytesPerSecond() / 1e6);
    }
}
