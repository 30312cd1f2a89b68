package dev.gangway.config;

import dev.gangway.language.Keys;
import dev.gangway.recipe.MadeImage;
import dev.gangway.recipe.Template;
import dev.gangway.recipe.UnitType;
import dev.gangway.yaml.FieldsBuilder;
import dev.gangway.yaml.Shape;
import dev.gangway.yaml.YamlList;
import dev.gangway.yaml.YamlMap;
import dev.gangway.yaml.YamlNode;
import dev.gangway.yaml.YamlScalar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The key {@code made} of a recipe's image: how it is made for each unit. */
final class MadeShape {
    private static final List<String> WAYS = List.of("patch", "environment", "nvs", "files");
    private static final String TEXT = "text";
    private static final String HEX = "hex";

    /** A text with placeholders, of several lines too. */
    private static final Shape.Text TEMPLATE =
            new Shape.Text("a text with {{…}}, at most 20000 characters", "[\\s\\S]{1,20000}");

    static final Shape.Fields MADE = new FieldsBuilder()
            .optional(
                    "of",
                    new Shape.Text("the name of another image", Keys.IMAGE_NAME.pattern()),
                    "The image that it is made of; it stays as it is.")
            .optional("patch", patch(), "A copy with bytes replaced.")
            .optional("environment", environment(), "An environment of U-Boot, with its checksum.")
            .optional("nvs", nvs(), "A partition of ESP-IDF's NVS.")
            .optional("files", files(), "A copy of a file system's image with files put into it.")
            .build("how it is made: one of patch, environment, nvs, files");

    private MadeShape() {}

    private static Shape patch() {
        Shape piece = new FieldsBuilder()
                .required("at", new Shape.Whole("a byte's number from 0", 0, 1L << 44), "From which byte on.")
                .required("put", TEMPLATE, "What is put there.")
                .optional("as", Shape.Word.of(List.of(TEXT, HEX)), "text: as UTF-8. hex: two digits are a byte.", TEXT)
                .optional(
                        "size",
                        new Shape.Whole("1 to 1048576 bytes", 1, 1 << 20),
                        "How many bytes there are for it; what a text leaves of them is 0, hex has to fill them. Left out: as many"
                                + " as it has.")
                .build("what is replaced: {at: …, put: …}");
        return new Shape.Items("a list of {at: …, put: …}", piece, 1, false);
    }

    private static Shape environment() {
        return new FieldsBuilder()
                .required(
                        "size",
                        new Shape.Bytes("a byte count such as 128KiB", 16, 16 << 20),
                        "How large one copy is: CONFIG_ENV_SIZE of the board's U-Boot.")
                .optional(
                        "redundant",
                        new Shape.Flag("true or false"),
                        "Whether U-Boot keeps two copies: each has a flag then. Write the image to both places.",
                        false)
                .required(
                        "set",
                        new Shape.Names(
                                "variables by name: {ethaddr: \"{{unit.mac}}\"}",
                                "a variable's name",
                                "[A-Za-z0-9_.#-]{1,64}",
                                TEMPLATE,
                                Map.of(),
                                Map.of()),
                        "The variables that are set, besides those of the image that it is made of, lines name=value.")
                .build("an environment: {size: …, set: {…}}");
    }

    private static Shape nvs() {
        return new FieldsBuilder()
                .required(
                        "size",
                        new Shape.Bytes("a byte count such as 24KiB", 4096, 64 << 20),
                        "How large the partition is.")
                .required(
                        "table",
                        TEMPLATE,
                        "The table as nvs_partition_gen.py takes it: key,type,encoding,value, then a line for each.")
                .build("a partition: {size: …, table: …}");
    }

    private static Shape files() {
        return new FieldsBuilder()
                .required(
                        "kind",
                        Shape.Word.of(List.of("fat", "ext4")),
                        "Which file system it is; ext4: ext2 and ext3 too.")
                .optional(
                        "at",
                        new Shape.Whole("a byte's number from 0", 0, 1L << 44),
                        "At which byte the file system begins, for a partition of a disk; FAT only.",
                        0)
                .required(
                        "put",
                        new Shape.Names(
                                "texts by path: {/unit.txt: \"{{serial}}\"}",
                                "an absolute path in the file system",
                                "(/[A-Za-z0-9_][A-Za-z0-9._-]{0,63}){1,8}",
                                TEMPLATE,
                                Map.of(),
                                Map.of()),
                        "The files. Their folders have to be there.")
                .build("files: {kind: …, put: {…}}");
    }

    /** Takes a problem of an image. */
    interface Report {
        void add(int line, String key, String message);
    }

