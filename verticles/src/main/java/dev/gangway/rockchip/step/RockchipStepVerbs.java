package dev.gangway.rockchip.step;

import static dev.gangway.language.Keys.ARGUMENT;

import dev.gangway.language.Form;
import dev.gangway.language.Key;
import dev.gangway.language.Keys;
import dev.gangway.language.None;
import dev.gangway.language.Verb;
import java.util.List;

/** The {@code rockchip.*} verbs of recipes, with the words of rkdeveloptool. */
final class RockchipStepVerbs {
    /** A loader file. */
    record Boot(String image) {}

    /** An image and the sector where it begins. */
    record Placed(String image, long sector) {
        String place() {
            return "sector " + sector;
        }
    }

    private static final Key<Long> AT = Keys.whole(
            "at",
            "a sector from 0 to 4294967295",
            0,
            0xffff_ffffL,
            "The sector of 512 bytes where it begins: 64 is where boot ROMs look first, 0x4000 is U-Boot's usual place.");

    private static final Key<String> LOADER =
            Keys.image(ARGUMENT, "The loader file: what starts the memory, and what speaks USB.");

    static final Verb<Boot> DB = Verb.of(
            "rockchip.db",
            "60s",
            "Give the boot ROM this loader file, and wait until what it starts answers. A board that runs one already is left as it"
                    + " is.",
            Boot.class,
            new Form<>(List.of(LOADER), values -> new Boot(values.get(LOADER))));

    private static final Key<String> WRITTEN = Keys.image(ARGUMENT, "The image.");

    static final Verb<Placed> WL = Verb.of(
            "rockchip.wl",
            "15m",
            "Write this image to the medium, from a sector on. What is left of its last sector becomes zeros.",
            Placed.class,
            new Form<>(List.of(WRITTEN, AT), values -> new Placed(values.get(WRITTEN), values.get(AT))));

    static final Verb<Placed> VERIFY = Verb.of(
                    "rockchip.verify",
                    "15m",
                    "Read the medium back from a sector on and compare it with this image, byte by byte. Counts as"
                            + " verification.",
                    Placed.class,
                    new Form<>(List.of(WRITTEN, AT), values -> new Placed(values.get(WRITTEN), values.get(AT))))
            .readingBack();

    static final Verb<None> EF =
            Verb.of("rockchip.ef", "15m", "Erase the whole medium. Slow, and not needed before rockchip.wl.");

    static final Verb<None> RESET =
            Verb.of("rockchip.reset", "20s", "Have the board start anew from its medium; it leaves rockusb.");

    private RockchipStepVerbs() {}
}
