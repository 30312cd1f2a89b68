package dev.gangway.station.cli.bench;

import dev.gangway.station.StationBench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes {@code lib/bench-verbs}, from which {@code bin/gangway} knows bench verbs before there is a Java. The build calls it,
 * with the file as the only word. Nobody else needs it.
 */
final class VerbsFile {
    private VerbsFile() {}

    public static void main(String[] args) throws IOException {
        Files.writeString(Path.of(args[0]), text(StationBench.OURS));
    }

    /** The names on one line. */
    static String text(StationBench bench) {
        return String.join(" ", bench.names()) + "\n";
    }
}
