package dev.gangway.recipe;

import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What barcodes of one kind begin with that are no serials. A scanner whose Caps Lock is on, or that types with another
 * keyboard layout than the station's, mangles it: what begins like it is never a serial.
 *
 * <p>Signs between letters may arrive as any other sign. (A French scanner at an English station sends 6 for a hyphen; that
 * one is left out, for serials are full of digits.)
 *
 * @param text as it is printed; empty = there are none of this kind
 */
public record BarcodePrefix(String text) {
    /** What the station's own barcodes begin with, whatever is configured. */
    public static final BarcodePrefix GANGWAY = new BarcodePrefix("GANGWAY:");

    private static final char FIRST = '!';
    private static final char LAST = '~';

    /** Where letters lie. */
    private enum Layout {
        QWERTY("", ""),
        QWERTZ("YZ", "ZY"),
        AZERTY("AQWZ", "QAZW"),
        /** The same, where the colon of an English scanner arrives as the letter that lies there. */
        AZERTY_COLON("AQWZ", "QAZW");

        private final String from;
        private final String to;

        Layout(String from, String to) {
            this.from = from;
            this.to = to;
        }

        /** The letter of an English keyboard that lies where this one does; in capitals, other signs as they are. */
        char letter(char typed) {
            char capital = upper(typed);
            int at = from.indexOf(capital);
            return at < 0 ? capital : to.charAt(at);
        }

        /** Whether this sign may have come for the prefix's own. */
        boolean fits(char typed, char own) {
            if (!isAlphanumeric(own)) {
                return (this == AZERTY_COLON && own == ':') ? upper(typed) == 'M' : !isAlphanumeric(typed);
            }
            // M lies where an English keyboard has signs.
            boolean sign = from.equals(AZERTY.from) && upper(own) == 'M' && ",;?:".indexOf(typed) >= 0;
            return sign || letter(typed) == upper(own);
        }
    }

    /**
     * A text that begins like the prefix.
     *
     * @param rest what follows, as it came
     * @param letters the same as an English keyboard would have typed it, in capitals
     * @param exact whether the beginning is the prefix itself
     * @param caps whether only upper and lower case were mistaken
     */
    public record Begun(String rest, String letters, boolean exact, boolean caps) {}

    /** What follows in a text that begins like this prefix, or with it; empty when it begins otherwise. */
    public Optional<Begun> in(String scanned) {
        if (text.isEmpty() || scanned.length() < text.length()) {
            return Optional.empty();
        }
        String rest = scanned.substring(text.length());
        if (scanned.startsWith(text)) {
            return Optional.of(new Begun(rest, rest.toUpperCase(Locale.ROOT), true, false));
        }
        boolean caps = scanned.regionMatches(true, 0, text, 0, text.length());
        return hasLetters()
                ? EnumSet.allOf(Layout.class).stream()
                        .filter(layout -> fits(layout, scanned))
                        .findFirst()
                        .map(layout -> new Begun(rest, letters(layout, rest), false, caps))
                : Optional.empty();
    }

    /**
     * How serials begin that a recipe takes and that would be mistaken for this kind of barcode, an example for each
     * keyboard layout; empty when there are none. Told by how far the expression reads such a beginning: one that looks
     * ahead may be told wrongly, until it begins with what it excludes.
     */
    public Set<String> among(Pattern serials) {
        Set<String> examples = new LinkedHashSet<>();
        if (!text.isEmpty() && goesOn(serials, text)) {
            examples.add(text);
        }
        if (hasLetters()) {
            for (Layout layout : Layout.values()) {
                beginning(layout, serials, "").ifPresent(examples::add);
            }
        }
        return examples;
    }

    private Optional<String> beginning(Layout layout, Pattern serials, String begun) {
        if (begun.length() == text.length()) {
            return Optional.of(begun);
        }
        for (char typed = FIRST; typed <= LAST; typed++) {
            String longer = begun + typed;
            if (layout.fits(typed, text.charAt(begun.length())) && goesOn(serials, longer)) {
                Optional<String> found = beginning(layout, serials, longer);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    /** Whether this is a serial, or more characters might make it one. */
    private static boolean goesOn(Pattern serials, String begun) {
        Matcher matcher = serials.matcher(begun);
        return matcher.matches() || matcher.hitEnd();
    }

    private boolean fits(Layout layout, String scanned) {
        for (int i = 0; i < text.length(); i++) {
            if (!layout.fits(scanned.charAt(i), text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** A prefix of signs alone can't be told from others once it is mangled. */
    private boolean hasLetters() {
        return text.chars().anyMatch(c -> c != upper((char) c) || (c >= 'A' && c <= 'Z'));
    }

    private static String letters(Layout layout, String rest) {
        StringBuilder out = new StringBuilder();
        rest.chars().forEach(c -> out.append(layout.letter((char) c)));
        return out.toString();
    }

    private static char upper(char c) {
        return c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c;
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= '0' && c <= '9') || (upper(c) >= 'A' && upper(c) <= 'Z');
    }
}
