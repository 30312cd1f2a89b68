package dev.gangway.config;

import dev.gangway.recipe.Template;
import dev.gangway.recipe.UnitType;
import dev.gangway.yaml.YamlMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What placeholders put into the lines of a recipe's scripts, as far as the recipe itself says it. */
final class ScriptValues {
    private static final int MAC_BARE = 12;
    private static final int MAC_JOINED = 17;

    private final String serials;
    private final YamlMap unit;
    private final Map<String, UnitType> types;

    /**
     * Of a map that may have the wrong shape.
     *
     * @param serials what serials match; empty when that is not known
     */
    ScriptValues(YamlMap root, String serials) {
        this.serials = serials;
        this.unit = root.findMap("unit");
        this.types = UnitShape.types(root);
    }

    /** The types of what each unit has of its own. */
    Map<String, UnitType> types() {
        return types;
    }

    /**
     * Why a value must not go into a script, seen from where it comes from; empty when nothing speaks against it, or it is known
     * at the job only.
     *
     * @param harmless what each of its characters must match; empty = it may have any
     */
    Optional<String> flaw(String placeholder, String harmless) {
        if (harmless.isEmpty()) {
            return Optional.empty();
        }
        if (placeholder.equals(Template.SERIAL)) {
            return says(placeholder, "serial.pattern", List.of(serials), harmless);
        }
        if (!placeholder.startsWith(Template.UNIT)) {
            return Optional.empty();
        }
        Template.UnitName name = Template.UnitName.of(placeholder);
        UnitType type = types.get(name.name());
        if ((type == UnitType.KEY || type == UnitType.CERTIFICATE)
                && name.form().isEmpty()) {
            return Optional.of(
                    "{{" + placeholder + "}} is PEM, which has spaces and several lines, and a line of a script"
                            + " takes neither: write {{" + placeholder + ":base64}} or {{" + placeholder + ":hex}}");
        }
        if (type != UnitType.TEXT) {
            return Optional.empty();
        }
        YamlMap value = unit.findMap(name.name());
        String part = value.findText("serial");
        if (part != null) {
            return says(placeholder, "unit." + name.name() + ".serial", List.of(part, serials), harmless);
        }
        if (value.get("gs1") != null) {
            String pattern = value.findText("pattern");
            return says(
                    placeholder,
                    "unit." + name.name() + ".pattern",
                    List.of(pattern == null ? UnitShape.ANY : pattern),
                    harmless);
        }
        return Optional.empty();
    }

    /** Each of the value's characters is one that all of the expressions may match. */
    private static Optional<String> says(String placeholder, String key, List<String> expressions, String harmless) {
        if (expressions.contains("")) {
            return Optional.empty();
        }
        List<String> beside = expressions.stream()
                .map(expression -> PatternAlphabet.of(expression).beside(harmless))
                .toList();
        StringBuilder meant = new StringBuilder();
        beside.get(0)
                .chars()
                .filter(one -> beside.stream().allMatch(some -> some.indexOf(one) >= 0))
                .forEach(meant::appendCodePoint);
        return meant.isEmpty()
                ? Optional.empty()
                : Optional.of("{{" + placeholder + "}} would put into this script whatever a label says, and " + key
                        + " lets characters pass that the shell takes as its own: \"" + meant
                        + "\"; let the pattern match only " + harmless);
    }

    /** How many characters a line has at least when the values are in it. */
    int least(String line) {
        int length = line.strip().length();
        for (String name : Template.names(line)) {
            length += leastOf(name) - name.length() - "{{}}".length();
        }
        return length;
    }

    private int leastOf(String placeholder) {
        return Stream.of(placeholder)
                .filter(name -> name.startsWith(Template.UNIT))
                .map(Template.UnitName::of)
                .filter(name -> types.get(name.name()) == UnitType.MAC)
                .mapToInt(name -> name.form().endsWith("bare") ? MAC_BARE : MAC_JOINED)
                .findFirst()
                .orElse(1);
    }
}
