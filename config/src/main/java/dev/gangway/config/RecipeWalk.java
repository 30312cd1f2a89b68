package dev.gangway.config;

import dev.gangway.language.Language;
import dev.gangway.language.Verb;
import dev.gangway.recipe.Template;
import dev.gangway.yaml.Quantities;
import dev.gangway.yaml.Shape;
import dev.gangway.yaml.YamlList;
import dev.gangway.yaml.YamlMap;
import dev.gangway.yaml.YamlNode;
import dev.gangway.yaml.YamlScalar;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Goes through the steps in order and knows what has been done and found out so far. It goes by what the texts of a step
 * mean, at whatever depth, and knows no verb and no key by name.
 */
final class RecipeWalk {
    private final Language language;
    private final YamlMap images;
    private final Set<String> secrets;
    private final ScriptValues values;
    private final Set<String> used = new HashSet<>();
    private final Set<String> verbs = new HashSet<>();
    private final Set<String> variables = new HashSet<>(Set.of(Template.SERIAL, Template.NONCE));

    /**
     * Before the first step.
     *
     * @param secrets the names of the recipe's secrets
     * @param values what placeholders put into scripts
     */
    RecipeWalk(Language language, YamlMap images, Set<String> secrets, ScriptValues values) {
        this.language = language;
        this.images = images;
        this.secrets = secrets;
        this.values = values;
    }

    /** Takes a problem of the present step. */
    interface Report {
        void add(int line, String key, String message);
    }

    /** The images that a step used. */
    Set<String> used() {
        return used;
    }

    void step(YamlMap step, Verb<?> verb, Report report) {
        verb.needed()
                .filter(needed -> !verbs.contains(needed))
                .ifPresent(needed ->
                        report.add(step.lineOf(verb.name()), verb.name(), "needs a step " + needed + " before it"));
        verbs.add(verb.name());
        verb.standsFor().ifPresent(verbs::add);
        Visit visit = new Visit(report);
        visit.fields(step, verb.shape(), "");
        variables.addAll(visit.found);
        variables.addAll(verb.derived(visit.found));
    }

    /** One step; what it finds out holds for those behind it. */
    private final class Visit {
        private final Report report;
        private final Set<String> found = new HashSet<>();

        Visit(Report report) {
            this.report = report;
        }

        void fields(YamlMap map, Shape.Fields shape, String path) {
            shape.fields().forEach((key, field) -> {
                YamlNode node = map.get(key);
                if (node != null) {
                    node(node, field.shape(), path.isEmpty() ? key : path + "." + key, map.lineOf(key));
                }
            });
        }

        private void node(YamlNode node, Shape shape, String path, int line) {
            if (shape instanceof Shape.Fields fields && node instanceof YamlMap map) {
                fields(map, fields, path);
            } else if (shape instanceof Shape.Items items && node instanceof YamlList list) {
                for (int i = 0; i < list.items().size(); i++) {
                    YamlNode item = list.items().get(i);
                    node(item, items.item(), path + "[" + i + "]", item.line());
                }
            } else if (node instanceof YamlScalar scalar && scalar.kind() == YamlScalar.Kind.TEXT) {
                if (shape instanceof Shape.Text text) {
                    text(scalar, text, path, line);
                } else if (shape instanceof Shape.Bytes bytes) {
                    bytes(scalar, bytes, path, line);
                }
            }
        }

        private void text(YamlScalar text, Shape.Text shape, String path, int line) {
            switch (shape.meaning()) {
                case IMAGE -> image(text.text(), line, path);
                case TEMPLATE -> template(text, shape, path);
                case VARIABLE -> found.add(text.text());
                case PLAIN, SECRET -> {}
            }
        }

        private void bytes(YamlScalar text, Shape.Bytes shape, String path, int line) {
            if (!text.text().matches(Quantities.BYTES)) {
                return;
            }
            long bytes = Quantities.bytes(text.text());
            if (bytes > shape.most()) {
                report.add(line, path, "expected at most " + Quantities.text(shape.most()) + ", found " + text.text());
            } else if (bytes < shape.least()) {
                report.add(
                        line, path, "expected at least " + Quantities.text(shape.least()) + ", found " + text.text());
            }
        }

        private void image(String name, int line, String path) {
            if (images.get(name) == null) {
                String message =
                        RecipeChecks.unknown("the image", name, images.entries().keySet());
                report.add(line, path, message);
                return;
            }
            used.add(name);
            String of = MadeShape.of(images.findMap(name));
            if (of != null) {
                used.add(of);
            }
            String file = images.findMap(name).findText("file");
            for (String variable : file == null ? List.<String>of() : Template.names(file)) {
                if (!variables.contains(variable)) {
                    String message = "the file of \"" + name + "\" needs {{" + variable + "}}, which no "
                            + language.findingOut() + " before this step finds out";
                    report.add(line, path, message);
                }
            }
        }

        /** Checks the placeholders of a text of several lines; a problem names the line in which it stands. */
        private void template(YamlScalar text, Shape.Text shape, String path) {
            int line = firstLine(text);
            for (String one : text.text().lines().toList()) {
                int here = line;
                Template.flaw(one)
                        .ifPresentOrElse(
                                flaw -> report.add(here, path, flaw), () -> placeholders(one, shape, here, path));
                line++;
            }
        }

        private void placeholders(String text, Shape.Text shape, int line, String path) {
            int least = values.least(text);
            if (shape.longest() > 0 && least > shape.longest() && !text.strip().startsWith("#")) {
                report.add(
                        line,
                        path,
                        "this line has at least " + least
                                + " characters when the values are in it, and the board takes " + shape.longest()
                                + ": shorten it");
            }
            for (String name : Template.names(text)) {
                values.flaw(name, shape.harmless()).ifPresent(flaw -> report.add(line, path, flaw));
                if (name.startsWith(Template.SIZE)) {
                    image(name.substring(Template.SIZE.length()), line, path);
                } else if (name.startsWith(Template.SECRET)) {
                    String secret = name.substring(Template.SECRET.length());
                    if (!secrets.contains(secret)) {
                        report.add(line, path, RecipeChecks.unknown("the secret", secret, secrets));
                    }
                } else if (name.startsWith(Template.UNIT)) {
                    Template.UnitName.of(name).flaw(values.types()).ifPresent(flaw -> report.add(line, path, flaw));
                } else if (!variables.contains(name)) {
                    String message = RecipeChecks.unknown("the variable", name, variables) + "; a "
                            + language.findingOut() + " before this step must find it out";
                    report.add(line, path, message);
                }
            }
        }
    }

    /** A block scalar ({@code |}) begins in the line behind its indicator, which is all that its position says. */
    private static int firstLine(YamlScalar text) {
        return text.text().contains("\n") ? text.line() + 1 : text.line();
    }
}
