package dev.gangway.config;

import dev.gangway.language.Chips;
import dev.gangway.language.Keys;
import dev.gangway.language.Language;
import dev.gangway.model.FailureKind;
import dev.gangway.recipe.IdentityRule;
import dev.gangway.recipe.ImageSignature;
import dev.gangway.recipe.ImageSpec.ImageFormat;
import dev.gangway.recipe.ImageSpec.Verification;
import dev.gangway.recipe.Recipe.CheckDigit;
import dev.gangway.yaml.FieldsBuilder;
import dev.gangway.yaml.JsonSchema;
import dev.gangway.yaml.Scalars;
import dev.gangway.yaml.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** What a recipe file looks like. */
public final class RecipeShape {
    /** The key {@code kind} of a recipe. */
    static final String KIND = "recipe";

    /** What holds where a recipe leaves the key out. */
    static final class Absent {
        static final String VERIFY = "readback";
        static final String IDENTITY = "told";
        static final String CHECK = "none";
        static final String IMAGE_VERIFY = "readback";
        static final boolean OPTIONAL = false;
        static final int ATTEMPTS = 3;
        static final String BACK_OFF = "2s";
        static final String MAX_BACK_OFF = "30s";
        static final boolean POWER_CYCLE = false;

        private Absent() {}
    }

    private static final String SIGNER = "RW[A-Za-z0-9+/=]{54}|file:[^\\u0000-\\u001f\\u007f]{1,1000}";

    private static final Shape.Text SHA256 =
            new Shape.Text("a SHA-256 of 64 small hex digits, in quotes", "[0-9a-f]{64}");

    /** A place from which an image is fetched. */
    static final Shape.Text PLACE = new Shape.Text(
            "http://…, https://…, oci://HOST/NAME:TAG#FILE or file:PATH, at most 2000 characters",
            "(https?://|oci://|file:)[^\\u0000-\\u0020\\u007f]{1,2000}");

    private static final Shape.Text SECRET =
            new Shape.Text("where the secret is: file:PATH or env:NAME", Secret.PATTERN, Shape.Meaning.SECRET);

    private RecipeShape() {}

    /** The whole file, in this language. */
    public static Shape.Fields of(Language language) {
        return new FieldsBuilder()
                .required("kind", Shape.Word.of(List.of(KIND)), "Says that this file is a recipe.")
                .required(
                        "version",
                        new Shape.Whole("a version from 1", 1, 1_000_000),
                        "Grows with every change that you release; it goes into the ledger.")
                .required("title", Scalars.LINE, "One line for people.")
                .required("serves", serves(language), "Which boards the recipe is for. The board's own answer decides.")
                .required("serial", serial(), "Which serials belong to this product.")
                .required("images", images(), "The files that go onto the board, by name.")
                .optional("retry", retry(), "What happens after a failed attempt.")
                .optional(
                        "verify",
                        Shape.Word.of(List.of("readback", "none")),
                        "readback: a step must read back from the board and compare. none: nothing is read back, and the"
                                + " ledger says so.",
                        Absent.VERIFY)
                .optional(
                        "identity",
                        Shape.Word.of(Arrays.stream(IdentityRule.values())
                                .map(rule -> code(rule.name()))
                                .toList()),
                        "By what a board is held to be the same all along. chip: only what is burnt into the chip. told: also"
                                + " a serial that its firmware told before. derived: also the serial that U-Boot derives from"
                                + " the chip's id; for firmware that is known to do so.",
                        Absent.IDENTITY)
                .optional(
                        "secrets",
                        new Shape.Names(
                                "secrets by name: {psk: \"file:psk.txt\"}",
                                "a secret's name: small letters, digits, underscores",
                                "[a-z][a-z0-9_]{0,39}",
                                SECRET,
                                Map.of(),
                                Map.of()),
                        "Values that scripts use as {{secret.NAME}}, each where it is: file:PATH, from this file's folder, or"
                                + " env:NAME. They are masked in all that is shown, logged or kept.")
                .optional(
                        "unit",
                        UnitShape.UNIT,
                        "What each unit has of its own, by name; texts use it as {{unit.NAME}}. It is fixed and on record before"
                                + " the first step; the record has SHA-256 of what is secret.")
                .optional(
                        "mask",
                        Scalars.distinct(Scalars.REGEX),
                        "Regular expressions: what they match in a line that the board says is a secret too, from there on.",
                        List.of())
                .required(
                        "steps",
                        new Shape.Items("a list of steps", language.step(), 1, false),
                        "What runs, in order. Each step begins with its verb.")
                .build("a recipe");
    }

