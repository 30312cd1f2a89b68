package dev.gangway.language;

import dev.gangway.yaml.Problem;
import dev.gangway.yaml.Shape;
import dev.gangway.yaml.ShapeCheck;
import dev.gangway.yaml.YamlNode;
import dev.gangway.yaml.YamlScalar;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One key of a step: what it looks like, its sentence for people, what holds without it, and how its value is read. Made
 * by {@link Keys}. Immutable; a key is the same as another one only when it is that object.
 *
 * @param <T> its value
 */
public final class Key<T> {
    private final String name;
    private final Shape shape;
    private final String doc;
    private final boolean required;
    private final @Nullable Object written;
    private final Reader<T> reader;

    /** Reads what stands behind a key; null when the key is left out. */
    @FunctionalInterface
    interface Reader<T> {
        T read(@Nullable YamlNode node);
    }

    /** Reads what stands behind a key and has its shape. */
    @FunctionalInterface
    interface Present<T> {
        T read(YamlNode node);
    }

    private Key(String name, Shape shape, String doc, boolean required, @Nullable Object written, Reader<T> reader) {
        this.name = name;
        this.shape = shape;
        this.doc = doc;
        this.required = required;
        this.written = written;
        this.reader = reader;
    }

    /** A key that must be there. */
    static <T> Key<T> required(String name, Shape shape, String doc, Present<T> present) {
        return new Key<>(name, shape, doc, true, null, node -> {
            if (node == null) {
                throw new IllegalStateException(name + " is missing");
            }
            return present.read(node);
        });
    }

    /**
     * This key, which may be left out; what holds then stands here and nowhere else.
     *
     * @param asWritten the default as a person would write it: a text, a number or a truth value
     * @throws IllegalArgumentException when that has not the key's shape
     */
    public Key<T> orElse(Object asWritten) {
        YamlScalar scalar = scalar(asWritten);
        List<Problem> problems = ShapeCheck.check(Path.of("default"), name, scalar, shape);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("the default of "
                    + problems.get(0).path() + ": " + problems.get(0).message());
        }
        return new Key<>(name, shape, doc, false, asWritten, node -> reader.read(node == null ? scalar : node));
    }

    /** This key, which may be left out, and nothing holds then. */
    public Key<Optional<T>> optional() {
        return new Key<>(
                name,
                shape,
                doc,
                false,
                null,
                node -> node == null ? Optional.empty() : Optional.of(reader.read(node)));
    }

    /** Its name; {@link Keys#ARGUMENT} when it stands behind the verb itself. */
    public String name() {
        return name;
    }

    /** What its value looks like. */
    public Shape shape() {
        return shape;
    }

    /** Its sentence for people. */
    public String doc() {
        return doc;
    }

    /** Whether it is what stands behind the verb. */
    public boolean isArgument() {
        return name.equals(Keys.ARGUMENT);
    }

    /** As a key of a map. */
    Shape.Field field() {
        return new Shape.Field(shape, required, doc, written);
    }

    /** The value of a node that has the key's shape; of null, what holds without the key. */
    T read(@Nullable YamlNode node) {
        return reader.read(node);
    }

    private static YamlScalar scalar(Object asWritten) {
        YamlScalar.Kind kind = asWritten instanceof Number
                ? YamlScalar.Kind.WHOLE
                : asWritten instanceof Boolean ? YamlScalar.Kind.FLAG : YamlScalar.Kind.TEXT;
        return new YamlScalar(1, 1, asWritten.toString(), kind);
    }
}
