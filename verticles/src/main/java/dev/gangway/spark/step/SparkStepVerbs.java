package dev.gangway.spark.step;

import static dev.gangway.language.Keys.ARGUMENT;

import dev.gangway.language.Form;
import dev.gangway.language.Key;
import dev.gangway.language.Keys;
import dev.gangway.language.Verb;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The {@code spark.*} verbs of recipes. */
final class SparkStepVerbs {
    /**
     * Firmware, and what it has to say of itself when it runs.
     *
     * @param fast whether chunks go without waiting for the answer to each
     */
    record Firmware(String image, boolean fast, Told told) {}

    /** An image and where in external flash it goes. */
    record File(String image, long at) {}

    /** An image for the factory reset. */
    record Factory(String image) {}

    /** An image, the function of the firmware that computes, and where that shall look. */
    record Compare(String image, String function, long at) {}

    /** What firmware has to say of itself. */
    record Told(Optional<Long> product, Optional<Long> version) {}

    /** What the firmware that runs has to say, and to offer. */
    record Expect(Told told, Set<String> functions) {}

    /** A function and what it shall return. */
    record Call(String function, String argument, Optional<Long> answer) {}

    /** Whether a Core's light shows which it is. */
    record Shine(boolean on) {}

    private static final String NAME = "[A-Za-z_][A-Za-z0-9_]{0,11}";
    private static final String NAME_WORDS = "a name in the firmware: 1 to 12 letters, digits, underscores";
    private static final int MOST = 0xffff;

    private static final Key<Optional<Long>> PRODUCT = Keys.whole(
                    "product", "a product number from 0 to 65535", 0, MOST, "The product number that it must tell.")
            .optional();
    private static final Key<Optional<Long>> VERSION = Keys.whole(
                    "version", "a version from 0 to 65535", 0, MOST, "The version that it must tell when it is back.")
            .optional();
    private static final Key<Boolean> FAST = Keys.flag(
                    "fast",
                    "true: chunks are sent without waiting for the answer to each, where the firmware on the board can do"
                            + " that; a damaged one shows at the end.")
            .orElse(false);
    private static final Key<String> FIRMWARE_IMAGE =
            Keys.image(ARGUMENT, "The firmware, linked for 0x08005000; at most 110592 bytes.");

    static final Verb<Firmware> FIRMWARE = Verb.of(
            "spark.firmware",
            "10m",
            "Send this firmware over the air, have it installed, and wait until the board is back and says that it was."
                    + " Nothing is read back: without spark.verify the recipe has to say \"verify: none\".",
            Firmware.class,
            new Form<>(
                    List.of(FIRMWARE_IMAGE, FAST, PRODUCT, VERSION),
                    values -> new Firmware(
                            values.get(FIRMWARE_IMAGE),
                            values.get(FAST),
                            new Told(values.get(PRODUCT), values.get(VERSION)))));

    private static final Key<String> FILE_IMAGE = Keys.image(ARGUMENT, "The file.");
    private static final Key<Long> FILE_AT = Keys.address(
            "at", "Where to: 0x80000 or behind it, a multiple of 0x1000; the rest is what a Core lives by.");

    static final Verb<File> FILE = Verb.of(
            "spark.file",
            "20m",
            "Send this file over the air into the external flash; what is there for good is not sent again when the link is"
                    + " lost. Nothing is read back, as with spark.firmware.",
            File.class,
            new Form<>(List.of(FILE_IMAGE, FILE_AT), values -> new File(values.get(FILE_IMAGE), values.get(FILE_AT))));

    private static final Key<String> FACTORY_IMAGE = Keys.image(ARGUMENT, "The firmware.");

    static final Verb<Factory> FACTORY = Verb.of(
            "spark.factory",
            "10m",
            "Send what a factory reset installs over the air. The firmware on the board has to be 0.4.0 or later.",
            Factory.class,
            new Form<>(List.of(FACTORY_IMAGE), values -> new Factory(values.get(FACTORY_IMAGE))));

    private static final Key<String> COMPARED = Keys.image(ARGUMENT, "The image that was written.");
    private static final Key<String> BY = Keys.text(
            "by",
            NAME_WORDS,
            NAME,
            "The firmware's function that returns the CRC-32 of what it reads; its argument is ADDRESS,LENGTH in hex.");
    private static final Key<Long> COMPARED_AT = Keys.address(
            "at", "Where it looks: as spark.file had it, 0x20000, or 0x08005000 for the firmware that runs.");

    static final Verb<Compare> VERIFY = Verb.of(
                    "spark.verify",
                    "2m",
                    "Have the firmware that runs read this image's place and compute its CRC-32, and compare that. Counts as"
                            + " verification.",
                    Compare.class,
                    new Form<>(
                            List.of(COMPARED, BY, COMPARED_AT),
                            values -> new Compare(values.get(COMPARED), values.get(BY), values.get(COMPARED_AT))))
            .readingBack();

    private static final Key<Long> EXPECTED =
            Keys.whole(ARGUMENT, "a version from 0 to 65535", 0, MOST, "The version that the firmware must tell.");
    private static final Key<Optional<Set<String>>> FUNCTIONS = Keys.texts(
                    "functions", "a list of functions", NAME_WORDS, NAME, "Functions that the firmware must have.")
            .optional();

    static final Verb<Expect> EXPECT = Verb.of(
            "spark.expect",
            "1m",
            "Ask the board what it runs, and stop if that is something else.",
            Expect.class,
            new Form<>(
                    List.of(EXPECTED, PRODUCT, FUNCTIONS),
                    values -> new Expect(
                            new Told(values.get(PRODUCT), Optional.of(values.get(EXPECTED))),
                            values.get(FUNCTIONS).orElse(Set.of()))));

    private static final Key<String> FUNCTION =
            Keys.text(ARGUMENT, NAME_WORDS, NAME, "The function of the firmware that runs.");
    private static final Key<String> WITH = Keys.text(
                    "with", "up to 63 printable characters", "[ -~]{0,63}", "Its argument.")
            .orElse("");
    private static final Key<Optional<Long>> ANSWER = Keys.whole(
                    "answer",
                    "a whole number of 32 bits",
                    Integer.MIN_VALUE,
                    Integer.MAX_VALUE,
                    "What it must return. Left out: whatever it returns goes on record.")
            .optional();

    static final Verb<Call> CALL = Verb.of(
            "spark.call",
            "1m",
            "Call a function of the firmware that runs, such as a self-test.",
            Call.class,
            new Form<>(
                    List.of(FUNCTION, WITH, ANSWER),
                    values -> new Call(values.get(FUNCTION), values.get(WITH), values.get(ANSWER))));

    private static final Key<String> LIGHT = Keys.word(ARGUMENT, List.of("on", "off"), "Whether it shines.");

    static final Verb<Shine> SIGNAL = Verb.of(
            "spark.signal",
            "20s",
            "Have the board's light run through all colours, so that a person sees which it is.",
            Shine.class,
            new Form<>(List.of(LIGHT), values -> new Shine(values.get(LIGHT).equals("on"))));

    private SparkStepVerbs() {}
}
