package dev.gangway.fel.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FelVariablesTest {
    @Test
    void derivesPagesPerBlockInHex() throws FailureException {
        assertThat(FelVariables.derive(Map.of("nand_erasesize", "400000", "nand_writesize", "4000")))
                .containsEntry("nand_pages", "100")
                .containsEntry("nand_erasesize", "400000");
        assertThat(FelVariables.derive(Map.of("nand_erasesize", "40000", "nand_writesize", "1000")))
                .containsEntry("nand_pages", "40");
    }

    @Test
    void derivesNothingFromHalfOfIt() throws FailureException {
        assertThat(FelVariables.derive(Map.of("nand_erasesize", "400000"))).containsOnlyKeys("nand_erasesize");
    }

    @Test
    void theVerbSaysWhatTheStepDerives() {
        List<String> both = List.of("nand_erasesize", "nand_writesize");

        assertThat(FelStepVerbs.VARIABLES.derived(both)).containsExactly("nand_pages");
        assertThat(FelStepVerbs.VARIABLES.derived(both.subList(0, 1))).isEmpty();
        assertThat(FelStepVerbs.VARIABLES.derived(both.subList(1, 2))).isEmpty();
    }

    @Test
    void refusesWhatABrownOutLeaves() {
        for (Map<String, String> garbage : List.of(
                Map.of("nand_erasesize", "400000", "nand_writesize", "0"),
                Map.of("nand_erasesize", "400000", "nand_writesize", "4001"),
                Map.of("nand_erasesize", "0", "nand_writesize", "4000"),
                Map.of("nand_oobsize", "\u0000\ufffd"),
                Map.of("nand_oobsize", ""))) {
            assertThatExceptionOfType(FailureException.class)
                    .isThrownBy(() -> FelVariables.derive(garbage))
                    .satisfies(e -> assertThat(e.failure().kind()).isEqualTo(FailureKind.PROTOCOL_GARBAGE));
        }
    }
}
