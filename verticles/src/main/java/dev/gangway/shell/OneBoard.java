package dev.gangway.shell;

import dev.gangway.model.FailureException;
import java.util.List;

/**
 * How a command finds the one board that a line is for. It never takes one of several: the wrong board would be written.
 *
 * @param command its name
 * @param none what is said when there is no board
 * @param several what several boards have in common: {@code several boards speak DFU}
 */
public record OneBoard(String command, String none, String several) {
    /** What is done with the board. */
    @FunctionalInterface
    public interface Use {
        /** Does it. */
        void with(BenchBoard board) throws FailureException;
    }

    /**
     * Does something with the only board of those found, or tells the caller why not.
     *
     * @return one of {@link ExitCode}
     */
    public int of(List<BenchBoard> found, Caller caller, Use use) {
        if (found.isEmpty()) {
            return caller.refused(ExitCode.NOT_FOUND, none);
        }
        if (found.size() > 1) {
            return caller.refused(
                    ExitCode.INVALID,
                    several + ": choose one with --port, of "
                            + found.stream().<Object>map(BenchBoard::port).toList());
        }
        try {
            use.with(found.get(0));
            return ExitCode.OK;
        } catch (FailureException e) {
            return caller.failed(command, e);
        }
    }
}
