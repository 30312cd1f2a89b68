package dev.gangway.scan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScanTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"CP-00141", "CP-00141\r", "CP-00141\r\n", "CP-00141\t", "\u0002CP-00141\u0003", "  CP-00141 "})
    void takesOffWhatBelongsToTheScanner(String raw) {
        assertThat(ScanText.read(raw).scan()).isEqualTo(new ScanText("CP-00141", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u001d", "\uf70b", "<GS>", "{GS}", "^]"})
    void knowsTheDisguisesOfTheGroupSeparator(String separator) {
        ScanText scan = ScanText.read("]C1" + "10LOT" + separator + "21X").scan();

        assertThat(scan).isEqualTo(new ScanText("10LOT\u001d21X", "C1"));
    }

    @ParameterizedTest
    @CsvSource({"]C1,true", "]d2,true", "]Q3,true", "]e0,true", "]J1,true", "]C0,false", "]d1,false", "]Q1,false"})
    void keepsTheSymbologyIdentifier(String prefix, boolean gs1) {
        ScanText scan = ScanText.read(prefix + "0104012345678901").scan();

        assertThat(scan).isNotNull();
        assertThat(scan.saysGs1()).isEqualTo(gs1);
        assertThat(scan.text()).isEqualTo("0104012345678901");
    }

    @Test
    void refusesControlCharactersWithTheirName() {
        ScanText.Reading reading = ScanText.read("CP\u0007-00141");

        assertThat(reading.scan()).isNull();
        assertThat(reading.message()).contains("U+0007");
    }

    @Test
    void refusesTwoScansInOne() {
        assertThat(ScanText.read("CP-00141\rCP-00142\r").message()).contains("Two scans ran together");
    }

    @Test
    void refusesATwoMegabyteBarcode() {
        assertThat(ScanText.read("7".repeat(2_000_000)).reason()).isEqualTo("too-long");
    }

    @Test
    void showsAnythingSafely() {
        assertThat(ScanText.shown("a\u0000<b>")).isEqualTo("a\\u0000<b>");
        assertThat(ScanText.shown("7".repeat(2_000_000))).hasSizeLessThan(70);
    }
}
