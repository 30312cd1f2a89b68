package dev.gangway.yaml;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A map, in the file's order. The typed getters are for maps that a {@link Shape} has passed; they throw
 * {@link IllegalStateException} when a value is of another kind. {@code find…} never throw.
 *
 * @param line its line, from 1
 * @param column its column, from 1
 * @param entries key to value
 * @param keyLines key to the key's line
 */
public record YamlMap(int line, int column, Map<String, YamlNode> entries, Map<String, Integer> keyLines)
        implements YamlNode {
    /** Copies the maps; the order stays. */
    public YamlMap {
        entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        keyLines = Collections.unmodifiableMap(new LinkedHashMap<>(keyLines));
    }

    /** The value of a key, null when it is absent. */
    public @Nullable YamlNode get(String key) {
        return entries.get(key);
    }

    /** Whether the key is there and has a value. */
    public boolean has(String key) {
        YamlNode node = entries.get(key);
        return node != null && !(node instanceof YamlScalar scalar && scalar.kind() == YamlScalar.Kind.NOTHING);
    }

    /** The line of a key; the map's own when it is absent. */
    public int lineOf(String key) {
        return keyLines.getOrDefault(key, line);
    }

    /** The text of a key, null when it is absent or no text. */
    public @Nullable String findText(String key) {
        return entries.get(key) instanceof YamlScalar scalar && scalar.kind() == YamlScalar.Kind.TEXT
                ? scalar.text()
                : null;
    }

    /** The list of a key; an empty one when it is absent or no list. */
    public YamlList findList(String key) {
        return entries.get(key) instanceof YamlList list ? list : new YamlList(lineOf(key), column, List.of());
    }

    /** The texts of a key, of which one may stand alone; none when it is absent. */
    public List<String> findTexts(String key) {
        String alone = findText(key);
        return alone == null ? findList(key).texts() : List.of(alone);
    }

    /** The map of a key; an empty one when it is absent or no map. */
    public YamlMap findMap(String key) {
        return entries.get(key) instanceof YamlMap map ? map : new YamlMap(lineOf(key), column, Map.of(), Map.of());
    }

    /** The text of a key that must be there. */
    public String text(String key) {
        String text = findText(key);
        if (text == null) {
            throw new IllegalStateException(key + " is no text");
        }
        return text;
    }

    /** The text of a key, or what it is when absent. */
    public String text(String key, String absent) {
        return has(key) ? text(key) : absent;
    }

    /** The number of a key that must be there. */
    public long whole(String key) {
        if (entries.get(key) instanceof YamlScalar scalar) {
            return scalar.whole().orElseThrow(() -> new IllegalStateException(key + " is no whole number"));
        }
        throw new IllegalStateException(key + " is no whole number");
    }

    /** The number of a key, or what it is when absent. */
    public long whole(String key, long absent) {
        return has(key) ? whole(key) : absent;
    }

    /** The truth value of a key, or what it is when absent. */
    public boolean flag(String key, boolean absent) {
        if (entries.get(key) instanceof YamlScalar scalar && scalar.kind() == YamlScalar.Kind.FLAG) {
            return scalar.flag();
        }
        return absent;
    }

    /** The duration of a key, or what it is when absent. */
    public Duration duration(String key, Duration absent) {
        return has(key) ? Quantities.duration(text(key)) : absent;
    }

    /** The byte count of a key, written as a number or with a unit, or what it is when absent. */
    public long bytes(String key, long absent) {
        if (!has(key)) {
            return absent;
        }
        String text = findText(key);
        return text == null ? whole(key) : Quantities.bytes(text);
    }

    @Override
    public String described() {
        return "a map";
    }
}