    /** What does not fit together, in a map that may have the wrong shape. */
    static void check(YamlMap images, String name, Map<String, UnitType> unit, Set<String> secrets, Report report) {
        YamlMap image = images.findMap(name);
        if (!(image.get("made") instanceof YamlMap made)) {
            return;
        }
        int line = image.lineOf("made");
        List<String> ways = WAYS.stream().filter(way -> made.get(way) != null).toList();
        if (ways.size() != 1) {
            report.add(line, "made", "it is made in one way: write one of " + String.join(", ", WAYS));
            return;
        }
        if (image.get("from") != null) {
            report.add(line, "made", "what is made here is fetched from nowhere; remove from");
        }
        String of = made.findText("of");
        String way = ways.get(0);
        if (of == null && made.get("of") == null && (way.equals("patch") || way.equals("files"))) {
            report.add(line, "made.of", "say of which image: of: NAME");
        } else if (of != null && way.equals("nvs")) {
            report.add(line, "made.of", "a partition of NVS is made of nothing else; remove it");
        } else if (of != null && images.get(of) == null) {
            report.add(
                    line,
                    "made.of",
                    RecipeChecks.unknown("the image", of, images.entries().keySet()));
        } else if (of != null && images.findMap(of).get("made") != null) {
            report.add(line, "made.of", "\"" + of + "\" is made too; say of which file it is made");
        }
        texts(made, text -> Template.flaw(text.text().replace("\n", " "))
                .ifPresentOrElse(flaw -> report.add(text.line(), "made", flaw), () -> Template.names(text.text())
                        .forEach(placeholder -> known(placeholder, unit, secrets)
                                .forEach(flaw -> report.add(text.line(), "made", flaw)))));
    }

    private interface Taker {
        void take(YamlScalar text);
    }

    private static void texts(YamlNode node, Taker taker) {
        if (node instanceof YamlScalar scalar && scalar.kind() == YamlScalar.Kind.TEXT) {
            taker.take(scalar);
        } else if (node instanceof YamlMap map) {
            map.entries().values().forEach(below -> texts(below, taker));
        } else if (node instanceof YamlList list) {
            list.items().forEach(below -> texts(below, taker));
        }
    }

    private static List<String> known(String placeholder, Map<String, UnitType> unit, Set<String> secrets) {
        if (placeholder.equals(Template.SERIAL)) {
            return List.of();
        }
        if (placeholder.startsWith(Template.UNIT)) {
            return Template.UnitName.of(placeholder).flaw(unit).stream().toList();
        }
        if (placeholder.startsWith(Template.SECRET)) {
            String secret = placeholder.substring(Template.SECRET.length());
            return secrets.contains(secret) ? List.of() : List.of(RecipeChecks.unknown("the secret", secret, secrets));
        }
        return List.of("{{" + placeholder + "}} is not known yet when images are made; it may have {{serial}},"
                + " {{unit.NAME}} and {{secret.NAME}}");
    }

    /** The image that another one is made of; null when there is none. */
    static @Nullable String of(YamlMap image) {
        return image.findMap("made").findText("of");
    }

    /** How an image is made, null where it is not; of one that has no problem. */
    static @Nullable MadeImage bind(YamlMap image) {
        if (!image.has("made")) {
            return null;
        }
        YamlMap made = image.findMap("made");
        String of = made.text("of", "");
        if (made.has("patch")) {
            return new MadeImage.Patched(
                    of,
                    made.findList("patch").maps().stream()
                            .map(piece -> new MadeImage.Piece(
                                    piece.whole("at"),
                                    piece.text("put"),
                                    piece.text("as", TEXT).equals(HEX),
                                    Math.toIntExact(piece.whole("size", 0))))
                            .toList());
        }
        if (made.has("environment")) {
            YamlMap environment = made.findMap("environment");
            return new MadeImage.Environment(
                    of,
                    Math.toIntExact(environment.bytes("size", 0)),
                    environment.flag("redundant", false),
                    texts(environment.findMap("set")));
        }
        if (made.has("nvs")) {
            YamlMap nvs = made.findMap("nvs");
            return new MadeImage.Nvs(Math.toIntExact(nvs.bytes("size", 0)), nvs.text("table"));
        }
        YamlMap files = made.findMap("files");
        return new MadeImage.Files(
                of,
                MadeImage.Files.Kind.valueOf(files.text("kind").toUpperCase(Locale.ROOT)),
                files.whole("at", 0),
                texts(files.findMap("put")));
    }

    private static Map<String, String> texts(YamlMap map) {
        Map<String, String> texts = new LinkedHashMap<>();
        map.entries().keySet().forEach(name -> texts.put(name, map.text(name)));
        return texts;
    }
}
