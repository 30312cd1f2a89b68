package dev.gangway.rpiboot;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The chips of Raspberry Pis by their USB id, with what they want. */
public enum BroadcomChip {
    BCM2835(0x2763, "bootcode.bin", "2710"),
    BCM2837(0x2764, "bootcode.bin", "2710"),
    BCM2711(0x2711, "bootcode4.bin", "2711"),
    BCM2712(0x2712, "bootcode5.bin", "2712");

    /** Broadcom's USB vendor id. */
    public static final int VENDOR = 0x0a5c;

    private final int product;
    private final String secondStage;
    private final String folder;

    BroadcomChip(int product, String secondStage, String folder) {
        this.product = product;
        this.secondStage = secondStage;
        this.folder = folder;
    }

    /** The chip with this product id. */
    public static Optional<BroadcomChip> ofProduct(int product) {
        return Arrays.stream(values()).filter(chip -> chip.product == product).findFirst();
    }

    /** Vendor and product id in one number, as {@code vvvvpppp}. */
    public int id() {
        return VENDOR << 16 | product;
    }

    /** The name that recipes use, for example {@code bcm2711}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The file that its boot ROM wants. */
    public String secondStage() {
        return secondStage;
    }

    /** Where files that are for this chip alone lie among the others. */
    public String folder() {
        return folder;
    }
}
