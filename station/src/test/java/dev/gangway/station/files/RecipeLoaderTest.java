package dev.gangway.station.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.language.Common;
import dev.gangway.model.BootMode;
import dev.gangway.model.Digest;
import dev.gangway.model.FailureKind;
import dev.gangway.recipe.Recipe;
import dev.gangway.recipe.RetryPolicy;
import dev.gangway.recipe.Step;
import dev.gangway.yaml.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipeLoaderTest {
    private static final Path FILE = Path.of("board.yaml");

    private static final String GOOD = """
            kind: recipe
            version: 4
            title: A board
            serves: { mode: fel, chips: [h3, 0x1689] }
            serial: { pattern: "B[0-9]+", check: mod37-2, gs1: "21" }
            images:
              uboot: { file: u-boot.bin, format: egon }
            retry: { attempts: 5, backOff: 500ms, maxBackOff: 1m, also: [no-boot], never: [cable-lost], powerCycle: true }
            steps:
              - await: fel
              - fel.uboot: uboot
              - fel.verify: uboot
              - fel.script: |
                  # a note
                  echo ${a}

                  fastboot usb 0
                at: 0x43100000
              - fel.start:
                timeout: 5s
                prompt: Wait
                ifLate: Too late
            """;

    private static List<String> problems(String text) {
        return Shipped.LOADER.parse(FILE, text.getBytes(StandardCharsets.UTF_8)).problems().stream()
                .map(Problem::toString)
                .toList();
    }

    private static List<String> problemsWith(String from, String to) {
        assertThat(GOOD).contains(from);
        return problems(GOOD.replace(from, to));
    }

    @Test
    void readsEverything() {
        // Given
        byte[] bytes = GOOD.getBytes(StandardCharsets.UTF_8);

        // When
        Recipe recipe = Shipped.LOADER.parse(FILE, bytes).orThrow();

        // Then
        assertThat(recipe.name()).isEqualTo("board");
        assertThat(recipe.version()).isEqualTo(4);
        assertThat(recipe.serves()).isEqualTo(new Recipe.Serves(BootMode.FEL, Set.of("h3", "a64"), ""));
        assertThat(recipe.serial()).isEqualTo(new Recipe.SerialRule("B[0-9]+", Recipe.CheckDigit.MOD37_2, "21"));
        assertThat(recipe.retry())
                .isEqualTo(new RetryPolicy(
                        5,
                        Duration.ofMillis(500),
                        Duration.ofMinutes(1),
                        Set.of(FailureKind.NO_BOOT),
                        Set.of(FailureKind.CABLE_LOST),
                        true));
        assertThat(recipe.verify()).isEqualTo(Recipe.Verify.READBACK);
        assertThat(recipe.digest()).isEqualTo(Digest.of(ByteBuffer.wrap(bytes)));
        assertThat(recipe.steps())
                .extracting(Step::common)
                .containsExactly(
                        common("await fel", 30),
                        common("fel.uboot uboot", 60),
                        common("fel.verify uboot", 240),
                        common("fel.script", 20),
                        new Common("fel.start", Duration.ofSeconds(5), "Wait", "Too late"));
        assertThat(recipe.steps())
                .extracting(RecipeLoaderTest::said)
                .containsExactly(
                        "await: Await[mode=FEL, afresh=false]",
                        "fel.uboot: Load[image=uboot]",
                        "fel.verify: Memory[image=uboot, address=0]",
                        "fel.script: Script[address=1125122048, title=gangway, lines=[echo ${a}, fastboot usb 0]]",
                        "fel.start: None[]");
    }

    /** A step's verb and arguments; the arguments' classes are their protocol's own. */
    private static String said(Step step) {
        return step.verb() + ": " + step.arguments();
    }

    private static Step step(Recipe recipe, String verb) {
        return recipe.steps().stream()
                .filter(step -> step.verb().name().equals(verb))
                .findFirst()
                .orElseThrow();
    }

    private static Common common(String name, int seconds) {
        return new Common(name, Duration.ofSeconds(seconds), "", "");
    }

    @Test
    void everyVerbHasItsArguments() {
        // Given
        String text = """
                kind: recipe
                version: 1
                title: t
                serves: { mode: fel, chips: [h3] }
                serial: { pattern: x }
                images: { a: { file: a, format: raw } }
                steps:
                  - await: fel
                  - power: cycle
                  - ask: Which light is on?
                    answers: { RED: fail, BLUE: pass }
                  - console.expect: "login:"
                  - console.type: root
                  - fel.spl: a
                  - fel.play: a
                  - fel.uboot: a
                  - fel.write: a
                    at: 0x1
                  - fel.script: reset
                    at: 0x2
                  - fel.exec: 0x3
                  - fel.start:
                  - fel.variables: [v]
                    at: 0x4
                  - fel.verify: a
                  - nand.readback: [{ image: a, offset: 5 }, { image: a, offset: 6, rawAt: 7 }]
                    at: 6
                    buffer: 7
                    results: 8
                    piece: 4KiB
                  - nand.compare:
                  - fel.reset:
                  - fel.highspeed:
                  - fel.spi-write: a
                    at: 0x1001
                    keepAround: true
                    flash: [ef4018, c22019]
                  - fel.spi-verify: a
                  - fel.spi-erase: 0x2000
                  - fastboot.flash: a
                    partition: p
                  - fastboot.play: a
                  - fastboot.verify: a
                    partition: p
                  - fastboot.verify-crc: a
                    partition: p
                    memory: 0x42000000
                  - fastboot.erase: p
                  - fastboot.format: p
                  - fastboot.boot: a
                  - fastboot.set-active: b
                  - fastboot.oem: format
                  - fastboot.ucmd: mmc dev 0
                  - fastboot.acmd: reset
                  - fastboot.create-logical: p
                    size: 1MiB
                  - fastboot.resize-logical: p
                    size: 0x1000
                  - fastboot.delete-logical: p
                  - fastboot.continue:
                  - fastboot.reboot:
                  - fastboot.reboot-bootloader:
                  - fastboot.reboot-fastboot:
                  - fastboot.reboot-recovery:
                  - dfu.detach:
                  - dfu.write: a
                    alt: 1
                    at: 0x80000
                    skip: same
                  - dfu.verify: a
                  - dfu.erase: SPI Flash
                  - dfu.unprotect:
                  - dfu.leave:
                  - disk.write: a
                    bmap: a
                    at: 8KiB
                    lun: 1
                  - disk.verify: a
                  - uf2.write: a
                    by: file
                    family: "e48bff56"
                  - disk.eject:
                  - picoboot.write: a
                  - picoboot.verify: a
                  - picoboot.reboot:
                  - rockchip.db: a
                  - rockchip.wl: a
                    at: 0x4000
                  - rockchip.verify: a
                    at: 64
                  - rockchip.ef:
                  - rockchip.reset:
                  - rpiboot.serve: a
                  - sdp.load: a
                  - sdp.verify: a
                  - sdp.start:
                  - sdp.write: a
                    at: 0x907000
                  - sdp.jump: 0x907000
                  - sdp.stream: a
                  - ymodem.touch: 28800
                    rate: 9600
                  - ymodem.type: f
                    says: ready
                  - ymodem.send: a
                    blocks: small
                  - ymodem.verify: a
                  - esp.write:
                      - { image: a, at: 0x1000 }
                    flashSize: detect
                  - esp.build: a
                  - esp.verify:
                  - esp.verify-read:
                  - esp.erase:
                  - esp.erase-region: 0x9000
                    length: 24KiB
                  - esp.run:
                  - spark.firmware: a
                    version: 2
                  - spark.file: a
                    at: 0x80000
                  - spark.factory: a
                  - spark.verify: a
                    by: flashcrc
                    at: 0x80000
                  - spark.expect: 2
                    functions: [selftest]
                  - spark.call: selftest
                    answer: 0
                  - spark.signal: "on"
                  - uboot.stop: usual
                    anew: true
                  - uboot.run: version
                    says: U-Boot
                  - uboot.env: ethaddr
                  - uboot.network: dhcp
                  - uboot.write: a
                    to: mmc 0.1
                  - uboot.reset:
                  - uboot.boot: boot
                  - uboot.expect: "Linux version (?<kernel>[0-9.]+)"
                  - linux.boot: a
                  - linux.login: root
                  - linux.network: dhcp
                  - linux.run: umount /dev/vda1
                  - linux.write: a
                    to: /dev/vda
                  - linux.verify: a
                    to: /dev/vda
                  - linux.poweroff:
                  - bundle.boot: "oci://a.b/c:v1"
                  - bundle.flash: a
                  - bundle.stream: "https://a.b/c.img.xz"
                """;

        // When
        Recipe recipe = Shipped.LOADER
                .parse(FILE, text.getBytes(StandardCharsets.UTF_8))
                .orThrow();

        // Then
        assertThat(recipe.steps()).extracting(Step::verb).containsExactlyElementsOf(Shipped.LANGUAGE.verbs());
        assertThat(step(recipe, "nand.readback").common()).isEqualTo(common("nand.readback", 20));
        assertThat(said(step(recipe, "nand.readback")))
                .isEqualTo("nand.readback: Readback[address=6, buffer=7, piece=4096, results=8,"
                        + " regions=[Region[image=a, offset=5, rawAt=Optional.empty],"
                        + " Region[image=a, offset=6, rawAt=Optional[7]]], after=[reset]]");
        assertThat(said(step(recipe, "ask")))
                .isEqualTo("ask: Ask[question=Which light is on?, answers={RED=false, BLUE=true}]");
        assertThat(said(step(recipe, "fel.spi-write")))
                .isEqualTo(
                        "fel.spi-write: Write[image=a, at=4097, keepAround=true, chips=[ef4018, c22019], skip=NEVER]");
        assertThat(said(step(recipe, "dfu.write")))
                .isEqualTo(
                        "dfu.write: Write[image=a, memory=Optional[1], at=Optional[524288], intoKeys=false, skip=SAME]");
        assertThat(said(step(recipe, "rockchip.wl"))).isEqualTo("rockchip.wl: Placed[image=a, sector=16384]");
        assertThat(step(recipe, "fel.variables").common()).isEqualTo(common("fel.variables", 20));
        assertThat(said(step(recipe, "fel.variables")))
                .isEqualTo("fel.variables: Environment[address=4, length=256, names=[v]]");
    }

    @Test
    void reportsAllProblemsOfAFileAtOnceWithTheirLines() {
        // Given
        String text = """
                kind: recipe
                version: 0
                titel: A board
                serves: { mode: fell, chips: [h3, h33, 0x9999] }
                serial: { pattern: "B[0-9+", check: mod11 }
                images:
                  uboot: { file: ../u-boot.bin, format: egon }
                  uboot: { file: u-boot.bin, format: egon }
                  spare: { file: spare.bin, format: raw }
                retry: { attempts: many, backOff: 0s }
                steps:
                  - await: fel
                    timeout: 30
                  - fel.wirte: uboot
                    at: 0x4a000000
                  - fel.write: ubot
                    at: 0x100000000
                  - fel.write: uboot
                  - nand.compare:
                  - fel.spl: uboot
                    fel.start:
                """;

        // Then
        assertThat(problems(text))
                .containsExactly(
                        "board.yaml:1: title: is missing; expected a text of one line, at most 200 characters",
                        "board.yaml:2: version: expected a version from 1, found the number 0",
                        "board.yaml:3: titel: unknown key; did you mean \"title\"?",
                        "board.yaml:4: serves.mode: expected one of "
                                + Shipped.LANGUAGE.modes().stream()
                                        .map(BootMode::code)
                                        .collect(Collectors.joining(", "))
                                + ", found \"fell\"; did you mean \"fel\"?",
                        "board.yaml:4: serves.chips[1]: expected " + chips() + ", found \"h33\"; did you mean \"h3\"?",
                        "board.yaml:4: serves.chips[2]: expected " + chips() + ", found the number 0x9999",
                        "board.yaml:5: serial.check: expected one of none, mod10, luhn, mod37-2, found \"mod11\";"
                                + " did you mean \"mod10\"?",
                        "board.yaml:5: serial.pattern: is no regular expression: Unclosed character class at character 6",
                        "board.yaml:7: images.uboot.file: expected a relative path below the image folder, without ..,"
                                + " found \"../u-boot.bin\"",
                        "board.yaml:8: images.uboot: the key is here twice; the first one is in line 7",
                        "board.yaml:9: images.spare: no step uses it; remove it",
                        "board.yaml:10: retry.attempts: expected 1 to 20, found \"many\"",
                        "board.yaml:10: retry.backOff: expected a duration such as 500ms, 30s or 2m, not 0, found \"0s\"",
                        "board.yaml:13: steps[0].timeout: expected a duration such as 500ms, 30s or 2m, not 0,"
                                + " found the number 30",
                        "board.yaml:14: steps[1].fel.wirte: expected a step, \"- verb: …\"; did you mean \"fel.write\"?",
                        "board.yaml:16: steps[2].fel.write: the image \"ubot\" is not declared; did you mean \"uboot\"?",
                        "board.yaml:17: steps[2].at: expected an address from 0x0 to 0xffffffff,"
                                + " found the number 0x100000000",
                        "board.yaml:18: steps[3].at: is missing; expected an address from 0x0 to 0xffffffff",
                        "board.yaml:19: steps[4].nand.compare: needs a step nand.readback before it",
                        "board.yaml:21: steps[5]: one step has one verb, this one has fel.spl and fel.start;"
                                + " begin a new step with \"- fel.start\"");
    }

    private static String chips() {
        String names = Shipped.LANGUAGE.chips().stream()
                .flatMap(chips -> chips.ids().keySet().stream())
                .collect(Collectors.joining(", "));
        assertThat(names).contains("a10, a13, a20", "h3, v3s", "spark-core", "rk3399");
        return "a known chip (" + names + ") or its id such as 0x1680, or a USB id such as 1d50:607f";
    }

    @Test
    void refusesControlCharacters() {
        assertThat(problemsWith("title: A board", "title: \"A\\u0007board\""))
                .containsExactly("board.yaml:3: title: expected a text of one line, at most 200 characters,"
                        + " found \"A\\x07board\"");
        assertThat(problemsWith("title: A board", "title: \"A\\nboard\"")).hasSize(1);
        assertThat(problemsWith("echo ${a}", "echo \u0001"))
                .containsExactly("board.yaml:15: (syntax): the control character U+0001 is not allowed; remove it");
    }

    @Test
    void wantsAGs1LabelForWhatALabelSays() {
        String unit = "retry: {";
        String mac = "unit: { mac: { gs1: \"91\", type: mac } }\nretry: {";
        assertThat(problemsWith(unit, mac)).isEmpty();
        assertThat(problems(GOOD.replace(unit, mac).replace(", gs1: \"21\"", "")))
                .singleElement()
                .asString()
                .contains("board.yaml:8: unit.mac.gs1: is an element of a GS1 label", "write serial.gs1");
        assertThat(problemsWith(unit, mac.replace("91", "21")))
                .singleElement()
                .asString()
                .contains("unit.mac.gs1: is the element that carries the serial: write serial");
        assertThat(problemsWith(unit, mac.replace("type", "pattern: \"(\", type")))
                .singleElement()
                .asString()
                .contains("unit.mac.pattern: is no regular expression");
        assertThat(problemsWith(unit, "unit: { mac: { serial: \"B(.)\", pattern: \".\" } }\nretry: {"))
                .singleElement()
                .asString()
                .contains("unit.mac.pattern: is of what comes from a gs1; remove it");
    }

    private static List<String> fastboot(String unit, String steps) {
        return problems("""
                kind: recipe
                version: 1
                title: t
                serves: { mode: fastboot }
                serial: { pattern: "A[0-9 ;]+", gs1: "21" }
                verify: none
                images: {}
                unit:
                  it: UNIT
                steps:
                """.replace("UNIT", unit) + steps);
    }

    @Test
    void valuesThatCouldBeCommandsAreNoPartOfScripts() {
        String oem = "  - fastboot.oem: set it {{unit.it}}\n";
        assertThat(fastboot("{ gs1: \"10\", pattern: \"[A-Z0-9]+\" }", oem)).isEmpty();
        assertThat(fastboot("{ gs1: \"10\" }", oem))
                .singleElement()
                .asString()
                .contains("board.yaml:11: steps[0].fastboot.oem: {{unit.it}} would put", "unit.it.pattern lets");
        assertThat(fastboot("{ gs1: \"10\", pattern: \"[A-Z$`]+\" }", oem))
                .singleElement()
                .asString()
                .contains("\"$`\"");
        assertThat(fastboot("{ serial: \"[0-9]+\" }", oem)).isEmpty();
        assertThat(fastboot("{ serial: \".+\" }", oem))
                .singleElement()
                .asString()
                .contains("unit.it.serial lets", "\" ;\"");
        assertThat(fastboot("{ key: ec-p256 }", oem)).singleElement().asString().contains("PEM", "{{unit.it:base64}}");
    }

    @Test
    void aFastbootCommandThatIsTooLongWithItsValuesIsToldBeforeAnyBoard() {
        String mac = "{ gs1: \"91\", type: mac }";
        String room = "x".repeat(60 - "setvar  ".length() - 17);
        assertThat(fastboot(mac, "  - fastboot.oem: setvar " + room + " {{unit.it}}\n"))
                .isEmpty();
        assertThat(fastboot(mac, "  - fastboot.oem: setvar x" + room + " {{unit.it}}\n"))
                .singleElement()
                .asString()
                .contains("has at least 61 characters", "takes 60");
        assertThat(fastboot(mac, "  - fastboot.oem: setvar xxxxx" + room + " {{unit.it:bare}}\n"))
                .isEmpty();
        assertThat(fastboot(mac, "  - fastboot.ucmd: setenv xxxxx" + room + " {{unit.it:bare}}\n"))
                .singleElement()
                .asString()
                .contains("takes 56");
        assertThat(fastboot(mac, "  - fastboot.acmd: " + "r".repeat(59) + "\n"))
                .singleElement()
                .asString()
                .contains("takes 58");
    }

    @Test
    void wantsTextsThatLookLikeNumbersInQuotes() {
        assertThat(problemsWith("gs1: \"21\"", "gs1: 21"))
                .containsExactly("board.yaml:5: serial.gs1: expected a GS1 application identifier of 2 to 4 digits, in"
                        + " quotes, found the number 21; as a text it needs quotes: \"21\"");
    }

    @Test
    void wantsAReadBackOrAWordThatThereIsNone() {
        assertThat(problemsWith("  - fel.verify: uboot\n", ""))
                .containsExactly("board.yaml:1: verify: no step reads back: add fel.verify or fel.spi-verify, or write"
                        + " \"verify: none\"");
        assertThat(problems(GOOD.replace("  - fel.verify: uboot\n", "") + "verify: none\n"))
                .isEmpty();
        assertThat(problems(GOOD + "verify: none\n"))
                .containsExactly(
                        "board.yaml:23: verify: says none, yet a step reads back; remove this line, so that the"
                                + " ledger says it was verified");
    }

    @Test
    void wantsPlaceholdersToBeFoundOutBefore() {
        assertThat(problemsWith("echo ${a}", "echo {{nand_pages}} {{size:ubot}}"))
                .containsExactly(
                        "board.yaml:15: steps[3].fel.script: the variable \"nand_pages\" is not declared;"
                                + " a fel.variables before this step must find it out",
                        "board.yaml:15: steps[3].fel.script: the image \"ubot\" is not declared; did you mean \"uboot\"?");
        assertThat(problemsWith("  - fel.start:", "  - fel.exec: {{x}}")).isNotEmpty();
        assertThat(problemsWith("echo ${a}", "echo {{size:uboot}} {{serial}}")).isEmpty();
        assertThat(problemsWith("fastboot usb 0", "fastboot {{usb"))
                .containsExactly("board.yaml:17: steps[3].fel.script: \"{{\" without \"}}\" in the same line; write"
                        + " {{name}}");
        assertThat(problemsWith("file: u-boot.bin", "file: \"u-boot-{{nand_erasesize}}.bin\""))
                .startsWith(
                        "board.yaml:11: steps[1].fel.uboot: the file of \"uboot\" needs {{nand_erasesize}}, which no"
                                + " fel.variables before this step finds out")
                .hasSize(2);
        assertThat(problemsWith("file: u-boot.bin", "file: \"{{serial}}.bin\""))
                .containsExactly("board.yaml:7: images.uboot.file: {{serial}} cannot be part of a file's name");
    }

    @Test
    void wantsImagesOfRegionsToBeDeclared() {
        String regions = """
                  - nand.readback:
                      - { image: uboot, offset: 0x0 }
                      - image: ubot
                        offset: 0x800000
                    at: 0x1
                    buffer: 0x2
                    results: 0x3
                    piece: 2GiB
                    after: echo {{size:ubt}}
                  - fel.start:
                """;

        assertThat(problemsWith("  - fel.start:\n", regions))
                .containsExactly(
                        "board.yaml:21: steps[4].nand.readback[1].image: the image \"ubot\" is not declared; did you mean"
                                + " \"uboot\"?",
                        "board.yaml:26: steps[4].piece: expected at most 1GiB, found 2GiB",
                        "board.yaml:27: steps[4].after: the image \"ubt\" is not declared");
        assertThat(problemsWith(
                        "  - fel.start:\n",
                        regions.replace("2GiB", "16B").replace("ubt", "uboot").replace("ubot", "uboot")))
                .containsExactly("board.yaml:26: steps[4].piece: expected at least 512B, found 16B");
    }

    @Test
    void knowsThePagesAfterEraseAndWriteSizeWereRead() {
        String variables = "  - fel.variables: [nand_erasesize, nand_writesize]\n    at: 0x7c00\n  - fel.script: |";

        assertThat(problems(GOOD.replace("echo ${a}", "nand write.raw 0 0 {{nand_pages}}")
                        .replace("  - fel.script: |", variables)))
                .isEmpty();
        assertThat(problems(GOOD.replace("echo ${a}", "nand write.raw 0 0 {{nand_pages}}")
                        .replace("  - fel.script: |", variables.replace(", nand_writesize", ""))))
                .hasSize(1);
    }

    @Test
    void wantsUnambiguousStepNamesAndSensibleOrder() {
        assertThat(problemsWith("  - await: fel\n", "  - await: fel\n  - await: fel\n"))
                .containsExactly("board.yaml:11: steps[1].name: the step in line 10 has the name \"await fel\" too;"
                        + " give this one its own with \"name:\"");
        assertThat(problemsWith("  - fel.uboot: uboot\n", ""))
                .containsExactly("board.yaml:18: steps[3].fel.start: needs a step fel.uboot before it");
        assertThat(problemsWith("serves: { mode: fel, chips: [h3, 0x1689] }", "serves: { mode: fel }"))
                .containsExactly("board.yaml:4: serves.chips: expected at least one chip: in FEL mode every Allwinner"
                        + " chip has the same USB id");
    }

    @Test
    void wantsARetryPolicyWithoutContradiction() {
        assertThat(problemsWith("never: [cable-lost]", "never: [no-boot]"))
                .containsExactly("board.yaml:8: retry.never: no-boot is in also and in never; remove one");
        assertThat(problemsWith("maxBackOff: 1m", "maxBackOff: 400ms"))
                .containsExactly("board.yaml:8: retry.maxBackOff: is shorter than backOff");
        assertThat(problemsWith("also: [no-boot]", "also: [no-bot, no-boot, no-boot]"))
                .hasSize(2);
    }

    @Test
    void wantsStepsThatAreThere() {
        String head = GOOD.substring(0, GOOD.indexOf("steps:"));

        assertThat(problems(head + "steps: []\n"))
                .containsExactly(
                        "board.yaml:1: verify: no step reads back: add "
                                + String.join(" or ", Shipped.LANGUAGE.readingBack()) + ", or write"
                                + " \"verify: none\"",
                        "board.yaml:9: steps: expected a list of steps, found an empty list");
        assertThat(problems(head)).containsExactly("board.yaml:1: steps: is missing; expected a list of steps");
    }

    @Test
    void loadsAFolderInTheOrderOfTheNames(@TempDir Path folder) throws IOException {
        // Given
        for (String name : List.of("b", "a", "c")) {
            Files.writeString(folder.resolve(name + ".yaml"), GOOD);
        }
        Files.writeString(folder.resolve("notes.txt"), "no recipe");

        // Then
        assertThat(Shipped.LOADER.loadFolder(folder, List.of()).orThrow())
                .extracting(Recipe::name)
                .containsExactly("a", "b", "c");
        assertThat(Shipped.LOADER.loadFolder(folder, List.of("c", "a")).orThrow())
                .extracting(Recipe::name)
                .containsExactly("c", "a");
    }

    @Test
    void reportsTheProblemsOfAllFilesOfAFolder(@TempDir Path folder) throws IOException {
        // Given
        Files.writeString(folder.resolve("chip-pro.yaml"), GOOD.replace("kind: recipe", "kind: recipes"));
        Files.writeString(folder.resolve("Bad Name.yaml"), GOOD);

        // Then
        assertThat(Shipped.LOADER.loadFolder(folder, List.of()).problems()).hasSize(2);
        assertThat(Shipped.LOADER
                        .loadFolder(folder, List.of("chip-por", "chip-pro"))
                        .problems())
                .extracting(Problem::message)
                .containsExactly(
                        "the recipe does not exist; did you mean \"chip-pro\"?",
                        "expected recipe, found \"recipes\"; did" + " you mean \"recipe\"?");
        assertThat(Shipped.LOADER.loadFolder(folder.resolve("none"), List.of()).problems())
                .extracting(Problem::message)
                .containsExactly("the folder of recipes cannot be read");
    }

    @Test
    void awaitsOnlyModesInWhichABoardIsSeen() {
        assertThat(problemsWith("- await: fel", "- await: dfu")).isEmpty();
        assertThat(problemsWith("- await: fel", "- await: serial-line"))
                .singleElement()
                .asString()
                .contains("await: expected one of fel, fastboot, dfu, ")
                .doesNotContain("tcp-line", "udp-line", "not-a-board", "unknown");
    }
}
