package dev.gangway.recipe;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.yaml.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Texts with {@code {{name}}} in them. Only these double braces mean anything: {@code ${name}}, {@code $name} and single
 * braces are U-Boot's and stay as they are.
 */
public final class Template {
    /** The placeholder of the job's serial. */
    public static final String SERIAL = "serial";

    /** The placeholder of the number that proves that a read-back is of this run. */
    public static final String NONCE = "nonce";

    /** What precedes an image's name in the placeholder of its length. */
    public static final String SIZE = "size:";

    /** What precedes a secret's name in the placeholder of its value. */
    public static final String SECRET = "secret.";

    /** What precedes the name of a unit's own value in the placeholder of its value. */
    public static final String UNIT = "unit.";

    private static final Pattern UNIT_NAME =
            Pattern.compile("unit\\.([a-z][a-z0-9_]*)(?:\\+([0-9]{1,3}))?(?::([a-z0-9-]+))?");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(.*?)}}");
    private static final Pattern NAME =
            Pattern.compile("[a-z][a-z0-9_]*|size:[A-Za-z0-9][A-Za-z0-9_-]*|secret\\.[a-z][a-z0-9_]*|" + UNIT_NAME);

    private Template() {}

    /**
     * A placeholder of a unit's own value: {@code unit.mac}, {@code unit.mac+1:bare}.
     *
     * @param name the value's name
     * @param more how many behind it
     * @param form the form that is wanted; empty = the usual one
     */
    public record UnitName(String name, int more, String form) {
        /** Of a placeholder that begins with {@link #UNIT} and is well formed. */
        public static UnitName of(String placeholder) {
            Matcher matcher = UNIT_NAME.matcher(placeholder);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(placeholder);
            }
            String more = matcher.group(2);
            String form = matcher.group(3);
            return new UnitName(matcher.group(1), more == null ? 0 : Integer.parseInt(more), form == null ? "" : form);
        }

        /** What is wrong with it where these values are declared; empty when nothing is. */
        public Optional<String> flaw(Map<String, UnitType> declared) {
            UnitType type = declared.get(name);
            if (type == null) {
                return Optional.of("the unit's value \"" + name + "\" is not declared"
                        + Nearest.hint(name, declared.keySet()) + "; declare it under unit");
            }
            if (!type.forms().contains(form)) {
                List<String> forms =
                        type.forms().stream().filter(one -> !one.isEmpty()).toList();
                return Optional.of("{{unit." + name + "}} is of the type " + type.code() + ", which has no form \""
                        + form + "\"" + (forms.isEmpty() ? "" : "; it has " + String.join(", ", forms)));
            }
            return more > 0 && !type.counts()
                    ? Optional.of(
                            "{{unit." + name + "}} is of the type " + type.code() + ", which nothing can be added to")
                    : Optional.empty();
        }
    }

    /** The names in the text, in order, each as often as it is there; malformed ones too. */
    public static List<String> names(String text) {
        List<String> names = new ArrayList<>();
        Matcher matcher = PLACEHOLDER.matcher(text);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }

    /** What is wrong with the form of the text; empty when nothing is. */
    public static Optional<String> flaw(String text) {
        String rest = PLACEHOLDER.matcher(text).replaceAll("");
        if (rest.contains("{{")) {
            return Optional.of("\"{{\" without \"}}\" in the same line; write {{name}}");
        }
        return names(text).stream()
                .filter(name -> !NAME.matcher(name).matches())
                .findFirst()
                .map(name -> "{{" + name
                        + "}} is no placeholder; write {{name}}, {{size:IMAGE}}, {{secret.NAME}}, {{unit.NAME}},"
                        + " {{nonce}} or {{serial}}");
    }

    /**
     * The text with every placeholder replaced, once: what is put in is not expanded again.
     *
     * @param values the value of a name such as {@code nand_erasesize} or {@code size:uboot}; empty when it has none
     * @throws FailureException of kind RECIPE_INVALID when a name has no value or the text is malformed
     */
    public static String expand(String text, Function<String, Optional<String>> values) throws FailureException {
        Optional<String> flaw = flaw(text);
        if (flaw.isPresent()) {
            throw new FailureException(FailureKind.RECIPE_INVALID, flaw.get());
        }
        Matcher matcher = PLACEHOLDER.matcher(text);
        StringBuilder out = new StringBuilder();
        while (matcher.find()) {
            String name = matcher.group(1);
            String value = values.apply(name)
                    .orElseThrow(() -> new FailureException(
                            FailureKind.RECIPE_INVALID,
                            "{{" + name + "}} has no value here; a step before this one must find it out"));
            matcher.appendReplacement(out, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(out).toString();
    }

    /** The text as a glob for {@link java.nio.file.FileSystem#getPathMatcher}, each placeholder as {@code *}. */
    public static String glob(String text) {
        StringBuilder out = new StringBuilder();
        Matcher matcher = PLACEHOLDER.matcher(text);
        int from = 0;
        while (matcher.find()) {
            out.append(quoted(text.substring(from, matcher.start()))).append('*');
            from = matcher.end();
        }
        return out.append(quoted(text.substring(from))).toString();
    }

    private static String quoted(String literal) {
        return literal.replaceAll("([\\\\*?\\[\\]{}])", "\\\\$1");
    }
}
