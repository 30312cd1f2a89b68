package dev.gangway.station.cli.bench;

import dev.gangway.station.cli.call.Root;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code gangway fastboot}: the verbs of Android's fastboot that the station uses. */
@Command(name = "fastboot", description = "Talks to boards in fastboot mode; takes fastboot's verbs and arguments.")
public final class FastbootCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Root root;

    @Mixin
    private BenchPorts ports = new BenchPorts();

    @Parameters(arity = "0..*", paramLabel = "VERB", description = "`gangway fastboot --help` lists them")
    private List<String> words = new ArrayList<>();

    @Override
    public Integer call() {
        return BenchRun.here(new BenchLine("fastboot", root.globals(), ports.named, words));
    }
}
