package dev.gangway.job;

import dev.gangway.message.StepResult;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.PowerState;
import dev.gangway.recipe.Step;
import java.util.List;

/** Follows an attempt; called on the worker's thread. */
public interface AttemptListener {
    /** A step begins; {@code number} counts from 1, and is 0 for what comes before the recipe's first. */
    void stepBegan(int number, Step step);

    /** An image is fetched before the first step; what comes of it is told as the progress of a step of this name. */
    void fetches(String step);

    /** The running step needs the board to be unplugged and plugged in again, since nothing switches its power. */
    void needsReplug(int number, Step step);

    /** The running step asks the person at the line and waits for one of these answers. */
    void asks(int number, Step step, String question, List<String> answers);

    /** A step switched the power of the port, which stands so now. */
    void switched(PowerState state);

    /** The board behind a line has said who it is; told once in a job, before the first step sends it anything else. */
    void met(BoardIdentity board);

    /** A step ended, well or not. */
    void stepEnded(StepResult result);

    /**
     * Bytes moved in the running step so far, at most ten times a second, and as often as the board says something; total is 0
     * when unknown.
     *
     * @param said the last line that the board said in this step; empty = none
     */
    void progress(String step, long bytes, long total, long bytesPerSecond, String said);
}
