package dev.gangway.yaml;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Compares a tree with a shape and collects everything that differs. */
public final class ShapeCheck {
    private final Path file;
    private final List<Problem> problems = new ArrayList<>();

    private ShapeCheck(Path file) {
        this.file = file;
    }

    /** All problems of this node, whose place is {@code path}; empty when it has the shape. */
    public static List<Problem> check(Path file, String path, YamlNode node, Shape shape) {
        ShapeCheck check = new ShapeCheck(file);
        check.node(path, node, shape);
        return List.copyOf(check.problems);
    }

    private void node(String path, YamlNode node, Shape shape) {
        if (shape instanceof Shape.Items items) {
            items(path, node, items);
        } else if (shape instanceof Shape.Names names) {
            names(path, node, names);
        } else if (shape instanceof Shape.Fields fields) {
            fields(path, node, fields);
        } else if (shape instanceof Shape.Verbs verbs) {
            verbs(path, node, verbs);
        } else if (!scalarFits(node, shape)) {
            mismatch(path, node, shape);
        }
    }

    private static boolean scalarFits(YamlNode node, Shape shape) {
        if (!(node instanceof YamlScalar scalar)) {
            return false;
        }
        boolean text = scalar.kind() == YamlScalar.Kind.TEXT;
        if (shape instanceof Shape.Text expected) {
            return text
                    && Pattern.compile(expected.pattern())
                            .matcher(scalar.text())
                            .matches();
        }
        if (shape instanceof Shape.Word word) {
            return text && word.values().contains(scalar.text());
        }
        if (shape instanceof Shape.Whole range) {
            var number = scalar.whole();
            return number.isPresent() && number.getAsLong() >= range.min() && number.getAsLong() <= range.max();
        }
        if (shape instanceof Shape.Numbers numbers) {
            var number = scalar.whole();
            return number.isPresent() && numbers.values().contains(number.getAsLong());
        }
        if (shape instanceof Shape.Flag) {
            return scalar.kind() == YamlScalar.Kind.FLAG;
        }
        if (shape instanceof Shape.Nothing) {
            return scalar.kind() == YamlScalar.Kind.NOTHING;
        }
        if (shape instanceof Shape.Bytes bytes) {
            return scalarFits(node, bytes.written());
        }
        return shape instanceof Shape.Either either && either.shapes().stream().anyMatch(one -> scalarFits(node, one));
    }

    private void mismatch(String path, YamlNode node, Shape shape) {
        String hint = "";
        if (shape.mayHoldSecret() && node instanceof YamlScalar scalar) {
            add(node.line(), path, "expected " + shape.expected() + ", found " + hidden(scalar));
            return;
        }
        if (node instanceof YamlScalar scalar) {
            boolean quotable = scalar.kind() != YamlScalar.Kind.TEXT && scalar.kind() != YamlScalar.Kind.NOTHING;
            YamlScalar quoted = new YamlScalar(scalar.line(), scalar.column(), scalar.text(), YamlScalar.Kind.TEXT);
            if (quotable && scalarFits(quoted, shape)) {
                hint = "; as a text it needs quotes: \"" + scalar.text() + "\"";
            } else if (scalar.kind() == YamlScalar.Kind.TEXT) {
                hint = Nearest.hint(scalar.text(), words(shape));
            }
        }
        add(node.line(), path, "expected " + shape.expected() + ", found " + node.described() + hint);
    }

    /** What is told of a value that may be a secret, or part of one. */
    private static String hidden(YamlScalar scalar) {
        return switch (scalar.kind()) {
            case NOTHING -> "nothing";
            case TEXT -> "a text that is not shown: it may be a secret";
            case FLAG, WHOLE, FLOAT -> "a value that is not shown, for it may be a secret; as a text it needs quotes";
        };
    }

    private static List<String> words(Shape shape) {
        if (shape instanceof Shape.Word word) {
            return word.values();
        }
        if (shape instanceof Shape.Either either) {
            return either.shapes().stream().flatMap(one -> words(one).stream()).toList();
        }
        return List.of();
    }

