package dev.gangway.station.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.config.Check;
import dev.gangway.config.RecipeShape;
import dev.gangway.config.StationConfig;
import dev.gangway.config.StationConfigLoader;
import dev.gangway.config.StationShape;
import dev.gangway.language.Common;
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
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShippedFilesTest {
    private static final Path STATION = Shipped.CONFIG.resolve("station.yaml");

    private static Recipe recipe(String name) {
        return Shipped.LOADER.load(Shipped.recipe(name)).orThrow();
    }

    private static List<Path> yamlFiles() throws IOException {
        try (Stream<Path> recipes = Files.list(Shipped.CONFIG.resolve("recipes"))) {
            return Stream.concat(Stream.of(STATION), recipes.sorted()).toList();
        }
    }

    @Test
    void haveNoProblem() throws IOException {
        assertThat(yamlFiles()).hasSizeGreaterThanOrEqualTo(3);
        assertThat(new Check(Shipped.LANGUAGE).files(yamlFiles())).isEmpty();
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
        String schema = kind.equals("station") ? StationShape.jsonSchema() : RecipeShape.jsonSchema(Shipped.LANGUAGE);

        hold(Shipped.CONFIG.resolve("schema").resolve(kind + ".schema.json"), schema);
        assertThat(new JsonObject(schema).getJsonObject("properties").fieldNames())
                .contains("kind");
    }

    @Test
    void referenceForPeopleIsThatOfTheLoader() throws IOException {
        hold(Path.of("docs", "recipes.md"), RecipeShape.reference(Shipped.LANGUAGE));
    }

    private static void hold(Path file, String expected) throws IOException {
        if (Boolean.getBoolean("gangway.schema.write")) {
            Files.writeString(file, expected);
        }
        assertThat(file).hasContent(expected);
    }

    @Test
    void chipProIsTheWholeSequence() {
        // When
        Recipe recipe = recipe("chip-pro");

        // Then
        assertThat(recipe.serves()).isEqualTo(new Recipe.Serves(BootMode.FEL, Set.of("a13"), ""));
        assertThat(recipe.verify()).isEqualTo(Recipe.Verify.READBACK);
        assertThat(recipe.steps())
                .extracting(step -> step.verb().name())
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
        assertThat(steps.get(10).common()).isEqualTo(new Common("load the SPL pages", Duration.ofMinutes(3), "", ""));
        assertThat(steps.get(10).arguments()).hasToString("Memory[image=splPages, address=" + 0x43000000L + "]");
        assertThat(steps.get(11).common())
                .isEqualTo(new Common("compare the SPL pages in memory", Duration.ofMinutes(3), "", ""));
        assertThat(steps.get(11).verb().name()).isEqualTo("fel.verify");
        assertThat(steps.get(11).arguments()).hasToString("Memory[image=splPages, address=" + 0x43000000L + "]");
        String head = "Script[address=" + 0x43100000L + ", title=flash C.H.I.P., lines=[";
        String script = steps.get(12).arguments().toString();
        assertThat(script).startsWith(head).endsWith("]]");
        assertThat(script.substring(head.length(), script.length() - 2).split(", "))
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
        assertThat(recipe("chip-pro").steps().get(21).arguments())
                .hasToString(String.format(
                        "Readback[address=%d, buffer=%d, piece=%d, results=%d, regions=[%s, %s, %s, %s], after=[reset]]",
                        0x43100000L,
                        0x44000000L,
                        16 << 20,
                        0x7c00,
                        region("splPages", 0, "Optional[" + 0x46000000L + "]"),
                        region("splPages", 0x400000, "Optional[" + 0x46000000L + "]"),
                        region("uboot", 0x800000, "Optional.empty"),
                        region("rootfs", 0x1000000, "Optional.empty")));
    }

    private static String region(String image, long offset, String rawAt) {
        return "Region[image=" + image + ", offset=" + offset + ", rawAt=" + rawAt + "]";
    }

    @Test
    void recipesServeDifferentChips() {
        Set<String> chipPro = recipe("chip-pro").serves().chips();
        Set<String> others = recipe("allwinner-fel-uboot").serves().chips();

        assertThat(others).contains("h3", "a64", "a20").doesNotContainAnyElementsOf(chipPro);
    }

    @Test
    void felUbootVerifiesBeforeItStarts() {
        assertThat(recipe("allwinner-fel-uboot").steps())
                .extracting(step -> step.verb().name())
                .containsExactly("await", "fel.uboot", "fel.verify", "fel.script", "fel.start", "await");
    }

    @Test
    void stationUsesThemInOrder() {
        StationConfig config = StationConfigLoader.load(STATION).orThrow();

        assertThat(config.recipes().use()).containsExactly("chip-pro", "allwinner-fel-uboot");
        assertThat(config.recipes().folder())
                .isEqualTo(Shipped.CONFIG.resolve("recipes").toAbsolutePath().normalize());
        assertThat(config.http()).isEqualTo(new StationConfig.Http("127.0.0.1", 8080));
        assertThat(new Check(Shipped.LANGUAGE).station(STATION))
                .extracting(Problem::toString)
                .isEmpty();
    }

    @Test
    void udevRulesCoverWhatIsServedAndJumpOnlyToLabels() throws IOException {
        // Given
        List<String> rules = Files.readAllLines(Shipped.CONFIG.resolve("udev/70-gangway.rules")).stream()
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
        assertThat(Files.readAllLines(Shipped.CONFIG.resolve("systemd/gangway.service")))
                .contains(
                        "NoNewPrivileges=yes",
                        "ProtectSystem=strict",
                        "CapabilityBoundingSet=",
                        "DevicePolicy=closed",
                        "DeviceAllow=char-usb_device rw",
                        "User=gangway",
                        "RestartPreventExitStatus=2");
    }

    @Test
    void aStationThatCannotServeEndsAndIsStartedAgain() throws IOException {
        assertThat(Files.readAllLines(Shipped.CONFIG.resolve("systemd/gangway.service")))
                .contains("Restart=on-failure", "Environment=GANGWAY_SERVICE=yes");
        assertThat(Files.readString(Path.of("src/dist/bin/gangway"))).contains(" -XX:+ExitOnOutOfMemoryError ");
    }
}
