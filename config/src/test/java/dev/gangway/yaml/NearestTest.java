package dev.gangway.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
    private static final List<String> WORDS = List.of("timeout", "prompt", "at", "fel.write");

    @Test
    void findsWhatWasProbablyMeant() {
        assertThat(Nearest.of("timeuot", WORDS)).contains("timeout");
        assertThat(Nearest.of("Timeout", WORDS)).contains("timeout");
        assertThat(Nearest.of("fel.wirte", WORDS)).contains("fel.write");
        assertThat(Nearest.hint("promt", WORDS)).isEqualTo("; did you mean \"prompt\"?");
    }

    @Test
    void countsSwappedNeighboursAsOneSlipAndPrefersTheSameBeginning() {
        assertThat(Nearest.of("titel", List.of("title"))).contains("title");
        assertThat(Nearest.of("h33", List.of("a33", "h3"))).contains("h3");
    }

    @Test
    void staysQuickWithHugeWords() {
        assertThat(Nearest.of("x".repeat(1_000_000), WORDS)).isEmpty();
    }

    @Test
    void guessesNothingWhenNothingIsNear() {
        assertThat(Nearest.of("address", WORDS)).isEmpty();
        assertThat(Nearest.hint("colour", WORDS)).isEmpty();
    }
}
