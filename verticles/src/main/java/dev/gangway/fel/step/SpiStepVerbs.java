package dev.gangway.fel.step;

import static dev.gangway.language.Keys.ARGUMENT;

import dev.gangway.language.Form;
import dev.gangway.language.Key;
import dev.gangway.language.Keys;
import dev.gangway.language.Verb;
import dev.gangway.protocol.Skip;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The {@code fel.spi-*} verbs of recipes. */
final class SpiStepVerbs {
    /**
     * An image for the flash.
     *
     * @param keepAround whether the rest of the sectors that it begins and ends in stays
     * @param chips ids that the flash may answer; empty = any
     * @param skip whether only what differs is written
     */
    record Write(String image, long at, boolean keepAround, Set<String> chips, Skip skip) {}

    /** An image and where it should be. */
    record Compare(String image, long at) {}

    /**
     * A stretch of the flash.
     *
     * @param length empty = to the flash's end
     */
    record Erase(long at, Optional<Long> length, Set<String> chips) {}

    private static final long LARGEST = 1L << 31;

    private static final Key<String> IMAGE = Keys.image(ARGUMENT, "The image.");
    private static final Key<Long> AT =
            Keys.address("at", "Where in the flash.").orElse(0);
    private static final Key<Boolean> KEEP = Keys.flag(
                    "keepAround",
                    "true: any address goes, and what stands before and behind the image in the sectors of 4 KiB that it"
                            + " touches is read first and written again. false: \"at\" is a multiple of 0x1000, and the rest"
                            + " of the last sector is erased.")
            .orElse(false);
    private static final Key<Optional<Set<String>>> CHIPS = Keys.texts(
                    "flash",
                    "a list of flash ids",
                    "a JEDEC id of six hex digits such as \"ef4018\"",
                    "[0-9a-f]{6}",
                    "JEDEC ids that the flash may have, as `gangway fel spiflash-info` shows its parts. Left out: any.")
            .optional();

    private static final Key<String> SKIP = Skip.key(
            "The flash is read and compared byte by byte, and of what differs only the sectors of 4 KiB are written.");

    static final Verb<Write> WRITE = Verb.of(
            "fel.spi-write",
            "10m",
            "Write this image to the SPI NOR flash at the boot pins. The sectors that it touches are erased first.",
            Write.class,
            new Form<>(
                    List.of(IMAGE, AT, KEEP, CHIPS, SKIP),
                    values -> new Write(
                            values.get(IMAGE),
                            values.get(AT),
                            values.get(KEEP),
                            values.get(CHIPS).orElse(Set.of()),
                            Skip.of(values, SKIP))));

    static final Verb<Compare> VERIFY = Verb.of(
                    "fel.spi-verify",
                    "10m",
                    "Read the SPI NOR flash back and compare it with this image, byte by byte. Counts as verification.",
                    Compare.class,
                    new Form<>(List.of(IMAGE, AT), values -> new Compare(values.get(IMAGE), values.get(AT))))
            .readingBack();

    private static final Key<Long> FROM = Keys.address(ARGUMENT, "Where it begins, a multiple of 0x1000.");
    private static final Key<Optional<Long>> LENGTH = Keys.bytes(
                    "length", 4096, LARGEST, "How many bytes, a multiple of 4096. Left out: to the flash's end.")
            .optional();

    static final Verb<Erase> ERASE = Verb.of(
            "fel.spi-erase",
            "10m",
            "Erase a part of the SPI NOR flash, or all of it. fel.spi-write erases what it needs by itself.",
            Erase.class,
            new Form<>(
                    List.of(FROM, LENGTH, CHIPS),
                    values -> new Erase(
                            values.get(FROM),
                            values.get(LENGTH),
                            values.get(CHIPS).orElse(Set.of()))));

    private SpiStepVerbs() {}
}