    private void items(String path, YamlNode node, Shape.Items shape) {
        if (shape.alone() && node instanceof YamlScalar) {
            node(path, node, shape.item());
            return;
        }
        if (!(node instanceof YamlList list)) {
            mismatch(path, node, shape);
            return;
        }
        if (list.items().size() < shape.min()) {
            mismatch(path, node, shape);
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < list.items().size(); i++) {
            YamlNode item = list.items().get(i);
            String below = path + "[" + i + "]";
            node(below, item, shape.item());
            if (shape.distinct() && item instanceof YamlScalar scalar && !seen.add(scalar.kind() + scalar.text())) {
                String what = shape.mayHoldSecret() ? "the same" : scalar.described();
                add(item.line(), below, what + " is in the list twice; remove one");
            }
        }
    }

    private void names(String path, YamlNode node, Shape.Names shape) {
        if (!(node instanceof YamlMap map)) {
            mismatch(path, node, shape);
            return;
        }
        map.entries().forEach((key, value) -> {
            String below = below(path, key);
            String reason = shape.refused().get(key);
            if (reason != null) {
                add(map.lineOf(key), below, reason);
            } else if (!key.matches(shape.keyPattern())) {
                add(
                        map.lineOf(key),
                        below,
                        "expected " + shape.keyExpected() + " before the colon, found \"" + key + "\"");
            }
            node(below, value, shapeOf(key, shape));
        });
    }

    private static Shape shapeOf(String key, Shape.Names shape) {
        for (Map.Entry<String, Shape> special : shape.special().entrySet()) {
            if (Pattern.compile(special.getKey()).matcher(key).find()) {
                return special.getValue();
            }
        }
        return shape.value();
    }

    private void fields(String path, YamlNode node, Shape.Fields shape) {
        if (!(node instanceof YamlMap map)) {
            mismatch(path, node, shape);
            return;
        }
        map.entries().forEach((key, value) -> {
            Shape.Field field = shape.fields().get(key);
            String gone = shape.gone().get(key);
            if (gone != null) {
                add(map.lineOf(key), below(path, key), gone);
            } else if (field == null) {
                Set<String> known = shape.fields().keySet();
                String hint = Nearest.of(key, known)
                        .map(near -> "did you mean \"" + near + "\"?")
                        .orElse("known here: " + String.join(", ", known));
                add(map.lineOf(key), below(path, key), "unknown key; " + hint);
            } else {
                node(below(path, key), value, field.shape());
            }
        });
        shape.fields().forEach((key, field) -> {
            if (field.required() && map.get(key) == null) {
                add(
                        map.line(),
                        below(path, key),
                        "is missing; expected " + field.shape().expected());
            }
        });
    }

    private void verbs(String path, YamlNode node, Shape.Verbs shape) {
        if (!(node instanceof YamlMap map) || map.entries().isEmpty()) {
            mismatch(path, node, shape);
            return;
        }
        List<String> present = map.entries().keySet().stream()
                .filter(shape.verbs()::containsKey)
                .toList();
        if (present.isEmpty()) {
            String first = map.entries().keySet().iterator().next();
            String hint = Nearest.hint(first, shape.verbs().keySet());
            String known = hint.isEmpty()
                    ? "; known: " + String.join(", ", shape.verbs().keySet())
                    : hint;
            add(map.lineOf(first), below(path, first), "expected " + shape.expected() + known);
        } else if (present.size() > 1) {
            String message = "one step has one verb, this one has " + String.join(" and ", present)
                    + "; begin a new step with \"- " + present.get(1) + "\"";
            add(map.lineOf(present.get(1)), path, message);
        } else {
            Shape.Fields fields = shape.verbs().get(present.get(0));
            if (fields != null) {
                fields(path, map, fields);
            }
        }
    }

    private static String below(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private void add(int line, String path, String message) {
        problems.add(new Problem(file, line, path.isEmpty() ? Problem.WHOLE_FILE : path, message));
    }
}
