package dev.gangway.model;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

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
        return "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n";
    }

    /** The base 64 between the first and the last line; a text that has no such lines is that itself. */
    public static String body(String text, String kind) {
        String begin = "-----BEGIN " + kind + "-----";
        int from = text.indexOf(begin);
        int to = text.indexOf("-----END " + kind + "-----");
        return (from < 0 || to < from ? text : text.substring(from + begin.length(), to)).replaceAll("\\s", "");
    }
}
