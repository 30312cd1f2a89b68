package dev.gangway.job;

import static dev.gangway.language.Keys.ARGUMENT;

import dev.gangway.language.Form;
import dev.gangway.language.Key;
import dev.gangway.language.Keys;
import dev.gangway.language.Verb;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.Question;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A question to whoever stands at the line: the verb {@code ask}, which belongs to no protocol.
 *
 * @param question what is asked
 * @param answers each answer, and whether the board passes with it, in the recipe's order
 */
record Ask(String question, Map<String, Boolean> answers) {
    /** The verb, as recipes write it. */
    static final String NAME = "ask";

    private static final String PASS = "pass";

    /** What can be answered where the recipe says nothing. */
    private static final Map<String, String> YES_OR_NO = yesOrNo();

    private static final Key<String> QUESTION = Keys.line(ARGUMENT, "The question, as the tile shows it.");

    private static final Key<Optional<Map<String, String>>> ANSWERS = Keys.sorting(
                    "answers",
                    "the answers, each with pass or fail: { YES: pass, NO: fail }",
                    "an answer of capital letters and digits, at most 16",
                    Question.ANSWER,
                    List.of(PASS, "fail"),
                    "What can be answered, in the order of the buttons, and with which answer the board passes. Left out:"
                            + " `{ YES: pass, NO: fail }`.")
            .optional();

    /** Keeps the order. */
    Ask {
        answers = Collections.unmodifiableMap(new LinkedHashMap<>(answers));
    }

    /** The verb. */
    static Verb<Ask> verb() {
        return Verb.of(
                        NAME,
                        "5m",
                        "Ask the person at the line, and wait for the answer: a button, a barcode, the keyboard. With a wrong one"
                                + " the board has failed; the answer, who gave it and where go on record.",
                        Ask.class,
                        new Form<>(
                                List.of(QUESTION, ANSWERS),
                                values -> of(
                                        values.get(QUESTION),
                                        values.get(ANSWERS).orElse(YES_OR_NO))))
                .waiting();
    }

    private static Ask of(String question, Map<String, String> sorted) {
        Map<String, Boolean> answers = new LinkedHashMap<>();
        sorted.forEach((answer, word) -> answers.put(answer, word.equals(PASS)));
        return new Ask(question, answers);
    }

    /**
     * Refuses a question with which no board can pass, before anybody is asked.
     *
     * @throws FailureException RECIPE_INVALID
     */
    void require() throws FailureException {
        if (!answers.containsValue(true)) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    "the board passes with no answer to \"" + question + "\": write \"" + PASS
                            + "\" behind one of its answers");
        }
    }

    private static Map<String, String> yesOrNo() {
        Map<String, String> both = new LinkedHashMap<>();
        both.put("YES", PASS);
        both.put("NO", "fail");
        return Collections.unmodifiableMap(both);
    }
}
