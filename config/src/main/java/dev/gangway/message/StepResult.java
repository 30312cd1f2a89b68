package dev.gangway.message;

import java.util.Map;

/**
 * One step that ran to its end or to its failure.
 *
 * @param attempt which attempt, from 1
 * @param step the step's name in the recipe
 * @param bytes bytes moved to or from the board
 * @param seconds how long it took
 * @param ok whether it succeeded
 * @param facts what it found out, for the record, for example {@code nand_erasesize=400000}
 */
public record StepResult(int attempt, String step, long bytes, double seconds, boolean ok, Map<String, String> facts) {
    /** Copies the map. */
    public StepResult {
        facts = Map.copyOf(facts);
    }
}
