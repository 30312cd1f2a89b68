package dev.gangway.fel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.soc.AllwinnerSoc;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplPlacementTest {
    @ParameterizedTest
    @CsvSource({
        "A20, 400, 0+400",
        "A20, 8000, 0+1C00 A400+400 2000+3C00 A800+1400 7000+C00 BC00+400",
        "H616, 8000, 20000+1000 52A00+1000 22000+6000",
        "A64, 7000, 10000+1C00 31400+400 12000+3C00 31800+1400",
        "A523, 2000, 44000+1000 40200+400 45400+C00",
    })
    void keepsTheBootRomsAreasOut(String soc, String length, String pieces) throws FailureException {
        var placed = SplPlacement.of(soc(soc), Integer.parseInt(length, 16));

        assertThat(placed.stream()
                        .map(p -> String.format("%X+%X", p.address(), p.length()))
                        .collect(Collectors.joining(" ")))
                .isEqualTo(pieces);
        int offset = 0;
        for (SplPlacement.Piece piece : placed) {
            assertThat(piece.offset()).isEqualTo(offset);
            offset += piece.length();
        }
        assertThat(offset).isEqualTo(Integer.parseInt(length, 16));
    }

    /** The largest SPL of each SoC, as the dossier derives it. */
    @Test
    void takesTheLargestSplOfEachSocAndNotFourBytesMore() throws FailureException {
        Map<String, Integer> largest = Map.ofEntries(
                Map.entry("A10", 0xa200),
                Map.entry("A13", 0xa200),
                Map.entry("A20", 0xa200),
                Map.entry("A23", 0x10000),
                Map.entry("A31", 0x8000),
                Map.entry("A33", 0x8000),
                Map.entry("A64", 0x21200),
                Map.entry("A80", 0xa000),
                Map.entry("F1C100s", 0x8000),
                Map.entry("A83T", 0x8000),
                Map.entry("H3", 0xa200),
                Map.entry("V3s", 0xa200),
                Map.entry("T7", 0x2e000),
                Map.entry("H5", 0x21200),
                Map.entry("R40", 0xa200),
                Map.entry("A63", 0x22200),
                Map.entry("H6", 0x22200),
                Map.entry("V536", 0xa200),
                Map.entry("V831", 0xa200),
                Map.entry("H616", 0x32a00),
                Map.entry("R329", 0x3ba00),
                Map.entry("V853", 0x18000),
                Map.entry("R528", 0x18000),
                Map.entry("V5", 0x22000),
                Map.entry("A523", 0x18000),
                Map.entry("A133", 0x20000));
        assertThat(largest).hasSameSizeAs(AllwinnerSoc.ALL);

        for (AllwinnerSoc soc : AllwinnerSoc.ALL) {
            int most = largest.getOrDefault(soc.name(), 0);
            assertThat(SplPlacement.of(soc, most)).as(soc.name()).isNotEmpty();
            assertThatThrownBy(() -> SplPlacement.of(soc, most + 4))
                    .as(soc.name())
                    .isInstanceOfSatisfying(
                            FailureException.class,
                            e -> assertThat(e.failure().kind()).isEqualTo(FailureKind.IMAGE_TOO_LARGE));
        }
    }

    @Test
    void anUnknownSocTakesNoSpl() {
        assertThatThrownBy(() -> SplPlacement.of(AllwinnerSoc.generic(0x4711), 0x400))
                .hasMessageContaining("too large (need 1024, have 0)");
    }

    private static AllwinnerSoc soc(String name) {
        return AllwinnerSoc.ofName(name).orElseThrow();
    }
}
