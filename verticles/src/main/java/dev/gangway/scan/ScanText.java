package dev.gangway.scan;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The text of one scan without what belongs to the scanner: terminators, symbology identifier, the many disguises of the
 * group separator.
 *
 * @param text printable ASCII, and GS (0x1D) where the symbol had an FNC1
 * @param symbology the symbology identifier without its bracket, for example {@code C1}; empty when there was none
 */
public record ScanText(String text, String symbology) {
    /** The separator behind a variable-length GS1 element. */
    public static final char GS = '\u001d';

    /** No label that a person scans is longer; QR codes with a URL are not serials. */
    public static final int LONGEST = 512;

    private static final int SHOWN = 60;
    private static final Pattern SYMBOLOGY = Pattern.compile("^\\]([A-Za-z][0-9A-Za-z])");
    private static final Pattern SEPARATOR = Pattern.compile("\uf70b|<GS>|\\{GS\\}|\\[GS\\]|\\^\\]");
    private static final String GS1_SYMBOLOGIES = "C1 d2 Q3 e0 J1";

    /**
     * What became of the raw characters.
     *
     * @param scan the text, null when it is refused
     * @param reason a stable code, empty when it is accepted
     * @param message what to do, empty when it is accepted
     */
    public record Reading(@Nullable ScanText scan, String reason, String message) {
        private static Reading refused(String reason, String message) {
            return new Reading(null, reason, message);
        }
    }

    /** Reads what a scanner delivered; anything may come in. */
    public static Reading read(String raw) {
        if (raw.length() > LONGEST) {
            return Reading.refused(
                    "too-long", "The scan has " + raw.length() + " characters: this is no serial label. Scan again.");
        }
        String body = raw.replaceAll("^[\\x02\\r\\n\\t ]+|[\\x03\\r\\n\\t ]+$", "");
        if (body.isEmpty()) {
            return Reading.refused("unreadable", "The scan is empty: scan again.");
        }
        if (body.matches("(?s).*[\\r\\n\\t].*")) {
            return Reading.refused("unreadable", "Two scans ran together: scan one label at a time.");
        }
        String symbology = "";
        Matcher prefix = SYMBOLOGY.matcher(body);
        if (prefix.find()) {
            symbology = prefix.group(1);
            body = body.substring(prefix.end());
        }
        body = SEPARATOR.matcher(body).replaceAll(String.valueOf(GS));
        for (int i = 0; i < body.length(); i++) {
            char c = body.charAt(i);
            if (c != GS && (c < ' ' || c > '~')) {
                return Reading.refused(
                        "unreadable",
                        String.format(
                                "The scan holds a character that no serial has (U+%04X): scan again, or check the"
                                        + " scanner's keyboard layout.",
                                (int) c));
            }
        }
        return new Reading(new ScanText(body, symbology), "", "");
    }

    /** Whether the scanner said that this is a GS1 symbol. */
    public boolean saysGs1() {
        return !symbology.isEmpty() && GS1_SYMBOLOGIES.contains(symbology);
    }

    /** The raw text as it may be shown to a person: control characters made visible, cut to a sane length. */
    public static String shown(String raw) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < raw.length() && out.length() < SHOWN; i++) {
            char c = raw.charAt(i);
            if (c >= ' ' && c <= '~') {
                out.append(c);
            } else {
                out.append(String.format("\\u%04x", (int) c));
            }
        }
        return raw.length() > SHOWN ? out + "…" : out.toString();
    }
}
