package dev.gangway.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LiveMaskTest {
    private static final String SECRET = "hunter2-forever";
    private final Masker masker = new Masker(Map.of("psk", SECRET), List.of(Pattern.compile("(?<=key=)[0-9a-f]{8,}")));
    private final LiveMask mask = new LiveMask(masker);

    /** What a terminal is shown of a text that comes in these pieces. */
    private String shown(String... pieces) {
        StringBuilder out = new StringBuilder();
        for (String piece : pieces) {
            out.append(mask.take(piece));
        }
        return out.toString();
    }

    @Test
    void aSecretIsMaskedHoweverItComes() {
        assertThat(shown("psk=" + SECRET + "\r\n=> ")).isEqualTo("psk=[secret]\r\n=> ");
        assertThat(shown("psk=hunt", "er2-for", "ever\r\n")).isEqualTo("psk=[secret]\r\n");
        assertThat(shown("psk=hunter2-f\r\norever\r\n")).isEqualTo("psk=[secret]\r\n");
        assertThat(shown("psk=hun\u001b[1mter2-for\u001b[0mever\u001b[0m.")).isEqualTo("psk=[secret]\u001b[0m.");
        assertThat(shown("key=0123456789ab", "cdef01", "\r\n"))
                .startsWith("key=[secret]")
                .endsWith("\r\n")
                .doesNotContain("cd");
    }

    @Test
    void whatIsNoSecretIsShownAsItCame() {
        assertThat(shown("=> ")).isEqualTo("=> ");
        assertThat(shown("h", "u")).as("each key is echoed").isEqualTo("hu");
        assertThat(shown("n")).isEmpty();
        assertThat(shown("d")).as("what was held back").isEqualTo("nd");
        assertThat(shown("\b \b\u001b[31mred\u001b[0m\tg\u00fcn\r\n"))
                .isEqualTo("\b \b\u001b[31mred\u001b[0m\tg\u00fcn\r\n");
    }

    @Test
    void aBoardThatNeverEndsALineIsShown() {
        String noise = "x".repeat(1_000);
        long shown = 0;
        for (int i = 0; i < 100; i++) {
            shown += mask.take(noise).length();
        }
        assertThat(shown).isEqualTo(100_000);
    }

    @Test
    void inWhicheverPiecesNothingOfItIsShownButItsFirstSigns() {
        Random random = new Random(7);
        String text = ("ok " + SECRET + "\r\nhunter, " + SECRET + SECRET + " key=00112233aabb \u001b[K\r\n").repeat(20);
        for (int round = 0; round < 50; round++) {
            LiveMask fresh = new LiveMask(masker);
            StringBuilder out = new StringBuilder();
            for (int at = 0; at < text.length(); ) {
                int to = Math.min(text.length(), at + 1 + random.nextInt(9));
                out.append(fresh.take(text.substring(at, to)));
                at = to;
            }
            assertThat(out.toString())
                    .doesNotContain("hunter2", "r2-f", "forever", "0112")
                    .contains("hunter, ");
        }
    }
}
