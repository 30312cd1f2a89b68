package dev.gangway.language;

import dev.gangway.yaml.FieldsBuilder;
import dev.gangway.yaml.Shape;
import dev.gangway.yaml.YamlMap;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What all steps have.
 *
 * @param name the step's name in tiles, the log and the ledger
 * @param timeout how long the step may take in all
 * @param prompt what the operator has to do while it lasts; empty = nothing
 * @param ifLate the likely cause when the time runs out; empty = the general sentence
 */
public record Common(String name, Duration timeout, String prompt, String ifLate) {
    private static final Key<Optional<String>> NAME = Keys.line(
                    "name", "The step's name in tiles and in the ledger; left out: the verb and what follows it.")
            .optional();
    private static final Key<Duration> TIMEOUT = Keys.duration("timeout", "How long the step may take in all.");
    private static final Key<Optional<String>> PROMPT = Keys.line(
                    "prompt",
                    "What the operator has to do while it lasts: a line of the tile, which gets loud when the board"
                            + " that the step waits for is late, after half of its time. With an exclamation mark"
                            + " at a sentence's end it has to be done at once, and is loud at once.")
            .optional();
    private static final Key<Optional<String>> IF_LATE =
            Keys.line("ifLate", "The likely cause when the time runs out.").optional();

    /** How long a step of a verb may take; the time is the verb's own when the recipe says nothing. */
    static Key<Duration> timeout(String absent) {
        return TIMEOUT.orElse(absent);
    }

    /** The keys that the steps of all verbs have. */
    static List<Key<?>> keys(Key<?> timeout) {
        return List.of(NAME, timeout, PROMPT, IF_LATE);
    }

    /** The keys that the steps of all verbs have; how long one may take without its key, the verb says. */
    public static Shape.Fields shape() {
        FieldsBuilder fields = new FieldsBuilder();
        keys(TIMEOUT.optional()).forEach(key -> fields.key(key.name(), key.field()));
        return fields.build("a step");
    }

    /** What a step, which has its shape, says of itself. */
    static Common read(YamlMap step, String verb, Key<Duration> timeout) {
        return new Common(
                nameOf(step, verb),
                timeout.read(step.get(timeout.name())),
                PROMPT.read(step.get(PROMPT.name())).orElse(""),
                IF_LATE.read(step.get(IF_LATE.name())).orElse(""));
    }

    /** The name of a step: what the file says, or the verb and its argument when that is a text of one line. */
    static String nameOf(YamlMap step, String verb) {
        String name = step.findText(NAME.name());
        String argument = step.findText(verb);
        boolean oneLine = argument != null && !argument.contains("\n");
        return name != null ? name : oneLine ? verb + " " + argument : verb;
    }
}
