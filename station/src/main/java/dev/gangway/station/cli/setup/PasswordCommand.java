package dev.gangway.station.cli.setup;

import dev.gangway.shell.ExitCode;
import dev.gangway.station.cli.call.CommandFailure;
import dev.gangway.web.PasswordHash;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code gangway password}: the hash of a password, for {@code http.login} in {@code station.yaml}. */
@Command(
        name = "password",
        mixinStandardHelpOptions = true,
        description = "Asks for a password, or reads one line, and prints its hash for http.login in station.yaml.")
public final class PasswordCommand implements Callable<Integer> {
    private static final int SHORTEST = 8;
    private static final int LONGEST = 200;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    @SuppressWarnings("SystemConsoleNull") // From JDK 22 on a pipe has a console too, which then reads the pipe.
    public Integer call() throws IOException {
        Console console = System.console();
        String password = console == null ? piped() : asked(console);
        if (password == null || password.length() < SHORTEST || password.length() > LONGEST) {
            throw new CommandFailure(
                    ExitCode.INVALID, "a password has " + SHORTEST + " to " + LONGEST + " characters: choose another");
        }
        spec.commandLine().getOut().println(PasswordHash.of(password).text());
        return ExitCode.OK;
    }

    private static @Nullable String asked(Console console) {
        char[] first = console.readPassword("Password: ");
        char[] second = console.readPassword("Once more: ");
        if (first == null || second == null || !Arrays.equals(first, second)) {
            throw new CommandFailure(ExitCode.INVALID, "the two passwords differ: type the same one twice");
        }
        return new String(first);
    }

    /** One line; without a terminal nothing can hide what is typed, so it comes from a pipe. */
    private static @Nullable String piped() throws IOException {
        return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    }
}
