package dev.gangway.yaml;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What came of reading a file: the value, or all its problems.
 *
 * @param value the value; null when there is a problem
 * @param problems everything that is wrong, in the order of the lines; empty when the value is there
 */
public record Loaded<T>(@Nullable T value, List<Problem> problems) {
    /** Copies the list and checks that exactly one of the two is there. */
    public Loaded {
        problems = List.copyOf(problems);
        if ((value == null) == problems.isEmpty()) {
            throw new IllegalArgumentException("either a value or problems");
        }
    }

    /** A value without a problem. */
    public static <T> Loaded<T> of(T value) {
        return new Loaded<>(Objects.requireNonNull(value), List.of());
    }

    /** Problems, at least one; they are put in order. */
    public static <T> Loaded<T> failed(List<Problem> problems) {
        return new Loaded<>(null, problems.stream().sorted(Problem.ORDER).toList());
    }

    /** The value, where there is one. */
    public Optional<T> toOptional() {
        return Optional.ofNullable(value);
    }

    /** The value; throws {@link IllegalStateException} with all problems when there is none. */
    public T orThrow() {
        if (value == null) {
            StringBuilder text = new StringBuilder();
            problems.forEach(problem -> text.append(problem).append('\n'));
            throw new IllegalStateException(text.toString().stripTrailing());
        }
        return value;
    }
}
