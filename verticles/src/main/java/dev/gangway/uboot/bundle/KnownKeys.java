package dev.gangway.uboot.bundle;

import dev.gangway.yaml.Nearest;
import dev.gangway.yaml.Problem;
import dev.gangway.yaml.Shape;
import dev.gangway.yaml.YamlMap;
import dev.gangway.yaml.YamlNode;
import dev.gangway.yaml.YamlScalar;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The part of a file of others that means something here. What else is in it is told and not refused: it may be of a newer
 * version, or for another program. A key without a value is as if it were not there.
 */
record KnownKeys(Path file, List<Problem> notes) {
    YamlNode of(String path, YamlNode node, Shape shape) {
        if (!(node instanceof YamlMap map)) {
            return node;
        }
        if (shape instanceof Shape.Names names) {
            Map<String, YamlNode> entries = new LinkedHashMap<>();
            map.entries().forEach((key, value) -> entries.put(key, of(path + "." + key, value, names.value())));
            return with(map, entries);
        }
        return shape instanceof Shape.Fields fields ? fields(path, map, fields) : node;
    }

    private YamlMap fields(String path, YamlMap map, Shape.Fields shape) {
        Map<String, YamlNode> entries = new LinkedHashMap<>();
        map.entries().forEach((key, value) -> {
            Shape.Field field = shape.fields().get(key);
            String below = path.isEmpty() ? key : path + "." + key;
            if (field == null) {
                notes.add(new Problem(
                        file,
                        map.lineOf(key),
                        below,
                        "this station does not know the key, and does nothing with it"
                                + Nearest.hint(key, shape.fields().keySet())));
            } else if (field.required() || map.has(key)) {
                entries.put(key, of(below, written(value, field.shape()), field.shape()));
            }
        });
        return with(map, entries);
    }

    /** Device trees used to be names with a file each; now they are maps, of which the file is a part. */
    private static YamlNode written(YamlNode node, Shape shape) {
        if (!(node instanceof YamlMap map
                && shape instanceof Shape.Names names
                && names.value() instanceof Shape.Fields)) {
            return node;
        }
        Map<String, YamlNode> entries = new LinkedHashMap<>();
        map.entries().forEach((key, value) -> {
            boolean old = value instanceof YamlScalar scalar && scalar.kind() == YamlScalar.Kind.TEXT;
            entries.put(
                    key,
                    old
                            ? new YamlMap(
                                    value.line(), value.column(), Map.of("file", value), Map.of("file", value.line()))
                            : value);
        });
        return with(map, entries);
    }

    private static YamlMap with(YamlMap map, Map<String, YamlNode> entries) {
        return new YamlMap(map.line(), map.column(), entries, map.keyLines());
    }
}
