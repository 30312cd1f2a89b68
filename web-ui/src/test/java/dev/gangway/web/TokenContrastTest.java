package dev.gangway.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text reaches the contrast of WCAG 2.2, success criterion 1.4.3, on every ground that it stands on. */
class TokenContrastTest {
    private static final double ENOUGH = 4.5;
    private static final List<String> TEXTS =
            List.of("ink", "quiet", "waiting", "act", "running", "retry", "passed", "failed");
    private static final List<String> FILLED = List.of("act", "retry", "passed", "failed");

    private static final String LIGHT = ":root {";
    private static final String DARK_SYSTEM = ":root:not([data-theme=\"light\"]) {";
    private static final String DARK_ASKED = ":root[data-theme=\"dark\"] {";

    private static Map<String, String> tokens(String selector) throws IOException {
        try (InputStream in = Objects.requireNonNull(TokenContrastTest.class.getResourceAsStream("/web/tokens.css"))) {
            String css = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            int from = css.indexOf(selector);
            assertThat(from).as(selector).isNotNegative();
            Matcher token = Pattern.compile("--([a-z-]+): (#[0-9a-f]{6});")
                    .matcher(css.substring(from, css.indexOf('}', from)));
            Map<String, String> tokens = new HashMap<>();
            while (token.find()) {
                tokens.put(token.group(1), token.group(2));
            }
            return tokens;
        }
    }

    /** Relative luminance (WCAG 2.2, definitions). */
    private static double luminance(String color) {
        double[] weights = {0.2126, 0.7152, 0.0722};
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            double part = Integer.parseInt(color.substring(1 + 2 * i, 3 + 2 * i), 16) / 255.0;
            sum += weights[i] * (part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4));
        }
        return sum;
    }

    private static double contrast(String one, String other) {
        double a = luminance(one);
        double b = luminance(other);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    @ParameterizedTest
    @ValueSource(strings = {LIGHT, DARK_SYSTEM, DARK_ASKED})
    void textIsReadable(String selector) throws IOException {
        Map<String, String> tokens = tokens(selector);
        for (String ground : List.of("ground", "surface")) {
            for (String text : TEXTS) {
                assertThat(contrast(token(tokens, text), token(tokens, ground)))
                        .as("%s on %s in %s", text, ground, selector)
                        .isGreaterThanOrEqualTo(ENOUGH);
            }
        }
        for (String fill : FILLED) {
            assertThat(contrast(token(tokens, "on-state"), token(tokens, fill)))
                    .as("text on a tile that is %s in %s", fill, selector)
                    .isGreaterThanOrEqualTo(ENOUGH);
        }
    }

    @Test
    void bothWaysToDarkAreTheSame() throws IOException {
        assertThat(tokens(DARK_ASKED)).isEqualTo(tokens(DARK_SYSTEM)).hasSizeGreaterThan(10);
    }

    @Test
    void knowsTheContrastOfBlackAndWhite() {
        assertThat(contrast("#000000", "#ffffff")).isEqualTo(21.0);
        assertThat(contrast("#777777", "#ffffff")).isBetween(4.4, 4.5);
    }

    private static String token(Map<String, String> tokens, String name) {
        return Objects.requireNonNull(tokens.get(name), name);
    }
}
