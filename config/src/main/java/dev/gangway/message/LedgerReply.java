package dev.gangway.message;

import java.util.List;

/** The ledger's answers. */
public sealed interface LedgerReply extends Message {
    /**
     * The record is on disk: it survives kill -9 and a power cut.
     *
     * @param seq its number in the chain
     */
    record Recorded(long seq) implements LedgerReply {}

    /**
     * Nothing was recorded.
     *
     * @param reason {@code passed-before}, {@code in-use} (another job of this serial is open), {@code too-large} or
     *     {@code unavailable}
     * @param message what is wrong and what to do
     */
    record NotRecorded(String reason, String message) implements LedgerReply {}

    /**
     * What is known of a serial.
     *
     * @param passed whether one of its jobs passed
     * @param jobs its finished jobs, oldest first
     */
    record SerialHistory(boolean passed, List<StoredJob> jobs) implements LedgerReply {
        /** Copies the list. */
        public SerialHistory {
            jobs = List.copyOf(jobs);
        }
    }

    /** Finished jobs. */
    record Jobs(List<StoredJob> jobs) implements LedgerReply {
        /** Copies the list. */
        public Jobs {
            jobs = List.copyOf(jobs);
        }
    }

    /**
     * The line's figures of today. First-pass yield counts units whose first job ended today.
     *
     * @param passed jobs that passed
     * @param failed jobs that failed
     * @param aborted jobs that a person stopped or that were interrupted
     * @param firstTried units whose first job ended, aborts and interruptions left out
     * @param firstPassed those of them that passed
     * @param meanSeconds mean duration of the passed jobs, 0 when there is none
     */
    record Today(long passed, long failed, long aborted, long firstTried, long firstPassed, double meanSeconds)
            implements LedgerReply {}
}
