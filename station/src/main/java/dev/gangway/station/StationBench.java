package dev.gangway.station;

import dev.gangway.protocol.Protocols;
import dev.gangway.shell.BenchVerbs;
import java.util.List;
import java.util.Optional;

/**
 * Whose bench verbs the command line takes, {@code gangway fel …}. Immutable.
 *
 * @param all in the order of the help text
 */
public record StationBench(List<BenchVerbs> all) {
    /** Those of this station's protocols. */
    public static final StationBench OURS = of(StationProtocols.ALL);

    /** Keeps a copy. */
    public StationBench {
        all = List.copyOf(all);
    }

    /** Those of these protocols. */
    public static StationBench of(Protocols protocols) {
        return new StationBench(protocols.all().stream()
                .flatMap(protocol -> protocol.bench().stream())
                .toList());
    }

    /** The verbs behind a command's name. */
    public Optional<BenchVerbs> named(String command) {
        return all.stream().filter(verbs -> verbs.name().equals(command)).findFirst();
    }

    /** The commands' names. */
    public List<String> names() {
        return all.stream().map(BenchVerbs::name).toList();
    }
}
