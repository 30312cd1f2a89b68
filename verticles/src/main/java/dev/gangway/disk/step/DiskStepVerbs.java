package dev.gangway.disk.step;

import static dev.gangway.language.Keys.ARGUMENT;

import dev.gangway.disk.uf2.Uf2Content;
import dev.gangway.language.Form;
import dev.gangway.language.Key;
import dev.gangway.language.Keys;
import dev.gangway.language.None;
import dev.gangway.language.Values;
import dev.gangway.language.Verb;
import dev.gangway.protocol.Skip;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The {@code disk.*} verbs of recipes. */
final class DiskStepVerbs {
    /**
     * An image and its place.
     *
     * @param map the image's block map
     * @param at the first byte on the disk
     * @param unit which of the board's disks
     */
    record Placed(String image, Optional<String> map, long at, Optional<Integer> unit) {}

    /** An image and its place, and whether what the disk holds of it is written too. */
    record Onto(Placed placed, Skip skip) {}

    /**
     * A UF2 file for a loader's drive.
     *
     * @param by how its blocks get there
     * @param family whose blocks; empty = the board's
     */
    record Uf2(String image, Uf2Content.By by, Optional<Long> family) {}

    private static final long LARGEST = 1L << 50;

    private static final Key<String> IMAGE = Keys.image(ARGUMENT, "The image, byte for byte as it goes to the disk.");
    private static final Key<Optional<String>> BMAP = Keys.image(
                    "bmap",
                    "The image's block map, as bmaptool makes it: only the blocks that it names are written and compared. Its"
                            + " digests are held against the image before.")
            .optional();
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

    private static final Key<String> SKIP = Skip.key(
            "The disk is read, and of what differs the 64 KiB around it are written: for media that are read faster than"
                    + " written.");

    private static final Form<Placed> PLACED = new Form<>(List.of(IMAGE, BMAP, AT, LUN), DiskStepVerbs::placed);
    private static final Form<Onto> ONTO =
            new Form<>(List.of(IMAGE, BMAP, AT, LUN, SKIP), values -> new Onto(placed(values), Skip.of(values, SKIP)));

    private static Placed placed(Values values) {
        return new Placed(
                values.get(IMAGE),
                values.get(BMAP),
                values.get(AT),
                values.get(LUN).map(Long::intValue));
    }

    private static final Key<String> UF2_FILE =
            Keys.image(ARGUMENT, "The UF2 file. Every block of it is checked before.");
    private static final Key<String> BY = Keys.word(
                    "by",
                    List.of("drive", "file"),
                    "How the blocks get to the drive: drive writes them one after the other, only the board's own; file"
                            + " copies the file as an operating system does, for loaders that want one.")
            .orElse("drive");
    private static final Key<Optional<String>> FAMILY = Keys.text(
                    "family",
                    "a UF2 family in quotes, eight digits of hex such as \"e48bff59\"",
                    "[0-9a-f]{8}",
                    "The UF2 family whose blocks are for the board. Left out: the usual one of the board, which is known for"
                            + " RPI-RP2 (RP2040) and RP2350.")
            .optional();

    static final Verb<Uf2> UF2 = Verb.of(
            "uf2.write",
            "5m",
            "Write this UF2 file to the drive of the board's UF2 boot loader, which leaves after the last block and starts it. A"
                    + " file without blocks for the board's family is refused before the first byte. These loaders give"
                    + " nothing back: the recipe needs \"verify: none\", and that the board came back running is all that is"
                    + " known.",
            Uf2.class,
            new Form<>(
                    List.of(UF2_FILE, BY, FAMILY),
                    values -> new Uf2(
                            values.get(UF2_FILE),
                            Uf2Content.By.valueOf(values.get(BY).toUpperCase(Locale.ROOT)),
                            values.get(FAMILY).map(text -> Long.parseLong(text, 16)))));

    /**
     * A UF2 file for PICOBOOT.
     *
     * @param family whose blocks; empty = the board's
     */
    record Flash(String image, Optional<Long> family) {}

    private static final Form<Flash> FLASH = new Form<>(
            List.of(UF2_FILE, FAMILY),
            values -> new Flash(values.get(UF2_FILE), values.get(FAMILY).map(text -> Long.parseLong(text, 16))));

    static final Verb<Flash> PICOBOOT_WRITE = Verb.of(
            "picoboot.write",
            "5m",
            "Write this UF2 file's blocks into the board's flash memory by PICOBOOT, which the ROMs of RP2040 and RP2350 offer"
                    + " beside their drive. Unlike uf2.write the board stays.",
            Flash.class,
            FLASH);

    static final Verb<Flash> PICOBOOT_VERIFY = Verb.of(
                    "picoboot.verify",
                    "5m",
                    "Read the board's flash memory back by PICOBOOT and compare it with this UF2 file's blocks, byte by byte."
                            + " Counts as verification.",
                    Flash.class,
                    FLASH)
            .readingBack();

    static final Verb<None> PICOBOOT_REBOOT = Verb.of(
            "picoboot.reboot", "20s", "Restart the board by PICOBOOT; it leaves and runs what is in its flash memory.");

    static final Verb<Onto> WRITE = Verb.of(
            "disk.write",
            "30m",
            "Write this image to the disk that the board shows on its port. A disk that is smaller than the image or its partition table, write-protected, or used by"
                    + " this machine is refused before the first byte.",
            Onto.class,
            ONTO);

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
