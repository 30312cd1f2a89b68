package dev.gangway.program;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a program put out, as far as it was kept: the beginning, and the end.
 *
 * @param first its beginning
 * @param last its end, which may overlap the beginning; as long as that at most
 * @param total bytes in all
 */
public record Said(byte[] first, byte[] last, long total) {
    private static final int LINES = 4;

    /** Whether the beginning is all of it. */
    public boolean isWhole() {
        return total == first.length;
    }

    /** Its beginning on one line, for a message: so many bytes at most, nothing that moves a cursor. */
    public String begin(int most) {
        return new String(first, 0, Math.min(most, first.length), StandardCharsets.UTF_8)
                .replaceAll("\\p{Cntrl}+", " ")
                .strip();
    }

    /** Its last lines on one line, for a message. */
    public String end() {
        List<String> lines = new String(last, StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replaceAll("\\p{Cntrl}+", " ").strip())
                .filter(line -> !line.isEmpty())
                .toList();
        return String.join("; ", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
    }
}
