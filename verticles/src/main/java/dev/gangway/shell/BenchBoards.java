package dev.gangway.shell;

import java.util.List;

/** The boards that one line of bench verbs may be for. */
@FunctionalInterface
public interface BenchBoards {
    /**
     * The boards in the verbs' modes, on the port where the line names one, in the order of their ports. Looks at the bus, so a
     * line that needs no board does not ask.
     */
    List<BenchBoard> survey();

    /** Whether the line names the port that it is for: then it can't be for another board that is found first. */
    default boolean isNarrowed() {
        return false;
    }
}
