package dev.gangway.fel.step;

import static dev.gangway.language.Keys.ARGUMENT;

import dev.gangway.language.Form;
import dev.gangway.language.Key;
import dev.gangway.language.Keys;
import dev.gangway.language.None;
import dev.gangway.language.ScriptDialect;
import dev.gangway.language.Verb;
import java.util.List;

/** The {@code fel.*} verbs of recipes. */
final class FelStepVerbs {
    /** An image that is loaded. */
    record Load(String image) {}

    /**
     * An image and where in memory it is.
     *
     * @param image of an SPL with U-Boot behind it, when it is compared, the U-Boot part: the SPL has run and changed its own
     *     memory
     * @param address 0 with an SPL with U-Boot behind it means where U-Boot was loaded, as its own header (legacy image or
     *     FIT) says
     */
    record Memory(String image, long address) {}

    /**
     * A U-Boot script, which goes into memory wrapped as a legacy image.
     *
     * @param address where
     * @param title the name in the legacy image's header
     * @param lines the script's lines, with placeholders
     */
    record Script(long address, String title, List<String> lines) {}

    /** Where something is run. */
    record Exec(long address) {}

    /**
     * Lines of {@code name=value} in memory, as {@code env export -t} leaves them.
     *
     * @param length how many bytes they may take
     * @param names the names that must be there; their values are hex numbers
     */
    record Environment(long address, int length, List<String> names) {}

    private static final Key<String> IMAGE = Keys.image(ARGUMENT, "The image.");
    private static final Form<Load> LOAD = new Form<>(List.of(IMAGE), values -> new Load(values.get(IMAGE)));

    static final Verb<Load> SPL =
            Verb.of("fel.spl", "20s", "Load this SPL, run it, check that it came back.", Load.class, LOAD);

    static final Verb<Load> UBOOT = Verb.of(
            "fel.uboot", "60s", "Load SPL and U-Boot from one file; fel.start starts U-Boot later.", Load.class, LOAD);

    private static final Key<String> RECORDING = Keys.image(
            ARGUMENT,
            "The recording of NTC's web flasher, a .chp file; unpacked, as the station does with one in a .gz.");

    static final Verb<Load> PLAY = Verb.of(
            "fel.play",
            "10m",
            "Play the next part of a recording of NTC's web flasher (.chp) to a board in FEL mode, and hold each answer against"
                    + " what was recorded. Before the first byte is sent the whole file is looked through: lengths that do not"
                    + " fit, and writes to anything but memory, are refused. fastboot.play plays the part that comes next; a"
                    + " recording that is not played to its end fails the job. What the board's flash holds then is not read"
                    + " back: the recording needs \"verify: none\".",
            Load.class,
            new Form<>(List.of(RECORDING), values -> new Load(values.get(RECORDING))));

    private static final Key<Long> TO = Keys.address("at", "Where to.");

    static final Verb<Memory> WRITE = Verb.of(
            "fel.write",
            "2m",
            "Write this image into memory.",
            Memory.class,
            new Form<>(List.of(IMAGE, TO), values -> new Memory(values.get(IMAGE), values.get(TO))));

    private static final Key<List<String>> LINES = Keys.script(ARGUMENT, ScriptDialect.UBOOT, "The script's lines.");
    private static final Key<String> TITLE = Keys.text(
                    "title", "a title of at most 32 characters", "[ -~]{1,32}", "The name in the script's header.")
            .orElse("gangway");

    static final Verb<Script> SCRIPT = Verb.of(
            "fel.script",
            "20s",
            "Write these lines into memory as a U-Boot script. {{name}}, {{size:IMAGE}}, {{serial}} are replaced;"
                    + " ${name} is U-Boot's.",
            Script.class,
            new Form<>(
                    List.of(LINES, TO, TITLE),
                    values -> new Script(values.get(TO), values.get(TITLE), values.get(LINES))));

    private static final Key<Long> WHAT = Keys.address(ARGUMENT, "The address.");

    static final Verb<Exec> EXEC = Verb.of(
            "fel.exec",
            "20s",
            "Run what is at this address.",
            Exec.class,
            new Form<>(List.of(WHAT), values -> new Exec(values.get(WHAT))));

    static final Verb<None> START = Verb.of("fel.start", "20s", "Start the U-Boot that fel.uboot loaded.")
            .after("fel.uboot");

    private static final Key<List<String>> NAMES = Keys.variables(ARGUMENT, "The variables' names.");
    private static final Key<Long> FROM = Keys.address("at", "Where from.");
    private static final Key<Long> LENGTH = Keys.whole(
                    "length", "1 to 65536 bytes", 1, 65_536, "How many bytes to read.")
            .orElse(0x100);

    static final Verb<Environment> VARIABLES = Verb.of(
                    "fel.variables",
                    "20s",
                    "Read these variables from memory, as env export -t left them. nand_erasesize and nand_writesize"
                            + " together also give nand_pages.",
                    Environment.class,
                    new Form<>(
                            List.of(NAMES, FROM, LENGTH),
                            values -> new Environment(
                                    values.get(FROM), Math.toIntExact(values.get(LENGTH)), values.get(NAMES))))
            .deriving(FelVariables.PAGES, FelVariables.ERASE, FelVariables.WRITE);

    private static final Key<Long> COMPARED = Keys.address(
                    "at", "Where from. 0 with an SPL + U-Boot file: U-Boot, where its own header says.")
            .orElse(0);

    static final Verb<Memory> VERIFY = Verb.of(
                    "fel.verify",
                    "4m",
                    "Read back over FEL and compare with this image, byte by byte. Counts as verification.",
                    Memory.class,
                    new Form<>(List.of(IMAGE, COMPARED), values -> new Memory(values.get(IMAGE), values.get(COMPARED))))
            .readingBack();

    static final Verb<None> HIGH_SPEED = Verb.of(
            "fel.highspeed",
            "20s",
            "Have FEL run at USB high speed: the board leaves, keeps its memory and comes back, so \"await: fel\" belongs"
                    + " behind. H3, R40 and F1C100s only. One that runs at high speed already stays.");

    static final Verb<None> RESET = Verb.of("fel.reset", "20s", "Reset the board by its watchdog.");

    private FelStepVerbs() {}
}
