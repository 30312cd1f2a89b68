package dev.gangway.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets in what a board says, however the console mangles them. */
class MaskerTest {
    private static final String SECRET = "hunter2-and-more";
    private final Masker masker = new Masker(Map.of("psk", SECRET), List.of());

    @Test
    void aSecretIsReplacedByItsNameWhereverItStands() {
        assertThat(masker.line("=> setenv psk hunter2-and-more; echo gw7:$?"))
                .isEqualTo("=> setenv psk [secret psk]; echo gw7:$?");
        assertThat(masker.line("psk=hunter2-and-more hunter2-and-more")).isEqualTo("psk=[secret psk] [secret psk]");
        assertThat(masker.text("the variable is hunter2-and-more")).isEqualTo("the variable is [secret psk]");
        assertThat(masker.failure(new Failure(FailureKind.BOARD_REFUSED, "it says hunter2-and-more"))
                        .message())
                .isEqualTo("it says [secret psk]");
    }

    @Test
    void whatIsNoSecretStaysAsItIs() {
        String line = "U-Boot 2023.01 (Jun 22 2026 - 08:38:07 +0000), and more";

        assertThat(masker.line(line)).isEqualTo(line);
        assertThat(Masker.none().line(line)).isEqualTo(line);
    }

    /** One that lost a letter, or had one doubled or changed, on its way to the board. */
    @Test
    void anEchoOfASecretThatWasDamagedIsMaskedToo() {
        for (int at = 0; at < SECRET.length(); at++) {
            String lost = SECRET.substring(0, at) + SECRET.substring(at + 1);
            String doubled = SECRET.substring(0, at) + SECRET.charAt(at) + SECRET.substring(at);
            String changed = SECRET.substring(0, at) + '~' + SECRET.substring(at + 1);
            for (String damaged : List.of(lost, doubled, changed)) {
                assertThat(masker.line("=> setenv psk " + damaged))
                        .as(damaged)
                        .contains("[secret psk]")
                        .doesNotContain("hunt", "-and", "more", "ter2");
            }
        }
    }

    @Test
    void anEchoThatBeginsAsTheCommandDidIsMaskedWhateverIsLeftOfTheSecret() {
        masker.typing("setenv psk ");

        assertThat(masker.line("=> setenv psk hu")).isEqualTo("=> setenv psk [secret]");
        assertThat(masker.line("=> setenv psk h#n#e#2#")).isEqualTo("=> setenv psk [secret]");
        assertThat(masker.line("=> setenv pskx")).isEqualTo("=> setenv pskx");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8, 13, 15})
    void aSecretThatIsBrokenOverTwoLinesIsMaskedInBoth(int at) {
        String first = masker.line("key " + SECRET.substring(0, at));
        String second = masker.line(SECRET.substring(at) + " end");

        assertThat(second).isEqualTo("[secret psk] end");
        assertThat(first.substring("key ".length())).hasSizeLessThanOrEqualTo("[secret psk]".length());
        if (at >= 3) {
            assertThat(first).isEqualTo("key [secret psk]");
        }
    }

    @Test
    void aLineThatHasNotEndedIsMaskedAndDoesNotCountForTheNext() {
        masker.line("before");

        assertThat(masker.begun("psk? hunter2-a")).isEqualTo("psk? [secret psk]");
        assertThat(masker.begun("psk? hunter2-and-more")).isEqualTo("psk? [secret psk]");
        assertThat(masker.line("psk? hunter2-and-more")).isEqualTo("psk? [secret psk]");
    }

    @Test
    void whatAnExpressionMatchesInALineIsASecretFromThereOn() {
        Masker patterns = new Masker(Map.of(), List.of(Pattern.compile("(?<=token: )[0-9a-f]+")));

        assertThat(patterns.text("cafe0123")).isEqualTo("cafe0123");
        assertThat(patterns.line("token: cafe0123 made")).isEqualTo("token: [secret] made");
        assertThat(patterns.text("it told cafe0123")).isEqualTo("it told [secret]");
    }

    @Test
    void twoSecretsOfWhichOneHoldsTheOtherAreBothMasked() {
        Masker both = new Masker(Map.of("short", "hunter2", "long", "hunter2-and-more"), List.of());

        assertThat(both.line("a hunter2-and-more b hunter2 c"))
                .doesNotContain("hunter2")
                .doesNotContain("more");
    }
}
