package dev.gangway.yaml;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of parsing: as much of the tree as there is, so that further checks can go on, and the problems so far.
 *
 * @param root the root map; null when there is none
 * @param problems syntax errors, duplicate keys, anchors and tags
 */
public record Tree(@Nullable YamlMap root, List<Problem> problems) {
    /** Copies the list. */
    public Tree {
        problems = List.copyOf(problems);
    }
}
