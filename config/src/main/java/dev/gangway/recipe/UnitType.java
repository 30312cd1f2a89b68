package dev.gangway.recipe;

import dev.gangway.model.MacAddress;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a unit's own value is, and in which forms placeholders may ask for it. */
public enum UnitType {
    /** A text; it stands for itself. */
    TEXT(List.of("")),

    /** A MAC address: {@code aa:bb:cc:dd:ee:ff} unless another form is asked for. */
    MAC(List.of("", "dash", "bare", "upper", "upper-dash", "upper-bare")),

    /** Bytes: hex in small letters unless another form is asked for. */
    BYTES(List.of("", "upper", "base64"));

    private final List<String> forms;

    UnitType(List<String> forms) {
        this.forms = forms;
    }

    /** The forms that a placeholder may name; the empty one is what it gets when it names none. */
    public List<String> forms() {
        return forms;
    }

    /** The word in recipes. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a placeholder may ask for a value that lies so many behind this one. */
    public boolean counts() {
        return this == MAC;
    }

    /** The value as it is kept, of what somebody wrote; empty when it is none of this type. */
    public Optional<String> read(String written) {
        return switch (this) {
            case TEXT -> Optional.of(written);
            case MAC -> MacAddress.parse(written).filter(mac -> !mac.isGroup()).map(MacAddress::bare);
            case BYTES -> bytes(written);
        };
    }

    private static Optional<String> bytes(String written) {
        return written.matches("([0-9A-Fa-f]{2})+") ? Optional.of(written.toLowerCase(Locale.ROOT)) : Optional.empty();
    }

    /**
     * The value in a form.
     *
     * @param value as {@link #read} gave it
     * @param more how many behind it, where the type {@link #counts}
     * @param form one of {@link #forms}
     * @return empty when there is no value so far behind it
     */
    public Optional<String> shaped(String value, int more, String form) {
        return switch (this) {
            case TEXT -> Optional.of(value);
            case MAC -> {
                long number = HexFormat.fromHexDigitsToLong(value) + more;
                yield number < MacAddress.ALL ? Optional.of(mac(new MacAddress(number), form)) : Optional.empty();
            }
            case BYTES ->
                Optional.of(
                        switch (form) {
                            case "base64" ->
                                Base64.getEncoder()
                                        .encodeToString(HexFormat.of().parseHex(value));
                            case "upper" -> value.toUpperCase(Locale.ROOT);
                            default -> value;
                        });
        };
    }

    private static String mac(MacAddress mac, String form) {
        String text = form.endsWith("bare") ? mac.bare() : mac.joined(form.endsWith("dash") ? "-" : ":");
        return form.startsWith("upper") ? text.toUpperCase(Locale.ROOT) : text;
    }
}
