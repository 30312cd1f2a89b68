package dev.gangway.uboot;

import java.util.regex.Pattern;

/** What lines of a console mean that nobody asked for. */
final class ConsoleSigns {
    private static final Pattern BANNER = Pattern.compile("^U-Boot 20[0-9]{2}\\.[0-9]{2}");
    private static final Pattern FIRST_STAGE = Pattern.compile("^U-Boot (SPL|TPL) 20[0-9]{2}\\.[0-9]{2}");
    private static final Pattern START = Pattern.compile("^(DRAM: |.*stop autoboot)");
    private static final Pattern CRASH = Pattern.compile(
            "^(data abort|prefetch abort|undefined instruction|\"Synchronous Abort\" handler|### ERROR ### Please"
                    + " RESET)|Kernel panic - not syncing");

    private ConsoleSigns() {}

    /** U-Boot says its version: when it starts, and when it is asked for it. */
    static boolean isBanner(String line) {
        return BANNER.matcher(line).find();
    }

    /** What loads U-Boot says its version, which nobody can ask for. */
    static boolean isFirstStage(String line) {
        return FIRST_STAGE.matcher(line).find();
    }

    /** Behind a banner it says that U-Boot starts. */
    static boolean isStart(String line) {
        return START.matcher(line).find();
    }

    /** U-Boot itself, or Linux, has come to an end. */
    static boolean isCrash(String line) {
        return CRASH.matcher(line).find();
    }
}
