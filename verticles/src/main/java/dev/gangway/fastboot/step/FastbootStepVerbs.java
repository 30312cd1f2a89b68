package dev.gangway.fastboot.step;

import static dev.gangway.language.Keys.ARGUMENT;

import dev.gangway.fastboot.RebootTo;
import dev.gangway.language.Form;
import dev.gangway.language.Key;
import dev.gangway.language.Keys;
import dev.gangway.language.None;
import dev.gangway.language.Verb;
import java.util.List;
import java.util.Optional;

/** The {@code fastboot.*} verbs of recipes. */
final class FastbootStepVerbs {
    /**
     * An image and the partition that it goes to; a large one is split for {@code max-download-size}.
     *
     * @param slot a letter, {@code other} or {@code all}; empty = the board's own
     */
    record Flash(String image, String partition, Optional<String> slot) {}

    /** A partition. */
    record Erase(String partition, Optional<String> slot) {}

    /** An image that is started and not written. */
    record Boot(String image) {}

    /** A slot, by its letter or {@code other}. */
    record Activate(String slot) {}

    /** A logical partition and its size in bytes. */
    record Sized(String partition, long bytes) {}

    /** A logical partition. */
    record Named(String partition) {}

    private static final long LARGEST = 1L << 40;

    private static final Key<String> IMAGE = Keys.image(ARGUMENT, "The image.");
    private static final Key<String> PARTITION = partition("partition");
    private static final Key<Optional<String>> SLOT = Keys.text(
                    "slot",
                    "a slot's letter, other, or all",
                    "[a-z]|other|all",
                    "Of a partition that the board keeps in slots: which of them. Left out: the one that it starts from.")
            .optional();

    private static final Form<Flash> PLACED = new Form<>(
            List.of(IMAGE, PARTITION, SLOT),
            values -> new Flash(values.get(IMAGE), values.get(PARTITION), values.get(SLOT)));

    static final Verb<Flash> FLASH = Verb.of(
            "fastboot.flash",
            "30m",
            "Flash this image over fastboot. A logical partition gets the image's length first.",
            Flash.class,
            PLACED);

    static final Verb<Flash> VERIFY = Verb.of(
                    "fastboot.verify",
                    "30m",
                    "Read this partition back over fastboot and compare it with the image; the boot loader has to offer fetch. Counts as verification.",
                    Flash.class,
                    PLACED)
            .readingBack();

    private static final Key<String> ERASED = partition(ARGUMENT);

    static final Verb<Erase> ERASE = Verb.of(
            "fastboot.erase",
            "5m",
            "Erase this partition over fastboot.",
            Erase.class,
            new Form<>(List.of(ERASED, SLOT), values -> new Erase(values.get(ERASED), values.get(SLOT))));

    private static final Key<String> STARTED = Keys.image(
            ARGUMENT,
            "The image, as the board's loader starts it: an Android boot image, or what U-Boot's bootm takes.");

    static final Verb<Boot> BOOT = Verb.of(
            "fastboot.boot",
            "5m",
            "Send this image to the board's memory and start it; nothing is written, and the board leaves fastboot.",
            Boot.class,
            new Form<>(List.of(STARTED), values -> new Boot(values.get(STARTED))));

    private static final Key<String> ACTIVE =
            Keys.text(ARGUMENT, "a slot's letter, or other", "[a-z]|other", "The slot.");

    static final Verb<Activate> SET_ACTIVE = Verb.of(
            "fastboot.set-active",
            "20s",
            "Have the board start from this slot from now on.",
            Activate.class,
            new Form<>(List.of(ACTIVE), values -> new Activate(values.get(ACTIVE))));

    private static final Key<String> LOGICAL =
            Keys.text(ARGUMENT, "a partition's name, at most 36 characters", "[!-~&&[^:]]{1,36}", "The partition.");
    private static final Key<Long> SIZE = Keys.bytes("size", 0, LARGEST, "How many bytes.");
    private static final Form<Sized> WITH_SIZE =
            new Form<>(List.of(LOGICAL, SIZE), values -> new Sized(values.get(LOGICAL), values.get(SIZE)));

    static final Verb<Sized> CREATE_LOGICAL = Verb.of(
            "fastboot.create-logical",
            "1m",
            "Make a logical partition; the board has to be in fastboot of its user space.",
            Sized.class,
            WITH_SIZE);

    static final Verb<Sized> RESIZE_LOGICAL = Verb.of(
            "fastboot.resize-logical",
            "1m",
            "Make a logical partition longer or shorter. fastboot.flash does it by itself.",
            Sized.class,
            WITH_SIZE);

    static final Verb<Named> DELETE_LOGICAL = Verb.of(
            "fastboot.delete-logical",
            "1m",
            "Take a logical partition away.",
            Named.class,
            new Form<>(List.of(LOGICAL), values -> new Named(values.get(LOGICAL))));

    static final Verb<None> CONTINUE = Verb.of("fastboot.continue", "20s", "Leave fastboot; U-Boot's script goes on.");

    static final Verb<None> REBOOT = reboot(RebootTo.SYSTEM, "Reboot over fastboot.");

    static final Verb<None> REBOOT_BOOTLOADER =
            reboot(RebootTo.BOOTLOADER, "Reboot into the boot loader's fastboot; \"await: fastboot\" meets it there.");

    static final Verb<None> REBOOT_FASTBOOT = reboot(
            RebootTo.FASTBOOT,
            "Reboot into fastboot of the board's user space, where logical partitions are written; \"await: fastboot\""
                    + " meets it there.");

    static final Verb<None> REBOOT_RECOVERY =
            reboot(RebootTo.RECOVERY, "Reboot into the board's recovery system, which is no fastboot.");

    private FastbootStepVerbs() {}

    private static Verb<None> reboot(RebootTo where, String doc) {
        return Verb.of("fastboot." + where.command(), "20s", doc);
    }

    private static Key<String> partition(String name) {
        return Keys.text(name, "a partition's name, at most 64 characters", "[!-~]{1,64}", "The partition.");
    }
}
