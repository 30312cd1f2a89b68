package dev.gangway.uboot.step;

import static dev.gangway.language.Keys.ARGUMENT;

import dev.gangway.language.Form;
import dev.gangway.language.Key;
import dev.gangway.language.Keys;
import dev.gangway.language.Verb;
import dev.gangway.uboot.bundle.FlashBundle;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The {@code bundle.*} verbs of recipes: boards that are flashed by a flash bundle. */
final class BundleStepVerbs {
    /** A bundle, and what is to be otherwise than it says. */
    record Boot(
            String bundle,
            String manifest,
            Optional<String> variant,
            Optional<String> kernel,
            Optional<String> initramfs,
            Optional<String> devicetree,
            Onto onto,
            Optional<Long> window,
            Duration within) {}

    /** Where an image goes. */
    record Onto(Optional<String> target, Optional<String> partition) {}

    /** What an image file has to be. */
    record Sums(Optional<String> sha256, Optional<String> checksums) {}

    /** An image of the recipe. */
    record Flash(String image, Onto onto, Sums sums) {}

    /** An image that is fetched while it is written. */
    record Stream(String link, Onto onto, Sums sums) {}

    static final String BOOT_NAME = "bundle.boot";
    private static final String NAME = "a name: letters, digits, dots, dashes or underscores";
    private static final String NAME_FORM = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}";

    private static final Key<String> BUNDLE = Keys.text(
            ARGUMENT,
            "a folder, an archive, oci:FOLDER or oci://HOST/NAME:TAG",
            "[!-~]{1,300}",
            "The bundle: a folder or an archive, from the folder of the recipe's images; an OCI layout; or a registry, of which"
                    + " the digest that was pulled goes on record.");
    private static final Key<String> MANIFEST = Keys.text(
                    "manifest",
                    "a file's name in the bundle",
                    "[A-Za-z0-9][A-Za-z0-9._/-]{0,99}",
                    "Its manifest, when the bundle has several.")
            .orElse(FlashBundle.MANIFEST);
    private static final Key<Optional<String>> VARIANT = Keys.text(
                    "variant",
                    NAME,
                    NAME_FORM,
                    "The device tree, by its name in the bundle. Left out: the bundle's usual one.")
            .optional();
    private static final Key<Optional<String>> KERNEL =
            Keys.image("kernel", "A kernel in place of the bundle's.").optional();
    private static final Key<Optional<String>> INITRAMFS = Keys.image(
                    "initramfs", "An initial file system in place of the bundle's.")
            .optional();
    private static final Key<Optional<String>> DEVICETREE =
            Keys.image("devicetree", "A device tree in place of the variant's.").optional();
    private static final Key<Optional<String>> TARGET = Keys.text(
                    "target", NAME, NAME_FORM, "Where to, by its name in the bundle. Left out: the bundle's usual one.")
            .optional();
    private static final Key<Optional<String>> PARTITION = Keys.text(
                    "partition",
                    "a label of 1 to 36 characters",
                    "[A-Za-z0-9_.:+-]{1,36}",
                    "The label of a partition that is on that very disk. Left out: all of the disk.")
            .optional();
    private static final Key<Duration> WITHIN = Keys.duration(
                    "within",
                    "How long the booted Linux may take to its shell; what it said last is told when it took longer.")
            .orElse("3m");

    static final Verb<Boot> BOOT = Verb.of(
                    BOOT_NAME,
                    "15m",
                    "Have U-Boot load a flash bundle's Linux and start it, and have its shell. Each file's CRC-32 is held, its"
                            + " SHA-256 goes on record.",
                    Boot.class,
                    new Form<>(
                            List.of(
                                    BUNDLE,
                                    MANIFEST,
                                    VARIANT,
                                    KERNEL,
                                    INITRAMFS,
                                    DEVICETREE,
                                    TARGET,
                                    PARTITION,
                                    LinuxStepVerbs.WINDOW,
                                    WITHIN),
                            values -> new Boot(
                                    values.get(BUNDLE),
                                    values.get(MANIFEST),
                                    values.get(VARIANT),
                                    values.get(KERNEL),
                                    values.get(INITRAMFS),
                                    values.get(DEVICETREE),
                                    new Onto(values.get(TARGET), values.get(PARTITION)),
                                    values.get(LinuxStepVerbs.WINDOW),
                                    values.get(WITHIN))))
            .standingFor(LinuxStepVerbs.LOGIN_NAME)
            .gathering();

    private static final Key<String> IMAGE =
            Keys.image(ARGUMENT, "The image. Packed ones are unpacked by the station.");
    private static final Key<String> LINK = Keys.text(
            ARGUMENT,
            "an address, https://… or http://…",
            "https?://[!-~]{1,1000}",
            "Where the image is. It is unpacked while it comes; without its sha256 only https and this machine will do.");
    private static final Key<Optional<String>> SHA256 = Keys.text(
                    "sha256",
                    "a SHA-256 in 64 hex digits, in quotes",
                    "[0-9a-fA-F]{64}",
                    "What the image's file has to be, packed as it is.")
            .optional();
    private static final Key<Optional<String>> CHECKSUMS = Keys.image(
                    "checksums", "A file of the recipe's images (format: text) with that sum, as sha256sum writes it.")
            .optional();

    static final Verb<Flash> FLASH = Verb.of(
                    "bundle.flash",
                    "2h",
                    "Have the bundle's Linux write this image to a target, after the bundle's own commands. It is read back past"
                            + " the board's cache, and its SHA-256 compared. Counts as verification.",
                    Flash.class,
                    new Form<>(
                            List.of(IMAGE, TARGET, PARTITION, SHA256, CHECKSUMS),
                            values -> new Flash(
                                    values.get(IMAGE),
                                    new Onto(values.get(TARGET), values.get(PARTITION)),
                                    new Sums(values.get(SHA256), values.get(CHECKSUMS)))))
            .after(BOOT_NAME)
            .readingBack();

    static final Verb<Stream> STREAM = Verb.of(
                    "bundle.stream",
                    "2h",
                    "The same with an image that the station fetches while the board writes it. Counts as verification.",
                    Stream.class,
                    new Form<>(
                            List.of(LINK, TARGET, PARTITION, SHA256, CHECKSUMS),
                            values -> new Stream(
                                    values.get(LINK),
                                    new Onto(values.get(TARGET), values.get(PARTITION)),
                                    new Sums(values.get(SHA256), values.get(CHECKSUMS)))))
            .after(BOOT_NAME)
            .readingBack()
            .gathering();

    private BundleStepVerbs() {}
}
