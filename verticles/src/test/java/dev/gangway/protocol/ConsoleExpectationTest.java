package dev.gangway.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.Failures;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a unit says when it runs is held against limits, and goes on record with them. */
class ConsoleExpectationTest {
    private static final String VOLTAGE = "vdd: (?<value>\\S+) V";

    private static ConsoleExpectation of(
            String pattern, @Nullable String least, @Nullable String most, @Nullable String unit)
            throws FailureException {
        return ConsoleExpectation.of(
                "uboot.expect",
                new ExpectStep(
                        pattern,
                        Optional.ofNullable(least),
                        Optional.ofNullable(most),
                        Optional.ofNullable(unit),
                        Duration.ofSeconds(1)));
    }

    private static Matcher met(ConsoleExpectation expectation, String line) {
        Matcher met = expectation.pattern().matcher(line);
        assertThat(met.find()).as(line).isTrue();
        return met;
    }

    @Test
    void aMeasuredValueIsOnRecordWithItsUnitAndItsLimits() throws Exception {
        ConsoleExpectation expectation = of(VOLTAGE, "3.20", "3.4", "V");
        Matcher met = met(expectation, "vdd: 3.31 V");

        expectation.require(met);
        assertThat(expectation.values(met))
                .containsExactly(
                        entry("value", "3.31"), entry("unit", "V"), entry("least", "3.20"), entry("most", "3.4"));
    }

    @Test
    void namedGroupsWithoutLimitsAreOnRecordAsTheyAre() throws Exception {
        ConsoleExpectation expectation =
                of("Linux version (?<kernel>[0-9.]+)( \\((?<builder>.*)\\))?", null, null, null);
        Matcher met = met(expectation, "Linux version 6.1.0");

        expectation.require(met);
        assertThat(expectation.values(met)).containsExactly(entry("kernel", "6.1.0"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3.2|3.4|vdd: 3.19 V|the board's value 3.19 V is below 3.2 V, in \"vdd: 3.19 V\"",
                "3.2|3.4|vdd: 3.401 V|the board's value 3.401 V is above 3.4 V",
                "-1|1|vdd: -1.1 V|the board's value -1.1 V is below -1 V",
                "3.2|3.4|vdd: nan V|the board's value \"nan\" is no number",
                "3.2|3.4|vdd: 3,3 V|the board's value \"3,3\" is no number"
            })
    void aValueBeyondItsLimitsIsRefusedAndTold(String least, String most, String line, String message)
            throws Exception {
        ConsoleExpectation expectation = of(VOLTAGE, least, most, "V");
        Matcher met = met(expectation, line);

        assertThatThrownBy(() -> expectation.require(met)).hasMessageContaining(message);
        assertThat(Failures.kindOf(() -> expectation.require(met))).isEqualTo(FailureKind.BOARD_REFUSED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "vdd: ([0-9.]+)|3.2|-|-|has limits or a unit, and no (?<value>…)",
                "vdd: ([0-9.]+)|-|-|V|has limits or a unit, and no (?<value>…)",
                "vdd: (?<value>[0-9.]+|-|-|-|is no regular expression"
            })
    void aPatternWithoutWhatIsHeldOrNoneAtAllIsTheRecipesFault(
            String pattern, @Nullable String least, @Nullable String most, @Nullable String unit, String message) {
        assertThatThrownBy(() -> of(pattern, least, most, unit)).hasMessageContaining(message);
        assertThat(Failures.kindOf(() -> of(pattern, least, most, unit))).isEqualTo(FailureKind.RECIPE_INVALID);
    }
}
