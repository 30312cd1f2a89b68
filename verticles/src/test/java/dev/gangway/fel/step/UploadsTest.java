package dev.gangway.fel.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which images a script may put on a medium. */
class UploadsTest {
    private final Uploads uploads = new Uploads();

    @BeforeEach
    void upload() {
        uploads.at(0x4a000000L, "uboot");
        uploads.at(0x43000000L, "pages");
    }

    private Set<String> handled(String... lines) {
        return uploads.handledBy(List.of(lines), String.join("\n", lines));
    }

    @Test
    void aScriptThatNamesThePlaceHandlesWhatLiesThere() {
        assertThat(handled("nand write 0x4a000000 0x800000 400000")).containsExactly("uboot");
        assertThat(handled("nand write 4A000000 800000 400000")).containsExactly("uboot");
        assertThat(handled("nand write 0x04a000000 0 1; nand write 43000000 0 1"))
                .containsExactlyInAnyOrder("uboot", "pages");
    }

    @Test
    void aScriptThatNamesTheSizeHandlesTheImage() {
        assertThat(uploads.handledBy(List.of("nand write ${loadaddr} 0 {{size:uboot}}"), "nand write ${loadaddr} 0 1f"))
                .containsExactly("uboot");
    }

    @Test
    void aScriptThatNamesNeitherHandlesNothing() {
        assertThat(handled("nand info", "env export -t -s 0x100 0x7c00 nand_erasesize", "reset"))
                .isEmpty();
        assertThat(handled("mw.b 0x4a0000001 0", "mw.b 0x14a000000 0", "setenv x4a000000 1"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nand write ${loadaddr} 0 1",
                "nand write $loadaddr 0 1",
                "setenv a 0x4a; nand write ${a}000000 0 1",
                "setenv a 0x4a0000; setenv b 00; nand write ${a}${b} 0 1",
                "setexpr a 0x49000000 + 0x1000000\nnand write ${a} 0 1",
                "setenv a 0x49000000; setexpr a ${a} + 0x1000000; nand write ${a} 0 1",
                "setenv a '0x4a'; setenv b \"${a}000000\"; nand write ${b} 0 1",
                "for a in ${places}; do nand write $a 0 1; done",
                "env ask a; nand write ${a} 0 1"
            })
    void aScriptThatHidesThePlaceInAVariableHandlesAllThatLiesInMemory(String script) {
        assertThat(handled(script)).containsExactlyInAnyOrder("uboot", "pages");
    }

    @Test
    void aCommandThatNamesAnImageMeansThatOneWhateverElseItUses() {
        assertThat(handled("nand write 0x4a000000 ${offset} ${length}")).containsExactly("uboot");
        assertThat(handled("nand write 0x4a000000 ${offset} 1 && nand write ${addr} 0 1"))
                .containsExactlyInAnyOrder("uboot", "pages");
    }

    @Test
    void aVariableThatTheScriptSetsToAWordIsThatWord() {
        assertThat(handled("setenv a 0x4a000000", "setenv b 0x800000; nand write ${a} ${b} 400000"))
                .containsExactly("uboot");
        assertThat(handled("setenv soc h3", "env set name board", "if test ${soc} = h3; then saveenv $name; fi"))
                .isEmpty();
    }

    @Test
    void whatCameLaterToAPlaceIsWhatLiesThere() {
        uploads.at(0x4a000000L, "probe");

        assertThat(handled("nand write 0x4a000000 0 1")).containsExactly("probe");
    }
}
