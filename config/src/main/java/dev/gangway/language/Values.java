package dev.gangway.language;

import dev.gangway.yaml.YamlMap;
import java.util.List;

/** The values of a form's keys in one place of a file. */
public final class Values {
    private final YamlMap map;
    private final String argument;
    private final List<Key<?>> keys;

    Values(YamlMap map, String argument, List<Key<?>> keys) {
        this.map = map;
        this.argument = argument;
        this.keys = keys;
    }

    /**
     * The value of a key, or what holds without it.
     *
     * @throws IllegalStateException when the form has no such key: it would be read, yet never checked
     */
    public <T> T get(Key<T> key) {
        if (!keys.contains(key)) {
            throw new IllegalStateException("the form has no key \"" + key.name() + "\"");
        }
        return key.read(map.get(key.isArgument() ? argument : key.name()));
    }
}
