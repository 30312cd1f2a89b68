package dev.gangway.yaml;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is expected at a place of a file. One description serves twice: {@link ShapeCheck} finds the problems of a file,
 * {@link JsonSchema} writes the schema from which editors complete; so the two cannot differ.
 */
public sealed interface Shape {
    /** What is expected, for a message: "expected …". */
    String expected();

    /** Whether a secret may stand here or below, so that nothing of it may be shown, right or wrong. */
    default boolean mayHoldSecret() {
        return false;
    }

    /**
     * A text. Patterns keep to what Java and ECMAScript read alike.
     *
     * @param pattern what the whole text must match
     * @param meaning what it stands for, beyond its characters
     * @param harmless of a text with placeholders: what each character of a value must match that is put in, since any other
     *     could mean something where the text goes
     * @param longest characters that a line of it may have with the values in it; 0 = any number
     */
    record Text(String expected, String pattern, Meaning meaning, String harmless, int longest) implements Shape {
        /** A text into which nothing is put. */
        public Text(String expected, String pattern, Meaning meaning) {
            this(expected, pattern, meaning, "", 0);
        }

        /** A text that stands for nothing but itself. */
        public Text(String expected, String pattern) {
            this(expected, pattern, Meaning.PLAIN);
        }

        @Override
        public boolean mayHoldSecret() {
            return meaning == Meaning.SECRET;
        }
    }

    /** What a text stands for; whoever checks whether the parts of a file fit together goes by it, not by names of keys. */
    enum Meaning {
        /** Itself. */
        PLAIN,
        /** The name of an image that the file declares. */
        IMAGE,
        /** A text with placeholders, {@code {{name}}}. */
        TEMPLATE,
        /** The name of a variable that is known from here on. */
        VARIABLE,
        /** A secret, or what people write where one belongs: no message shows it. */
        SECRET
    }

    /**
     * A whole number, decimal or {@code 0x…}.
     *
     * @param min the least
     * @param max the greatest
     */
    record Whole(String expected, long min, long max) implements Shape {}

    /**
     * A byte count: a number, or a text with a unit.
     *
     * @param least the fewest bytes
     * @param most the most; a text is held against the two by whoever knows what it is for, since no pattern can
     */
    record Bytes(String expected, long least, long most) implements Shape {
        /** The two ways of writing it. */
        Either written() {
            return new Either(
                    expected, List.of(new Whole(expected, least, most), new Text(expected, Quantities.BYTES)));
        }
    }

    /** One of these whole numbers. */
    record Numbers(String expected, List<Long> values) implements Shape {
        /** Copies the list. */
        public Numbers {
            values = List.copyOf(values);
        }
    }

    /** {@code true} or {@code false}. */
    record Flag(String expected) implements Shape {}

    /** One of these words. */
    record Word(String expected, List<String> values) implements Shape {
        /** Copies the list. */
        public Word {
            values = List.copyOf(values);
        }

        /** With the words themselves as what is expected. */
        public static Word of(List<String> values) {
            return new Word(values.size() == 1 ? values.get(0) : "one of " + String.join(", ", values), values);
        }
    }

    /** Nothing behind the colon. */
    record Nothing(String expected) implements Shape {}

    /** Any of these scalar shapes. */
    record Either(String expected, List<Shape> shapes) implements Shape {
        /** Copies the list. */
        public Either {
            shapes = List.copyOf(shapes);
        }

        @Override
        public boolean mayHoldSecret() {
            return shapes.stream().anyMatch(Shape::mayHoldSecret);
        }
    }

    /**
     * A list.
     *
     * @param item the shape of each item
     * @param min how many there must be at least
     * @param distinct whether no two scalar items may be equal
     * @param alone whether one item may stand there without a list
     */
    record Items(String expected, Shape item, int min, boolean distinct, boolean alone) implements Shape {
        /** Of which one item needs its list, too. */
        public Items(String expected, Shape item, int min, boolean distinct) {
            this(expected, item, min, distinct, false);
        }

        @Override
        public boolean mayHoldSecret() {
            return item.mayHoldSecret();
        }
    }

    /**
     * A map whose keys are names that the person chooses.
     *
     * @param keyExpected what a key is, for a message
     * @param keyPattern what a key must match
     * @param value the shape of each value
     * @param special shapes of the values whose key holds a match of this pattern
     * @param refused keys that may not be used, with the reason
     */
    record Names(
            String expected,
            String keyExpected,
            String keyPattern,
            Shape value,
            Map<String, Shape> special,
            Map<String, String> refused)
            implements Shape {
        /** Copies the maps; the order stays. */
        public Names {
            special = ordered(special);
            refused = ordered(refused);
        }

        @Override
        public boolean mayHoldSecret() {
            return value.mayHoldSecret() || special.values().stream().anyMatch(Shape::mayHoldSecret);
        }
    }

    /**
     * A map with these keys and no others.
     *
     * @param gone keys that older files may have, with what to do about each
     */
    record Fields(String expected, Map<String, Field> fields, Map<String, String> gone) implements Shape {
        /** Copies the maps; the order stays. */
        public Fields {
            fields = ordered(fields);
            gone = ordered(gone);
        }

        /** Without keys that older files may have. */
        public Fields(String expected, Map<String, Field> fields) {
            this(expected, fields, Map.of());
        }

        @Override
        public boolean mayHoldSecret() {
            return fields.values().stream().anyMatch(field -> field.shape().mayHoldSecret());
        }
    }

    /** A map that has exactly one of these verbs as its first key, and with it the verb's fields. */
    record Verbs(String expected, Map<String, Fields> verbs) implements Shape {
        /** Copies the map; the order stays. */
        public Verbs {
            verbs = ordered(verbs);
        }
    }

    /**
     * A key of {@link Fields}.
     *
     * @param shape the shape of its value
     * @param required whether it must be there
     * @param doc one or two sentences for the person who edits
     * @param absent what holds when it is left out; null = nothing
     */
    record Field(
            Shape shape,
            boolean required,
            String doc,
            @Nullable Object absent) {}

    private static <V> Map<String, V> ordered(Map<String, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
