package dev.gangway.fastboot.step;

import static dev.gangway.language.Keys.ARGUMENT;

import dev.gangway.fastboot.PartitionFormat;
import dev.gangway.fastboot.RebootTo;
import dev.gangway.fastboot.UbootCrc;
import dev.gangway.language.Form;
import dev.gangway.language.Key;
import dev.gangway.language.Keys;
import dev.gangway.language.None;
import dev.gangway.language.ScriptDialect;
import dev.gangway.language.Values;
import dev.gangway.language.Verb;
import dev.gangway.protocol.Skip;
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

    /** The same, and whether it is written where it is already there. */
    record Write(Flash flash, Skip skip) {}

    /** A partition. */
    record Erase(String partition, Optional<String> slot) {}

    /** A partition, and the file system that it gets; empty = the one that the board says. */
    record Format(String partition, Optional<String> kind, Optional<String> slot) {}

    /** An image, the partition where it should be, and how U-Boot gets at that. */
    record Crc(String image, String partition, Optional<String> slot, UbootCrc.Place place) {}

    /** An image that is started and not written, or a recording. */
    record Boot(String image) {}

    /** A slot, by its letter or {@code other}. */
    record Activate(String slot) {}

    /** A logical partition and its size in bytes. */
    record Sized(String partition, long bytes) {}

    /** A logical partition. */
    record Named(String partition) {}

    /** Lines, each a command. */
    record Lines(List<String> lines) {}

    private static final int BLOCK = 512;
    private static final long LARGEST = 1L << 40;

    private static final Key<String> IMAGE = Keys.image(ARGUMENT, "The image.");
    private static final Key<String> PARTITION = partition("partition");
    private static final Key<Optional<String>> SLOT = Keys.text(
                    "slot",
                    "a slot's letter, other, or all",
                    "[a-z]|other|all",
                    "Of a partition that the board keeps in slots: which of them. Left out: the one that it starts from.")
            .optional();

    private static final Form<Flash> PLACED = new Form<>(List.of(IMAGE, PARTITION, SLOT), FastbootStepVerbs::placed);

    private static Flash placed(Values values) {
        return new Flash(values.get(IMAGE), values.get(PARTITION), values.get(SLOT));
    }

    private static final Key<String> SKIP = Skip.key(
            "The partition is read back over fastboot and compared byte by byte, where the boot loader offers fetch; where it"
                    + " does not, and where the image differs, all of the image is flashed. A boot loader that gives back what"
                    + " it remembers, and not what the partition holds, is believed, as fastboot.verify believes it.");

    static final Verb<Write> FLASH = Verb.of(
            "fastboot.flash",
            "30m",
            "Flash this image over fastboot. A logical partition gets the image's length first.",
            Write.class,
            new Form<>(
                    List.of(IMAGE, PARTITION, SLOT, SKIP), values -> new Write(placed(values), Skip.of(values, SKIP))));

    static final Verb<Flash> VERIFY = Verb.of(
                    "fastboot.verify",
                    "30m",
                    "Read this partition back over fastboot and compare it with the image; the boot loader has to offer fetch. Counts as verification.",
                    Flash.class,
                    PLACED)
            .readingBack();

    private static final Key<String> RECORDING =
            Keys.image(ARGUMENT, "The recording of NTC's web flasher, a .chp file.");

    static final Verb<Boot> PLAY = Verb.of(
                    "fastboot.play",
                    "30m",
                    "Play the next part of a recording of NTC's web flasher (.chp) to a board in fastboot, and hold each answer"
                            + " against what was recorded. Behind fel.play, which says more.",
                    Boot.class,
                    new Form<>(List.of(RECORDING), values -> new Boot(values.get(RECORDING))))
            .after("fel.play");

    private static final String WINDOW = "16MiB";
    private static final long LARGEST_WINDOW = 1L << 30;
    private static final Key<String> DEVICE = Keys.text(
                    "device",
                    "a medium as U-Boot names it, such as mmc 0",
                    "(mmc|usb|scsi|nvme|virtio) [0-9]{1,2}",
                    "The medium on which the partition is, in blocks of 512 bytes.")
            .orElse("mmc 0");
    private static final Key<Long> MEMORY = Keys.address(
            "memory",
            "Where in the board's memory its U-Boot may read it to, such as its download buffer: 0x42000000 on Allwinner's.");
    private static final Key<Long> AT_ONCE = Keys.bytes("window", BLOCK, LARGEST_WINDOW, "How much it reads at once.")
            .orElse(WINDOW);

    static final Verb<Crc> VERIFY_CRC = Verb.of(
                    "fastboot.verify-crc",
                    "30m",
                    "Have the board's U-Boot read this partition and compare its CRC-32 with the image's, where the boot"
                            + " loader gives nothing back; it has to be built with UUU_SUPPORT or FASTBOOT_OEM_RUN, and"
                            + " CRC32_VERIFY. Counts as verification.",
                    Crc.class,
                    new Form<>(
                            List.of(IMAGE, PARTITION, SLOT, DEVICE, MEMORY, AT_ONCE),
                            values -> new Crc(
                                    values.get(IMAGE),
                                    values.get(PARTITION),
                                    values.get(SLOT),
                                    new UbootCrc.Place(values.get(DEVICE), values.get(MEMORY), values.get(AT_ONCE)))))
            .readingBack();

    private static final Key<String> ERASED = partition(ARGUMENT);

    static final Verb<Erase> ERASE = Verb.of(
            "fastboot.erase",
            "5m",
            "Erase this partition over fastboot.",
            Erase.class,
            new Form<>(List.of(ERASED, SLOT), values -> new Erase(values.get(ERASED), values.get(SLOT))));

    private static final Key<Optional<String>> KIND = Keys.word(
                    "as",
                    List.of(PartitionFormat.EXT4),
                    "The file system. Left out: the one that the board says, which has to be this.")
            .optional();

    static final Verb<Format> FORMAT = Verb.of(
            "fastboot.format",
            "10m",
            "Put an empty file system into this partition over fastboot; the board has to tell the partition's size.",
            Format.class,
            new Form<>(
                    List.of(ERASED, KIND, SLOT),
                    values -> new Format(values.get(ERASED), values.get(KIND), values.get(SLOT))));

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

    /** Of 64 bytes, which is what all boot loaders take (dossier, section 2), without {@code oem }. */
    static final int LONGEST_OEM = 60;

    /** The same without {@code oem run:}, the longer of the two ways into U-Boot's shell. */
    static final int LONGEST_SHELL = 56;

    /** U-Boot keeps 63 bytes of {@code ACmd:} (dossier, section 2). */
    static final int LONGEST_ACMD = 58;

    private static final Form<Lines> COMMANDS = lines(
            LONGEST_OEM,
            "The commands, a line each, at most " + LONGEST_OEM + " characters, without the word oem before them.");
    private static final Form<Lines> SHELL = lines(
            LONGEST_SHELL, "The commands of U-Boot's shell, a line each, at most " + LONGEST_SHELL + " characters.");

    static final Verb<Lines> OEM = Verb.of(
            "fastboot.oem",
            "2m",
            "Send the boot loader commands of its own, such as format on some U-Boots; what it answers goes into the record.",
            Lines.class,
            COMMANDS);

    static final Verb<Lines> UCMD = Verb.of(
            "fastboot.ucmd",
            "5m",
            "Have U-Boot's shell run these commands, each of which must end well; U-Boot has to be built for it"
                    + " (UUU_SUPPORT or FASTBOOT_OEM_RUN).",
            Lines.class,
            SHELL);

    static final Verb<Lines> ACMD = Verb.of(
            "fastboot.acmd",
            "20s",
            "Have U-Boot's shell run this command, from which the board does not come back to fastboot; nobody hears how it"
                    + " ends.",
            Lines.class,
            lines(LONGEST_ACMD, "The command, one line of at most " + LONGEST_ACMD + " characters."));

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

    private static Form<Lines> lines(int longest, String doc) {
        Key<List<String>> lines = Keys.script(ARGUMENT, ScriptDialect.UBOOT, longest, doc);
        return new Form<>(List.of(lines), values -> new Lines(values.get(lines)));
    }

    private static Verb<None> reboot(RebootTo where, String doc) {
        return Verb.of("fastboot." + where.command(), "20s", doc);
    }

    private static Key<String> partition(String name) {
        return Keys.text(name, "a partition's name, at most 64 characters", "[!-~]{1,64}", "The partition.");
    }
}
