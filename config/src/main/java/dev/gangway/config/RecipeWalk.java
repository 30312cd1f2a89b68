package dev.gangway.config;

import dev.gangway.recipe.Step;
import dev.gangway.recipe.Template;
import dev.gangway.yaml.YamlMap;
import dev.gangway.yaml.YamlNode;
import dev.gangway.yaml.YamlScalar;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Goes through the steps in order and knows what has been done and found out so far. */
final class RecipeWalk {
    /** Steps that are senseless unless another one ran before. */
    private static final Map<String, String> NEEDS = Map.of("nand.compare", "nand.readback", "fel.start", "fel.uboot");

    private static final Set<String> TAKES_IMAGE =
            Set.of("fel.spl", "fel.uboot", "fel.write", "fel.verify", "fastboot.flash");

    private final YamlMap images;
    private final Set<String> used = new HashSet<>();
    private final Set<String> verbs = new HashSet<>();
    private final Set<String> variables = new HashSet<>(Set.of(Template.SERIAL, Template.NONCE));

    RecipeWalk(YamlMap images) {
        this.images = images;
    }

    /** Takes a problem of the present step. */
    interface Report {
        void add(int line, String key, String message);
    }

    /** The images that a step used. */
    Set<String> used() {
        return used;
    }

    void step(YamlMap step, String verb, Report report) {
        String needed = NEEDS.get(verb);
        if (needed != null && !verbs.contains(needed)) {
            report.add(step.lineOf(verb), verb, "needs a step " + needed + " before it");
        }
        verbs.add(verb);
        String text = step.findText(verb);
        if (TAKES_IMAGE.contains(verb) && text != null) {
            image(text, step.lineOf(verb), verb, report);
        }
        if (verb.equals("fel.script") && text != null) {
            template(step, verb, text, report);
        }
        if (verb.equals("nand.readback")) {
            regions(step, verb, report);
        }
        if (verb.equals("fel.variables")) {
            variables.addAll(Step.FelVariables.provided(step.findList(verb).texts()));
        }
    }

    private void regions(YamlMap step, String verb, Report report) {
        List<YamlNode> regions = step.findList(verb).items();
        for (int i = 0; i < regions.size(); i++) {
            if (regions.get(i) instanceof YamlMap region && region.findText("image") != null) {
                image(region.text("image"), region.lineOf("image"), verb + "[" + i + "].image", report);
            }
        }
        String after = step.findText("after");
        if (after != null) {
            template(step, "after", after, report);
        }
    }

    private void image(String name, int line, String key, Report report) {
        if (images.get(name) == null) {
            report.add(
                    line,
                    key,
                    RecipeChecks.unknown("the image", name, images.entries().keySet()));
            return;
        }
        used.add(name);
        String file = images.findMap(name).findText("file");
        for (String variable : file == null ? List.<String>of() : Template.names(file)) {
            if (!variables.contains(variable)) {
                String message = "the file of \"" + name + "\" needs {{" + variable
                        + "}}, which no fel.variables before this step finds out";
                report.add(line, key, message);
            }
        }
    }

    /** Checks the placeholders of a text of several lines; a problem names the line in which it stands. */
    private void template(YamlMap step, String key, String text, Report report) {
        int line = firstLine(step, key, text);
        for (String one : text.lines().toList()) {
            int here = line;
            Template.flaw(one)
                    .ifPresentOrElse(flaw -> report.add(here, key, flaw), () -> placeholders(one, here, key, report));
            line++;
        }
    }

    /** A block scalar ({@code |}) begins in the line behind its indicator, which is all that its position says. */
    private static int firstLine(YamlMap step, String key, String text) {
        boolean block = text.contains("\n") && step.get(key) instanceof YamlScalar;
        YamlNode node = step.get(key);
        int line = node == null ? step.line() : node.line();
        return block ? line + 1 : line;
    }

    private void placeholders(String text, int line, String key, Report report) {
        for (String name : Template.names(text)) {
            if (name.startsWith(Template.SIZE)) {
                image(name.substring(Template.SIZE.length()), line, key, report);
            } else if (!variables.contains(name)) {
                String message = RecipeChecks.unknown("the variable", name, variables)
                        + "; a fel.variables before this step must find it out";
                report.add(line, key, message);
            }
        }
    }
}
