package dev.gangway.station.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.shell.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * For each protocol that writes and reads back by steps of their own: its shipped recipe, on the board that the demo has for it, with
 * one write more behind the read-back. None is green. (The steps {@code uboot.write}, {@code bundle.flash}, {@code spark.file}
 * read back themselves; their tests have media that lie. What FEL and fastboot write, ProvedGreenTest has.)
 */
@Tag("lab")
class UnprovedWritesTest {
    private static final Path RECIPES = Path.of("..", "config", "recipes");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "spark-core, dfu.write: firmware, dfu.verify: firmware",
        "raw-disk, disk.write: disk, disk.verify: disk",
        "allwinner-spi-nor, fel.spi-write: uboot, fel.spi-verify: uboot",
        "rk3399-emmc, rockchip.wl: idbloader, rockchip.verify: idbloader",
        "rp2040-picoboot, picoboot.write: firmware, picoboot.verify: firmware",
        "rpi-cm4, fastboot.flash: system, fastboot.verify: system",
        "esp32, esp.build: build, esp.verify:",
        "uboot-linux, linux.write: disk, linux.verify: disk"
    })
    void whatIsWrittenAfterItWasReadBackIsNotGreen(String recipe, String write, String proof) throws IOException {
        CommandRun unproved = demo(recipe, writtenAgain(text(recipe), write, proof));

        assertThat(unproved.code()).as(unproved.out() + unproved.err()).isNotEqualTo(ExitCode.OK);
        assertThat(unproved.out()).contains("verify-missing").doesNotContain("1 passed");
    }

    /** Of a board that can't be asked what it holds, a recipe has to say so. */
    @ParameterizedTest
    @ValueSource(strings = {"spark-core-serial", "rp2040-uf2"})
    void aRecipeThatReadsNothingBackHasToSayThat(String recipe) throws IOException {
        String text = text(recipe);
        assertThat(text).contains("verify: none");

        CommandRun ended = demo(recipe, text.replace("verify: none", "verify: readback"));

        assertThat(ended.code()).as(ended.out() + ended.err()).isEqualTo(ExitCode.INVALID);
        assertThat(ended.err()).contains("verify");
    }

    /** A change that changes nothing would show nothing. */
    @Test
    void theStepStandsTwice() throws IOException {
        assertThat(writtenAgain(text("raw-disk"), "disk.write: disk", "disk.verify: disk"))
                .containsSubsequence("disk.write: disk", "disk.verify: disk", "disk.write: disk", "disk.eject");
    }

    private static String text(String recipe) throws IOException {
        return Files.readString(RECIPES.resolve(recipe + ".yaml"));
    }

    /** The recipe with a copy of its last step {@code write} behind its last step {@code proof}. */
    private static String writtenAgain(String text, String write, String proof) {
        List<String> steps = new ArrayList<>(List.of(text.split("\n(?=  - )")));
        int at = last(steps, write);
        String again = steps.get(at).replaceFirst("\n    name: .*", "").stripTrailing() + "\n    name: once more";
        steps.add(last(steps, proof) + 1, again);
        return String.join("\n", steps) + "\n";
    }

    private static int last(List<String> steps, String verb) {
        for (int i = steps.size() - 1; i > 0; i--) {
            if (steps.get(i).startsWith("  - " + verb)) {
                return i;
            }
        }
        throw new AssertionError("no step " + verb);
    }

    private CommandRun demo(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name + ".yaml"), text);
        return CommandRun.of(
                "--data",
                folder.resolve("data").toString(),
                "demo",
                "--auto",
                "--once",
                "--ports",
                "1",
                "--image-size",
                "1M",
                "--recipe",
                file.toString());
    }
}
