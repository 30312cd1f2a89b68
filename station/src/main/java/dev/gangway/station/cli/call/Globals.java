package dev.gangway.station.cli.call;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.gangway.config.Places;
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
    private @Nullable Path config;

    @Option(
            names = "--data",
            scope = ScopeType.INHERIT,
            paramLabel = "DIR",
            description = "the folder of all that the station writes")
    private @Nullable Path data;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "print JSON Lines on standard output")
    private boolean json;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "log more, on standard error")
    private boolean verbose;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "log errors only")
    private boolean quiet;

    /** Nothing given yet: picocli fills it in. */
    public Globals() {}

    /** What a line gave that picocli has not read. */
    public Globals(@Nullable Path config, @Nullable Path data, boolean json, boolean verbose, boolean quiet) {
        this.config = config;
        this.data = data;
        this.json = json;
        this.verbose = verbose;
        this.quiet = quiet;
    }

    /** The configuration that was named; null when none was. */
    public @Nullable Path config() {
        return meant(config);
    }

    /** The data folder that was named; null when none was. */
    public @Nullable Path data() {
        return meant(data);
    }

    /** The data folder that was named, or this one. */
    public Path dataOr(Path usual) {
        Path named = data();
        return named != null ? named : usual;
    }

    /** No shell expands the home folder in {@code --data=~/x}. */
    private static @Nullable Path meant(@Nullable Path path) {
        return path == null ? null : Places.of(Path.of(""), path.toString());
    }

    /** Whether JSON Lines are wanted on standard output. */
    public boolean json() {
        return json;
    }

    /** Whether more is to be logged. */
    public boolean verbose() {
        return verbose;
    }

    /** Whether only errors are to be logged. */
    public boolean quiet() {
        return quiet;
    }

    /** The same as somebody means it who stands in this folder. */
    public Globals from(Path folder) {
        return new Globals(
                config == null ? null : Places.of(folder, config.toString()),
                data == null ? null : Places.of(folder, data.toString()),
                json,
                verbose,
                quiet);
    }

    /** Applies {@code -v} and {@code -q}. */
    public void setUpLogging() {
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
    public static String person() {
        return System.getProperty("user.name", "-");
    }

    /** Where people's text goes: standard output, or standard error when that carries JSON. */
    public PrintStream people() {
        return json ? System.err : System.out;
    }

    /** Whether a person sits at a terminal. Before JDK 22 there is a console only when a person sits there. */
    @SuppressWarnings("SystemConsoleNull")
    public static boolean isTerminal() {
        return System.console() != null;
    }

    /** Whether a live display makes sense: a person sits at a terminal and did not ask for JSON. */
    public boolean live() {
        return !json && isTerminal() && System.getenv("NO_COLOR") == null;
    }

    /** The folder where this program is installed, where {@code config/} lies; the working folder in development. */
    public static Path home() {
        String home = System.getProperty("gangway.home");
        return home == null ? Path.of("").toAbsolutePath() : Path.of(home);
    }

    /** The configuration file that holds. */
    public Path configFile() {
        Path named = config();
        return named != null ? named : home().resolve("config/station.yaml");
    }
}
