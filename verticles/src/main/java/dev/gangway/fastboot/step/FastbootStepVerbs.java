package dev.gangway.fastboot.step;

import static dev.gangway.language.Keys.ARGUMENT;

import dev.gangway.language.Form;
import dev.gangway.language.Key;
import dev.gangway.language.Keys;
import dev.gangway.language.None;
import dev.gangway.language.Verb;
import java.util.List;

/** The {@code fastboot.*} verbs of recipes. */
final class FastbootStepVerbs {
    /** An image and the partition that it goes to; a large one is split for {@code max-download-size}. */
    record Flash(String image, String partition) {}

    /** A partition. */
    record Erase(String partition) {}

    private static final Key<String> IMAGE = Keys.image(ARGUMENT, "The image.");
    private static final Key<String> PARTITION = partition("partition");

    static final Verb<Flash> FLASH = Verb.of(
            "fastboot.flash",
            "30m",
            "Flash this image over fastboot.",
            Flash.class,
            new Form<>(List.of(IMAGE, PARTITION), values -> new Flash(values.get(IMAGE), values.get(PARTITION))));

    static final Verb<Flash> VERIFY = Verb.of(
                    "fastboot.verify",
                    "30m",
                    "Read this partition back over fastboot and compare it with the image; the boot loader has to offer fetch. Counts as verification.",
                    Flash.class,
                    new Form<>(
                            List.of(IMAGE, PARTITION), values -> new Flash(values.get(IMAGE), values.get(PARTITION))))
            .readingBack();

    private static final Key<String> ERASED = partition(ARGUMENT);

    static final Verb<Erase> ERASE = Verb.of(
            "fastboot.erase",
            "5m",
            "Erase this partition over fastboot.",
            Erase.class,
            new Form<>(List.of(ERASED), values -> new Erase(values.get(ERASED))));

    static final Verb<None> CONTINUE = Verb.of("fastboot.continue", "20s", "Leave fastboot; U-Boot's script goes on.");

    static final Verb<None> REBOOT = Verb.of("fastboot.reboot", "20s", "Reboot over fastboot.");

    private FastbootStepVerbs() {}

    private static Key<String> partition(String name) {
        return Keys.text(name, "a partition's name, at most 64 characters", "[!-~]{1,64}", "The partition.");
    }
}
