package dev.gangway.station.cli.bench;

import dev.gangway.station.StationBench;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Lets the bench commands take their reference tool's words unread: {@code gangway fel -v ver} is {@code -v} of sunxi-fel.
 * Ours are only the options right behind the command's name.
 */
public final class Passthrough {
    private static final Set<String> WITH_VALUE = Set.of("--config", "--data", "--port");
    private static final Set<String> FLAGS = Set.of("--json", "--quiet");

    private Passthrough() {}

    /** The same words, with {@code --} where a bench command's own begin. */
    public static String[] arrange(StationBench bench, String... args) {
        int command = command(args);
        if (command >= args.length || bench.named(args[command]).isEmpty()) {
            return args;
        }
        int own = command + 1;
        while (own < args.length && isOurs(args[own])) {
            own += WITH_VALUE.contains(args[own]) ? 2 : 1;
        }
        List<String> arranged = new ArrayList<>(List.of(args));
        arranged.add(Math.min(own, args.length), "--");
        return arranged.toArray(new String[0]);
    }

    /** Where the command's name stands; the number of words or more when there is none. */
    public static int command(String... args) {
        int command = 0;
        while (command < args.length && args[command].startsWith("-")) {
            command += WITH_VALUE.contains(args[command]) ? 2 : 1;
        }
        return command;
    }

    private static boolean isOurs(String word) {
        int equals = word.indexOf('=');
        return FLAGS.contains(word)
                || WITH_VALUE.contains(word)
                || (equals > 0 && WITH_VALUE.contains(word.substring(0, equals)));
    }
}
