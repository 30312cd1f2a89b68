package dev.gangway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.language.ScriptDialect;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatternAlphabetTest {
    private static final String HARMLESS = ScriptDialect.UBOOT.harmless();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CP-[0-9]{5}",
                "[A-Z0-9][A-Z0-9-]{3,31}",
                "(?i)sn(?<year>\\d{2})-\\w+|X{1,3}?",
                "[A-Z]+\\.\\x41\\u0042\\p{Lu}\\Q+,\\E",
                "^(?:A|B)+?\\b[^\\x00-\\x2c\\x3b-\\x3c\\x3e-\\x40\\[-`{-\\x7f]$",
                "[A-Z&&[^C]]\\1",
            })
    void manyAnExpressionLetsOnlyHarmlessCharactersPass(String expression) {
        assertThat(beside(expression)).isEmpty();
    }

    @Test
    void namesTheOthers() {
        assertThat(beside("A;B")).isEqualTo(";");
        assertThat(beside("[!-/]")).isEqualTo("!\"#$&'()*");
        assertThat(beside("\\$\\(x\\)")).isEqualTo("$()");
        assertThat(beside("\\x3b")).isEqualTo(";");
        assertThat(beside("\\Qa;$b\\E")).isEqualTo("$;");
        assertThat(beside("A|`|\\}")).isEqualTo("`}");
        assertThat(beside("(?!.*;)[A-Z]+"))
                .as("what a look-ahead looks at counts too")
                .contains(";");
    }

    private static String beside(String expression) {
        return PatternAlphabet.of(expression).beside(HARMLESS);
    }

    /** The alphabet never forgets a character that the expression does match. */
    @ParameterizedTest
    @ValueSource(strings = {".", "\\S", "\\W", "[^A]", "[a[;]]", "\\p{Punct}", "\\R|;", "(?s).", "\\043", "\\c[|\\$"})
    void countsEveryCharacterThatMatches(String expression) {
        String counted = PatternAlphabet.of(expression).beside("[^ -~]");

        assertThat(IntStream.rangeClosed(' ', '~').mapToObj(Character::toString).filter(one -> one.matches(expression)))
                .isNotEmpty()
                .allSatisfy(one -> assertThat(counted).contains(one));
    }

    @Test
    void theShellsOwnCharactersAreNotHarmless() {
        for (String one : "; & | $ ` ' \" \\ # ( ) < > * ? ! { } [ ] ~ ^".split(" ")) {
            assertThat(ScriptDialect.UBOOT.isHarmless("A" + one + "B")).as(one).isFalse();
        }
        assertThat(ScriptDialect.UBOOT.isHarmless("A B")).isFalse();
        assertThat(ScriptDialect.UBOOT.isHarmless("A\nB")).isFalse();
        assertThat(ScriptDialect.UBOOT.isHarmless("CP-00001/x:1.2_3@4%5+6,7=8")).isTrue();
    }
}
