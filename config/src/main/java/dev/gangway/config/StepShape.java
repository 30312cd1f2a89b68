package dev.gangway.config;

import dev.gangway.yaml.FieldsBuilder;
import dev.gangway.yaml.Quantities;
import dev.gangway.yaml.Scalars;
import dev.gangway.yaml.Shape;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the steps of a recipe look like: a map whose first key is the verb. */
final class StepShape {
    private static final Shape NOTHING = new Shape.Nothing("nothing behind the colon");
    private static final Shape VARIABLES = new Shape.Items(
            "a list of variable names",
            new Shape.Text("a variable: small letters, digits, underscores", "[a-z][a-z0-9_]{0,39}"),
            1,
            true);
    private static final Shape PARTITION = new Shape.Text("a partition's name, at most 64 characters", "[!-~]{1,64}");

    private static final Map<String, Shape.Fields> VERBS = new LinkedHashMap<>();
    private static final Map<String, Duration> TIMEOUTS = new LinkedHashMap<>();

    static {
        verb(
                "await",
                RecipeShape.MODE,
                "30s",
                "Wait until the board is on the same port in this mode.",
                fields().optional(
                                "afresh",
                                new Shape.Flag("true or false"),
                                "true: the present attach does not count, the board must leave first.",
                                false));
        verb("fel.spl", RecipeShape.IMAGE, "20s", "Load this SPL, run it, check that it came back.", fields());
        verb(
                "fel.uboot",
                RecipeShape.IMAGE,
                "60s",
                "Load SPL and U-Boot from one file; fel.start starts U-Boot later.",
                fields());
        verb("fel.write", RecipeShape.IMAGE, "2m", "Write this image into memory.", at("Where to."));
        verb(
                "fel.script",
                Scalars.LINES,
                "20s",
                "Write these lines into memory as a U-Boot script. {{name}}, {{size:IMAGE}}, {{serial}} are replaced;"
                        + " ${name} is U-Boot's.",
                at("Where to.")
                        .optional(
                                "title",
                                new Shape.Text("a title of at most 32 characters", "[ -~]{1,32}"),
                                "The name in the script's header.",
                                "gangway"));
        verb("fel.exec", Scalars.ADDRESS, "20s", "Run what is at this address.", fields());
        verb("fel.start", NOTHING, "20s", "Start the U-Boot that fel.uboot loaded.", fields());
        verb(
                "fel.variables",
                VARIABLES,
                "20s",
                "Read these variables from memory, as env export -t left them. nand_erasesize and nand_writesize"
                        + " together also give nand_pages.",
                at("Where from.")
                        .optional(
                                "length",
                                new Shape.Whole("1 to 65536 bytes", 1, 65_536),
                                "How many bytes to read.",
                                0x100));
        verb(
                "fel.verify",
                RecipeShape.IMAGE,
                "4m",
                "Read back over FEL and compare with this image, byte by byte. Counts as verification.",
                fields().optional(
                                "at",
                                Scalars.ADDRESS,
                                "Where from. 0 with an SPL + U-Boot file: U-Boot, where its own header says.",
                                0));
        verb("nand.readback", regions(), "20s", "Write a script that reads these regions back.", readback());
        verb(
                "nand.compare",
                NOTHING,
                "20s",
                "Fetch what nand.readback left and compare it with the images. Counts as verification.",
                fields());
        verb("fel.reset", NOTHING, "20s", "Reset the board by its watchdog.", fields());
        verb(
                "fastboot.flash",
                RecipeShape.IMAGE,
                "30m",
                "Flash this image over fastboot.",
                fields().required("partition", PARTITION, "The partition."));
        verb("fastboot.erase", PARTITION, "5m", "Erase this partition over fastboot.", fields());
        verb("fastboot.continue", NOTHING, "20s", "Leave fastboot; U-Boot's script goes on.", fields());
        verb("fastboot.reboot", NOTHING, "20s", "Reboot over fastboot.", fields());
    }

    /** Any step. */
    static final Shape.Verbs STEP = new Shape.Verbs("a step, \"- verb: …\"", VERBS);

    private StepShape() {}

    /** How long a step of this verb may take when the recipe says nothing. */
    static Duration defaultTimeout(String verb) {
        Duration timeout = TIMEOUTS.get(verb);
        if (timeout == null) {
            throw new IllegalArgumentException(verb + " is no verb");
        }
        return timeout;
    }

    private static void verb(String verb, Shape argument, String timeout, String doc, FieldsBuilder own) {
        VERBS.put(
                verb,
                new FieldsBuilder()
                        .required(verb, argument, doc)
                        .all(own.build("fields"))
                        .optional(
                                "name",
                                Scalars.LINE,
                                "The step's name in tiles and in the ledger; left out: the verb and what follows it.")
                        .optional("timeout", Scalars.DURATION, "How long the step may take in all.", timeout)
                        .optional("prompt", Scalars.LINE, "What the operator has to do while it lasts.")
                        .optional("ifLate", Scalars.LINE, "The likely cause when the time runs out.")
                        .build("a step"));
        TIMEOUTS.put(verb, Quantities.duration(timeout));
    }

    private static FieldsBuilder fields() {
        return new FieldsBuilder();
    }

    private static FieldsBuilder at(String doc) {
        return fields().required("at", Scalars.ADDRESS, doc);
    }

    private static Shape regions() {
        Shape region = fields().required("image", RecipeShape.IMAGE, "The image that is there.")
                .required(
                        "offset",
                        new Shape.Whole("an offset from 0", 0, 1L << 40),
                        "Where in the NAND it begins; bad blocks are skipped.")
                .optional(
                        "rawAt",
                        Scalars.ADDRESS,
                        "Raw pages: where in memory the same pages lie, by a fel.write before. They are compared there.")
                .build("a region: {image: …, offset: …}");
        return new Shape.Items("a list of regions", region, 1, false);
    }

    private static FieldsBuilder readback() {
        return at("Where the script goes.")
                .required("buffer", Scalars.ADDRESS, "Where U-Boot may put what it reads.")
                .optional("piece", Scalars.bytes(512, 1L << 30), "The longest piece that is read at once.", "16MiB")
                .required("results", Scalars.ADDRESS, "Where the check sums go, in memory that survives a reset.")
                .optional("after", Scalars.LINES, "The script's last lines.", "reset");
    }

    /** The verbs in the order of the schema. */
    static List<String> verbs() {
        return List.copyOf(VERBS.keySet());
    }
}
