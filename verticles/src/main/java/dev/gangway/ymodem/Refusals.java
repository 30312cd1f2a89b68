package dev.gangway.ymodem;

import dev.gangway.model.FailureKind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What boards say when they refuse a file (the project's YMODEM dossier, sections 3 and 4), and what that means for a job. */
final class Refusals {
    private static final Map<String, FailureKind> TEXTS = new LinkedHashMap<>();
    private static final int LONGEST = 120;

    static {
        TEXTS.put("file size is higher than the allowed space", FailureKind.IMAGE_TOO_LARGE);
        // These receivers check no CRC: what they find afterwards came damaged.
        TEXTS.put("Verification failed!", FailureKind.UPLOAD_DAMAGED);
        TEXTS.put("Failed to receive the file!", FailureKind.TRANSFER_FAILED);
        TEXTS.put("Aborted by user.", FailureKind.TRANSFER_FAILED);
        TEXTS.put("download aborted", FailureKind.TRANSFER_FAILED);
    }

    private Refusals() {}

    /** What kind of failure the text tells of; empty when none that is known. */
    static Optional<FailureKind> in(String said) {
        return TEXTS.entrySet().stream()
                .filter(each -> said.contains(each.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** The text as one line for people: what can't be printed is left out. */
    static String line(String said) {
        String line = said.replaceAll("[\\r\\n]+", " ").replaceAll("[^ -~]", "").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
    }
}
