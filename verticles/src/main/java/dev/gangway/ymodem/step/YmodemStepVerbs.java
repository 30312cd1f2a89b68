package dev.gangway.ymodem.step;

import static dev.gangway.language.Keys.ARGUMENT;

import dev.gangway.language.Form;
import dev.gangway.language.Key;
import dev.gangway.language.Keys;
import dev.gangway.language.Verb;
import dev.gangway.ymodem.YmodemBoard;
import java.util.List;
import java.util.Optional;

/** The {@code ymodem.*} verbs of recipes. */
final class YmodemStepVerbs {
    /** A rate that is a request, the one at which is spoken then, and what the board answers. */
    record Touch(int request, int rate, Optional<String> says) {}

    /** Keys, the rate at which they are typed, and what the board answers. */
    record Type(String keys, boolean enter, int rate, Optional<String> says) {}

    /** An image, and how it is sent. */
    record Send(
            String image,
            Optional<String> as,
            String by,
            boolean large,
            boolean asks,
            Optional<String> says,
            boolean leaves) {}

    /** An image, and how the board gives it back. */
    record Compare(String image, String by) {}

    static final String YMODEM = "ymodem";
    static final String STREAM = "ymodem-g";
    static final String XMODEM = "xmodem";
    private static final String LARGE = "large";
    private static final String SMALL = "small";

    private static final String RATES = "bits a second, from 300 to 4000000";
    private static final Key<Long> RATE = Keys.whole(
                    "rate", RATES, 300, 4_000_000, "The rate of the line from here on.")
            .orElse(YmodemBoard.USUAL_RATE);
    private static final Key<Optional<String>> SAYS = Keys.text(
                    "says",
                    "1 to 80 printable characters",
                    "[ -~]{1,80}",
                    "What the board says then, a part of it; the step waits for that until its timeout.")
            .optional();

    private static final Key<Long> REQUEST =
            Keys.whole(ARGUMENT, RATES, 300, 4_000_000, "The rate that the board takes as a request.");

    static final Verb<Touch> TOUCH = Verb.of(
            "ymodem.touch",
            "20s",
            "Set a rate that makes the board take files, such as 28800 of a running Spark Core, and then the rate at which"
                    + " it is spoken to.",
            Touch.class,
            new Form<>(
                    List.of(REQUEST, RATE, SAYS),
                    values -> new Touch(
                            values.get(REQUEST).intValue(), values.get(RATE).intValue(), values.get(SAYS))));

    private static final Key<String> KEYS =
            Keys.text(ARGUMENT, "1 to 200 printable characters", "[ -~]{1,200}", "What is typed.");
    private static final Key<Boolean> ENTER =
            Keys.flag("enter", "Whether Enter is pressed behind it.").orElse(false);

    static final Verb<Type> TYPE = Verb.of(
            "ymodem.type",
            "20s",
            "Type this on the board's console, to make it take or give a file. What may be under way is called off before.",
            Type.class,
            new Form<>(
                    List.of(KEYS, ENTER, RATE, SAYS),
                    values -> new Type(
                            values.get(KEYS),
                            values.get(ENTER),
                            values.get(RATE).intValue(),
                            values.get(SAYS))));

    private static final Key<String> IMAGE = Keys.image(ARGUMENT, "The image, of any kind.");
    private static final Key<Optional<String>> AS = Keys.text(
                    "as",
                    "a name of small letters, digits, dots, dashes and underscores",
                    "[a-z0-9._-]{1,60}",
                    "The name that the board gets; the image's own file's when it is left out.")
            .optional();
    private static final Key<String> BY = Keys.word(
                    "by",
                    List.of(YMODEM, XMODEM),
                    "The protocol. XMODEM has no size: the board keeps what fills the last block.")
            .orElse(YMODEM);
    private static final Key<String> BLOCKS = Keys.word(
                    "blocks", List.of(LARGE, SMALL), "Blocks of 1024 bytes as long as they are full, or of 128 only.")
            .orElse(LARGE);
    private static final Key<Boolean> ASKS = Keys.flag(
                    "asks",
                    "Whether the board asks for the header. Spark and Particle boards do not, and check no CRC: they get small"
                            + " blocks, filled with zeros.")
            .orElse(true);
    private static final Key<Boolean> LEAVES = Keys.flag(
                    "leaves", "Whether the board starts anew when it has the file.")
            .orElse(false);
    private static final Key<Optional<String>> SAYS_AT_THE_END = Keys.text(
                    "says",
                    "1 to 80 printable characters",
                    "[ -~]{1,80}",
                    "What the board says when it has the file, a part of it; %d stands for the image's bytes.")
            .optional();

    static final Verb<Send> SEND = Verb.of(
            "ymodem.send",
            "10m",
            "Send this image to a board that waits for a file.",
            Send.class,
            new Form<>(
                    List.of(IMAGE, AS, BY, BLOCKS, ASKS, SAYS_AT_THE_END, LEAVES),
                    values -> new Send(
                            values.get(IMAGE),
                            values.get(AS),
                            values.get(BY),
                            values.get(BLOCKS).equals(LARGE),
                            values.get(ASKS),
                            values.get(SAYS_AT_THE_END),
                            values.get(LEAVES))));

    private static final Key<String> BACK_BY = Keys.word(
                    "by",
                    List.of(YMODEM, STREAM, XMODEM),
                    "The protocol. YMODEM-g streams and can't ask for a block again; XMODEM has no size: the last block is"
                            + " compared as far as the image goes.")
            .orElse(YMODEM);

    static final Verb<Compare> VERIFY = Verb.of(
                    "ymodem.verify",
                    "10m",
                    "Receive the file that the board gives, and compare it with this image, byte by byte. Counts as verification.",
                    Compare.class,
                    new Form<>(List.of(IMAGE, BACK_BY), values -> new Compare(values.get(IMAGE), values.get(BACK_BY))))
            .readingBack();

    private YmodemStepVerbs() {}
}
