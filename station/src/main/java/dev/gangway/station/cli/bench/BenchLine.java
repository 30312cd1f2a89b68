package dev.gangway.station.cli.bench;

import dev.gangway.model.PortPath;
import dev.gangway.shell.BenchVerbs;
import dev.gangway.station.StationBench;
import dev.gangway.station.cli.call.Globals;
import dev.gangway.station.cli.place.Workplace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A bench verb's command line, read without picocli, whose start takes longer than the verb needs for its work: scripts call
 * these verbs by the dozen. Anything but the plain case (an option that is misspelt, a call for help) is left to picocli, so
 * that there is one voice for errors.
 *
 * @param verbs whose verbs they are
 * @param ports the boards' ports or slots, where some were named
 * @param words what the reference tool's line would be
 */
public record BenchLine(BenchVerbs verbs, Globals globals, List<String> ports, List<String> words) {
    /** The line in parts; empty when it is for none of this bench's verbs, or picocli has to look at it. */
    public static Optional<BenchLine> parse(StationBench bench, String... args) {
        List<String> all = List.of(Passthrough.arrange(bench, args));
        int end = all.indexOf("--");
        int named = Passthrough.command(args);
        BenchVerbs verbs = named < all.size() ? bench.named(all.get(named)).orElse(null) : null;
        if (end <= named || verbs == null) {
            return Optional.empty();
        }
        @Nullable Path config = null;
        @Nullable Path data = null;
        boolean json = false;
        boolean quiet = false;
        boolean verbose = false;
        List<String> ports = new ArrayList<>();
        for (int at = 0; at < end; at++) {
            if (at == named) {
                continue;
            }
            String word = all.get(at);
            int equals = word.startsWith("--") ? word.indexOf('=') : -1;
            String option = equals > 0 ? word.substring(0, equals) : word;
            switch (option) {
                case "--json" -> json = true;
                case "-q", "--quiet" -> quiet = true;
                case "-v", "--verbose" -> verbose = true;
                case "--config", "--data", "--port" -> {
                    if (equals < 0 && (at + 1 >= end || at + 1 == named)) {
                        return Optional.empty();
                    }
                    String value = equals > 0 ? word.substring(equals + 1) : all.get(++at);
                    switch (option) {
                        case "--config" -> config = Path.of(value);
                        case "--data" -> data = Path.of(value);
                        default -> ports.add(value);
                    }
                }
                default -> {
                    return Optional.empty();
                }
            }
        }
        Globals globals = new Globals(config, data, json, verbose, quiet);
        return Optional.of(new BenchLine(verbs, globals, List.copyOf(ports), all.subList(end + 1, all.size())));
    }

    /** The command's name. */
    String command() {
        return verbs.name();
    }

    /** The same line for one of its ports. */
    BenchLine on(String port) {
        return new BenchLine(verbs, globals, List.of(port), words);
    }

    /** The port that it is for; empty for any board that there is. */
    Optional<PortPath> port(Workplace place) {
        return ports.stream().findFirst().map(place::port);
    }

    /** The same line as somebody means it who stands in this folder. */
    BenchLine from(Path folder) {
        return new BenchLine(verbs, globals.from(folder), ports, words);
    }
}
