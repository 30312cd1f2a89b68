package dev.gangway.esp.step;

import static dev.gangway.language.Keys.ARGUMENT;

import dev.gangway.esp.FlashWords;
import dev.gangway.language.Form;
import dev.gangway.language.Key;
import dev.gangway.language.Keys;
import dev.gangway.language.None;
import dev.gangway.language.Verb;
import dev.gangway.protocol.Skip;
import java.util.List;

/** The {@code esp.*} verbs of recipes. */
final class EspStepVerbs {
    /** An image and where in the flash it goes. */
    record Place(String image, long at) {}

    /** Images with their places, how the flash is to be used, and how fast. */
    record Write(List<Place> places, FlashWords words, long baud, Skip skip) {}

    /** A build's list of files, and how fast. */
    record Build(String image, long baud, Skip skip) {}

    /** A stretch of the flash. */
    record Region(long at, long length) {}

    private static final Key<String> IMAGE = Keys.image("image", "The image.");
    private static final Key<Long> AT = Keys.address("at", "Where in the flash it begins, a multiple of 0x1000.");
    private static final Form<Place> PLACE =
            new Form<>(List.of(IMAGE, AT), values -> new Place(values.get(IMAGE), values.get(AT)));

    private static final Key<List<Place>> PLACES = Keys.list(
            ARGUMENT,
            "a list of images with their places",
            "an image: {image: …, at: …}",
            PLACE,
            "All that belongs together: what overlaps, does not fit its partition or is for another chip is refused before"
                    + " anything is written.");
    private static final Key<Long> BAUD = Keys.whole(
                    "baud",
                    "a rate from 9600 to 4000000",
                    9600,
                    4_000_000,
                    "Bits a second while it is written; where the line does not carry that, 115200. The chip's own USB port"
                            + " has no rate.")
            .orElse(460_800);
    private static final Key<String> MODE = Keys.word(
                    "flashMode", FlashWords.MODES, "How the chip reads its flash; goes into the bootloader's header.")
            .orElse(FlashWords.KEEP);
    private static final Key<String> FREQUENCY = Keys.text(
                    "flashFrequency",
                    "keep, or a frequency such as 40m or 80m",
                    "keep|[0-9]{2}m",
                    "How fast; goes into the bootloader's header.")
            .orElse(FlashWords.KEEP);
    private static final Key<String> SIZE = Keys.text(
                    "flashSize",
                    "keep, detect, or a size such as 4MB",
                    "keep|detect|[0-9]{1,3}[KM]B(-c1)?",
                    "How large; goes into the bootloader's header. detect: as the flash itself says.")
            .orElse(FlashWords.KEEP);

    private static final Key<String> SKIP = Skip.key(
            "The boot ROM makes an MD5 of what the flash holds, in two pieces that are cut elsewhere in each attempt. A chip that"
                    + " gives nothing back (ESP8266, secure download mode) is written always. Whoever makes both the old and the"
                    + " new image could have their MD5s be the same: where that matters leave it away.");

    static final Verb<Write> WRITE = Verb.of(
            "esp.write",
            "10m",
            "Write these images into the flash, by the chip's own boot ROM.",
            Write.class,
            new Form<>(
                    List.of(PLACES, MODE, FREQUENCY, SIZE, BAUD, SKIP),
                    values -> new Write(
                            values.get(PLACES),
                            new FlashWords(values.get(MODE), values.get(FREQUENCY), values.get(SIZE)),
                            values.get(BAUD),
                            Skip.of(values, SKIP))));

    private static final Key<String> BUILT = Keys.image(
            ARGUMENT,
            "flasher_args.json as ESP-IDF's build leaves it; the files that it names lie where it says, from its own folder"
                    + " on.");

    static final Verb<Build> BUILD = Verb.of(
            "esp.build",
            "10m",
            "Write all files of a build of ESP-IDF, as its flasher_args.json says.",
            Build.class,
            new Form<>(
                    List.of(BUILT, BAUD, SKIP),
                    values -> new Build(values.get(BUILT), values.get(BAUD), Skip.of(values, SKIP))));

    private static final String GIVES_NOTHING =
            " Counts as verification. An ESP8266, and a chip in secure download mode, give"
                    + " nothing back: say \"verify: none\" at the images instead.";

    static final Verb<None> VERIFY = Verb.of(
                    "esp.verify",
                    "10m",
                    "Hold an MD5 that the boot ROM makes of the flash against all that this attempt wrote."
                            + GIVES_NOTHING)
            .readingBack();

    static final Verb<None> VERIFY_READ = Verb.of(
                    "esp.verify-read",
                    "60m",
                    "Read all that this attempt wrote back, 64 bytes at a time, and compare: it takes long."
                            + GIVES_NOTHING)
            .readingBack();

    static final Verb<None> ERASE = Verb.of("esp.erase", "10m", "Erase the whole flash.");

    private static final Key<Long> FROM = Keys.address(ARGUMENT, "Where it begins, a multiple of 0x1000.");
    private static final Key<Long> LENGTH =
            Keys.bytes("length", 0x1000, 1L << 28, "How many bytes, a multiple of 0x1000.");

    static final Verb<Region> ERASE_REGION = Verb.of(
            "esp.erase-region",
            "10m",
            "Erase a stretch of the flash. What is written is erased before by itself.",
            Region.class,
            new Form<>(List.of(FROM, LENGTH), values -> new Region(values.get(FROM), values.get(LENGTH))));

    static final Verb<None> RUN =
            Verb.of("esp.run", "20s", "Reset the chip into what its flash holds; the board leaves its loader.");

    private EspStepVerbs() {}
}
