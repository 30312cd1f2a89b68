package dev.gangway.dispatch;

import dev.gangway.recipe.BarcodePrefix;
import dev.gangway.yaml.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Barcodes that begin like a command, a slot's label or a badge and are none: misspelt, in the wrong case, or typed with
 * another keyboard layout. They are refused with the right one named, and are never a unit.
 */
final class WrongBarcode {
    private final DispatchSettings.Prefixes prefixes;
    private final List<String> slots;

    /**
     * Tells wrong barcodes of a line.
     *
     * @param slots the labels of its slots
     */
    WrongBarcode(DispatchSettings.Prefixes prefixes, List<String> slots) {
        this.prefixes = prefixes;
        this.slots = List.copyOf(slots);
    }

    /** What is wrong with a text that is no command, and which is the nearest right one; empty when it is meant otherwise. */
    Optional<String> problemOf(String text) {
        return BarcodePrefix.GANGWAY
                .in(text)
                .map(begun -> command(begun, BarcodePrefix.GANGWAY.text(), ":"))
                .or(() -> new BarcodePrefix(prefixes.slot()).in(text).map(begun -> slot(begun, prefixes.slot())))
                .or(() -> new BarcodePrefix(prefixes.badge()).in(text).map(this::badge))
                .or(() -> new BarcodePrefix(prefixes.command())
                        .in(text)
                        .map(begun -> command(begun, prefixes.command(), "-")));
    }

    private static String command(BarcodePrefix.Begun begun, String prefix, String between) {
        String[] words = begun.letters().split("[^A-Z0-9]", 2);
        List<String> verbs =
                Arrays.stream(ScanCommand.Verb.values()).map(Enum::name).toList();
        String rest = words.length > 1 && !words[1].isEmpty() ? between + words[1] : "";
        String right = Nearest.of(words[0], verbs)
                .map(verb -> "the nearest is " + prefix + verb + rest)
                .orElseGet(() ->
                        "there are " + verbs.stream().map(verb -> prefix + verb).collect(Collectors.joining(", ")));
        return "This is no command of this station: " + right + "." + hint(begun);
    }

    private String slot(BarcodePrefix.Begun begun, String prefix) {
        String right = Nearest.of(begun.rest(), slots)
                .or(() -> slots.stream().findFirst())
                .map(label -> "the nearest is " + prefix + label)
                .orElseGet(() -> "they begin with " + prefix);
        return "This is no slot's label of this station: " + right + "." + hint(begun);
    }

    private String badge(BarcodePrefix.Begun begun) {
        String name = begun.rest().isEmpty() ? "NAME" : begun.caps() ? swapped(begun.rest()) : begun.rest();
        return "This is no badge as it should arrive: the nearest is " + prefixes.badge() + name + "." + hint(begun);
    }

    private static String hint(BarcodePrefix.Begun begun) {
        if (begun.exact()) {
            return "";
        }
        return begun.caps()
                ? " Caps Lock is on, or the scanner swaps upper and lower case: switch it off and scan again."
                : " The scanner types with another keyboard layout: set it to the station's layout.";
    }

    private static String swapped(String text) {
        return text.chars()
                .mapToObj(c -> {
                    String one = Character.toString(c);
                    return Character.isUpperCase(c) ? one.toLowerCase(Locale.ROOT) : one.toUpperCase(Locale.ROOT);
                })
                .collect(Collectors.joining());
    }
}
