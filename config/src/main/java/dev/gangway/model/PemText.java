package dev.gangway.model;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** One thing in a PEM file (RFC 7468). */
public final class PemText {
    private static final int COLUMNS = 64;

    private PemText() {}

    /**
     * The text.
     *
     * @param kind what stands behind BEGIN
     */
    public static String of(byte[] der, String kind) {
        String lines = Base64.getMimeEncoder(COLUMNS, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return begin(kind) + "\n" + lines + "\n" + end(kind) + "\n";
    }

    /**
     * The bytes of the first thing of this kind; empty when the text has none.
     *
     * @throws IllegalArgumentException when what stands between its first and its last line is no base 64
     */
    public static Optional<byte[]> der(String text, String kind) {
        return text.contains(begin(kind)) && text.contains(end(kind))
                ? Optional.of(Base64.getDecoder().decode(body(text, kind)))
                : Optional.empty();
    }

    private static String begin(String kind) {
        return "-----BEGIN " + kind + "-----";
    }

    private static String end(String kind) {
        return "-----END " + kind + "-----";
    }

    /** The base 64 between the first and the last line; a text that has no such lines is that itself. */
    public static String body(String text, String kind) {
        String begin = begin(kind);
        int from = text.indexOf(begin);
        int to = text.indexOf(end(kind));
        return (from < 0 || to < from ? text : text.substring(from + begin.length(), to)).replaceAll("\\s", "");
    }
}
