package dev.gangway.language;

import dev.gangway.model.BootMode;
import dev.gangway.yaml.Quantities;
import dev.gangway.yaml.Scalars;
import dev.gangway.yaml.Shape;
import dev.gangway.yaml.Shape.Meaning;
import dev.gangway.yaml.YamlList;
import dev.gangway.yaml.YamlMap;
import dev.gangway.yaml.YamlNode;
import dev.gangway.yaml.YamlScalar;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The keys that recipes are made of. What a text means (an image, a template, a variable) is part of its shape, so that
 * checks need no list of verbs. Each key must be there unless {@link Key#orElse} or {@link Key#optional} says otherwise.
 */
public final class Keys {
    /** The name of the key that stands behind the verb itself: {@code - fel.spl: IMAGE}. */
    public static final String ARGUMENT = "";

    /** An image's name: in YAML, in {@code {{size:NAME}}} and in {@code --image NAME=PATH}. */
    public static final Shape.Text IMAGE_NAME = new Shape.Text(
            "an image's name: letters, digits, dashes, underscores", "[A-Za-z0-9][A-Za-z0-9_-]{0,39}", Meaning.IMAGE);

    private static final Shape.Items VARIABLES = new Shape.Items(
            "a list of variable names",
            new Shape.Text("a variable: small letters, digits, underscores", "[a-z][a-z0-9_]{0,39}", Meaning.VARIABLE),
            1,
            true);

    private Keys() {}

    /** An image by the name under which the recipe declares it; that it does is checked. */
    public static Key<String> image(String name, String doc) {
        return Key.required(name, IMAGE_NAME, doc, Keys::text);
    }

    /** An address of 32 bits, in bytes. */
    public static Key<Long> address(String name, String doc) {
        return whole(name, "an address from 0x0 to 0xffffffff", 0, 0xffff_ffffL, doc);
    }

    /** A byte count, as a number or with a unit; both are held to the range. */
    public static Key<Long> bytes(String name, long least, long most, String doc) {
        Shape shape = new Shape.Bytes("a byte count such as 64KiB, 16MiB or 0x1000", least, most);
        return Key.required(
                name,
                shape,
                doc,
                node -> scalar(node).kind() == YamlScalar.Kind.TEXT ? Quantities.bytes(text(node)) : wholeOf(node));
    }

    /** A whole number in a range; {@code expected} says so in words. */
    public static Key<Long> whole(String name, String expected, long least, long most, String doc) {
        return Key.required(name, new Shape.Whole(expected, least, most), doc, Keys::wholeOf);
    }

    /**
     * Lines for a shell, which may hold placeholders; those are checked, and so is what serials may put in. Blank lines and
     * comments are left out.
     */
    public static Key<List<String>> script(String name, ScriptDialect dialect, String doc) {
        return script(name, dialect, 0, doc);
    }

    /** The same, of lines that have so many characters at most; 0 = any number. */
    public static Key<List<String>> script(String name, ScriptDialect dialect, int longest, String doc) {
        Shape.Text script = new Shape.Text(
                "lines of text without control characters",
                "[^\\u0000-\\u0008\\u000b-\\u001f\\u007f]{1,60000}",
                Meaning.TEMPLATE,
                dialect.harmless(),
                longest);
        return Key.required(name, script, doc, node -> dialect.lines(text(node)));
    }

    /** Names of variables that this step finds out and that later steps may use. */
    public static Key<List<String>> variables(String name, String doc) {
        return Key.required(name, VARIABLES, doc, node -> ((YamlList) node).texts());
    }

    /** A text of which nothing is known but what it must match; {@code expected} says so in words. */
    public static Key<String> text(String name, String expected, String pattern, String doc) {
        return Key.required(name, new Shape.Text(expected, pattern), doc, Keys::text);
    }

    /** One of a few words. */
    public static Key<String> word(String name, List<String> words, String doc) {
        return Key.required(name, Shape.Word.of(words), doc, Keys::text);
    }

    /**
     * Names that the person chooses, in order, each with one of a few words behind it.
     *
     * @param expected what they are together, in words
     * @param each what one of the names is, in words
     * @param pattern what each name matches
     */
    public static Key<Map<String, String>> sorting(
            String name, String expected, String each, String pattern, List<String> words, String doc) {
        Shape shape = new Shape.Names(expected, each, pattern, Shape.Word.of(words), Map.of(), Map.of());
        return Key.required(name, shape, doc, node -> {
            YamlMap map = (YamlMap) node;
            Map<String, String> sorted = new LinkedHashMap<>();
            map.entries().forEach((key, word) -> sorted.put(key, text(word)));
            return sorted;
        });
    }

    /**
     * A list of different texts, at least one.
     *
     * @param expected what the list is, in words
     * @param each what one of its items is, in words
     * @param pattern what each matches
     */
    public static Key<Set<String>> texts(String name, String expected, String each, String pattern, String doc) {
        Shape shape = new Shape.Items(expected, new Shape.Text(each, pattern), 1, true);
        return Key.required(name, shape, doc, node -> new LinkedHashSet<>(((YamlList) node).texts()));
    }

    /** A name that a board gives, or the number by which it counts what has the name; {@code expected} says so in words. */
    public static Key<String> nameOrNumber(String name, String expected, String pattern, int most, String doc) {
        Shape shape = new Shape.Either(
                expected, List.of(new Shape.Whole(expected, 0, most), new Shape.Text(expected, pattern)));
        return Key.required(
                name,
                shape,
                doc,
                node -> scalar(node).kind() == YamlScalar.Kind.TEXT ? text(node) : Long.toString(wholeOf(node)));
    }

    /** One line for people, at most 200 characters. */
    public static Key<String> line(String name, String doc) {
        return Key.required(name, Scalars.LINE, doc, Keys::text);
    }

    /** {@code true} or {@code false}. */
    public static Key<Boolean> flag(String name, String doc) {
        return Key.required(
                name, new Shape.Flag("true or false"), doc, node -> scalar(node).flag());
    }

    /** A duration with its unit, not 0. */
    public static Key<Duration> duration(String name, String doc) {
        return Key.required(name, Scalars.DURATION, doc, node -> Quantities.duration(text(node)));
    }

    /** One of these boot modes. */
    public static Key<BootMode> mode(String name, Collection<BootMode> modes, String doc) {
        return Key.required(
                name, modes(modes), doc, node -> BootMode.ofCode(text(node)).orElseThrow());
    }

    /** The names of these boot modes. */
    public static Shape.Word modes(Collection<BootMode> modes) {
        return Shape.Word.of(modes.stream().map(BootMode::code).toList());
    }

    /**
     * A list of records, at least one.
     *
     * @param expected what the list is, in words
     * @param each what one of its items is, in words
     */
    public static <R> Key<List<R>> list(String name, String expected, String each, Form<R> item, String doc) {
        if (item.keys().stream().anyMatch(Key::isArgument)) {
            throw new IllegalArgumentException(name + ": an item of a list has no verb behind which a key could stand");
        }
        Shape shape = new Shape.Items(expected, item.shape(each), 1, false);
        return Key.required(name, shape, doc, node -> ((YamlList) node)
                .maps().stream().map(map -> item.read(map, ARGUMENT)).toList());
    }

    /** Nothing behind the verb's colon. */
    static Key<None> nothing() {
        return Key.required(ARGUMENT, new Shape.Nothing("nothing behind the colon"), "Nothing.", node -> new None());
    }

    private static YamlScalar scalar(YamlNode node) {
        return (YamlScalar) node;
    }

    private static String text(YamlNode node) {
        return scalar(node).text();
    }

    private static long wholeOf(YamlNode node) {
        return scalar(node).whole().orElseThrow();
    }
}
