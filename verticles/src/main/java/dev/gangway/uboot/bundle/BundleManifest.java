package dev.gangway.uboot.bundle;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a bundle's manifest says: Jumpstarter's {@code FlashBundleManifest}. Immutable.
 *
 * @param name the bundle's
 * @param manufacturer whose boards it is for; may be empty
 * @param link where people read about them
 * @param bootcmd what U-Boot runs when all is loaded
 * @param login how the shell of the booted Linux is reached
 * @param defaultTarget the target when nobody names one
 * @param targets names of media, each with its device: {@code /dev/…}, or {@code /sys/class/block#ADDRESS}
 * @param kernel what is booted
 * @param initram its initial file system
 * @param dtb its device trees
 * @param preflash commands for the shell before the image is written
 */
public record BundleManifest(
        String name,
        String manufacturer,
        Optional<String> link,
        String bootcmd,
        Login login,
        Optional<String> defaultTarget,
        Map<String, String> targets,
        Load kernel,
        Optional<Load> initram,
        Optional<Dtb> dtb,
        List<String> preflash) {
    /** What stands in place of its password wherever that would be shown or kept. */
    public static final String PASSWORD = "bundle's password";

    /** Copies the collections; the order stays. */
    public BundleManifest {
        targets = Collections.unmodifiableMap(new LinkedHashMap<>(targets));
        preflash = List.copyOf(preflash);
    }

    /**
     * A file and where it is loaded.
     *
     * @param file with slashes, from the bundle's folder
     * @param address as U-Boot takes it: hex, or a variable of its own
     */
    public record Load(String file, String address) {}

    /**
     * How the shell is reached. Printed without the password.
     *
     * @param prompt what asks for the user
     * @param user who; empty = nobody is asked
     * @param password is given where it is asked for
     * @param shell the shell's prompt, or its last characters
     */
    public record Login(String prompt, Optional<String> user, Optional<String> password, String shell) {
        /** The password where it is a secret: one that is the user's name, as on many boards, stands in each login. */
        public Optional<String> secret() {
            return password.filter(text -> !user.equals(Optional.of(text)));
        }

        @Override
        public String toString() {
            return user.orElse("nobody") + (password.isPresent() ? " with a password" : "");
        }
    }

    /**
     * Device trees, of which one is loaded.
     *
     * @param standard the variant when nobody names one
     * @param address where it is loaded
     * @param variants by name
     */
    public record Dtb(Optional<String> standard, String address, Map<String, Variant> variants) {
        /** Copies the map; the order stays. */
        public Dtb {
            variants = Collections.unmodifiableMap(new LinkedHashMap<>(variants));
        }
    }

    /**
     * A device tree, or a way to boot with one.
     *
     * @param file what is loaded; empty = nothing is
     * @param bootcmd wins over the manifest's
     */
    public record Variant(Optional<String> file, Optional<String> bootcmd) {}
}
