package dev.gangway.protocol;

import static dev.gangway.language.Keys.ARGUMENT;

import dev.gangway.language.Form;
import dev.gangway.language.Key;
import dev.gangway.language.Keys;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A step that waits for what a board says on its console, as the recipe has it; {@link ConsoleExpectation} reads it.
 *
 * @param pattern a regular expression, looked for in each line
 * @param least the least that the group {@code value} may be, a decimal number
 * @param most the most that it may be
 * @param unit what it is measured in
 * @param within how long the board has for it
 */
public record ExpectStep(
        String pattern, Optional<String> least, Optional<String> most, Optional<String> unit, Duration within) {
    /** How long the board has when the recipe says nothing, and what is said of that key. */
    public static final Key<Duration> WITHIN = Keys.duration(
                    "within", "How long that may take; what the board said last is told when it took longer.")
            .orElse("1m");

    private static final Key<String> PATTERN = Keys.text(
            ARGUMENT,
            "a regular expression of 1 to 200 printable characters",
            "[ -~]{1,200}",
            "What a line has in it. Named groups, such as (?<version>[0-9.]+), go on record under their names.");
    private static final String DECIMAL = "a number such as 3.25 or -40";
    private static final String DECIMAL_FORM = "-?[0-9]{1,12}(\\.[0-9]{1,9})?";
    private static final Key<Optional<String>> LEAST = Keys.text(
                    "least", DECIMAL, DECIMAL_FORM, "The least that the group named value may be.")
            .optional();
    private static final Key<Optional<String>> MOST = Keys.text(
                    "most", DECIMAL, DECIMAL_FORM, "The most that the group named value may be.")
            .optional();
    private static final Key<Optional<String>> UNIT = Keys.text(
                    "unit",
                    "a unit of 1 to 12 signs without a space, such as V, mA or °C",
                    "[!-~°µμΩ]{1,12}",
                    "What the group named value is measured in; it goes on record with the value and its limits.")
            .optional();

    /** The keys. */
    public static final Form<ExpectStep> FORM = new Form<>(
            List.of(PATTERN, LEAST, MOST, UNIT, WITHIN),
            values -> new ExpectStep(
                    values.get(PATTERN), values.get(LEAST), values.get(MOST), values.get(UNIT), values.get(WITHIN)));
}
