package dev.gangway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.model.BootMode;
import dev.gangway.recipe.ImageSpec;
import dev.gangway.recipe.ImageSpec.ImageFormat;
import dev.gangway.recipe.Recipe;
import dev.gangway.recipe.Step;
import dev.gangway.yaml.Problem;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.OutputUnit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShippedFilesTest {
    private static final Path STATION = Path.of("station.yaml");

    private static Recipe recipe(String name) {
        return RecipeLoader.load(Path.of("recipes", name + ".yaml")).orThrow();
    }

    private static List<Path> yamlFiles() throws IOException {
        try (Stream<Path> recipes = Files.list(Path.of("recipes"))) {
            return Stream.concat(Stream.of(STATION), recipes.sorted()).toList();
        }
    }

    @Test
    void haveNoProblem() throws IOException {
        assertThat(yamlFiles()).hasSizeGreaterThanOrEqualTo(3);
        assertThat(Check.files(yamlFiles())).isEmpty();
    }

    @Test
    void passTheirSchemaAndNameIt() throws IOException {
        for (Path file : yamlFiles()) {
            // Given
            String first = Files.readAllLines(file).get(0);
            String relative = first.substring(first.indexOf('=') + 1);
            Path schema = file.resolveSibling(relative);

            // When
            OutputUnit output = Schemas.validate(Files.readString(schema), Schemas.plain(Schemas.tree(file)));

            // Then
            assertThat(first).startsWith("# yaml-language-server: $schema=");
            assertThat(output.getValid()).as("%s: %s", file, output.getErrors()).isTrue();
        }
    }

    /** Run with {@code -Dgangway.schema.write=true} to write the files anew after a change of the shapes. */
    @ParameterizedTest
    @ValueSource(strings = {"station", "recipe"})
    void schemaIsThatOfTheLoader(String kind) throws IOException {
        Path file = Path.of("schema", kind + ".schema.json");
        String expected = kind.equals("station") ? StationShape.jsonSchema() : RecipeShape.jsonSchema();
        if (Boolean.getBoolean("gangway.schema.write")) {
            Files.createDirectories(Path.of("schema"));
            Files.writeString(file, expected);
        }

        assertThat(file).hasContent(expected);
        assertThat(new JsonObject(expected).getJsonObject("properties").fieldNames())
                .contains("kind");
    }

    @Test
    void chipProIsTheWholeSequence() {
        // When
        Recipe recipe = recipe("chip-pro");

        // Then
        assertThat(recipe.serves()).isEqualTo(new Recipe.Serves(BootMode.FEL, Set.of(0x1625), ""));
        assertThat(recipe.verify()).isEqualTo(Recipe.Verify.READBACK);
        assertThat(recipe.steps())
                .extracting(Step::verb)
                .containsExactly(
                        "await",
                        "fel.spl",
                        "fel.write",
                        "fel.script",
                        "fel.exec",
                        "await",
                        "fel.variables",
                        "await",
                        "fel.spl",
                        "fel.write",
                        "fel.write",
                        "fel.verify",
                        "fel.script",
                        "fel.exec",
                        "await",
                        "fastboot.flash",
                        "fastboot.continue",
                        "await",
                        "fel.spl",
                        "fel.write",
                        "fel.write",
                        "nand.readback",
                        "fel.exec",
                        "await",
                        "nand.compare",
                        "fel.reset",
                        "await");
        assertThat(recipe.images())
                .containsEntry(
                        "splPages",
                        new ImageSpec(
                                "spl-{{nand_erasesize}}-{{nand_writesize}}-{{nand_oobsize}}.bin",
                                ImageFormat.SPL_PAGES,
                                false,
                                ImageSpec.Verification.READBACK))
                .containsOnlyKeys("spl", "probe", "uboot", "splPages", "rootfs");
    }

    @Test
    void chipProWritesTheScriptLastAndLeavesShellVariablesAlone() {
        // Given
        List<Step> steps = recipe("chip-pro").steps();

        // Then
        assertThat(steps.get(10))
                .isEqualTo(new Step.FelWrite(
                        new Step.Common("load the SPL pages", Duration.ofMinutes(3), "", ""), "splPages", 0x43000000L));
        assertThat(steps.get(11))
                .isEqualTo(new Step.FelVerify(
                        new Step.Common("compare the SPL pages in memory", Duration.ofMinutes(3), "", ""),
                        "splPages",
                        0x43000000L));
        Step.FelScript script = (Step.FelScript) steps.get(12);
        assertThat(script.address()).isEqualTo(0x43100000L);
        assertThat(script.lines())
                .startsWith(
                        "nand erase.chip",
                        "if nand write.raw.noverify 0x43000000 0x0 {{nand_pages}}; then true; else reset; fi",
                        "if nand write.raw.noverify 0x43000000 0x400000 {{nand_pages}}; then true; else reset; fi",
                        "if nand write 0x4a000000 0x800000 {{size:uboot}}; then true; else reset; fi")
                .endsWith("saveenv", "fastboot 0", "reset")
                .anyMatch(line -> line.contains("${scriptaddr}"))
                .anyMatch(line -> line.contains("$fdt_addr_r"));
    }

    @Test
    void chipProReadsEverythingBack() {
        Step.NandReadback readback =
                (Step.NandReadback) recipe("chip-pro").steps().get(21);

        assertThat(readback.regions())
                .containsExactly(
                        new Step.Region("splPages", 0, OptionalLong.of(0x46000000L)),
                        new Step.Region("splPages", 0x400000, OptionalLong.of(0x46000000L)),
                        new Step.Region("uboot", 0x800000),
                        new Step.Region("rootfs", 0x1000000));
        assertThat(readback.results()).isEqualTo(0x7c00);
        assertThat(readback.buffer()).isEqualTo(0x44000000L);
        assertThat(readback.piece()).isEqualTo(16 << 20);
        assertThat(readback.after()).containsExactly("reset");
    }

    @Test
    void recipesServeDifferentChips() {
        Set<Integer> chipPro = recipe("chip-pro").serves().chips();
        Set<Integer> others = recipe("allwinner-fel-uboot").serves().chips();

        assertThat(others).contains(0x1680, 0x1689, 0x1651).doesNotContainAnyElementsOf(chipPro);
    }

    @Test
    void felUbootVerifiesBeforeItStarts() {
        assertThat(recipe("allwinner-fel-uboot").steps())
                .extracting(Step::verb)
                .containsExactly("await", "fel.uboot", "fel.verify", "fel.script", "fel.start", "await");
    }

    @Test
    void stationUsesThemInOrder() {
        StationConfig config = StationConfigLoader.load(STATION).orThrow();

        assertThat(config.recipes().use()).containsExactly("chip-pro", "allwinner-fel-uboot");
        assertThat(config.recipes().folder()).isEqualTo(Path.of("recipes").toAbsolutePath());
        assertThat(config.http()).isEqualTo(new StationConfig.Http("127.0.0.1", 8080));
        assertThat(Check.station(STATION)).extracting(Problem::toString).isEmpty();
    }

    @Test
    void udevRulesCoverWhatIsServedAndJumpOnlyToLabels() throws IOException {
        // Given
        List<String> rules = Files.readAllLines(Path.of("udev/70-gangway.rules")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
        String all = String.join("\n", rules);

        // Then
        assertThat(all)
                .contains("ATTR{idVendor}==\"1f3a\", ATTR{idProduct}==\"efe8\"")
                .contains("ATTR{idVendor}==\"1f3a\", ATTR{idProduct}==\"1010\"")
                .contains("*:ff4203:*")
                .contains("MODE=\"0660\"");
        assertThat(rules).allSatisfy(rule -> assertThat(rule)
                .matches("([A-Z]+(\\{[A-Za-z_/]+})?(==|!=|=|\\+=)\"[^\"]*\"(, )?)+"));
        assertThat(rules.stream()
                        .filter(rule -> rule.contains("GOTO="))
                        .map(rule -> rule.replaceAll(".*GOTO=\"([a-z_]+)\".*", "$1"))
                        .distinct())
                .allSatisfy(label -> assertThat(rules).contains("LABEL=\"" + label + "\""));
    }

    @Test
    void serviceIsHardened() throws IOException {
        assertThat(Files.readAllLines(Path.of("systemd/gangway.service")))
                .contains(
                        "NoNewPrivileges=yes",
                        "ProtectSystem=strict",
                        "CapabilityBoundingSet=",
                        "DevicePolicy=closed",
                        "DeviceAllow=char-usb_device rw",
                        "User=gangway",
                        "RestartPreventExitStatus=2");
    }
}
