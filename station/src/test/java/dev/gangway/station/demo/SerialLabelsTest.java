package dev.gangway.station.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.config.RecipeLoader;
import dev.gangway.dispatch.DispatchSettings;
import dev.gangway.recipe.Recipe;
import dev.gangway.scan.ScanText;
import dev.gangway.scan.SerialReader;
import dev.gangway.station.StationProtocols;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SerialLabelsTest {
    private static final DispatchSettings.Prefixes PREFIXES = new DispatchSettings.Prefixes("SLOT-", "CMD-", "OP-");

    private static final Recipe CHIP_PRO = new RecipeLoader(StationProtocols.language())
            .load(Path.of("..", "config", "recipes", "chip-pro.yaml"))
            .orThrow();

    private static Recipe with(String pattern, Recipe.CheckDigit check, String gs1) {
        Recipe usual = CHIP_PRO;
        return new Recipe(
                usual.name(),
                usual.version(),
                usual.title(),
                usual.serves(),
                new Recipe.SerialRule(pattern, check, gs1),
                usual.images(),
                usual.retry(),
                usual.verify(),
                usual.identity(),
                usual.secrets(),
                usual.unit(),
                usual.steps(),
                usual.source(),
                usual.digest());
    }

    /** Some labels, each one read as the station reads a scan. */
    private static Set<String> serials(Recipe recipe, int count) {
        SerialLabels labels = new SerialLabels(recipe, PREFIXES, 1);
        Set<String> serials = new LinkedHashSet<>();
        for (int i = 0; i < count; i++) {
            SerialLabels.Label label = labels.next().orElseThrow(() -> new AssertionError(labels.shortage()));
            ScanText scan = ScanText.read(label.scanned() + "\r").scan();
            assertThat(scan).isNotNull();
            assertThat(SerialReader.find(scan, recipe).serial()).isEqualTo(label.serial());
            serials.add(label.serial().value());
        }
        return serials;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CP-[0-9]{5}",
                "(?!CMD-|SLOT-|OP-|GANGWA[YZ]-|GQNGZQY[M-])[A-Z0-9][A-Z0-9-]{3,31}",
                "SN(?=[0-9]{4})[0-9A-F]{4}",
                "(?=.*[0-9])(?=.*[A-Z])[A-Z0-9]{6}",
                "[A-Z&&[^IO]]{4}",
                "\\p{Upper}{3}-\\d{4}",
                "(?<year>2[0-9])-\\k<year>-[0-9]{3}",
                "(?i)abc[0-9]{2}",
                "([A-Z])\\1[0-9]{3}",
                "^X[0-9]{4}$",
                ".{4,}",
                ".*REV7.*",
                "\\QSN+\\E[0-9]{3}",
                "[0-9]{12}(?<!00)",
                "\\d{4}(?:0[1-9]|[1-4]\\d|5[0-3])[A-HJ-NP-Z]{3}",
                "(?:AB|CD)?[0-9]{2,3}?",
                "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
                "[A-Z]{1,10}-[0-9]{4} [a-z]+\\.x",
                "[0-9A-F]{100}",
            })
    void fitAnyPatternThatJavaReads(String pattern) {
        assertThat(serials(with(pattern, Recipe.CheckDigit.NONE, ""), 20))
                .hasSize(20)
                .allMatch(serial -> Pattern.matches(pattern, serial));
    }

    @ParameterizedTest
    @CsvSource({
        "NONE, 21, '[A-Z]{2}[0-9]{6,8}'",
        "NONE, 21, '.+'",
        "LUHN, 21, '[0-9]{15}'",
        "MOD37_2, 21, '[A-Z0-9]{6}[0-9A-Z*]'",
        "NONE, 00, '[0-9]{18}'",
        "NONE, 8004, '[0-9]{7}[A-Z]{3}'",
    })
    void areGs1ElementsWhereTheRuleSaysSo(Recipe.CheckDigit check, String gs1, String pattern) {
        assertThat(serials(with(pattern, check, gs1), 20)).hasSize(20);
    }

    @ParameterizedTest
    @CsvSource({"MOD10, '[0-9]{12}'", "LUHN, 'SN[0-9]{15}'", "MOD37_2, '[A-Z]{2}-[0-9]{5}[0-9A-Z*]'"})
    void haveTheirCheckDigit(Recipe.CheckDigit check, String pattern) {
        assertThat(serials(with(pattern, check, ""), 20)).hasSize(20);
    }

    @Test
    void areCountedWhereTheRuleTakesThat() {
        assertThat(serials(CHIP_PRO, 2)).containsExactly("CP-00001", "CP-00002");
    }

    @Test
    void areTheSameForTheSameSeed() {
        Recipe recipe = with("X[0-9]{6}", Recipe.CheckDigit.NONE, "");

        assertThat(serials(recipe, 5)).isEqualTo(serials(recipe, 5));
    }

    @Test
    void endWhereTheRuleHasNoMore() {
        SerialLabels labels = new SerialLabels(with("RED|BLUE", Recipe.CheckDigit.NONE, ""), PREFIXES, 1);

        assertThat(List.of(labels.next(), labels.next()))
                .extracting(label -> label.orElseThrow().scanned())
                .containsExactlyInAnyOrder("RED", "BLUE");
        assertThat(labels.next()).isEqualTo(Optional.empty());
        assertThat(labels.shortage()).contains("no further serial", "RED|BLUE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CMD-[A-Z]{5}", "(?=A)B", "op-[0-9]{3}"})
    void areNotMadeUpWhereNoScanCouldBeOne(String pattern) {
        SerialLabels labels = new SerialLabels(with(pattern, Recipe.CheckDigit.NONE, ""), PREFIXES, 1);

        assertThat(labels.next()).isEmpty();
        assertThat(labels.shortage()).contains("no serial", pattern);
    }
}
