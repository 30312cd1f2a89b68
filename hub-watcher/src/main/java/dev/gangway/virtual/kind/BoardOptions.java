package dev.gangway.virtual.kind;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The keys that a board's spec gives, each known to its kind and readable. Immutable. */
public final class BoardOptions {
    private final Map<String, String> given;

    private BoardOptions(Map<String, String> given) {
        this.given = given;
    }

    /**
     * Takes the pairs of a spec.
     *
     * @throws IllegalArgumentException naming the first key that the kind has not, or whose value says nothing
     */
    public static BoardOptions of(BoardKind kind, Map<String, String> pairs) {
        List<BoardOption<?>> known = kind.options();
        for (Map.Entry<String, String> pair : pairs.entrySet()) {
            BoardOption<?> option = known.stream()
                    .filter(each -> each.name().equals(pair.getKey()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("the kind " + kind.name() + " has no key '"
                            + pair.getKey() + "'; its keys are:" + System.lineSeparator() + lines(known)));
            option.read(pair.getValue());
        }
        return new BoardOptions(new TreeMap<>(pairs));
    }

    /** These, and the pairs, which win; throws {@link IllegalArgumentException} as {@link #of} does. */
    public BoardOptions and(BoardKind kind, Map<String, String> pairs) {
        Map<String, String> all = new TreeMap<>(given);
        all.putAll(pairs);
        return of(kind, all);
    }

    /** What was given or else holds; empty when neither. */
    public <T> Optional<T> find(BoardOption<T> option) {
        return Optional.ofNullable(given.get(option.name()))
                .or(() -> Optional.ofNullable(option.usual()))
                .map(option::read);
    }

    /** What was given or else holds, of an option that always has a value. */
    public <T> T get(BoardOption<T> option) {
        return find(option).orElseThrow(() -> new IllegalStateException(option.name() + " has no usual value"));
    }

    /** These options, a line each, for help texts. */
    public static String lines(List<BoardOption<?>> options) {
        StringBuilder text = new StringBuilder();
        options.forEach(option -> text.append(option.line()));
        return text.toString();
    }
}
