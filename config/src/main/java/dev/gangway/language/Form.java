package dev.gangway.language;

import dev.gangway.yaml.FieldsBuilder;
import dev.gangway.yaml.Shape;
import dev.gangway.yaml.YamlMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Keys that together make a record.
 *
 * @param keys the keys, in the order in which they are explained
 * @param bind makes the record of their values
 */
public record Form<A>(List<Key<?>> keys, Function<Values, A> bind) {
    /** Of verbs that have nothing behind their colon and no key of their own. */
    public static final Form<None> NOTHING = new Form<>(List.of(Keys.nothing()), values -> new None());

    /** Copies the list and checks that no key is in it twice. */
    public Form {
        keys = List.copyOf(keys);
        Set<String> names = new HashSet<>();
        for (Key<?> key : keys) {
            if (!names.add(key.name())) {
                throw new IllegalArgumentException("the key \"" + key.name() + "\" is in the form twice");
            }
        }
    }

    /** The shape of a map with these keys. */
    Shape.Fields shape(String expected) {
        FieldsBuilder fields = new FieldsBuilder();
        keys.forEach(key -> fields.key(key.name(), key.field()));
        return fields.build(expected);
    }

    /**
     * The record of a map that has the form's shape.
     *
     * @param argument the key in place of {@link Keys#ARGUMENT}
     */
    A read(YamlMap map, String argument) {
        return bind.apply(new Values(map, argument, keys));
    }
}
