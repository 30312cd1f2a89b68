package dev.gangway.disk.step;

import static dev.gangway.language.Keys.ARGUMENT;

import dev.gangway.language.Form;
import dev.gangway.language.Key;
import dev.gangway.language.Keys;
import dev.gangway.language.None;
import dev.gangway.language.Verb;
import java.util.List;
import java.util.Optional;

/** The {@code disk.*} verbs of recipes. */
final class DiskStepVerbs {
    /**
     * An image and its place.
     *
     * @param at the first byte on the disk
     * @param unit which of the board's disks
     */
    record Placed(String image, long at, Optional<Integer> unit) {}

    private static final long LARGEST = 1L << 50;

    private static final Key<String> IMAGE = Keys.image(ARGUMENT, "The image, byte for byte as it goes to the disk.");
    private static final Key<Long> AT = Keys.bytes(
                    "at", 0, LARGEST, "Where on the disk it begins, bytes: a multiple of its block size. Left out: 0.")
            .orElse(0L);
    private static final Key<Optional<Long>> LUN = Keys.whole(
                    "lun",
                    "a number from 0 to 15",
                    0,
                    15,
                    "Which of the board's disks. Left out: the first that has a medium.")
            .optional();

    private static final Form<Placed> PLACED = new Form<>(
            List.of(IMAGE, AT, LUN),
            values -> new Placed(
                    values.get(IMAGE), values.get(AT), values.get(LUN).map(Long::intValue)));

    static final Verb<Placed> WRITE = Verb.of(
            "disk.write",
            "30m",
            "Write this image to the disk that the board shows on its port. A disk that is smaller, write-protected, or used by"
                    + " this machine is refused before the first byte.",
            Placed.class,
            PLACED);

    static final Verb<Placed> VERIFY = Verb.of(
                    "disk.verify",
                    "30m",
                    "Read the disk back, from the device and no cache of this machine, and compare it with this image, byte by"
                            + " byte. Counts as verification.",
                    Placed.class,
                    PLACED)
            .readingBack();

    static final Verb<None> EJECT = Verb.of(
            "disk.eject",
            "1m",
            "Have the board put all on its medium and take that out; some boards leave the bus then.");

    private DiskStepVerbs() {}
}
