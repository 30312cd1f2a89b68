package dev.gangway.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.model.BootMode;
import dev.gangway.model.Digest;
import dev.gangway.model.Serial;
import dev.gangway.recipe.IdentityRule;
import dev.gangway.recipe.Recipe;
import dev.gangway.recipe.RetryPolicy;
import dev.gangway.recipe.UnitType;
import dev.gangway.recipe.UnitValue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SerialReaderTest {
    private static final Recipe PLAIN = recipe("CP-[0-9]{5}", Recipe.CheckDigit.NONE, "");
    private static final Recipe GS1 = recipe("CP-[0-9]{5}", Recipe.CheckDigit.NONE, "21");

    private static final Recipe MAC = recipe(
            "CP-[0-9]{5}",
            Recipe.CheckDigit.NONE,
            "21",
            Map.of("mac", new UnitValue(UnitType.MAC, new UnitValue.FromLabel("91", "M(.{12})"))));

    @Test
    void takesAPlainSerial() {
        assertThat(find("CP-00141\r", PLAIN).serial()).isEqualTo(new Serial("CP-00141"));
    }

    @Test
    void takesTheSerialOutOfAGs1Label() {
        assertThat(find("]C1010401234567890121CP-00141", GS1).serial()).isEqualTo(new Serial("CP-00141"));
    }

    @Test
    void understandsASlashThatStandsForTheSeparator() {
        assertThat(find("]C121CP-00141/10LOT", GS1).serial()).isNull();
        assertThat(find("]C110LOT#/21CP-00141", GS1).serial()).isNull();
        assertThat(find("]C1240AAAAAAAAAABBBBBBBBBBCCCCCCCCC/21CP-00141", GS1).serial())
                .isEqualTo(new Serial("CP-00141"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "]d2\u001d21CP-00141\u001d10LOT7\u001d91M0200000000FC",
                "]d291M0200000000FC<GS>21CP-00141",
                "]C121CP-00141<GS>4999NEW<GS>91M0200000000FC",
                "]Q3(21)CP-00141(91)M0200000000FC"
            })
    void takesWhatOfTheUnitsOwnTheLabelSays(String raw) {
        assertThat(find(raw, MAC))
                .isEqualTo(new SerialReader.Found(new Serial("CP-00141"), "", Map.of("91", "M0200000000FC")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "]d221CP-00141;no element (91), which is unit.mac",
                "]d221CP-00141<GS>910200000000FC;has not the form M(.{12})",
                "]d221CP-00141<GS>91M02000000000G;no MAC address of one interface",
                "]d221CP-00141<GS>91M0300000000FC;no MAC address of one interface",
                "]d221CP-00141<GS>91M0200000000FC<GS>91M0200000000FD;twice"
            })
    void aLabelThatSaysItOtherwiseIsRefused(String raw, String expected) {
        SerialReader.Found found = find(raw, MAC);

        assertThat(found.serial()).isNull();
        assertThat(found.message()).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "]C1010401234567890121CP-00141<GS>8040490154203237518",
                "]C121CP-00141<GS>4999NEW<GS>10LOT7",
                "]C121CP-00141<GS>4999NEW",
                "(01)04012345678901(21)CP-00141(4999)NEW(10)LOT7"
            })
    void anIdentifierBehindTheSerialThatIsNewIsNoReasonToRefuse(String raw) {
        assertThat(find(raw, GS1).serial()).isEqualTo(new Serial("CP-00141"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "]C14999NEW<GS>21CP-00141",
                "]C121CP-00141<GS>4999NEW<GS>21CP-00142",
                "]C121CP-00141<GS>0104012345678902",
                "(4999)NEW(21)CP-00141"
            })
    void whatIsNotSoundIsRefusedWhereverItStands(String raw) {
        assertThat(find(raw, GS1).message()).contains("not sound");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "CP''00141;keyboard layout",
                "cp-00141;Caps Lock",
                "CP-00141CP-00142;ran together",
                "HELLO;no serial of chip",
                "]C121CP-00141;GS1 label"
            })
    void saysWhyAndWhatToDo(String raw, String expected) {
        SerialReader.Found found = find(raw.replace("''", "'"), PLAIN);

        assertThat(found.serial()).isNull();
        assertThat(found.message()).contains(expected);
    }

    @Test
    void aRefusalTellsTheForm() {
        assertThat(find("HELLO", PLAIN).message()).contains("have the form CP-[0-9]{5}:");
        assertThat(find("hello", recipe("(?!CMD-|(?:SLOT)[-)]|\\))N[0-9]{3}", Recipe.CheckDigit.NONE, ""))
                        .message())
                .contains("have the form N[0-9]{3}:");
    }

    @ParameterizedTest
    @CsvSource({
        "MOD10,4012345678901,true",
        "MOD10,4012345678902,false",
        "LUHN,79927398713,true",
        "LUHN,79927398714,false",
        "MOD37_2,G123498654321H,true",
        "MOD37_2,G123498654321A,false"
    })
    void provesCheckDigits(Recipe.CheckDigit scheme, String serial, boolean good) {
        SerialReader.Found found = find(serial, recipe(".+", scheme, ""));

        assertThat(found.serial() != null).isEqualTo(good);
    }

    private static SerialReader.Found find(String raw, Recipe recipe) {
        ScanText scan = ScanText.read(raw).scan();
        assertThat(scan).isNotNull();
        return SerialReader.find(scan, recipe);
    }

    private static Recipe recipe(String pattern, Recipe.CheckDigit check, String gs1) {
        return recipe(pattern, check, gs1, Map.of());
    }

    private static Recipe recipe(String pattern, Recipe.CheckDigit check, String gs1, Map<String, UnitValue> unit) {
        return new Recipe(
                "chip",
                1,
                "",
                new Recipe.Serves(BootMode.FEL, Set.of(), ""),
                new Recipe.SerialRule(pattern, check, gs1),
                Map.of(),
                new RetryPolicy(1, Duration.ZERO, Duration.ZERO, Set.of(), Set.of(), false),
                Recipe.Verify.NONE,
                IdentityRule.TOLD,
                Recipe.Secrets.NONE,
                unit,
                List.of(),
                Path.of("chip.yaml"),
                new Digest("0".repeat(64)));
    }
}
