package dev.gangway.station.cli.bench;

import dev.gangway.message.BoardSighting;
import dev.gangway.model.BootMode;
import dev.gangway.shell.Caller;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.cli.call.CommandFailure;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/** One bench line for several boards at once, each on a thread of its own. Every line that is printed begins with the port. */
final class BenchCrowd {
    /** How a command line names all boards in its mode. */
    private static final String ALL = "all";

    private static final int MOST = 127;

    private BenchCrowd() {}

    /** How a line runs that is for one board. */
    @FunctionalInterface
    interface OneBoard {
        int run(BenchLine line, BenchCall call, Caller caller);
    }

    /** Whether a line names several boards. */
    static boolean isMeant(BenchLine line) {
        return line.ports().size() > 1 || line.ports().contains(ALL);
    }

    /** Runs the line on all its ports; the exit code is the highest that one of them has. */
    static int run(BenchLine line, BenchCall call, Caller caller, OneBoard verbs) {
        List<String> ports = line.ports().contains(ALL)
                ? all(line, call)
                : line.ports().stream().distinct().toList();
        ExecutorService threads = Executors.newFixedThreadPool(Math.max(1, Math.min(MOST, ports.size())));
        try {
            List<Future<Integer>> ends = new ArrayList<>();
            for (String port : ports) {
                ends.add(threads.submit(() -> one(line.on(port), call, caller, verbs)));
            }
            int worst = ExitCode.OK;
            for (Future<Integer> end : ends) {
                worst = Math.max(worst, end.get());
            }
            return worst;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            call.cancel();
            return ExitCode.INTERRUPTED;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            threads.shutdown();
        }
    }

    private static int one(BenchLine line, BenchCall call, Caller caller, OneBoard verbs) {
        String port = line.ports().get(0);
        try (PrintStream out = LinePrefix.on(caller.out(), port);
                PrintStream err = LinePrefix.on(caller.err(), port)) {
            return verbs.run(line, call, new Caller(caller.in(), out, err, caller.folder()));
        }
    }

    private static List<String> all(BenchLine line, BenchCall call) {
        Set<BootMode> modes = line.verbs().modes();
        List<BoardSighting> there = modes.contains(BootMode.CLOUD) ? call.callers() : call.survey();
        List<String> ports = there.stream()
                .filter(board -> modes.contains(board.mode()))
                .map(BoardSighting::port)
                .map(port -> port.text())
                .toList();
        if (ports.isEmpty()) {
            String named = modes.stream().sorted().map(BootMode::name).collect(Collectors.joining(" or "));
            throw new CommandFailure(ExitCode.NOT_FOUND, "there is no board in " + named + " mode");
        }
        return ports;
    }
}
