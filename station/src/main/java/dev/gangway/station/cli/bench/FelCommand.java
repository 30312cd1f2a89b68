package dev.gangway.station.cli.bench;

import dev.gangway.station.cli.call.Root;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code gangway fel}: the verbs of sunxi-fel. */
@Command(name = "fel", description = "Talks to Allwinner boot ROMs; takes sunxi-fel's options, verbs and arguments.")
public final class FelCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Root root;

    @Mixin
    private BenchPorts ports = new BenchPorts();

    @Parameters(arity = "0..*", paramLabel = "VERB", description = "`gangway fel --help` lists them")
    private List<String> words = new ArrayList<>();

    @Override
    public Integer call() {
        return BenchRun.here(new BenchLine("fel", root.globals(), ports.named, words));
    }
}
