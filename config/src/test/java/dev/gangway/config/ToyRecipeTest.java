package dev.gangway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.language.Language;
import dev.gangway.language.None;
import dev.gangway.language.ToyLanguage;
import dev.gangway.model.BootMode;
import dev.gangway.recipe.Recipe;
import dev.gangway.recipe.Step;
import dev.gangway.yaml.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What follows from a list of verbs that no class of this module knows. */
class ToyRecipeTest {
    private static final Path FILE = Path.of("toy.yaml");
    private static final RecipeLoader LOADER = new RecipeLoader(ToyLanguage.LANGUAGE);

    private static final String GOOD = """
            kind: recipe
            version: 1
            title: A toy
            serves: { mode: dfu, chips: [t1] }
            serial: { pattern: "T[0-9]+" }
            images:
              house: { file: house.bin, format: raw }
              corner: { file: "corner-{{width}}.bin", format: raw }
            steps:
              - toy.ask: [width, height]
              - toy.paint: house
                image: red
              - toy.frame:
                  - { picture: house, at: 7 }
                  - picture: corner
                after: |
                  echo {{area}} {{size:house}}
                  reset
              - toy.leave:
            """;

    private static List<String> problems(RecipeLoader loader, String text) {
        return loader.parse(FILE, text.getBytes(StandardCharsets.UTF_8)).problems().stream()
                .map(Problem::toString)
                .toList();
    }

    private static List<String> problemsWith(String from, String to) {
        assertThat(GOOD).contains(from);
        return problems(LOADER, GOOD.replace(from, to));
    }

    @Test
    void readsStepsAndChips() {
        // When
        Recipe recipe =
                LOADER.parse(FILE, GOOD.getBytes(StandardCharsets.UTF_8)).orThrow();

        // Then
        assertThat(recipe.serves()).isEqualTo(new Recipe.Serves(BootMode.DFU, Set.of("t1"), ""));
        assertThat(recipe.steps()).extracting(Step::verb).hasToString("[toy.ask, toy.paint, toy.frame, toy.leave]");
        assertThat(recipe.steps())
                .extracting(Step::arguments)
                .containsExactly(
                        new ToyLanguage.Ask(List.of("width", "height")),
                        new ToyLanguage.Paint("house", "red", 0x10, false),
                        new ToyLanguage.Frame(
                                List.of(
                                        new ToyLanguage.Corner("house", Optional.of(7L)),
                                        new ToyLanguage.Corner("corner", Optional.empty())),
                                4096,
                                List.of("echo {{area}} {{size:house}}", "reset")),
                        new None());
    }

    @Test
    void findsAnUnknownImageInANestedFormWithItsLine() {
        assertThat(problemsWith("picture: corner", "picture: corber"))
                .containsExactly(
                        "toy.yaml:8: images.corner: no step uses it; remove it",
                        "toy.yaml:15: steps[2].toy.frame[1].picture: the image \"corber\" is not declared; did you mean"
                                + " \"corner\"?");
    }

    @Test
    void goesByWhatAKeyMeansAndNotByItsName() {
        assertThat(problemsWith("image: red", "image: blue")).isEmpty();
        assertThat(problemsWith("toy.paint: house", "toy.paint: red"))
                .containsExactly("toy.yaml:11: steps[1].toy.paint: the image \"red\" is not declared");
    }

    @Test
    void wantsPlaceholdersToBeFoundOutBeforeByAVerbThatCan() {
        assertThat(problemsWith("[width, height]", "[width]"))
                .containsExactly("toy.yaml:17: steps[2].after: the variable \"area\" is not declared;"
                        + " a toy.ask before this step must find it out");
        assertThat(problemsWith("[width, height]", "[height]"))
                .first()
                .isEqualTo(
                        "toy.yaml:15: steps[2].toy.frame[1].picture: the file of \"corner\" needs {{width}}, which no"
                                + " toy.ask before this step finds out");
    }

