package dev.gangway.station.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A bench verb's command line, read without picocli, whose start takes longer than the verb needs for its work: scripts call
 * these verbs by the dozen. Anything but the plain case (an option that is misspelt, a call for help) is left to picocli, so
 * that there is one voice for errors.
 *
 * @param command {@code fel} or {@code fastboot}
 * @param port the board's port or slot, where one was named
 * @param words what the reference tool's line would be
 */
record BenchLine(String command, Globals globals, @Nullable String port, List<String> words) {
    /** The line in parts; empty when picocli has to look at it. */
    static Optional<BenchLine> parse(String... args) {
        List<String> all = List.of(Passthrough.arrange(args));
        int end = all.indexOf("--");
        int named = Passthrough.command(args);
        if (end <= named || named >= all.size()) {
            return Optional.empty();
        }
        Globals globals = new Globals();
        String port = null;
        for (int at = 0; at < end; at++) {
            if (at == named) {
                continue;
            }
            String word = all.get(at);
            int equals = word.startsWith("--") ? word.indexOf('=') : -1;
            String option = equals > 0 ? word.substring(0, equals) : word;
            switch (option) {
                case "--json" -> globals.json = true;
                case "-q", "--quiet" -> globals.quiet = true;
                case "-v", "--verbose" -> globals.verbose = true;
                case "--config", "--data", "--port" -> {
                    if (equals < 0 && (at + 1 >= end || at + 1 == named)) {
                        return Optional.empty();
                    }
                    String value = equals > 0 ? word.substring(equals + 1) : all.get(++at);
                    switch (option) {
                        case "--config" -> globals.config = Path.of(value);
                        case "--data" -> globals.data = Path.of(value);
                        default -> port = value;
                    }
                }
                default -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(new BenchLine(all.get(named), globals, port, all.subList(end + 1, all.size())));
    }

    int run() {
        globals.setUpLogging();
        return command.equals("fel") ? FelCommand.run(globals, port, words) : FastbootCommand.run(globals, port, words);
    }
}
