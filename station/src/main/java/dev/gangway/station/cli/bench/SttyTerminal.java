package dev.gangway.station.cli.bench;

import dev.gangway.program.Program;
import dev.gangway.shell.Terminal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The terminal of this process's standard input, set by {@code stty}, which is on every machine that has terminals. Java has no way
 * of its own.
 *
 * @param saved how it was, as stty tells it
 */
record SttyTerminal(String saved) implements Terminal {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MOST = 1000;

    /** The terminal that standard input is; empty when it is none. */
    static Optional<Terminal> here() {
        try {
            String told = stty("-g");
            return told.isEmpty() ? Optional.empty() : Optional.of(new SttyTerminal(told));
        } catch (IOException e) {
            // Without stty nobody can tell, and lines are read as from a file.
            return Optional.empty();
        }
    }

    @Override
    public Raw raw() throws IOException {
        stty("raw", "-echo");
        Thread hook = new Thread(this::restore, "terminal");
        Runtime.getRuntime().addShutdownHook(hook);
        return () -> {
            restore();
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The process is ending, and the hook has run or does.
                return;
            }
        };
    }

    private void restore() {
        try {
            stty(saved);
        } catch (IOException e) {
            System.err.println("gangway: the terminal stays as it is (" + e.getMessage() + "): type `reset`");
        }
    }

    /** What it prints; empty when standard input is no terminal. */
    private static String stty(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("stty"));
        command.addAll(List.of(words));
        try {
            Program.Ended ended = Program.of(command).readingWhatWeRead().run(PATIENCE, MOST);
            return ended.late() || ended.code() != 0 ? "" : ended.printed().begin(MOST);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
