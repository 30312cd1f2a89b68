package dev.gangway.yaml;

import java.util.List;

/**
 * A list.
 *
 * @param line its line, from 1
 * @param column its column, from 1
 * @param items its items, in order
 */
public record YamlList(int line, int column, List<YamlNode> items) implements YamlNode {
    /** Copies the list. */
    public YamlList {
        items = List.copyOf(items);
    }

    /** The texts of the items that are texts. */
    public List<String> texts() {
        return items.stream()
                .filter(YamlScalar.class::isInstance)
                .map(item -> ((YamlScalar) item).text())
                .toList();
    }

    /** The items that are maps. */
    public List<YamlMap> maps() {
        return items.stream()
                .filter(YamlMap.class::isInstance)
                .map(YamlMap.class::cast)
                .toList();
    }

    @Override
    public String described() {
        return items.isEmpty() ? "an empty list" : "a list";
    }
}
