package dev.gangway.scan;

import dev.gangway.model.Serial;
import dev.gangway.recipe.Recipe;
import dev.gangway.recipe.UnitValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the serial of a recipe in a scan, or says why there is none. */
public final class SerialReader {
    private SerialReader() {}

    /**
     * What was found.
     *
     * @param serial the serial, null when the scan does not fit the recipe
     * @param message why not, with what to do; empty when it fits
     * @param label the elements of the label that the recipe gives the unit, by application identifier
     */
    public record Found(@Nullable Serial serial, String message, Map<String, String> label) {
        /** Copies the map. */
        public Found {
            label = Map.copyOf(label);
        }

        Found(@Nullable Serial serial, String message) {
            this(serial, message, Map.of());
        }
    }

    /** Applies a recipe's rule to a scan. */
    public static Found find(ScanText scan, Recipe recipe) {
        Recipe.SerialRule rule = recipe.serial();
        if (rule.gs1().isEmpty()) {
            if (scan.saysGs1() || scan.text().indexOf(ScanText.GS) >= 0) {
                return new Found(null, "This is a GS1 label; " + recipe.name() + " wants a plain serial.");
            }
            return judge(scan.text(), rule, recipe);
        }
        try {
            return fromElements(Gs1.parse(scan.text(), rule.gs1()), rule, recipe);
        } catch (Gs1.Gs1Exception e) {
            String mended = scan.text().replace('/', ScanText.GS);
            if (!mended.equals(scan.text())) {
                try {
                    Found found = fromElements(Gs1.parse(mended, rule.gs1()), rule, recipe);
                    if (found.serial() != null) {
                        return found;
                    }
                } catch (Gs1.Gs1Exception alsoNot) {
                    return new Found(null, "The GS1 label is not sound: " + alsoNot.getMessage() + ".");
                }
            }
            return new Found(null, "The GS1 label is not sound: " + e.getMessage() + ". Scan again.");
        }
    }

    private static Found fromElements(Map<String, String> elements, Recipe.SerialRule rule, Recipe recipe) {
        String value = elements.get(rule.gs1());
        if (value == null) {
            return new Found(null, "The GS1 label has no serial, element (" + rule.gs1() + "): scan the serial label.");
        }
        Found found = judge(value, rule, recipe);
        if (found.serial() == null) {
            return found;
        }
        Map<String, String> label = new LinkedHashMap<>();
        for (Map.Entry<String, UnitValue> declared : recipe.unit().entrySet()) {
            if (declared.getValue().source() instanceof UnitValue.FromLabel from) {
                String flaw = declared.getValue().flawOfLabel(declared.getKey(), elements);
                if (!flaw.isEmpty()) {
                    return new Found(null, flaw);
                }
                label.put(from.gs1(), Objects.requireNonNull(elements.get(from.gs1())));
            }
        }
        return new Found(found.serial(), "", label);
    }

    private static Found judge(String text, Recipe.SerialRule rule, Recipe recipe) {
        if (!Pattern.matches(rule.pattern(), text)) {
            return new Found(null, hint(text, rule, recipe));
        }
        if (!CheckDigits.proves(rule.check(), text)) {
            return new Found(null, "The check digit of " + text + " is wrong: scan again, or the label is damaged.");
        }
        try {
            return new Found(new Serial(text), "");
        } catch (IllegalArgumentException e) {
            return new Found(null, "This is no serial: " + e.getMessage() + ".");
        }
    }

    private static String hint(String text, Recipe.SerialRule rule, Recipe recipe) {
        if (Pattern.matches(rule.pattern(), text.replace('\'', '-').replace('?', '_'))) {
            return "The scanner types with another keyboard layout (' came for -): set it to the station's layout.";
        }
        if (Pattern.matches(rule.pattern(), swapCase(text))) {
            return "Caps Lock is on, or the scanner swaps upper and lower case: switch it off and scan again.";
        }
        for (int cut = 1; cut < text.length(); cut++) {
            if (Pattern.matches(rule.pattern(), text.substring(0, cut))
                    && Pattern.matches(rule.pattern(), text.substring(cut))) {
                return "Two scans ran together: scan one label at a time.";
            }
        }
        return "This is no serial of " + recipe.name() + ", which have the form " + form(rule)
                + ": scan the serial label of the board.";
    }

    /** The rule as a person reads it: without what it excludes at its beginning. */
    private static String form(Recipe.SerialRule rule) {
        String pattern = rule.pattern();
        if (!pattern.startsWith("(?!")) {
            return pattern;
        }
        int depth = 0;
        boolean inClass = false;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '[' || c == ']') {
                inClass = c == '[';
            } else if (!inClass && (c == '(' || c == ')')) {
                depth += c == '(' ? 1 : -1;
                if (depth == 0) {
                    return pattern.substring(i + 1);
                }
            }
        }
        return pattern;
    }

    private static String swapCase(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            out.append(Character.isUpperCase(c) ? Character.toLowerCase(c) : Character.toUpperCase(c));
        }
        return out.toString();
    }
}
