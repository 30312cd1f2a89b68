package dev.gangway.model;

import java.time.Instant;
import java.util.List;

/**
 * What a person is asked while a step waits for the answer.
 *
 * @param text the recipe's question, not empty
 * @param answers what can be answered, in the recipe's order: capital letters and digits, so that a barcode can say it
 * @param until when nobody is asked any more
 */
public record Question(String text, List<String> answers, Instant until) {
    /** What an answer looks like; a hyphen would not be told from the one before it in a barcode. */
    public static final String ANSWER = "[A-Z0-9]{1,16}";

    /** Copies the list. */
    public Question {
        answers = List.copyOf(answers);
    }
}
