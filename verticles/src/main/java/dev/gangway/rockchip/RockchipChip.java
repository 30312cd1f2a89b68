package dev.gangway.rockchip;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Chips by their USB id, with the name that loader files have for them (rkbin's RKBOOT/*.ini). */
public enum RockchipChip {
    RK3288(0x320a, "320A"),
    RK3328(0x320c, "322H"),
    RK3399(0x330c, "330C"),
    RK3568(0x350a, "3568"),
    RK3588(0x350b, "3588");

    /** Rockchip's USB vendor id. */
    public static final int VENDOR = 0x2207;

    private final int product;
    private final String inFiles;

    RockchipChip(int product, String inFiles) {
        this.product = product;
        this.inFiles = inFiles;
    }

    /** Vendor and product id in one number, as {@code vvvvpppp}. */
    public int id() {
        return VENDOR << 16 | product;
    }

    /** The name that recipes use, for example {@code rk3399}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The chip with this product id, where it has a name here. */
    public static Optional<RockchipChip> ofProduct(int product) {
        return Arrays.stream(values()).filter(chip -> chip.product == product).findFirst();
    }

    /** The chip that loader files call so. */
    public static Optional<RockchipChip> ofFile(String name) {
        return Arrays.stream(values()).filter(chip -> chip.inFiles.equals(name)).findFirst();
    }
}
