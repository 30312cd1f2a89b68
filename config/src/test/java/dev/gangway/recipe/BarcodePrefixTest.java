package dev.gangway.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BarcodePrefixTest {
    private static final BarcodePrefix COMMAND = new BarcodePrefix("CMD-");

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '"',
            value = {
                "CMD-CANCEL CANCEL true false",
                "cmd-cancel CANCEL false true",
                "CMD'CANCEL CANCEL false false",
                "CMD/CANCEL CANCEL false false",
                "CMD\u00dfCANCEL CANCEL false false",
                "C?D)CQNCEL CANCEL false false",
                "c,d)cqncel CANCEL false false"
            })
    void isFoundInAnyCaseAndOnAnyKeyboard(String scanned, String letters, boolean exact, boolean caps) {
        BarcodePrefix.Begun begun = COMMAND.in(scanned.replace("''", "'")).orElseThrow();

        assertThat(begun.letters()).isEqualTo(letters);
        assertThat(begun.exact()).isEqualTo(exact);
        assertThat(begun.caps()).isEqualTo(caps);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GANGWAY:END", "gangway:end", "GANGWAZ\u00d6END", "GQNGZQYMEND", "GQNGZQY:END"})
    void theStationsOwnIsFoundToo(String scanned) {
        assertThat(BarcodePrefix.GANGWAY.in(scanned)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CP-00141", "CMD", "CMD1CANCEL", "XCMD-END", ""})
    void otherTextsBeginOtherwise(String scanned) {
        assertThat(COMMAND.in(scanned)).isEmpty();
    }

    @Test
    void aPrefixOfSignsIsFoundAsItIsOnly() {
        assertThat(new BarcodePrefix("#").in("#1")).isPresent();
        assertThat(new BarcodePrefix("#").in("(01)")).isEmpty();
        assertThat(new BarcodePrefix("").in("1")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[A-Z0-9-]{4,20}", ".+", "cmd-[0-9]+", "CMD/[0-9]", "[C-M]{3}[!-/]?[0-9]*", "CMD-"})
    void serialsThatCouldBeMistakenAreFound(String pattern) {
        assertThat(COMMAND.among(Pattern.compile(pattern))).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CP-[0-9]{5}",
                "[0-9]{12}",
                "CMD[0-9]+",
                "(?!CMD-)[A-Z0-9-]{4,20}",
                "(?!(?i:CMD[^A-Za-z0-9]|C[^A-Za-z0-9]D[^A-Za-z0-9])).+"
            })
    void serialsThatCouldNotAreNot(String pattern) {
        assertThat(COMMAND.among(Pattern.compile(pattern))).isEmpty();
    }
}
