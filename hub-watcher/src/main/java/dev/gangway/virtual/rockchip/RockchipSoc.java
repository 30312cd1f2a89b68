package dev.gangway.virtual.rockchip;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Chips, as their boot ROMs differ. The ids and tags are those of rkdeveloptool's list and of U-Boot's rkcommon.
 */
enum RockchipSoc {
    RK3288(0x320a, "RK32", "320A", true),
    RK3328(0x320c, "RK32", "322H", true),
    RK3399(0x330c, "RK33", "330C", true),
    RK3568(0x350a, "RK35", "3568", false),
    RK3588(0x350b, "RK35", "3588", false);

    private final int product;
    private final String tag;
    private final String inFiles;
    private final boolean coded;

    RockchipSoc(int product, String tag, String inFiles, boolean coded) {
        this.product = product;
        this.tag = tag;
        this.inFiles = inFiles;
        this.coded = coded;
    }

    static List<String> names() {
        return Arrays.stream(values()).map(RockchipSoc::code).toList();
    }

    static RockchipSoc named(String code) {
        return Arrays.stream(values())
                .filter(soc -> soc.code().equals(code))
                .findFirst()
                .orElseThrow();
    }

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    int product() {
        return product;
    }

    /** What code for it begins with. */
    String tag() {
        return tag;
    }

    /** What loader files call it. */
    String inFiles() {
        return inFiles;
    }

    /** Whether its boot ROM expects what it gets to be RC4-coded. */
    boolean coded() {
        return coded;
    }
}
