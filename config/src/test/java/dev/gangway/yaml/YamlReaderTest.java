package dev.gangway.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlReaderTest {
    private static final Path FILE = Path.of("x.yaml");

    private static Tree parse(String text) {
        return YamlReader.parse(FILE, text.getBytes(StandardCharsets.UTF_8));
    }

    private static YamlMap root(String text) {
        Tree tree = parse(text);
        assertThat(tree.problems()).isEmpty();
        return Objects.requireNonNull(tree.root());
    }

    private static String onlyProblem(String text) {
        Tree tree = parse(text);
        assertThat(tree.problems()).hasSize(1);
        return tree.problems().get(0).toString();
    }

    @Test
    void knowsTheLineOfEveryNode() {
        // When
        YamlMap root = root("a: 1\n\n# note\nb:\n  - x\n  - c: 2\n    d: |\n      text\n");

        // Then
        YamlList list = root.findList("b");
        assertThat(root.lineOf("a")).isEqualTo(1);
        assertThat(root.lineOf("b")).isEqualTo(4);
        assertThat(list.items()).extracting(YamlNode::line).containsExactly(5, 6);
        assertThat(list.maps().get(0).lineOf("d")).isEqualTo(7);
        assertThat(list.maps().get(0).column()).isEqualTo(5);
        assertThat(list.maps().get(0).text("d")).isEqualTo("text\n");
    }

    @ParameterizedTest
    @CsvSource({
        "0x4a000000,WHOLE",
        "07,WHOLE",
        "-3,WHOLE",
        "0o17,WHOLE",
        "1.5,FLOAT",
        "1e3,FLOAT",
        ".inf,FLOAT",
        "true,FLAG",
        "no,TEXT",
        "30s,TEXT",
        "~,NOTHING",
        "12:30,TEXT",
        "0x,TEXT",
        "1_000,TEXT"
    })
    void understandsPlainScalarsAsEditorsDo(String plain, YamlScalar.Kind kind) {
        assertThat(root("a: " + plain).get("a"))
                .isInstanceOfSatisfying(
                        YamlScalar.class, scalar -> assertThat(scalar.kind()).isEqualTo(kind));
    }

    @Test
    void readsHexNumbersAndRefusesThoseThatDoNotFit() {
        YamlMap root = root("a: 0x4a000000\nb: 07\nc: 99999999999999999999\nd: \"7\"\n");

        assertThat(root.whole("a")).isEqualTo(0x4a000000L);
        assertThat(root.whole("b")).isEqualTo(7);
        assertThat(((YamlScalar) Objects.requireNonNull(root.get("c"))).whole()).isEmpty();
        assertThat(((YamlScalar) Objects.requireNonNull(root.get("d"))).whole()).isEmpty();
    }

    @Test
    void doesNotReadAMillionDigits() {
        YamlScalar scalar = (YamlScalar)
                Objects.requireNonNull(root("a: " + "9".repeat(1_000_000)).get("a"));

        assertThat(scalar.kind()).isEqualTo(YamlScalar.Kind.WHOLE);
        assertThat(scalar.whole()).isEmpty();
        assertThat(scalar.described()).hasSizeLessThan(60);
    }

    @Test
    void reportsEveryDuplicateKeyAndKeepsTheFirstValue() {
        // When
        Tree tree = parse("a: 1\nb:\n  c: 1\n  c: 2\na: 3\n");

        // Then
        assertThat(tree.problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "x.yaml:4: b.c: the key is here twice; the first one is in line 3",
                        "x.yaml:5: a: the key is here twice; the first one is in line 1");
        assertThat(Objects.requireNonNull(tree.root()).whole("a")).isEqualTo(1);
    }

    @Test
    void reportsBrokenSyntaxOnceWithItsLine() {
        assertThat(onlyProblem("a: 1\nb: [1, 2\nc: 3\n")).startsWith("x.yaml:3: (syntax): ");
        assertThat(onlyProblem("a: 1\n\tb: 2\n")).startsWith("x.yaml:2: (syntax): ");
        assertThat(onlyProblem("a: \"open\n")).startsWith("x.yaml:2: (syntax): ");
    }

    @Test
    void refusesAliasesBeforeTheyCanGrow() {
        // Given
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 40; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }

        // When
        Tree tree = parse(bomb.toString());

        // Then
        assertThat(tree.problems()).hasSize(40 + 2 * 39);
        assertThat(tree.problems().get(0))
                .hasToString(
                        "x.yaml:1: a0: an anchor (&…) is not allowed; remove it, or put quotes around a value that begins"
                                + " with &");
        assertThat(tree.problems())
                .contains(new Problem(
                        FILE,
                        3,
                        "a2[0]",
                        "an alias (*…) is not allowed; write the value out, in quotes if it begins with *"));
    }

    @Test
    void refusesTagsDocumentsAndKeysThatAreNoWords() {
        assertThat(onlyProblem("a: !!binary aGk=\n")).startsWith("x.yaml:1: a: a tag (!…) is not allowed");
        assertThat(onlyProblem("a: 1\n---\nb: 2\n")).startsWith("x.yaml:2: (file): a second document");
        assertThat(onlyProblem("? [a, b]\n: 1\n")).startsWith("x.yaml:1: (file): a key must be a plain word");
    }

    @Test
    void refusesDeepNesting() {
        assertThat(onlyProblem("a:\n  " + "[".repeat(5000) + "]".repeat(5000)))
                .isEqualTo("x.yaml:2: (syntax): nested more than 32 levels deep");
    }

    @Test
    void namesControlCharactersWithTheirLine() {
        assertThat(onlyProblem("a: 1\nb: x\u0007y\n"))
                .isEqualTo("x.yaml:2: (syntax): the control character U+0007 is not allowed; remove it");
    }

    @Test
    void namesTheLineWhereTheTextStopsBeingUtf8() {
        byte[] latin = "a: 1\nb: \u00fc\n".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(YamlReader.parse(FILE, latin).problems())
                .extracting(Problem::toString)
                .containsExactly("x.yaml:2: (syntax): this is not UTF-8 text; save the file as UTF-8");
        assertThat(YamlReader.parse(FILE, new byte[] {'a', ':', ' ', (byte) 0xc3})
                        .problems())
                .hasSize(1);
    }

    @Test
    void refusesEmptyFilesAndOtherRoots() {
        assertThat(onlyProblem("")).isEqualTo("x.yaml:1: (file): the file is empty");
        assertThat(onlyProblem("# only a note\n")).isEqualTo("x.yaml:1: (file): the file is empty");
        assertThat(onlyProblem("\n- a\n")).isEqualTo("x.yaml:2: (file): expected \"key: value\" lines, found a list");
    }

    @Test
    void skipsAByteOrderMark() {
        assertThat(root("\ufeffa: 1\n").whole("a")).isEqualTo(1);
    }

    @Test
    void refusesAHugeFile(@TempDir Path folder) throws IOException {
        // Given
        Path fits = Files.writeString(folder.resolve("fits.yaml"), "#".repeat(YamlReader.MAX_BYTES));
        Path huge = Files.writeString(folder.resolve("huge.yaml"), "#".repeat(YamlReader.MAX_BYTES + 1));

        // Then
        assertThat(YamlReader.bytes(fits).value()).isNotNull();
        assertThat(YamlReader.bytes(huge).problems())
                .extracting(Problem::message)
                .containsExactly("the file is larger than 1 MiB; is it the right one?");
    }

    @Test
    void saysWhenAFileIsNotThere(@TempDir Path folder) {
        assertThat(YamlReader.bytes(folder.resolve("none.yaml")).problems())
                .extracting(Problem::message)
                .containsExactly("the file does not exist");
        assertThat(YamlReader.bytes(folder).problems()).hasSize(1);
    }
}
