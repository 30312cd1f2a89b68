package dev.gangway.protocol;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What a board has to say, and what is taken from it.
 *
 * @param pattern is looked for in a line
 * @param least the least that the group {@code value} may be
 * @param most the most that it may be
 * @param unit what it is measured in
 */
public record ConsoleExpectation(
        Pattern pattern, Optional<BigDecimal> least, Optional<BigDecimal> most, Optional<String> unit) {
    private static final Pattern GROUP = Pattern.compile("\\(\\?<([A-Za-z][A-Za-z0-9]*)>");
    private static final String VALUE = "value";

    /**
     * Reads a step.
     *
     * @param verb its verb, for people
     * @throws FailureException RECIPE_INVALID when its pattern is none, or has no value though there are limits
     */
    public static ConsoleExpectation of(String verb, ExpectStep step) throws FailureException {
        Optional<BigDecimal> least = step.least().map(BigDecimal::new);
        Optional<BigDecimal> most = step.most().map(BigDecimal::new);
        boolean measures = least.isPresent() || most.isPresent() || step.unit().isPresent();
        if (measures && !step.pattern().contains("(?<" + VALUE + ">")) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    verb + " has limits or a unit, and no (?<value>…) in \"" + step.pattern()
                            + "\" that they could be for");
        }
        try {
            return new ConsoleExpectation(Pattern.compile(step.pattern()), least, most, step.unit());
        } catch (PatternSyntaxException e) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    verb + ": \"" + step.pattern() + "\" is no regular expression: " + e.getDescription(),
                    e);
        }
    }

    /** The named groups that took part, in the order of the pattern; then what the value is held against, and its unit. */
    public Map<String, String> values(Matcher met) {
        Map<String, String> values = new LinkedHashMap<>();
        Matcher names = GROUP.matcher(pattern.pattern());
        while (names.find()) {
            String value = met.group(names.group(1));
            if (value != null) {
                values.put(names.group(1), value);
            }
        }
        unit.ifPresent(one -> values.putIfAbsent("unit", one));
        least.ifPresent(limit -> values.putIfAbsent("least", limit.toPlainString()));
        most.ifPresent(limit -> values.putIfAbsent("most", limit.toPlainString()));
        return values;
    }

    private String measured(String number) {
        return number + unit.map(one -> " " + one).orElse("");
    }

    /**
     * Holds the value against its limits.
     *
     * @throws FailureException BOARD_REFUSED when it is beyond one of them, or no number
     */
    public void require(Matcher met) throws FailureException {
        if (least.isEmpty() && most.isEmpty()) {
            return;
        }
        String told = Optional.ofNullable(met.group(VALUE)).orElse("");
        if (!told.matches("[-+]?[0-9]{1,12}(\\.[0-9]{1,9})?")) {
            throw new FailureException(FailureKind.BOARD_REFUSED, "the board's value \"" + told + "\" is no number");
        }
        BigDecimal value = new BigDecimal(told);
        boolean tooLow = least.isPresent() && value.compareTo(least.get()) < 0;
        boolean tooHigh = most.isPresent() && value.compareTo(most.get()) > 0;
        if (tooLow || tooHigh) {
            throw new FailureException(
                    FailureKind.BOARD_REFUSED,
                    "the board's value " + measured(told) + " is "
                            + (tooLow
                                    ? "below " + measured(least.get().toPlainString())
                                    : "above " + measured(most.get().toPlainString()))
                            + ", in \"" + met.group() + "\"");
        }
    }
}
