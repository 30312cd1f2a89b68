package dev.gangway.station.cli.bench;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The option by which bench verbs are told for which boards they are. */
final class BenchPorts {
    @Option(
            names = "--port",
            paramLabel = "P",
            description =
                    "the board on this port or slot; may repeat, and `all` is every board in this mode: then they are"
                            + " worked on at once")
    List<String> named = new ArrayList<>();
}
