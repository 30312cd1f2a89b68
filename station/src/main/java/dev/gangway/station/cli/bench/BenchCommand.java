package dev.gangway.station.cli.bench;

import dev.gangway.model.FileTrouble;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.StationBench;
import dev.gangway.station.cli.call.CommandFailure;
import dev.gangway.station.cli.call.Globals;
import dev.gangway.station.cli.call.JsonOut;
import dev.gangway.station.cli.call.Root;
import dev.gangway.station.handover.HandoverServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code gangway bench}: bench verbs without a Java of their own. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a program, such as a script with many calls of `gangway fel` and its like, and does those calls in"
                    + " this one process, which is warm: they end as fast as a native tool's.",
            "Without a program it prints a line for the shell and serves whoever sets that, until it is interrupted."
        })
public final class BenchCommand implements Callable<Integer> {
    /** What tells bin/gangway where the door is. */
    static final String VARIABLE = "GANGWAY_BENCH";

    private static final Logger LOG = LoggerFactory.getLogger(BenchCommand.class);

    private final StationBench bench;

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Root root;

    @Parameters(arity = "0..*", paramLabel = "PROGRAM", description = "the program and its words")
    private List<String> program = new ArrayList<>();

    /** The command that does these verbs for others. */
    public BenchCommand(StationBench bench) {
        this.bench = bench;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (BenchBuses buses = new BenchBuses();
                HandoverServer server = new HandoverServer(new BenchPerformer(bench, buses))) {
            Path folder = Files.createTempDirectory("gangway-bench-"); // only this user can enter it
            Path door = folder.resolve("door");
            Thread hook = new Thread(() -> remove(door, folder), "interrupt");
            Runtime.getRuntime().addShutdownHook(hook);
            server.door(Globals.home()).write(door);
            if (program.isEmpty()) {
                ready(door);
                new CountDownLatch(1).await(); // an interrupt ends the process
            }
            int code = run(door);
            Runtime.getRuntime().removeShutdownHook(hook);
            remove(door, folder);
            return code;
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.ENVIRONMENT, "the bench cannot be opened: " + FileTrouble.told(e));
        }
    }

    private void ready(Path door) {
        if (root.globals().json()) {
            JsonOut.line(JsonOut.object().put("event", "bench.ready").put("door", door.toString()));
        } else {
            System.out.println("export " + VARIABLE + "='" + door + "'");
        }
        System.out.flush();
    }

    private int run(Path door) throws InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(program).inheritIO();
        builder.environment().put(VARIABLE, door.toString());
        try {
            return builder.start().waitFor();
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.INVALID, String.valueOf(e.getMessage()));
        }
    }

    private static void remove(Path door, Path folder) {
        try {
            Files.deleteIfExists(door);
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            LOG.warn("{} stays behind: {}", folder, e.getMessage());
        }
    }
}
