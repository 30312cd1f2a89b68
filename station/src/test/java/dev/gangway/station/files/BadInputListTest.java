package dev.gangway.station.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.model.FailureKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code docs/bad-input.md} names tests that are there, words that the station says, and failures that it knows. */
class BadInputListTest {
    private static final Path LIST = Path.of("docs/bad-input.md");
    private static final Pattern NAMED = Pattern.compile("`([A-Za-z0-9]+)#([A-Za-z0-9]+)`");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"");
    private static final int COLUMNS = 4;

    private static final List<Path> TESTS = new ArrayList<>();
    private static final StringBuilder WORDS = new StringBuilder();

    /** A row's columns, without blanks around them. */
    private static List<List<String>> rows() throws IOException {
        return Files.readAllLines(LIST).stream()
                .filter(line -> line.startsWith("| "))
                .skip(1)
                .map(line -> Stream.of(line.substring(1, line.lastIndexOf('|')).split("\\|", -1))
                        .map(String::strip)
                        .toList())
                .toList();
    }

    @BeforeAll
    static void read() throws IOException {
        for (String module : List.of("config", "hub-watcher", "verticles", "web-ui", "station")) {
            Path sources = Path.of("..", module, "src/test/java");
            if (Files.exists(sources)) {
                try (Stream<Path> files = Files.walk(sources)) {
                    files.filter(file -> file.toString().endsWith(".java")).forEach(TESTS::add);
                }
            }
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src/main/java"))) {
                for (Path file :
                        files.filter(one -> one.toString().endsWith(".java")).toList()) {
                    // What the compiler joins is one text.
                    WORDS.append(Files.readString(file).replaceAll("\"\\s*\\+\\s*\"", ""))
                            .append('\n');
                }
            }
        }
    }

    @Test
    void eachRowIsWhole() throws IOException {
        assertThat(rows()).hasSizeGreaterThan(20).allSatisfy(row -> {
            assertThat(row).hasSize(COLUMNS).doesNotContain("");
            assertThat(NAMED.matcher(row.get(3)).find())
                    .as("a test in: %s", row)
                    .isTrue();
        });
    }

    @Test
    void eachTestIsThere() throws IOException {
        for (List<String> row : rows()) {
            Matcher named = NAMED.matcher(row.get(3));
            while (named.find()) {
                Optional<Path> file = TESTS.stream()
                        .filter(one -> one.endsWith(named.group(1) + ".java"))
                        .findFirst();
                assertThat(file)
                        .as(named.group(1) + " of \"" + row.get(0) + "\"")
                        .isPresent();
                assertThat(isTest(Files.readString(file.orElseThrow()), named.group(2)))
                        .as("%s has the test %s, of \"%s\"", named.group(1), named.group(2), row.get(0))
                        .isTrue();
            }
        }
    }

    /** A method with an annotation of a test right above it, with others between. */
    private static boolean isTest(String source, String method) {
        Matcher declared =
                Pattern.compile("\\n    (public )?void " + method + "\\(").matcher(source);
        if (!declared.find()) {
            return false;
        }
        String before = source.substring(0, declared.start());
        int from = Math.max(before.lastIndexOf("\n    }\n"), before.lastIndexOf(";\n\n"));
        return before.substring(Math.max(0, from)).matches("(?s).*@(Test|ParameterizedTest|FuzzTest|Property)\\b.*");
    }

    @Test
    void theWordsInQuotesAreInTheCode() throws IOException {
        for (List<String> row : rows()) {
            Matcher quoted = QUOTED.matcher(row.get(1));
            while (quoted.find()) {
                assertThat(WORDS.indexOf(quoted.group(1))).as(quoted.group(1)).isNotNegative();
            }
        }
    }

    @Test
    void theFailuresAreKnown() throws IOException {
        for (List<String> row : rows()) {
            Matcher code = CODE.matcher(row.get(2));
            if (!code.find()) {
                assertThat(row.get(2)).isIn("refused", "none");
                continue;
            }
            do {
                assertThat(FailureKind.ofCode(code.group(1))).as(code.group(1)).isPresent();
            } while (code.find());
        }
    }
}
