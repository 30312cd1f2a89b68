package dev.gangway.station.cli;

import dev.gangway.station.StartFailure;
import dev.gangway.station.Version;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;

/** The program: {@code gangway COMMAND …}. */
@Command(
        name = "gangway",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Versions.class,
        description = "An open factory provisioning station: plug, scan, flash in parallel, keep the record.")
public final class Main {
    @Mixin
    Globals globals = new Globals();

    /** Tells the version. */
    static final class Versions implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"gangway " + Version.TEXT};
        }
    }

    Main() {}

    /** Runs one command and exits with its code. */
    public static void main(String[] args) {
        int code = run(args);
        System.out.flush();
        System.err.flush();
        System.exit(code);
    }

    /** Runs one command and returns its exit code; for tests too. */
    public static int run(String... args) {
        Optional<BenchLine> bench = BenchLine.parse(args);
        if (bench.isPresent()) {
            return BenchRun.here(bench.get());
        }
        Main main = new Main();
        CommandLine line = new CommandLine(main);
        CommandTable.addTo(line, args);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionStrategy(parsed -> {
            main.globals.setUpLogging();
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
            throw failure;
        });
        return line.execute(Passthrough.arrange(args));
    }
}
