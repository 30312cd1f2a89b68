package dev.gangway.recipe;

import dev.gangway.model.MacAddress;
import dev.gangway.model.PemText;
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
    BYTES(List.of("", "upper", "base64")),

    /** A secret key (PKCS #8): PEM unless another form is asked for. */
    KEY(List.of("", "hex", "base64")),

    /** A certificate (X.509): PEM unless another form is asked for. */
    CERTIFICATE(List.of("", "hex", "base64"));

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

    /** The types that a recipe may give a value; the others come with their source. */
    public static List<UnitType> written() {
        return List.of(TEXT, MAC, BYTES);
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
            case BYTES, KEY, CERTIFICATE -> bytes(written);
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
            case KEY -> Optional.of(der(value, form, "PRIVATE KEY"));
            case CERTIFICATE -> Optional.of(der(value, form, "CERTIFICATE"));
        };
    }

    /** RFC 7468. */
    private static String der(String value, String form, String label) {
        byte[] bytes = HexFormat.of().parseHex(value);
        return switch (form) {
            case "hex" -> value;
            case "base64" -> Base64.getEncoder().encodeToString(bytes);
            default -> PemText.of(bytes, label);
        };
    }

    private static String mac(MacAddress mac, String form) {
        String text = form.endsWith("bare") ? mac.bare() : mac.joined(form.endsWith("dash") ? "-" : ":");
        return form.startsWith("upper") ? text.toUpperCase(Locale.ROOT) : text;
    }
}