    @Test
    void refusesSerialsThatAScriptsShellCouldTakeAsCommands() {
        String script = GOOD.replace("echo {{area}}", "setenv serial {{serial}}");

        assertThat(problems(LOADER, script)).isEmpty();
        assertThat(problems(LOADER, script.replace("T[0-9]+", "T[0-9; ]+")))
                .containsExactly("toy.yaml:17: steps[2].after: {{serial}} would put into this script whatever a label"
                        + " says, and serial.pattern lets characters pass that the shell takes as its own: \" ;\"; let"
                        + " the pattern match only [A-Za-z0-9._:/@%+,=-]");
        assertThat(problemsWith("T[0-9]+", "T.*")).isEmpty();
    }

    @Test
    void wantsTheStepsThatAVerbNeedsAndByteCountsInTheirRange() {
        assertThat(problemsWith("  - toy.paint: house\n    image: red\n", ""))
                .containsExactly("toy.yaml:11: steps[1].toy.frame: needs a step toy.paint before it");
        assertThat(problemsWith("    after: |", "    size: 2MiB\n    after: |"))
                .containsExactly("toy.yaml:16: steps[2].size: expected at most 1MiB, found 2MiB");
        assertThat(problemsWith("    after: |", "    size: 1B\n    after: |"))
                .containsExactly("toy.yaml:16: steps[2].size: expected at least 16B, found 1B");
        assertThat(problemsWith("    after: |", "    size: 15\n    after: |"))
                .containsExactly("toy.yaml:16: steps[2].size: expected a byte count such as 64KiB, 16MiB or 0x1000,"
                        + " found the number 15");
    }

    @Test
    void namesTheVerbsThatReadBackAndTheChipsThatThereAre() {
        String unread = GOOD.substring(0, GOOD.indexOf("  corner:")) + "steps:\n  - toy.paint: house\n    image: red\n";

        assertThat(problems(LOADER, unread))
                .containsExactly("toy.yaml:1: verify: no step reads back: add toy.frame, or write \"verify: none\"");
        assertThat(problemsWith("chips: [t1]", "chips: []"))
                .containsExactly(
                        "toy.yaml:4: serves.chips: expected at least one chip: in DFU mode every Toy chip looks alike");
        assertThat(problemsWith("chips: [t1]", "chips: [t2]"))
                .containsExactly("toy.yaml:4: serves.chips[0]: expected a known chip (t1) or its id such as 0x0011,"
                        + " found \"t2\"; did you mean \"t1\"?");
        assertThat(problemsWith("mode: dfu, chips: [t1]", "mode: fel")).isEmpty();
        assertThat(problemsWith("mode: dfu, chips: [t1]", "mode: rpiboot"))
                .containsExactly("toy.yaml:4: serves.mode: expected one of dfu, fel, found \"rpiboot\"");
    }

    @Test
    void knowsNoKeyForChipsAndNoVerificationWhereNobodyBringsThem() {
        // Given
        Language little = new Language(List.of(ToyLanguage.LEAVE), List.of(), List.of(BootMode.DFU));
        String head = """
                kind: recipe
                version: 1
                title: t
                serves: { mode: dfu, chips: [t1] }
                serial: { pattern: x }
                images: {}
                steps:
                  - toy.leave:
                """;

        // Then
        assertThat(problems(new RecipeLoader(little), head))
                .containsExactly(
                        "toy.yaml:1: verify: no step reads back: write \"verify: none\"",
                        "toy.yaml:4: serves.chips: unknown key; known here: mode, boardIds");
    }

    @Test
    void schemaAndReferenceTellOfEveryVerbAndKey() {
        assertThat(RecipeShape.jsonSchema(ToyLanguage.LANGUAGE))
                .contains("\"title\" : \"toy.paint\"", "\"default\" : \"4KiB\"", "0x0011")
                .doesNotContain("fel.");
        assertThat(RecipeShape.reference(ToyLanguage.LANGUAGE))
                .contains(
                        "### `toy.frame`\n\nCompare the corners. A step `toy.paint` must come before it. It may take 1m unless",
                        "### `toy.leave`\n\nLeave. It may take 2s unless the step says otherwise.\nNothing stands behind",
                        "| `toy.frame[].picture` | an image's name: letters, digits, dashes, underscores | must be there |"
                                + " What is in this corner. |",
                        "| `size` | a byte count such as 64KiB, 16MiB or 0x1000, from 16B to 1MiB | `4KiB` | How large. |",
                        "| `version` | a version from 1 | must be there |")
                .doesNotContain("fel.");
    }
}
