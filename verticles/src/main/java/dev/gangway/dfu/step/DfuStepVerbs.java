package dev.gangway.dfu.step;

import static dev.gangway.language.Keys.ARGUMENT;

import dev.gangway.language.Form;
import dev.gangway.language.Key;
import dev.gangway.language.Keys;
import dev.gangway.language.None;
import dev.gangway.language.Verb;
import dev.gangway.protocol.Skip;
import java.util.List;
import java.util.Optional;

/** The {@code dfu.*} verbs of recipes. */
final class DfuStepVerbs {
    /**
     * An image and where it goes; a DfuSe file says that itself.
     *
     * @param memory a name or a number
     * @param intoKeys whether it may change what no image brings back
     */
    record Write(String image, Optional<String> memory, Optional<Long> at, boolean intoKeys, Skip skip) {}

    /** An image and where it should be. */
    record Compare(String image, Optional<String> memory, Optional<Long> at) {}

    /**
     * A stretch of a memory.
     *
     * @param at where it begins, with its length; without both the whole memory
     */
    record Erase(String memory, Optional<Long> at, Optional<Long> length, boolean intoKeys) {}

    private static final String A_MEMORY = "an alternate setting, by name or number";
    private static final String NAME = "[ -~]{1,200}";
    private static final int LAST_SETTING = 255;

    private static final Key<String> IMAGE = Keys.image(ARGUMENT, "The image. A DFU suffix is checked and not sent.");
    private static final Key<Optional<String>> MEMORY = Keys.nameOrNumber(
                    "alt",
                    A_MEMORY,
                    NAME,
                    LAST_SETTING,
                    "Which of the board's memories. Left out: 0, or what a DfuSe file says.")
            .optional();
    private static final Key<Optional<Long>> AT = Keys.address(
                    "at", "Where in it, on DfuSe boards. Left out: as a DfuSe file says.")
            .optional();
    private static final Key<Boolean> INTO_KEYS = Keys.flag(
                    "intoKeys",
                    "true: also where such boards keep keys that no image brings back, below 0x20000 beside a Spark Core's"
                            + " chip. false: refused there before anything is sent.")
            .orElse(false);

    private static final Key<String> SKIP = Skip.key(
            "The memory is read and compared byte by byte. Boards that can't be read, and those that leave after they were"
                    + " written, are written always. A loader that gives back what it remembers, and not what its memory holds,"
                    + " is believed, as dfu.verify believes it.");

    static final Verb<Write> WRITE = Verb.of(
            "dfu.write",
            "10m",
            "Write this image to one of the board's memories. DfuSe: the pages that it touches are erased first. Plain DFU:"
                    + " the board takes it over, and some leave for it.",
            Write.class,
            new Form<>(
                    List.of(IMAGE, MEMORY, AT, INTO_KEYS, SKIP),
                    values -> new Write(
                            values.get(IMAGE),
                            values.get(MEMORY),
                            values.get(AT),
                            values.get(INTO_KEYS),
                            Skip.of(values, SKIP))));

    static final Verb<Compare> VERIFY = Verb.of(
                    "dfu.verify",
                    "10m",
                    "Read the board's memory back and compare it with this image, byte by byte. Counts as verification."
                            + " Boards that can't be read need \"verify: none\" at the image instead.",
                    Compare.class,
                    new Form<>(
                            List.of(IMAGE, MEMORY, AT),
                            values -> new Compare(values.get(IMAGE), values.get(MEMORY), values.get(AT))))
            .readingBack();

    private static final Key<String> ERASED =
            Keys.nameOrNumber(ARGUMENT, A_MEMORY, NAME, LAST_SETTING, "The memory, by name or number.");
    private static final Key<Optional<Long>> FROM =
            Keys.address("at", "Where it begins. Left out: the whole memory.").optional();
    private static final Key<Optional<Long>> LENGTH = Keys.bytes(
                    "length", 1, 1L << 32, "How many bytes; all pages that they touch. Left out: the whole memory.")
            .optional();

    static final Verb<Erase> ERASE = Verb.of(
            "dfu.erase",
            "10m",
            "Erase pages of a DfuSe board's memory. dfu.write erases what it needs by itself.",
            Erase.class,
            new Form<>(
                    List.of(ERASED, FROM, LENGTH, INTO_KEYS),
                    values -> new Erase(
                            values.get(ERASED), values.get(FROM), values.get(LENGTH), values.get(INTO_KEYS))));

    static final Verb<None> UNPROTECT = Verb.of(
            "dfu.unprotect",
            "2m",
            "Take a DfuSe board's read protection off. The board erases all that it keeps, leaves and comes back.");

    static final Verb<None> LEAVE =
            Verb.of("dfu.leave", "20s", "Have the board run what was written last; it leaves DFU mode.");

    static final Verb<None> DETACH = Verb.of(
            "dfu.detach",
            "20s",
            "Send a running application's board into its loader: it leaves and comes back as dfu. One that is there stays.");

    private DfuStepVerbs() {}
}
