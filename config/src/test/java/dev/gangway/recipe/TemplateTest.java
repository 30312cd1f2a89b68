package dev.gangway.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TemplateTest {
    private static final Map<String, String> VALUES =
            Map.of("nand_erasesize", "400000", "size:uboot", "c0000", "nonce", "1234abcd", "serial", "$1\\{{nonce}}");

    private static String expand(String text) throws FailureException {
        return Template.expand(text, name -> Optional.ofNullable(VALUES.get(name)));
    }

    @Test
    void replacesEveryPlaceholder() throws FailureException {
        assertThat(expand("uboot-{{nand_erasesize}}.bin {{size:uboot}}{{nonce}}"))
                .isEqualTo("uboot-400000.bin c00001234abcd");
    }

    @Test
    void leavesWhatBelongsToTheShellOfUboot() throws FailureException {
        String shell = "source ${scriptaddr}; bootz $fdt_addr_r - ${a}; { } } }}";

        assertThat(expand(shell)).isEqualTo(shell);
    }

    @Test
    void putsValuesInAsTheyAre() throws FailureException {
        assertThat(expand("<{{serial}}>")).isEqualTo("<$1\\{{nonce}}>");
    }

    @Test
    void saysWhichNameHasNoValue() {
        assertThatExceptionOfType(FailureException.class)
                .isThrownBy(() -> expand("a {{nand_oobsize}}"))
                .satisfies(e -> assertThat(e.failure().kind()).isEqualTo(FailureKind.RECIPE_INVALID))
                .withMessageContaining("{{nand_oobsize}} has no value here");
    }

    @Test
    void refusesMalformedPlaceholders() {
        assertThatExceptionOfType(FailureException.class).isThrownBy(() -> expand("{{nand_erasesize"));
        assertThatExceptionOfType(FailureException.class).isThrownBy(() -> expand("{{ nonce }}"));
        assertThatExceptionOfType(FailureException.class).isThrownBy(() -> expand("{{size:}}"));
        assertThat(Template.flaw("{{}}")).isPresent();
        assertThat(Template.flaw("{{nonce}} {{size:a-b_C}}")).isEmpty();
    }

    @Test
    void makesAGlobInWhichOnlyPlaceholdersAreWild() {
        var matcher = FileSystems.getDefault().getPathMatcher("glob:" + Template.glob("a[1]-{{x}}-{{y}}.b*n"));

        assertThat(matcher.matches(Path.of("a[1]-400000-4000.b*n"))).isTrue();
        assertThat(matcher.matches(Path.of("a1-400000-4000.b*n"))).isFalse();
        assertThat(matcher.matches(Path.of("a[1]-400000-4000.bin"))).isFalse();
    }
}
