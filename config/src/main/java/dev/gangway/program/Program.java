package dev.gangway.program;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A program of this machine with its words. No shell is between: what stands in the words is what it gets. Values; each of the methods that
 * add something returns another one.
 */
public final class Program {
    private static final int KEPT = 4096;

    private final List<String> words;
    private final Map<String, Optional<String>> environment;
    private final Optional<Path> folder;
    private final ProcessBuilder.Redirect input;
    private final boolean tidies;

    /** How it gets its input when it runs by itself. */
    private static final ProcessBuilder.Redirect NOTHING = ProcessBuilder.Redirect.from(new File("/dev/null"));

    private Program(
            List<String> words,
            Map<String, Optional<String>> environment,
            Optional<Path> folder,
            ProcessBuilder.Redirect input,
            boolean tidies) {
        this.words = List.copyOf(words);
        this.environment = Map.copyOf(environment);
        this.folder = folder;
        this.input = input;
        this.tidies = tidies;
    }

    /** A program with this process's environment and working folder, and no input. */
    public static Program of(List<String> words) {
        return new Program(words, Map.of(), Optional.empty(), NOTHING, false);
    }

    /** In this working folder. */
    public Program in(Path working) {
        return new Program(words, environment, Optional.of(working), input, tidies);
    }

    /** With this variable in its environment. */
    public Program with(String variable, String value) {
        return changed(variable, Optional.of(value));
    }

    /** Without this variable in its environment. */
    public Program without(String variable) {
        return changed(variable, Optional.empty());
    }

    private Program changed(String variable, Optional<String> value) {
        Map<String, Optional<String>> more = new HashMap<>(environment);
        more.put(variable, value);
        return new Program(words, more, folder, input, tidies);
    }

    /** With this file as its input. */
    public Program reading(Path file) {
        return new Program(words, environment, folder, ProcessBuilder.Redirect.from(file.toFile()), tidies);
    }

    /** With this process's input, be it a terminal. */
    public Program readingWhatWeRead() {
        return new Program(words, environment, folder, ProcessBuilder.Redirect.INHERIT, tidies);
    }

    /** One that ends by itself, after it has tidied up, when what it started was ended: fakeroot. */
    public Program tidying() {
        return new Program(words, environment, folder, input, true);
    }

    /**
     * How a run ended.
     *
     * @param late whether it took longer than it may, and was ended with all that it started
     * @param code its exit code; without meaning when it was late
     * @param printed its standard output
     * @param errors its error output
     */
    public record Ended(boolean late, int code, Said printed, Said errors) {
        /** What it said on either, on one line; so many bytes at most. */
        public String said(int most) {
            String both = (errors.begin(most) + " " + printed.begin(most)).strip();
            return both.substring(0, Math.min(most, both.length())).strip();
        }
    }

    /**
     * Runs it to its end. What it left running in the background goes on.
     *
     * @param within how long it may take
     * @param most bytes that are kept of each output's beginning and end
     * @throws IOException when it can't be started
     * @throws InterruptedException when this thread was; it is ended then
     */
    public Ended run(Duration within, int most) throws IOException, InterruptedException {
        try (RunningProgram running = new RunningProgram(begin(input), tidies, most)) {
            Listener printed = Listener.to(running.output(), most);
            boolean late = !running.endsWithin(within.toMillis());
            if (late) {
                running.close();
            }
            return new Ended(late, late ? -1 : running.await(), running.heard(printed), running.errors());
        }
    }

    /**
     * Starts it; whoever does so gives it its input and takes its output.
     *
     * @throws IOException when it can't be started
     */
    public RunningProgram start() throws IOException {
        return new RunningProgram(begin(ProcessBuilder.Redirect.PIPE), tidies, KEPT);
    }

    private Process begin(ProcessBuilder.Redirect from) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(words)).redirectInput(from);
        folder.ifPresent(working -> builder.directory(working.toFile()));
        environment.forEach((variable, value) ->
                value.ifPresentOrElse(text -> builder.environment().put(variable, text), () -> builder.environment()
                        .remove(variable)));
        return builder.start();
    }
}
