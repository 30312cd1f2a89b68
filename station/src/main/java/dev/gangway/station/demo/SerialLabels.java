package dev.gangway.station.demo;

import dev.gangway.dispatch.DispatchSettings;
import dev.gangway.model.Serial;
import dev.gangway.recipe.BarcodePrefix;
import dev.gangway.recipe.Recipe;
import dev.gangway.scan.ScanText;
import dev.gangway.scan.SerialReader;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Labels with serials that a recipe accepts, made from its rule: each is read as a scan would be before it is given out, check
 * digit and GS1 element included. One thread at a time.
 */
public final class SerialLabels {
    /** What people like to read, counted; the first that fits is taken as long as it does. */
    private static final List<String> FORMS = List.of("CP-%05d", "NN-%05d", "SN%08d", "%012d");

    private static final int TRIES = 3000;
    private static final int LONGEST = 128;
    private static final String GS1_128 = "]C1";

    private final Recipe recipe;
    private final DispatchSettings.Prefixes prefixes;
    private final PatternText texts;
    private final Set<Serial> given = new HashSet<>();
    private int counted;

    /**
     * A label.
     *
     * @param serial what it is for
     * @param scanned what a scanner sends, without its end of line
     */
    public record Label(Serial serial, String scanned) {}

    /**
     * Labels for a recipe.
     *
     * @param prefixes what no serial may begin with
     * @param seed the same seed makes the same labels
     */
    public SerialLabels(Recipe recipe, DispatchSettings.Prefixes prefixes, long seed) {
        this.recipe = recipe;
        this.prefixes = prefixes;
        this.texts = new PatternText(List.of(Pattern.compile(recipe.serial().pattern())), LONGEST, new Random(seed));
    }

    /** A label that was not given out before; empty when none was found. */
    public Optional<Label> next() {
        counted++;
        Optional<Label> plain = FORMS.stream()
                .map(form -> String.format(form, counted))
                .flatMap(text -> label(text).stream())
                .findFirst();
        for (int i = 0; i < TRIES && plain.isEmpty(); i++) {
            Optional<String> text = texts.next();
            if (text.isEmpty()) {
                return Optional.empty();
            }
            plain = label(text.get());
        }
        plain.ifPresent(label -> given.add(label.serial()));
        return plain;
    }

    /** Why there is no label any more, for people. */
    public String shortage() {
        Recipe.SerialRule rule = recipe.serial();
        return "no " + (given.isEmpty() ? "" : "further ") + "serial could be made up that fits the rule of "
                + recipe.name() + " (pattern " + rule.pattern() + ", check "
                + rule.check().name().toLowerCase(Locale.ROOT).replace('_', '-')
                + (rule.gs1().isEmpty() ? "" : ", GS1 (" + rule.gs1() + ")") + ")";
    }

    private Optional<Label> label(String text) {
        String gs1 = recipe.serial().gs1();
        String scanned = gs1.isEmpty() ? text : GS1_128 + gs1 + text;
        ScanText scan = ScanText.read(scanned).scan();
        if (scan == null || isCommand(scan.text())) {
            return Optional.empty();
        }
        Serial serial = SerialReader.find(scan, recipe).serial();
        return serial == null || !serial.value().equals(text) || given.contains(serial)
                ? Optional.empty()
                : Optional.of(new Label(serial, scanned));
    }

    private boolean isCommand(String text) {
        return BarcodePrefix.GANGWAY.in(text).isPresent()
                || List.of(prefixes.slot(), prefixes.command(), prefixes.badge()).stream()
                        .anyMatch(prefix -> new BarcodePrefix(prefix).in(text).isPresent());
    }
}
