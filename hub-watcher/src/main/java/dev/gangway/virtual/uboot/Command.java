package dev.gangway.virtual.uboot;

import java.time.Duration;
import java.util.List;

/** A command of the shell. */
@FunctionalInterface
interface Command {
    /**
     * Runs.
     *
     * @param words the command's name and its arguments
     */
    Outcome run(List<String> words);

    /**
     * How a command ended.
     *
     * @param status exit code, 0 = success
     * @param takes how long it takes on a real board, before scaling
     * @param waits whether the shell stands still until {@link Shell#resume}
     * @param script text to run in its place; its exit code is the command's
     */
    record Outcome(int status, Duration takes, boolean waits, String script) {
        static final Outcome OK = new Outcome(0, Duration.ZERO, false, "");
        static final Outcome FAILED = new Outcome(1, Duration.ZERO, false, "");
        static final Outcome WAITING = new Outcome(0, Duration.ZERO, true, "");

        static Outcome of(boolean success) {
            return success ? OK : FAILED;
        }

        static Outcome after(int status, Duration takes) {
            return new Outcome(status, takes, false, "");
        }

        static Outcome running(String script) {
            return new Outcome(0, Duration.ZERO, false, script);
        }
    }
}
