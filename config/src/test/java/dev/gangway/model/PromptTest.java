package dev.gangway.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PromptTest {
    private static final Instant BEGAN = Instant.parse("2026-11-29T12:00:00Z");
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @Test
    void aStepWithoutASentenceHasNone() {
        assertThat(Prompt.of("", BEGAN, true, TIMEOUT)).isNull();
    }

    @Test
    void whatHoldsWhileTheStepLastsIsUrgentOnlyWhenTheBoardIsLate() {
        assertThat(Prompt.of("Keep the FEL button pressed", BEGAN, true, TIMEOUT))
                .isEqualTo(new Prompt("Keep the FEL button pressed", BEGAN.plusSeconds(15)));
    }

    @Test
    void aStepThatWaitsForNoBoardIsNeverLate() {
        assertThat(Prompt.of("Keep the FEL button pressed", BEGAN, false, TIMEOUT))
                .isEqualTo(new Prompt("Keep the FEL button pressed", null));
    }

    @Test
    void aSentenceWithAnExclamationMarkIsUrgentAtOnce() {
        for (String text : new String[] {"Let go!", "Let go of the FEL button now! (C.H.I.P. - pull the jumper)"}) {
            assertThat(Prompt.of(text, BEGAN, false, TIMEOUT)).isEqualTo(new Prompt(text, BEGAN));
        }
        assertThat(Prompt.of("Press !FEL", BEGAN, false, TIMEOUT)).isEqualTo(new Prompt("Press !FEL", null));
    }
}
