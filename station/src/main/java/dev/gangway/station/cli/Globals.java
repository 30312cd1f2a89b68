package dev.gangway.station.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.PrintStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Options that every command has, before or behind its name. */
public final class Globals {
    @Option(
            names = "--config",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "the station's configuration (default: config/station.yaml beside the program)")
    @Nullable
    Path config;

    @Option(
            names = "--data",
            scope = ScopeType.INHERIT,
            paramLabel = "DIR",
            description = "the folder of all that the station writes")
    @Nullable
    Path data;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "print JSON Lines on standard output")
    boolean json;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "log more, on standard error")
    boolean verbose;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "log errors only")
    boolean quiet;

    /** Applies {@code -v} and {@code -q}. */
    void setUpLogging() {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Logger ours = (Logger) LoggerFactory.getLogger("dev.gangway");
        if (verbose) {
            root.setLevel(Level.INFO);
            ours.setLevel(Level.DEBUG);
        } else if (quiet) {
            root.setLevel(Level.ERROR);
            ours.setLevel(Level.ERROR);
        }
    }

    /** Who runs this command, for the record. */
    static String person() {
        return System.getProperty("user.name", "-");
    }

    /** Where people's text goes: standard output, or standard error when that carries JSON. */
    PrintStream people() {
        return json ? System.err : System.out;
    }

    /** Whether standard error is a terminal. Before JDK 22 there is a console only when a person sits there. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        return System.console() != null;
    }

    /** Whether a live display makes sense: a person sits at a terminal and did not ask for JSON. */
    boolean live() {
        return !json && isTerminal() && System.getenv("NO_COLOR") == null;
    }

    /** The folder where this program is installed, where {@code config/} lies; the working folder in development. */
    static Path home() {
        String home = System.getProperty("gangway.home");
        return home == null ? Path.of("").toAbsolutePath() : Path.of(home);
    }

    /** The configuration file that holds. */
    Path configFile() {
        return config != null ? config : home().resolve("config/station.yaml");
    }
}
