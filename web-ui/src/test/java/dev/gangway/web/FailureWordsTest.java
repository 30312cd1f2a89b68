package dev.gangway.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.model.Cure;
import dev.gangway.model.FailureKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The station's failure kinds and cures, and the page's words for them, are the same lists. */
class FailureWordsTest {
    private static final Path SCRIPTS = Path.of("src/main/resources/web/js");
    private static final Path WORDS = SCRIPTS.resolve("words.en.js");

    /** What fits a tile in one line. */
    private static final int LONGEST = 19;

    @Test
    void everyKindHasItsWordsAndNoWordsAreLeftOver() throws IOException {
        assertThat(words("failures").keySet())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(FailureKind.values())
                        .map(FailureKind::code)
                        .toList());
        assertThat(words("failures").values())
                .allSatisfy(words -> assertThat(words).hasSizeBetween(4, LONGEST))
                .doesNotHaveDuplicates();
    }

    @Test
    void everyCureHasItsWordInUpperCaseBecauseItAsksForAPerson() throws IOException {
        assertThat(words("cures").keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Cure.values()).map(Cure::code).toList());
        assertThat(words("cures").values())
                .allSatisfy(word -> assertThat(word).isNotBlank().isUpperCase())
                .doesNotHaveDuplicates();
    }

    @Test
    void noOtherScriptKnowsAKindOrACure() throws IOException {
        // The tile of a quarantined port asks for the engineer without a failure.
        List<String> codes = Stream.concat(
                        Arrays.stream(FailureKind.values()).map(FailureKind::code),
                        Arrays.stream(Cure.values())
                                .filter(cure -> cure != Cure.CALL_ENGINEER)
                                .map(Cure::code))
                .toList();
        try (Stream<Path> scripts = Files.list(SCRIPTS)) {
            for (Path script : scripts.filter(script -> !script.equals(WORDS)).toList()) {
                String text = Files.readString(script);
                assertThat(codes)
                        .as(script.toString())
                        .noneMatch(code -> text.contains("'" + code + "'") || text.contains("." + code));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(FailureKind.class)
    void theSentenceOfAKindIsOneAndItsCureIsTheOneThatItSays(FailureKind kind) {
        assertThat(kind.remedy()).endsWith(".").hasSizeBetween(20, 100);
        if (kind.cure() == Cure.CALL_ENGINEER) {
            assertThat(kind.remedy()).startsWith("Call the engineer: ");
        } else {
            assertThat(kind.remedy()).doesNotContain("engineer");
        }
        if (kind.cure() == Cure.SET_ASIDE) {
            assertThat(kind.remedy()).contains("aside");
        }
        if (kind.cure() == Cure.REPLUG) {
            assertThat(kind.remedy()).contains("plug it in again");
        }
    }

    /** The members of one object of the page's words, in order. */
    private static Map<String, String> words(String object) throws IOException {
        Matcher block = Pattern.compile("\\n  " + object + ": \\{\\n(.*?)\\n  },", Pattern.DOTALL)
                .matcher(Files.readString(WORDS));
        assertThat(block.find()).as(object + " in " + WORDS).isTrue();
        Map<String, String> words = new TreeMap<>();
        for (String line : block.group(1).split("\n", -1)) {
            Matcher member = Pattern.compile("    '?([a-z-]+)'?: '([^']+)',").matcher(line);
            assertThat(member.matches()).as(line).isTrue();
            words.put(member.group(1), member.group(2));
        }
        return words;
    }
}
