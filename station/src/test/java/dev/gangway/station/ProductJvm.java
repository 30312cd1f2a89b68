package dev.gangway.station;

import dev.gangway.station.cli.Main;
import dev.gangway.station.log.LogProvider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program in a process of its own, on the class path of the tests. */
final class ProductJvm {
    private ProductJvm() {}

    /**
     * The command line up to the program's own words, which the caller adds.
     *
     * @param flags for the JVM
     */
    static List<String> command(List<String> flags) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        // The log as the start script has it: what logback finds among the tests makes it print on standard output.
        command.add("-Dslf4j.provider=" + LogProvider.class.getName());
        command.add("-Dslf4j.internal.verbosity=WARN");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        return command;
    }
}