    /** The JSON Schema that editors complete from, as shipped in {@code config/schema/recipe.schema.json}. */
    public static String jsonSchema(Language language) {
        return JsonSchema.write("Gangway recipe", of(language));
    }

    /** What a recipe may say, as a page for people in Markdown, as shipped in {@code station/docs/recipes.md}. */
    public static String reference(Language language) {
        return RecipeReference.markdown(language);
    }

    private static Shape serves(Language language) {
        FieldsBuilder serves = new FieldsBuilder()
                .required("mode", Keys.modes(language.modes()), "The boot mode in which the board arrives.");
        if (!language.chips().isEmpty()) {
            chips(language.chips(), serves);
        }
        return serves.optional(
                        "boardIds",
                        Scalars.REGEX,
                        "A regular expression that the whole board id must match, such as sid:16254291-.*; for SID bits"
                                + " or a revision. Left out: any.")
                .build("which boards are served: {mode: …, chips: […]}");
    }

    private static void chips(List<Chips> families, FieldsBuilder serves) {
        List<String> names = families.stream()
                .flatMap(family -> family.ids().keySet().stream())
                .toList();
        List<Long> ids = families.stream()
                .flatMap(family -> family.ids().values().stream())
                .map(Integer::longValue)
                .toList();
        String example = families.get(0).exampleId();
        List<Shape.Text> others = families.stream()
                .map(Chips::others)
                .filter(Objects::nonNull)
                .map(Chips.Spelling::shape)
                .distinct()
                .toList();
        String expected = "a known chip (" + String.join(", ", names) + ") or its id such as " + example
                + others.stream().map(other -> ", or " + other.expected()).collect(Collectors.joining());
        List<Shape> ways = new ArrayList<>(List.of(new Shape.Word(expected, names), new Shape.Numbers(expected, ids)));
        ways.addAll(others);
        Shape chip = new Shape.Either(expected, ways);
        String needed = families.stream().map(Chips::needed).collect(Collectors.joining(" "));
        serves.optional(
                "chips",
                Scalars.distinct(chip),
                "The chips, by name or by the id that their boot ROM reports (" + example + "). " + needed,
                List.of());
    }

    private static Shape serial() {
        List<String> digits = Arrays.stream(CheckDigit.values())
                .map(digit -> code(digit.name()))
                .toList();
        return new FieldsBuilder()
                .required("pattern", Scalars.REGEX, "A regular expression that the whole serial must match.")
                .optional("check", Shape.Word.of(digits), "How the last character proves the others.", Absent.CHECK)
                .optional(
                        "gs1",
                        new Shape.Text("a GS1 application identifier of 2 to 4 digits, in quotes", "[0-9]{2,4}"),
                        "The GS1 application identifier that carries the serial, \"21\" usually. Left out: plain text.")
                .build("the serial's form: {pattern: …, check: …}");
    }

