package dev.gangway.program;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program that was started. What it says on its error output is kept. {@link #close} ends it with all that it started, and may come from
 * any thread.
 */
public final class RunningProgram implements AutoCloseable {
    /** What the output may be late behind the end. */
    private static final long LATE_MILLIS = 200;

    private static final long TIDY_MILLIS = 5_000;

    private static final int SWEEPS = 10;

    private final Process process;
    private final boolean tidies;
    private final Listener errors;

    RunningProgram(Process process, boolean tidies, int most) {
        this.process = process;
        this.tidies = tidies;
        this.errors = Listener.to(process.getErrorStream(), most);
    }

    /** Its standard input. */
    public OutputStream input() {
        return process.getOutputStream();
    }

    /** Its standard output. */
    public InputStream output() {
        return process.getInputStream();
    }

    /** Its exit code, once it has ended. */
    public int await() throws InterruptedException {
        return process.waitFor();
    }

    /** Whether it has ended within this time; then {@link #await} returns at once. */
    boolean endsWithin(long millis) throws InterruptedException {
        return process.waitFor(millis, TimeUnit.MILLISECONDS);
    }

    /** What it said on its error output so far; all of it, once it has ended. */
    public Said errors() throws InterruptedException {
        return errors.heard(process.isAlive() ? 1 : LATE_MILLIS);
    }

    Said heard(Listener output) throws InterruptedException {
        return output.heard(LATE_MILLIS);
    }

    /** Ends it and what it started, if it has not ended. What it left to itself before it ended goes on. */
    @Override
    public void close() {
        if (tidies) {
            tidy();
        }
        List<ProcessHandle> children = process.descendants().toList();
        // First, so that a script does not go on with its next line.
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }

    private void tidy() {
        boolean any = false;
        for (int i = 0; i < SWEEPS; i++) {
            List<ProcessHandle> children = process.descendants().toList();
            if (children.isEmpty()) {
                break;
            }
            any = true;
            children.forEach(ProcessHandle::destroyForcibly);
        }
        try {
            if (any) {
                process.waitFor(TIDY_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
