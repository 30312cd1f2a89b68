package dev.gangway.ledger;

import java.util.OptionalLong;

/**
 * What a walk over the chain found.
 *
 * @param records how many records were found sound, from the first one on
 * @param head the last sound one
 * @param problem what is wrong with the record after it, or that records are missing at the end, one sentence; empty when
 *     all is sound
 * @param expectedAt where the hash that was to be found stands; empty when none was asked for or it does not occur
 */
public record VerifyReport(long records, ChainHead head, String problem, OptionalLong expectedAt) {
    /** Whether every record is what it was when it was written. */
    public boolean sound() {
        return problem.isEmpty();
    }

    /** The same with another problem; empty for none. */
    public VerifyReport withProblem(String other) {
        return new VerifyReport(records, head, other, expectedAt);
    }
}
