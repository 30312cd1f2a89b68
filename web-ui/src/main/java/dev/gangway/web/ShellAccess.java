package dev.gangway.web;

import java.time.Duration;
import java.util.Set;

/**
 * Who may work at the prompts of boards.
 *
 * @param engineers names of logins, and badges without prefix
 * @param idle a shell at which nothing is typed for so long is closed
 */
public record ShellAccess(Set<String> engineers, Duration idle) {
    /** Nobody may. */
    public static final ShellAccess NOBODY = new ShellAccess(Set.of(), Duration.ofMinutes(15));

    /** Copies the set. */
    public ShellAccess {
        engineers = Set.copyOf(engineers);
    }

    /** Why this person may not, and what helps; empty when they may. */
    String refusal(String operator) {
        if (engineers.contains(operator)) {
            return "";
        }
        if (engineers.isEmpty()) {
            return "Nobody may work at a board's prompt from this page: name who may in station.yaml, http: shells:"
                    + " engineers.";
        }
        return (operator.equals(Sessions.NOBODY) ? "Only an engineer may" : operator + " may not")
                + " work at a board's prompt: scan an engineer's badge at this page, or log in as one.";
    }
}
