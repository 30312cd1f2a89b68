package dev.gangway.shell;

import dev.gangway.model.BootMode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The verbs that people give to one protocol's boards at the bench, {@code gangway NAME VERB …}, close to the protocol's
 * reference tool. Nothing else of the command line knows them. Immutable; any thread, for several callers at once.
 *
 * <p>Every call of the program makes one of these, so making it does nothing but make it.
 */
public interface BenchVerbs {
    /** The command's name, that of the protocol: {@code fel}. */
    String name();

    /** One sentence for the list of all commands. */
    String summary();

    /** The whole help, whose last line ends with a line break. */
    String help();

    /** The verbs as the help spells them, for completion. */
    List<String> verbs();

    /** The modes in which boards answer to these verbs. */
    Set<BootMode> modes();

    /** Words that only look at a board: the station rehearses with them what a call of these verbs loads. */
    List<String> rehearsal();

    /**
     * What is wrong with these words, seen before any board is looked for; empty when they may be run. A reference tool that
     * has its own words for wrong ones says them itself in {@link #run}, which refuses wrong words too.
     *
     * @param crowd whether they are for several boards at once, each with a {@link #run} of its own: what makes sense for one
     *     board only is refused then
     */
    Optional<String> problem(List<String> words, boolean crowd);

    /** Whether a person at a terminal may be meant to type to the board; only then is looked whether there is one. */
    default boolean isForATerminal(List<String> words) {
        return false;
    }

    /**
     * Runs the words and tells the caller what they ask and what fails. What the survey of the boards throws is the station's to
     * tell: it passes through.
     *
     * @return one of {@link ExitCode}
     */
    int run(BenchBoards boards, Caller caller, List<String> words);
}
