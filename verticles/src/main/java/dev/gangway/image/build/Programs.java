package dev.gangway.image.build;

import dev.gangway.program.Program;
import dev.gangway.program.RunningProgram;
import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Debian's programs that a build runs, one after the other. {@link #stop} may come from any thread. */
final class Programs {
    /** Where Debian has programs that an ordinary user's PATH doesn't name. */
    private static final List<String> ALSO = List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin");

    private static final String FULL = "No space left on device";

    private final String path;
    private @Nullable RunningProgram running;
    private boolean stopped;

    /** Looks for programs in these folders, as PATH has them, and where Debian has them. */
    Programs(String path) {
        this.path = path;
    }

    /** A program's file. */
    Optional<Path> find(String name) {
        for (String folder : path.split(File.pathSeparator, -1)) {
            Path file = Path.of(folder.isEmpty() ? "." : folder, name);
            if (Files.isExecutable(file) && Files.isRegularFile(file)) {
                return Optional.of(file.toAbsolutePath());
            }
        }
        return Optional.empty();
    }

    /** PATH as it is, and the folders of programs for administrators behind it. */
    static String usualPath() {
        String given = System.getenv("PATH");
        String also = String.join(File.pathSeparator, ALSO);
        return given == null || given.isEmpty() ? also : given + File.pathSeparator + also;
    }

    /**
     * A program's file.
     *
     * @param owner the package that has it
     * @throws IOException when it is not there, saying what to do
     */
    Path require(String name, String owner) throws IOException {
        return find(name).orElseThrow(() -> new IOException("there is no program " + name + ": apt install " + owner));
    }

    /**
     * Starts a program.
     *
     * @param folder its working folder
     */
    synchronized RunningProgram start(List<String> words, Path folder) throws IOException {
        if (stopped) {
            throw new InterruptedIOException("the build was stopped");
        }
        RunningProgram program = Program.of(words)
                .in(folder)
                .with("LC_ALL", "C")
                .with("PATH", path)
                // Options that somebody's shell adds to every tar would change what is unpacked.
                .without("TAR_OPTIONS")
                .tidying()
                .start();
        running = program;
        return program;
    }

    /** The exit code of a program that was started. */
    static int end(RunningProgram program) throws IOException {
        try {
            return program.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the build was stopped");
        }
    }

    /**
     * Why it failed: the last lines that it said, on one. Some of these programs take a write that was cut short by a full disk for a
     * success.
     *
     * @param folder where it wrote
     * @param needed bytes that must have been free for it to go on, or to begin when it removes what it wrote
     */
    static String said(RunningProgram program, Path folder, long needed) throws IOException {
        try {
            String said = program.errors().end();
            boolean full = Files.getFileStore(folder).getUsableSpace() < needed && !said.contains(FULL);
            return full ? (said + "; " + FULL).replaceFirst("^; ", "") : said;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the build was stopped");
        }
    }

    /** Ends what runs, with all that it started, and starts nothing more. */
    synchronized void stop() {
        stopped = true;
        RunningProgram program = running;
        if (program != null) {
            program.close();
        }
    }
}