    private static Shape images() {
        List<String> formats = Arrays.stream(ImageFormat.values())
                .map(format -> code(format.name()))
                .toList();
        Shape image = new FieldsBuilder()
                .required(
                        "file",
                        new Shape.Text(
                                "a relative path below the image folder, without ..",
                                "(?!/)(?!.*\\.\\.)[^\\u0000-\\u001f\\u007f]{1,200}"),
                        "The file below the image folder. {{nand_erasesize}} and other variables that a step finds out"
                                + " may be in it.")
                .required("format", Shape.Word.of(formats), "What the file must be; checked before the first write.")
                .optional(
                        "optional",
                        new Shape.Flag("true or false"),
                        "Whether the file may be missing.",
                        Absent.OPTIONAL)
                .optional(
                        "verify",
                        Shape.Word.of(Arrays.stream(Verification.values())
                                .map(verification -> code(verification.name()))
                                .toList()),
                        "What has to be proved of it once it was written. readback: a medium that keeps it is read back."
                                + " memory: it only lies in memory, whatever scripts do with it, and is compared there. none:"
                                + " nothing.",
                        Absent.IMAGE_VERIFY)
                .optional(
                        "from",
                        new Shape.Items("a link, or a list of mirrors", PLACE, 1, true, true),
                        "From where it is fetched, once; several are mirrors, tried in order. oci:// is a file of an artifact in a registry; without #FILE its only one. A PATH begins at this file's"
                                + " folder. gz, bz2, xz, zst, zip and tar are unpacked while it comes. file is then what it is"
                                + " called here. Left out: it is in the image folder.")
                .optional(
                        "sha256",
                        SHA256,
                        "What is fetched must have this digest, packed as it is. Left out: the first fetch's is recorded, and"
                                + " an http link has to be of this machine.")
                .optional(
                        "member",
                        new Shape.Text(
                                "a relative path inside the archive, without ..",
                                "(?!/)(?!.*\\.\\.)[^\\u0000-\\u001f\\u007f\\\\]{1,500}"),
                        "The file inside the zip or tar that is fetched. Left out: a zip's only file; a tar stays a tar.")
                .optional(
                        "signature", signature(), "By whom what is fetched has to be signed. Left out: it need not be.")
                .optional(
                        "made",
                        MadeShape.MADE,
                        "How it is made for each unit. file is then what it is called in the record. Left out: it is as it is.")
                .build("an image: {file: …, format: …}");
        return new Shape.Names(
                "images by name", Keys.IMAGE_NAME.expected(), Keys.IMAGE_NAME.pattern(), image, Map.of(), Map.of());
    }

    private static Shape signature() {
        return new FieldsBuilder()
                .required(
                        "by",
                        Shape.Word.of(Arrays.stream(ImageSignature.Kind.values())
                                .map(kind -> code(kind.name()))
                                .toList()),
                        "minisign. cosign: with a key alone, as cosign signs blobs, ECDSA on P-256. x509: by a certificate, a detached"
                                + " CMS signature or a bare one.")
                .required(
                        "key",
                        new Shape.Text("file:PATH, or minisign's public key RW…", SIGNER),
                        "Whom the recipe believes: the file of minisign's key, of a public key in PEM, or of the authorities in PEM.")
                .optional(
                        "at",
                        PLACE,
                        "Where the signature is. Left out: beside the image, with .minisig, .sig or .p7s at its end.")
                .optional("certificate", PLACE, "Where the signer's certificate is, PEM, for a bare signature of x509.")
                .build("a signature: {by: minisign, key: RW…}");
    }

    private static Shape retry() {
        List<String> kinds =
                Arrays.stream(FailureKind.values()).map(FailureKind::code).toList();
        Shape kind = new Shape.Word("a failure kind such as cable-lost or transfer-timeout", kinds);
        return new FieldsBuilder()
                .optional("attempts", new Shape.Whole("1 to 20", 1, 20), "How many attempts in all.", Absent.ATTEMPTS)
                .optional(
                        "backOff",
                        Scalars.DURATION,
                        "The wait before the second attempt; it doubles each time.",
                        Absent.BACK_OFF)
                .optional("maxBackOff", Scalars.DURATION, "The longest wait.", Absent.MAX_BACK_OFF)
                .optional(
                        "also",
                        Scalars.distinct(kind),
                        "Failure kinds that are retried although they are not transient.",
                        List.of())
                .optional(
                        "never",
                        Scalars.distinct(kind),
                        "Failure kinds that are not retried although they are transient.",
                        List.of())
                .optional(
                        "powerCycle",
                        new Shape.Flag("true or false"),
                        "Whether the port's power is cycled between attempts. Where nothing switches the port, the person is asked"
                                + " to unplug the board and plug it in again, as by a step `power: cycle`; on a line,"
                                + " where nobody sees that, the attempt just waits for its time.",
                        Absent.POWER_CYCLE)
                .build("the retry policy: {attempts: …}");
    }

    /** How an enum's constant is written in a file. */
    static String code(String constant) {
        return constant.toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
