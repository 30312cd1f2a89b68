package dev.gangway.station.cli.bench;

import dev.gangway.shell.BenchVerbs;
import dev.gangway.station.cli.call.Root;
import dev.gangway.station.cli.place.Completions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** One protocol's bench verbs, as picocli sees them: {@code gangway fel …}. Their help is their own. */
@Command
public final class VerbsCommand implements Callable<Integer> {
    private final BenchVerbs verbs;
    private final PositionalParamSpec words;

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Root root;

    @Option(
            names = "--port",
            paramLabel = "P",
            completionCandidates = Completions.Ports.class,
            description =
                    "the board on this port or slot; may repeat, and `all` is every board in this mode: then they are"
                            + " worked on at once")
    private List<String> ports = new ArrayList<>();

    private VerbsCommand(BenchVerbs verbs) {
        this.verbs = verbs;
        this.words = PositionalParamSpec.builder()
                .arity("0..*")
                .paramLabel("VERB")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .completionCandidates(verbs.verbs())
                .build();
    }

    /** The command for these verbs; the factory makes what completion offers. */
    public static CommandLine of(BenchVerbs verbs, IFactory factory) {
        VerbsCommand command = new VerbsCommand(verbs);
        CommandSpec spec = CommandSpec.forAnnotatedObject(command, factory).name(verbs.name());
        spec.addPositional(command.words);
        spec.usageMessage().description(verbs.summary());
        CommandLine line = new CommandLine(spec, factory);
        line.getHelpSectionMap().put(verbs.name(), help -> verbs.help());
        line.setHelpSectionKeys(List.of(verbs.name()));
        return line;
    }

    @Override
    public Integer call() {
        List<String> given = words.getValue();
        return BenchRun.here(new BenchLine(verbs, root.globals(), ports, given == null ? List.of() : given));
    }
}
