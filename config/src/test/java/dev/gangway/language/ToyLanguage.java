package dev.gangway.language;

import dev.gangway.model.BootMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A language for tests, with verbs that no station has. */
public final class ToyLanguage {
    public record Paint(String image, String color, long from, boolean twice) {}

    public record Corner(String image, Optional<Long> at) {}

    public record Frame(List<Corner> corners, long size, List<String> after) {}

    public record Ask(List<String> names) {}

    public static final Key<String> IMAGE = Keys.image(Keys.ARGUMENT, "What is painted.");
    /** Called "image", yet no image by its meaning. */
    public static final Key<String> COLOR = Keys.text("image", "a color", "[a-z]{1,9}", "In which color.");

    public static final Key<Long> FROM = Keys.address("from", "Where from.").orElse(0x10);
    public static final Key<Boolean> TWICE =
            Keys.flag("twice", "Whether a second coat follows.").orElse(false);
    public static final Verb<Paint> PAINT = Verb.of(
            "toy.paint",
            "5s",
            "Paint this.",
            Paint.class,
            new Form<>(
                    List.of(IMAGE, COLOR, FROM, TWICE),
                    values -> new Paint(values.get(IMAGE), values.get(COLOR), values.get(FROM), values.get(TWICE))));

    private static final Key<String> PICTURE = Keys.image("picture", "What is in this corner.");
    private static final Key<Optional<Long>> AT =
            Keys.whole("at", "a place from 0", 0, 1000, "Where in the corner.").optional();
    private static final Form<Corner> CORNER =
            new Form<>(List.of(PICTURE, AT), values -> new Corner(values.get(PICTURE), values.get(AT)));
    private static final Key<List<Corner>> CORNERS =
            Keys.list(Keys.ARGUMENT, "a list of corners", "a corner: {picture: …}", CORNER, "The corners.");
    private static final Key<Long> SIZE =
            Keys.bytes("size", 16, 1 << 20, "How large.").orElse("4KiB");
    private static final Key<List<String>> AFTER =
            Keys.script("after", ScriptDialect.UBOOT, "What follows.").orElse("reset");
    public static final Verb<Frame> FRAME = Verb.of(
                    "toy.frame",
                    "1m",
                    "Compare the corners.",
                    Frame.class,
                    new Form<>(
                            List.of(CORNERS, SIZE, AFTER),
                            values -> new Frame(values.get(CORNERS), values.get(SIZE), values.get(AFTER))))
            .after("toy.paint")
            .readingBack();

    private static final Key<List<String>> NAMES = Keys.variables(Keys.ARGUMENT, "What is asked.");
    public static final Verb<Ask> ASK = Verb.of(
                    "toy.ask",
                    "1s",
                    "Ask the board.",
                    Ask.class,
                    new Form<>(List.of(NAMES), values -> new Ask(values.get(NAMES))))
            .deriving("area", "width", "height")
            .waiting();

    public static final Verb<None> LEAVE = Verb.of("toy.leave", "2s", "Leave.");

    public static final Language LANGUAGE = new Language(
            List.of(PAINT, FRAME, ASK, LEAVE),
            List.of(new Chips(BootMode.DFU, "Toy", "looks alike", Map.of("t1", 0x11), "t1")),
            List.of(BootMode.DFU, BootMode.FEL));

    private ToyLanguage() {}
}
