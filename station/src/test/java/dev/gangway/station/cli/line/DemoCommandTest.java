package dev.gangway.station.cli.line;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.shell.ExitCode;
import dev.gangway.station.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Recipes of one's own, rehearsed: nobody has made boards, images or serials for them. */
@Timeout(120)
class DemoCommandTest {
    private static final Path RECIPES = Path.of("..", "config", "recipes");

    private static final String PHONE = """
            kind: recipe
            version: 3
            title: A board whose own loader speaks fastboot
            serves: { mode: fastboot, boardIds: "serial:AB[0-9]{6}" }
            serial: { pattern: "(?i)ph[A-Z&&[^IO]]{2}\\\\p{Digit}{8}", check: luhn }
            images:
              system: { file: system.img, format: raw, verify: none }
              vendor: { file: "deep/vendor.simg", format: sparse, verify: none }
              kernel: { file: u-boot.img, format: uimage, verify: none }
              loader: { file: loader.bin, format: egon, verify: none }
              flash: { file: flash.ubi, format: ubi, verify: none }
            verify: none
            steps:
              - fastboot.erase: cache
              - fastboot.flash: system
                partition: system_a
              - fastboot.flash: vendor
                partition: vendor
              - fastboot.flash: kernel
                partition: boot
              - fastboot.flash: loader
                partition: bootloader
              - fastboot.flash: flash
                partition: data
            """;

    @TempDir
    Path folder;

    private Path mine(String text) throws IOException {
        return Files.writeString(folder.resolve("mine.yaml"), text);
    }

    private Path changed(String shipped, UnaryOperator<String> change) throws IOException {
        String text = Files.readString(RECIPES.resolve(shipped));
        assertThat(change.apply(text)).isNotEqualTo(text);
        return mine(change.apply(text));
    }

    private static CommandRun demo(Path recipe, int ports) {
        return CommandRun.of(
                "demo",
                "--auto",
                "--once",
                "--ports",
                Integer.toString(ports),
                "--image-size",
                "1M",
                "--recipe",
                recipe.toString());
    }

    private static void assertPassed(CommandRun run, int ports) {
        assertThat(run.code()).as(run.err() + run.out()).isEqualTo(ExitCode.OK);
        assertThat(run.out()).contains(ports + " passed, 0 failed");
    }

    @Test
    void flashesPartitionsAndIdsOfItsOwnOverFastboot() throws IOException {
        CommandRun run = demo(mine(PHONE), 2);

        assertPassed(run, 2);
        assertThat(run.out()).containsPattern("[Pp][Hh][A-Za-z]{2}[0-9]{8} ");
    }

    @Test
    void readsGs1LabelsAndWritesAPartitionOfItsOwnBehindFel() throws IOException {
        Path recipe = changed(
                "allwinner-fel-uboot.yaml",
                text -> text.replaceAll("serial: .*", "serial: { pattern: \"[A-Z]{2}[0-9]{6}\", gs1: \"21\" }")
                                .replaceAll("chips: \\[.*]", "chips: [a64]\n  boardIds: \"sid:92c000ba-[0-9a-f-]*7\"")
                                .replace("u-boot-sunxi-with-spl.bin", "bootloader/mine.bin")
                                .replace(
                                        "format: egon",
                                        "format: egon\n  app: { file: app.img, format: raw, verify: none }")
                        + "  - fastboot.flash: app\n    partition: firmware\n");

        assertPassed(demo(recipe, 2), 2);
    }

    @Test
    void makesImagesForRawFlashUnderNamesOfItsOwn() throws IOException {
        Path recipe = changed("chip-pro.yaml", text -> text.replace("sunxi-spl.bin", "first.bin")
                .replace("u-boot-dtb.bin", "second/probe.bin")
                .replace("uboot-{{nand_erasesize}}.bin", "uboot.bin")
                .replace("spl-{{nand_erasesize}}", "mine-{{nand_erasesize}}")
                .replace("chip-{{nand_erasesize}}", "root-{{nand_erasesize}}")
                .replace("CP-[0-9]{5}", "[0-9]{4}[A-Z]"));

        assertPassed(demo(recipe, 1), 1);
    }

    @Test
    void endsWithTheReasonWhenTheRuleHasNoFurtherSerial() throws IOException {
        CommandRun run = demo(mine(PHONE.replaceAll("serial: .*", "serial: { pattern: \"RED|BLUE\" }")), 3);

        assertThat(run.code()).isEqualTo(ExitCode.INVALID);
        assertThat(run.err()).contains("no further serial could be made up that fits the rule of mine", "RED|BLUE");
    }

    @Test
    void endsWithTheReasonWhenNoSerialFits() throws IOException {
        CommandRun run = demo(mine(PHONE.replaceAll("serial: .*", "serial: { pattern: \"(?=A)B\" }")), 1);

        assertThat(run.code()).isEqualTo(ExitCode.INVALID);
        assertThat(run.err()).contains("no serial could be made up", "(?=A)B");
    }

    @Test
    void endsWithTheReasonWhenNoBoardCanHaveSuchAnId() throws IOException {
        CommandRun run = demo(mine(PHONE.replace("serial:AB[0-9]{6}", "sid:.*")), 1);

        assertThat(run.code()).isEqualTo(ExitCode.INVALID);
        assertThat(run.err()).contains("mine: no id could be made up that matches boardIds: sid:.*");
    }

    @Tag("lab")
    @Test
    void endsWithTheReasonWhenABoardIsNotServed() throws IOException {
        CommandRun run = CommandRun.of(
                "demo",
                "--auto",
                "--once",
                "--ports",
                "1",
                "--faults",
                "1=stall@0xalways",
                "--recipe",
                RECIPES.resolve("chip-pro.yaml").toString());

        assertThat(run.code()).isEqualTo(ExitCode.INVALID);
        assertThat(run.err()).contains("the board in slot 01 is not served: ");
    }
}
