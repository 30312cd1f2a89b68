package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a newcomer reads first names every room of the house and no other. */
class RoomsTest {
    private static final Path ROOT = Path.of("..");
    private static final int LONG = 400;
    private static final Pattern ROOM = Pattern.compile("^\\| `([a-z0-9.]+)` \\| \\S", Pattern.MULTILINE);
    private static final Pattern DECISION =
            Pattern.compile("^(\\d+)\\. \\[(.+)]\\((\\d{4}-[a-z0-9-]+\\.md)\\)$", Pattern.MULTILINE);

    @ParameterizedTest
    @EnumSource(Module.class)
    void theReadmeOfAModuleHasALineForEachPackage(Module module) throws IOException {
        Path folder = ROOT.resolve(module.folder());
        Path sources = folder.resolve("src/main/java/dev/gangway");
        List<String> packages;
        try (Stream<Path> files = Files.walk(sources)) {
            packages = files.filter(file -> file.endsWith("package-info.java"))
                    .map(file -> sources.relativize(file.resolveSibling(""))
                            .toString()
                            .replace('/', '.'))
                    .toList();
        }

        assertThat(ROOM.matcher(Files.readString(folder.resolve("README.md")))
                        .results()
                        .map(found -> found.group(1)))
                .as(folder + "/README.md, its rooms")
                .containsExactlyInAnyOrderElementsOf(packages);
    }

    /** What is longer is several things, or one that nobody reads to its end. */
    @ParameterizedTest
    @EnumSource(Module.class)
    void noMainFileIsLong(Module module) throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve(module.folder()).resolve("src/main/java"))) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".java")).toList()) {
                assertThat(Files.readAllLines(file)).as(file + ", its lines").hasSizeLessThan(LONG);
            }
        }
    }

    @Test
    void theListOfDecisionsHasEachUnderItsTitle() throws IOException {
        Path folder = ROOT.resolve("station/docs/adr");
        List<MatchResult> listed = DECISION.matcher(Files.readString(folder.resolve("README.md")))
                .results()
                .toList();

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(listed)
                    .extracting(decision -> decision.group(3))
                    .isSorted()
                    .containsExactlyInAnyOrderElementsOf(
                            files.map(file -> file.getFileName().toString())
                                    .filter(name -> !name.equals("README.md"))
                                    .toList());
        }
        for (MatchResult decision : listed) {
            assertThat(Files.readString(folder.resolve(decision.group(3))))
                    .startsWith("# " + decision.group(1) + ". " + decision.group(2) + "\n");
            assertThat(decision.group(3)).startsWith(String.format("%04d-", Integer.parseInt(decision.group(1))));
        }
    }
}
