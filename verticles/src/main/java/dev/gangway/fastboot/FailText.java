package dev.gangway.fastboot;

import dev.gangway.model.FailureKind;
import java.util.Locale;

/** What the text behind FAIL means for a job (the project's fastboot dossier, sections 4 and 8). */
final class FailText {
    private FailText() {}

    static FailureKind kind(String command, String text) {
        String said = text.toLowerCase(Locale.ROOT);
        // U-Boot answers a download that is too large with the size itself.
        boolean sizeOnly = command.startsWith("download:") && said.matches("[0-9a-f]{8}");
        if (sizeOnly || holds(said, "too large", "exceed partition size", "invalid size")) {
            return FailureKind.IMAGE_TOO_LARGE;
        }
        if (holds(
                said,
                "failed erasing",
                "error writing",
                "failed writing",
                "flash write failure",
                "cannot read",
                "read-only")) {
            return FailureKind.MEDIUM_FAILED;
        }
        if (holds(said, "sparse", "bogus chunk", "unknown chunk", "invalid gpt", "invalid mbr")) {
            return FailureKind.IMAGE_INVALID;
        }
        if (holds(
                said,
                "cannot find partition",
                "partition not found",
                "no such partition",
                "no such device",
                "partition not given",
                "missing partition",
                "invalid partition",
                "invalid nand device",
                "not a nand device",
                "cannot init mtdparts",
                "unknown partition table")) {
            return FailureKind.RECIPE_INVALID;
        }
        return FailureKind.BOARD_REFUSED;
    }

    private static boolean holds(String said, String... phrases) {
        for (String phrase : phrases) {
            if (said.contains(phrase)) {
                return true;
            }
        }
        return false;
    }
}
