package dev.gangway.shell;

import dev.gangway.model.FailureException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Who calls a bench verb, as far as the verb can tell: this process, or a process elsewhere that has its verbs done here.
 *
 * @param in its standard input
 * @param out its standard output
 * @param err its standard error
 * @param folder where it stands: names of files that it gives begin there
 * @param terminal the terminal that its input comes from; empty when it comes from elsewhere
 */
public record Caller(InputStream in, PrintStream out, PrintStream err, Path folder, Optional<Terminal> terminal) {
    /** One whose input is no terminal. */
    public Caller(InputStream in, PrintStream out, PrintStream err, Path folder) {
        this(in, out, err, folder, Optional.empty());
    }

    /** The same at a terminal. */
    public Caller at(Terminal one) {
        return new Caller(in, out, err, folder, Optional.of(one));
    }

    /** How words name the caller's standard input where they take a file. */
    public static final String STANDARD_INPUT = "-";

    /** This process, with its streams as they are now. */
    public static Caller thisProcess() {
        return new Caller(System.in, System.out, System.err, Path.of(""));
    }

    /** The file that the caller means by a name. */
    public Path file(String name) {
        return folder.resolve(name);
    }

    /** Says why nothing is done; returns the exit code that it was given. */
    public int refused(int code, String why) {
        err.println("gangway: " + why);
        return code;
    }

    /** Says what failed, in the name of a command; returns the exit code for it. */
    public int failed(String command, FailureException failed) {
        err.println(command + ": error: " + failed.failure().message());
        return ExitCode.of(failed.failure().kind());
    }
}
