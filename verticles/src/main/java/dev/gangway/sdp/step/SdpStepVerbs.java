package dev.gangway.sdp.step;

import static dev.gangway.language.Keys.ARGUMENT;

import dev.gangway.language.Form;
import dev.gangway.language.Key;
import dev.gangway.language.Keys;
import dev.gangway.language.None;
import dev.gangway.language.Verb;
import java.util.List;

/** The {@code sdp.*} verbs of recipes. */
final class SdpStepVerbs {
    /** An image that says itself where it belongs. */
    record Load(String image) {}

    /** An image and where in memory it is read back. */
    record Compare(String image) {}

    /** An image and where in memory it goes. */
    record Write(String image, long address) {}

    /** What a boot ROM that takes no commands is given. */
    record Stream(String image) {}

    /** Where a table stands. */
    record Jump(long address) {}

    private static final Key<String> IMAGE = Keys.image(
            ARGUMENT, "The image, with an image vector table: U-Boot's .imx, NXP's flash.bin, or a card's image.");

    static final Verb<Load> LOAD = Verb.of(
            "sdp.load",
            "60s",
            "Set the board's memory up by this image's DCD, and write the image where it says that it belongs.",
            Load.class,
            new Form<>(List.of(IMAGE), values -> new Load(values.get(IMAGE))));

    static final Verb<Compare> VERIFY = Verb.of(
                    "sdp.verify",
                    "2m",
                    "Read this image back from the board's memory, byte by byte. Counts as verification. Not behind sdp.start.",
                    Compare.class,
                    new Form<>(List.of(IMAGE), values -> new Compare(values.get(IMAGE))))
            .readingBack();

    static final Verb<None> START = Verb.of(
                    "sdp.start", "20s", "Start what sdp.load loaded; the board leaves and comes back as what that is.")
            .after("sdp.load");

    private static final Key<String> RAW = Keys.image(ARGUMENT, "The image, of any kind.");
    private static final Key<Long> AT = Keys.address("at", "Where to.");

    static final Verb<Write> WRITE = Verb.of(
            "sdp.write",
            "60s",
            "Write this image into the board's memory.",
            Write.class,
            new Form<>(List.of(RAW, AT), values -> new Write(values.get(RAW), values.get(AT))));

    private static final Key<Long> WHERE = Keys.address(ARGUMENT, "Where the image vector table stands.");

    static final Verb<Jump> JUMP = Verb.of(
            "sdp.jump",
            "20s",
            "Start the image whose vector table stands at this address; the board leaves.",
            Jump.class,
            new Form<>(List.of(WHERE), values -> new Jump(values.get(WHERE))));

    private static final Key<String> FILE = Keys.image(
            ARGUMENT, "NXP's flash.bin for the chip, or an .sb file for an i.MX 28, from its first byte on.");

    static final Verb<Stream> STREAM = Verb.of(
            "sdp.stream",
            "2m",
            "Stream this file to a boot ROM that takes no commands (SDPS: i.MX 28, 8QM, 8QXP, 8DXL, 8MN, 8MP, 8ULP, 91, 93), which"
                    + " starts it; the board leaves and comes back as what that is. These boot ROMs give nothing back: the"
                    + " recipe says \"verify: none\" for the image.",
            Stream.class,
            new Form<>(List.of(FILE), values -> new Stream(values.get(FILE))));

    private SdpStepVerbs() {}
}
