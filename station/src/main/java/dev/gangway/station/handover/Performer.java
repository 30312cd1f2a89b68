package dev.gangway.station.handover;

import dev.gangway.shell.Caller;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Does the commands that are handed over. Any thread may call. */
@FunctionalInterface
public interface Performer {
    /**
     * Looks at a command and does nothing yet.
     *
     * @param words the command line without the program's name
     * @param folder where the caller stands
     * @return the command, ready to run; empty when the caller has to run it itself
     */
    Optional<Work> accept(List<String> words, Path folder);

    /** One command. */
    interface Work {
        /** Runs it to its end on this thread and returns the exit code. What it prints goes to the caller. */
        int run(Caller caller);

        /** From any thread: the caller is gone, so end soon. */
        void cancel();
    }
}
