package dev.gangway.yaml;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserException;

/**
 * Builds the tree of one document from parser events. Anchors, aliases and tags are refused, so a small file cannot
 * become a large tree; a duplicate key is a problem and its first value stays.
 */
final class TreeBuilder {
    private static final int MAX_DEPTH = 32;

    private final Path file;
    private final Parser parser;
    private final List<Problem> problems;
    private int depth;

    TreeBuilder(Path file, Parser parser, List<Problem> problems) {
        this.file = file;
        this.parser = parser;
        this.problems = problems;
    }

    /** The root of the only document; null when the file has none. */
    @Nullable
    YamlNode document() {
        parser.getEvent();
        if (parser.checkEvent(Event.ID.StreamEnd)) {
            return null;
        }
        parser.getEvent();
        YamlNode root = node("");
        parser.getEvent();
        if (!parser.checkEvent(Event.ID.StreamEnd)) {
            add(parser.peekEvent(), Problem.WHOLE_FILE, "a second document begins here; write one document a file");
        }
        return root;
    }

    private YamlNode node(String path) {
        Event event = parser.getEvent();
        if (depth > MAX_DEPTH) {
            throw new ParserException(null, null, "nested more than 32 levels deep", event.getStartMark());
        }
        refuseAnchor(event, path);
        Mark mark = event.getStartMark();
        int line = mark.getLine() + 1;
        int column = mark.getColumn() + 1;
        if (event instanceof ScalarEvent scalar) {
            refuseTag(event, scalar.getTag(), path);
            YamlScalar.Kind kind = scalar.isPlain() ? YamlScalar.kindOf(scalar.getValue()) : YamlScalar.Kind.TEXT;
            return new YamlScalar(line, column, scalar.getValue(), kind);
        }
        if (event instanceof CollectionStartEvent start) {
            refuseTag(event, start.getTag(), path);
            depth++;
            YamlNode below = event.is(Event.ID.SequenceStart) ? list(line, column, path) : map(line, column, path);
            depth--;
            return below;
        }
        return new YamlScalar(line, column, "", YamlScalar.Kind.NOTHING);
    }

    private YamlList list(int line, int column, String path) {
        List<YamlNode> items = new ArrayList<>();
        while (!parser.checkEvent(Event.ID.SequenceEnd)) {
            items.add(node(path + "[" + items.size() + "]"));
        }
        parser.getEvent();
        return new YamlList(line, column, items);
    }

    private YamlMap map(int line, int column, String path) {
        Map<String, YamlNode> entries = new LinkedHashMap<>();
        Map<String, Integer> lines = new LinkedHashMap<>();
        while (!parser.checkEvent(Event.ID.MappingEnd)) {
            Event keyEvent = parser.peekEvent();
            YamlNode keyNode = node(path);
            if (!(keyNode instanceof YamlScalar key)) {
                add(keyEvent, shown(path), "a key must be a plain word, not " + keyNode.described());
                node(path);
                continue;
            }
            String below = path.isEmpty() ? key.text() : path + "." + key.text();
            YamlNode value = node(below);
            Integer first = lines.putIfAbsent(key.text(), key.line());
            if (first == null) {
                entries.put(key.text(), value);
            } else {
                add(keyEvent, below, "the key is here twice; the first one is in line " + first);
            }
        }
        parser.getEvent();
        return new YamlMap(line, column, entries, lines);
    }

    /** Not by its name: an anchor, an alias or a tag may be a password that nobody put into quotes. */
    private void refuseAnchor(Event event, String path) {
        if (event instanceof AliasEvent) {
            add(event, shown(path), "an alias (*…) is not allowed; write the value out, in quotes if it begins with *");
        } else if (event instanceof NodeEvent node && node.getAnchor() != null) {
            add(
                    event,
                    shown(path),
                    "an anchor (&…) is not allowed; remove it, or put quotes around a value that begins with &");
        }
    }

    private void refuseTag(Event event, @Nullable String tag, String path) {
        if (tag != null && !tag.equals("!")) {
            add(
                    event,
                    shown(path),
                    "a tag (!…) is not allowed; remove it, or put quotes around a value that begins with !");
        }
    }

    private static String shown(String path) {
        return path.isEmpty() ? Problem.WHOLE_FILE : path;
    }

    private void add(Event event, String path, String message) {
        problems.add(new Problem(file, event.getStartMark().getLine() + 1, path, message));
    }
}
