package dev.gangway.scan.serial;

import dev.gangway.scan.ScanText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts what a serial scanner sends into scans: at CR, LF, Tab or ETX, or at a pause. One thread at a time.
 */
final class ScanLines {
    private final StringBuilder line = new StringBuilder();
    private boolean overflowed;

    /** Takes bytes as they came; returns the scans that are complete. */
    List<String> take(byte[] bytes) {
        List<String> scans = new ArrayList<>();
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\r' || c == '\n' || c == '\t' || c == '\u0003') {
                scans.addAll(pause());
            } else if (line.length() > ScanText.LONGEST) {
                overflowed = true;
            } else {
                line.append(c);
            }
        }
        return scans;
    }

    /** Nothing came for a while: what is there is a scan, for scanners that send no terminator. */
    List<String> pause() {
        if (line.length() == 0) {
            return List.of();
        }
        String scan = overflowed ? line + "…" : line.toString();
        line.setLength(0);
        overflowed = false;
        return List.of(scan);
    }
}
