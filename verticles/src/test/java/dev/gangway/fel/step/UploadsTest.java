package dev.gangway.fel.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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

    @Test
    void whatCameLaterToAPlaceIsWhatLiesThere() {
        uploads.at(0x4a000000L, "probe");

        assertThat(handled("nand write 0x4a000000 0 1")).containsExactly("probe");
    }
}
