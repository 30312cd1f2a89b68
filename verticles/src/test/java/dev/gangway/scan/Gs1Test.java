package dev.gangway.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Gs1Test {
    private static final String GS = "\u001d";

    @Test
    void fixedLengthsNeedNoSeparator() throws Gs1.Gs1Exception {
        assertThat(Gs1.parse("01040123456789011726123121CP-00141"))
                .containsExactly(entry("01", "04012345678901"), entry("17", "261231"), entry("21", "CP-00141"));
    }

    @Test
    void variableLengthsEndAtTheSeparator() throws Gs1.Gs1Exception {
        assertThat(Gs1.parse("10LOT7" + GS + "21CP-00141" + GS + "0104012345678901"))
                .containsExactly(entry("10", "LOT7"), entry("21", "CP-00141"), entry("01", "04012345678901"));
    }

    @Test
    void aSeparatorAfterAFixedLengthAndAtTheFrontIsTolerated() throws Gs1.Gs1Exception {
        assertThat(Gs1.parse(GS + "0104012345678901" + GS + "21X"))
                .containsExactly(entry("01", "04012345678901"), entry("21", "X"));
    }

    @Test
    void readsTheHumanReadableForm() throws Gs1.Gs1Exception {
        assertThat(Gs1.parse("(01)04012345678901(21)CP(1)41"))
                .containsExactly(entry("01", "04012345678901"), entry("21", "CP(1)41"));
    }

    @Test
    void readsIdentifiersOfFourDigits() throws Gs1.Gs1Exception {
        assertThat(Gs1.parse("3103001250" + "8008260101" + "12"))
                .containsEntry("3103", "001250")
                .containsEntry("8008", "26010112");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0104012345678902",
                "01040123456789",
                "17261331",
                "21",
                "21ABCDEFGHIJKLMNOPQRSTU",
                "0512345",
                "10LOT\u001d10OTHER",
                "(01)04012345678901(4999)X",
                "21AB#C",
            })
    void refusesWhatIsNotSound(String text) {
        assertThatThrownBy(() -> Gs1.parse(text)).isInstanceOf(Gs1.Gs1Exception.class);
    }

    @Test
    void aFixedLengthElementThatIsCutBySeparatorIsRefused() {
        assertThatThrownBy(() -> Gs1.parse("01040123" + GS + "45678901"))
                .isInstanceOf(Gs1.Gs1Exception.class)
                .hasMessageContaining("(01)");
    }

    @Test
    void neverBreaksOnAnyText() {
        Random random = new Random(7);
        String letters = "0123456789()\u001dAZaz-/";
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder();
            int length = 1 + random.nextInt(40);
            for (int j = 0; j < length; j++) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            try {
                assertThat(Gs1.parse(text.toString())).isNotNull();
            } catch (Gs1.Gs1Exception refused) {
                assertThat(refused).hasMessageNotContaining("null");
            }
        }
    }
}
