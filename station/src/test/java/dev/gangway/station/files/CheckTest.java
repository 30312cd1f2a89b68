package dev.gangway.station.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.config.Check;
import dev.gangway.config.StationConfig;
import dev.gangway.config.StationConfigLoader;
import dev.gangway.config.StationRecipes;
import dev.gangway.job.JobLanguage;
import dev.gangway.recipe.Recipe;
import dev.gangway.slot.ServedPorts;
import dev.gangway.yaml.Loaded;
import dev.gangway.yaml.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckTest {
    @TempDir
    Path folder;

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        return Files.writeString(file, text);
    }

    private List<String> check(Path... files) {
        return new Check(Shipped.LANGUAGE)
                .files(List.of(files)).stream()
                        .map(problem ->
                                folder.relativize(problem.file()) + ":" + problem.line() + ": " + problem.path())
                        .toList();
    }

    @Test
    void tellsFilesByTheirKindOrContent() throws IOException {
        assertThat(check(write("a.yaml", "kind: recipe\nversion: 1\n"))).contains("a.yaml:1: steps");
        assertThat(check(write("b.yaml", "steps: []\n"))).contains("b.yaml:1: kind", "b.yaml:1: steps");
        assertThat(check(write("c.yaml", "station: x\n"))).containsExactly("c.yaml:1: kind");
        assertThat(check(write("d.yaml", "x: 1\nx: 2\n"))).containsExactly("d.yaml:1: kind", "d.yaml:2: x");
        assertThat(check(write("e.yaml", "x: 1\nkind: stattion\n"))).containsExactly("e.yaml:2: kind");
        assertThat(check(write("f.yaml", "x: [\n"))).containsExactly("f.yaml:2: (syntax)");
        assertThat(check(folder.resolve("none.yaml"))).containsExactly("none.yaml:1: (file)");
    }

    @Test
    void reportsAllFilesAndEachProblemOnce() throws IOException {
        // Given
        Path recipe = write("recipes/r.yaml", "kind: recipe\nversion: 1\n");
        Path station = write("station.yaml", "kind: station\nstation: s\n");

        // When
        List<Problem> problems = new Check(Shipped.LANGUAGE).files(List.of(station, recipe, recipe));

        // Then
        assertThat(problems).doesNotHaveDuplicates().extracting(Problem::file).containsOnly(recipe);
        assertThat(problems).extracting(Problem::path).contains("title", "serves", "serial", "images", "steps");
    }

    @Test
    void findsRecipesThatAreNamedButNotInUse() throws IOException {
        // Given
        Files.createDirectories(folder.resolve("recipes"));
        Files.copy(Shipped.recipe("chip-pro"), folder.resolve("recipes/chip-pro.yaml"));
        Path station = write("station.yaml", """
                kind: station
                station: s
                images:
                  byRecipe:
                    chip-por: /x
                ports:
                  - port: 1-1
                    slot: a
                    recipes: [chip-pro]
                  - port: 1-2
                    slot: b
                    recipes: [other]
                """);

        // Then
        assertThat(new Check(Shipped.LANGUAGE).station(station))
                .extracting(problem -> problem.line() + " " + problem.path() + " " + problem.message())
                .containsExactlyInAnyOrder(
                        "5 images.byRecipe.chip-por the recipe \"chip-por\" is not in use; did you mean \"chip-pro\"?",
                        "12 ports[1].recipes the recipe \"other\" is not in use");
    }

    @Test
    void findsRecipesWhoseSerialsCouldBeMistakenForCommandsOrSlots() throws IOException {
        // Given
        String shipped = Files.readString(Shipped.recipe("chip-pro"));
        write("recipes/any.yaml", shipped.replace("CP-[0-9]{5}", "[A-Z0-9-]{4,20}"));
        write("recipes/short.yaml", shipped.replace("CP-[0-9]{5}", "[0-9]{2}"));
        write("recipes/sound.yaml", shipped);
        Path station = write("station.yaml", """
                kind: station
                station: s
                ports:
                  - { port: 1-1, slot: "07" }
                """);

        // When
        List<Problem> problems = new Check(Shipped.LANGUAGE).station(station);

        // Then
        assertThat(problems).hasSize(2);
        assertThat(problems.get(0).toString())
                .contains("any.yaml:18: serial.pattern", "begins with \"CMD-\"", "(?!(?i:CMD[^A-Za-z0-9]|SLOT");
        assertThat(problems.get(1).toString()).contains("short.yaml:18", "\"07\" would be taken for the slot");
        String cure = problems.get(0).message().replaceAll(".*with (\\(.*\\)\\)) at.*", "$1");
        write("recipes/any.yaml", shipped.replace("CP-[0-9]{5}", cure + "[A-Z0-9-]{4,20}"));
        assertThat(new Check(Shipped.LANGUAGE).station(station)).hasSize(1);
    }

    @Test
    void findsPortsThatNoBusServesWithTheirLines() throws IOException {
        // Given
        Path station = write("station.yaml", """
                kind: station
                station: s
                ports:
                  - { port: 1-2.4, slot: "1" }
                  - slot: "2"
                    port: serial:/dev/ttyS0
                  - { port: "tcp:board:5554", slot: "3" }
                """);
        StationConfig config = StationConfigLoader.load(station).orThrow();

        // When
        List<Problem> problems = Check.ports(
                station, config, port -> port.isUsb() ? Optional.empty() : Optional.of("nobody has " + port));

        // Then
        assertThat(problems)
                .extracting(problem -> problem.line() + " " + problem.path() + " " + problem.message())
                .containsExactly(
                        "6 ports[1].port nobody has serial:/dev/ttyS0", "7 ports[2].port nobody has tcp:board:5554");
    }

    @Test
    void findsPortsWhoseBoardsCannotBeHeardThoughTheirRecipeListens() throws IOException {
        write(
                "recipes/asks.yaml",
                Files.readString(Shipped.recipe("chip-pro")).stripTrailing() + "\n  - console.expect: \"login:\"\n");
        write("recipes/other.yaml", Files.readString(Shipped.recipe("chip-pro")).replace("CP-", "CO-"));
        Path station = write("station.yaml", """
                kind: station
                station: s
                ports:
                  - { port: 1-2.1, slot: "1", recipes: [asks], console: { device: /dev/ttyUSB0 } }
                  - { port: 1-2.2, slot: "2", recipes: [other] }
                  - { port: "serial:/dev/ttyS0", slot: "3", recipes: [asks] }
                  - port: 1-2.4
                    slot: "4"
                    recipes: [other, asks]
                """);
        StationConfig config = StationConfigLoader.load(station).orThrow();
        List<Recipe> recipes = new StationRecipes(Shipped.LOADER, packages -> Loaded.of(List.of()))
                .of(config)
                .orThrow();

        assertThat(ServedPorts.silent(station, config, recipes, JobLanguage::needsConsole))
                .extracting(problem -> problem.line() + " " + problem.path() + " " + problem.message())
                .containsExactly("9 ports[3].recipes the recipe asks waits for what the board says on its console, and"
                        + " 1-2.4 has none: name its serial line, console: {device: /dev/…}");
    }

    @Test
    void findsMissingImages() throws IOException {
        // Given
        Recipe recipe = Shipped.LOADER.load(Shipped.recipe("chip-pro")).orThrow();
        for (String name : List.of("sunxi-spl.bin", "uboot-400000.bin", "chip-400000-4000-680.ubi.sparse")) {
            Files.createFile(folder.resolve(name));
        }

        // When
        List<Problem> problems = Check.images(recipe, folder);

        // Then
        assertThat(problems)
                .extracting(problem -> problem.path() + ": " + problem.message())
                .containsExactly(
                        "images.probe.file: there is no u-boot-dtb.bin in " + folder
                                + "; put it there or name its folder",
                        "images.splPages.file: there is no spl-*-*-*.bin in " + folder
                                + "; put it there or name its folder");
        assertThat(Files.readAllLines(recipe.source()).get(problems.get(0).line() - 1))
                .contains("file: u-boot-dtb.bin");
    }

    @Test
    void acceptsACompleteFolderAndRefusesNone() throws IOException {
        // Given
        Recipe recipe =
                Shipped.LOADER.load(Shipped.recipe("allwinner-fel-uboot")).orThrow();
        Files.createFile(folder.resolve("u-boot-sunxi-with-spl.bin"));

        // Then
        assertThat(Check.images(recipe, folder)).isEmpty();
        assertThat(Check.images(recipe, folder.resolve("none")))
                .extracting(Problem::message)
                .containsExactly("the image folder " + folder.resolve("none")
                        + " does not exist; put the images there or name their folder");
    }

    @Test
    void looksForImagesWhereTheStationSays() throws IOException {
        // Given
        Path station = write(
                "station.yaml", "kind: station\nstation: s\nimages: { folder: img, byRecipe: { chip-pro: c } }\n");
        List<Recipe> recipes = Shipped.LOADER
                .loadFolder(Shipped.CONFIG.resolve("recipes"), List.of())
                .orThrow();
        Files.createDirectories(folder.resolve("c"));

        // When
        List<Problem> problems = Check.images(StationConfigLoader.load(station).orThrow(), recipes);

        // Then
        assertThat(problems)
                // Each recipe's folder is missing, but that of chip-pro, in which each of its images is.
                .hasSize(recipes.size() - 1 + chip(recipes).images().size())
                .anyMatch(problem -> problem.message()
                        .contains(folder.resolve("img/allwinner-fel-uboot").toString()))
                .anyMatch(problem ->
                        problem.message().contains(folder.resolve("c").toString()));
    }

    private static Recipe chip(List<Recipe> recipes) {
        return recipes.stream()
                .filter(recipe -> recipe.name().equals("chip-pro"))
                .findFirst()
                .orElseThrow();
    }
}
