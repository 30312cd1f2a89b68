package dev.gangway.recipe;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What people scan at a station besides serials.
 *
 * @param command what its command barcodes begin with; empty = it has none
 * @param slot what the labels of its slots begin with; empty = they have no barcodes
 * @param badge what its badges begin with; empty = it has none
 * @param labels of its slots, which are taken for slots without any prefix too
 */
public record StationBarcodes(String command, String slot, String badge, List<String> labels) {
    /** Copies the list. */
    public StationBarcodes {
        labels = List.copyOf(labels);
    }

    /** Which serials of a recipe this station would take for something else when they are scanned, and what to write; empty = none. */
    public Optional<String> mistakable(Recipe.SerialRule serial) {
        if (!serial.gs1().isEmpty()) {
            return Optional.empty();
        }
        Pattern serials = Pattern.compile(serial.pattern());
        List<String> begun = Stream.of(
                        new BarcodePrefix(command),
                        new BarcodePrefix(slot),
                        new BarcodePrefix(badge),
                        BarcodePrefix.GANGWAY)
                .flatMap(prefix -> prefix.among(serials).stream())
                .distinct()
                .toList();
        Optional<String> label =
                labels.stream().filter(text -> serials.matcher(text).matches()).findFirst();
        if (begun.isEmpty() && label.isEmpty()) {
            return Optional.empty();
        }
        String excluded = Stream.concat(begun.stream(), label.map(text -> text + "$").stream())
                .map(text -> text.replaceAll("[^A-Za-z0-9$]", "[^A-Za-z0-9]"))
                .collect(Collectors.joining("|", "(?!(?i:", "))"));
        String what = begun.isEmpty()
                ? "the serial \"" + label.orElse("") + "\" would be taken for the slot of that label"
                : "a serial that begins with \"" + begun.get(0) + "\" would be taken for a command, a slot or a badge";
        return Optional.of(
                what + "; exclude such serials, for example with " + excluded + " at the pattern's beginning");
    }
}
