package dev.gangway.image.build;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Debian's programs that a build runs, one after the other. {@link #stop} may come from any thread. */
final class Programs {
    private static final int LOG_END = 2000;
    private static final int PATIENCE = 5;
    /** Where Debian has programs that an ordinary user's PATH doesn't name. */
    private static final List<String> ALSO = List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin");

    private final String path;
    private @Nullable Process running;
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
     * Starts a program; what it says on its error output goes to the log.
     *
     * @param folder its working folder
     */
    synchronized Process start(List<String> words, Path folder, Path log) throws IOException {
        if (stopped) {
            throw new InterruptedIOException("the build was stopped");
        }
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("PATH", path);
        // Options that somebody's shell adds to every tar would change what is unpacked.
        builder.environment().remove("TAR_OPTIONS");
        Process process = builder.start();
        running = process;
        return process;
    }

    /** The exit code of a program that was started. */
    int end(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the build was stopped");
        }
    }

    /** Ends what runs, with all that it started, and starts nothing more. */
    synchronized void stop() {
        stopped = true;
        kill();
    }

    /** Ends what runs, with all that it started: fakeroot last, since it has a process of its own to end. */
    synchronized void kill() {
        Process process = running;
        if (process == null) {
            return;
        }
        running = null;
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        try {
            process.waitFor(PATIENCE, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
    }

    /** The last lines of a log, on one line. */
    static String end(Path log) throws IOException {
        if (!Files.exists(log)) {
            return "";
        }
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            byte[] bytes = new byte[(int) Math.min(LOG_END, file.length())];
            file.seek(file.length() - bytes.length);
            file.readFully(bytes);
            List<String> lines = new String(bytes, StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
            return String.join("; ", lines.subList(Math.max(0, lines.size() - 4), lines.size()));
        }
    }
}
