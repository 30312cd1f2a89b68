package dev.gangway.station.cli;

import dev.gangway.shell.ExitCode;
import dev.gangway.station.StartFailure;
import dev.gangway.station.StationBench;
import dev.gangway.station.cli.bench.BenchLine;
import dev.gangway.station.cli.bench.BenchRun;
import dev.gangway.station.cli.bench.Passthrough;
import dev.gangway.station.cli.call.CommandFailure;
import dev.gangway.station.cli.call.Root;
import dev.gangway.station.cli.call.StandardOutput;
import dev.gangway.station.cli.place.Completions;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.charset.Charset;
import java.nio.file.InvalidPathException;
import java.util.Optional;
import picocli.CommandLine;

/** The program: {@code gangway COMMAND …}. */
public final class Main {
    private Main() {}

    /** Runs one command and exits with its code. */
    public static void main(String[] args) {
        String encoding = System.getProperty("sun.stdout.encoding");
        StandardOutput out = new StandardOutput(
                new FileOutputStream(FileDescriptor.out),
                encoding == null ? Charset.defaultCharset() : Charset.forName(encoding));
        System.setOut(out.stream());
        int code = out.end(run(args), System.err);
        System.err.flush();
        System.exit(code);
    }

    /** Runs one command and returns its exit code; for tests too. */
    public static int run(String... args) {
        return run(StationBench.OURS, args);
    }

    /** The same with these bench verbs. */
    public static int run(StationBench bench, String... args) {
        Optional<BenchLine> verbs = BenchLine.parse(bench, args);
        if (verbs.isPresent()) {
            return BenchRun.here(verbs.get());
        }
        Root root = new Root();
        CommandLine line = new CommandLine(root, new Completions(root.globals()));
        CommandTable.addTo(line, bench, args);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionStrategy(parsed -> {
            root.globals().setUpLogging();
            return new CommandLine.RunLast().execute(parsed);
        });
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof CommandFailure known) {
                return known.tell(System.err);
            }
            if (failure instanceof StartFailure start) {
                System.err.println("gangway: " + start.getMessage());
                return ExitCode.ENVIRONMENT;
            }
            if (failure instanceof InvalidPathException path) {
                System.err.println("gangway: \"" + path.getInput()
                        + "\" cannot be the name of a file in this locale: set" + " LC_ALL=C.UTF-8");
                return ExitCode.ENVIRONMENT;
            }
            throw failure;
        });
        return line.execute(Passthrough.arrange(bench, args));
    }
}
