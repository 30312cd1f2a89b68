package dev.gangway.station.cli;

import dev.gangway.message.BoardSighting;
import dev.gangway.model.BootMode;
import dev.gangway.shell.Caller;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** One bench line for several boards at once, each on a thread of its own. Every line that is printed begins with the port. */
final class BenchCrowd {
    /** How a command line names all boards in its mode. */
    static final String ALL = "all";

    private static final int MOST = 127;

    private BenchCrowd() {}

    /** Runs the line on all its ports; the exit code is the highest that one of them has. */
    static int run(BenchLine line, BenchCall call, Caller caller) {
        problem(line).ifPresent(what -> {
            throw new CommandFailure(ExitCode.INVALID, what);
        });
        List<String> ports = line.ports().contains(ALL)
                ? all(line, call)
                : line.ports().stream().distinct().toList();
        ExecutorService threads = Executors.newFixedThreadPool(Math.max(1, Math.min(MOST, ports.size())));
        try {
            List<Future<Integer>> ends = new ArrayList<>();
            for (String port : ports) {
                ends.add(threads.submit(() -> one(line.on(port), call, caller)));
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

    private static int one(BenchLine line, BenchCall call, Caller caller) {
        String port = line.ports().get(0);
        try (PrintStream out = LinePrefix.on(caller.out(), port);
                PrintStream err = LinePrefix.on(caller.err(), port)) {
            try {
                return line.run(call, new Caller(caller.in(), out, err, caller.folder()));
            } catch (CommandFailure e) {
                err.println("gangway: " + e.getMessage());
                return e.code();
            }
        }
    }

    private static List<String> all(BenchLine line, BenchCall call) {
        BootMode mode = line.command().equals("fel") ? BootMode.FEL : BootMode.FASTBOOT;
        List<String> ports = Boards.survey(call.bus(Workplace.bench(line.globals()))).stream()
                .filter(board -> board.mode() == mode)
                .map(BoardSighting::port)
                .map(port -> port.text())
                .toList();
        if (ports.isEmpty()) {
            throw new CommandFailure(ExitCode.NOT_FOUND, "there is no board in " + mode + " mode");
        }
        return ports;
    }

    /** What makes sense for one board only. */
    private static Optional<String> problem(BenchLine line) {
        for (String word : line.words()) {
            if (word.equals("read") || word.equals("spiflash-read") || word.startsWith("dump")) {
                return Optional.of(word + " gives one board's memory: name one --port with it");
            }
            if (word.equals("-p") || word.equals("--progress") || word.contains("gauge")) {
                return Optional.of(word + " shows one board's progress: leave it out with several boards");
            }
            if (word.equals("-")) {
                return Optional.of("standard input can be read only once: give a file with several boards");
            }
        }
        return Optional.empty();
    }
}
