package dev.gangway.config;

import dev.gangway.recipe.KeyKind;
import dev.gangway.recipe.Template;
import dev.gangway.recipe.UnitType;
import dev.gangway.recipe.UnitValue;
import dev.gangway.yaml.FieldsBuilder;
import dev.gangway.yaml.Scalars;
import dev.gangway.yaml.Shape;
import dev.gangway.yaml.YamlMap;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The key {@code unit} of a recipe: what each unit has of its own. */
final class UnitShape {
    private static final List<String> SOURCES = List.of("pool", "serial", "gs1", "random", "key", "certificate");
    private static final List<String> OF_CERTIFICATES = List.of("by", "subject");
    static final List<String> SUBJECT = List.of("C", "ST", "L", "O", "OU", "CN", "serialNumber");
    private static final String KEEP = "keep";
    private static final String BURN = "burn";
    static final String ANY = ".*";

    static final Shape.Names UNIT = new Shape.Names(
            "values by name: {mac: {pool: macs, type: mac}}",
            "a value's name: small letters, digits, underscores",
            "[a-z][a-z0-9_]{0,39}",
            new FieldsBuilder()
                    .optional("pool", Scalars.NAME, "It is drawn from this pool of the station; no other unit gets it.")
                    .optional(
                            "column",
                            new Shape.Text("a column's name", "[a-z][a-z0-9_]{0,39}"),
                            "Which column of a pool that is a file. Left out: the first.")
                    .optional(
                            "onFailure",
                            Shape.Word.of(List.of(KEEP, BURN)),
                            "What becomes of it when the job does not pass. keep: the unit has it again at its next job. burn:"
                                    + " nobody ever has it again.",
                            KEEP)
                    .optional(
                            "serial",
                            Scalars.REGEX,
                            "It is what this regular expression finds in the serial: its first group, or all of it.")
                    .optional(
                            "gs1",
                            new Shape.Text("a GS1 application identifier of 2 to 4 digits, in quotes", "[0-9]{2,4}"),
                            "It is this element of the GS1 label that carries the serial (serial.gs1). A MAC address that a"
                                    + " label gave one unit is refused for any other.")
                    .optional(
                            "pattern",
                            Scalars.REGEX,
                            "What the whole element must match; the value is its first group, or all of it. Left out:"
                                    + " anything that is of the type.",
                            ANY)
                    .optional(
                            "random",
                            new Shape.Whole("4 to 256 bytes", 4, 256),
                            "So many random bytes, made anew for each job; nobody can read them afterwards.")
                    .optional(
                            "type",
                            Shape.Word.of(UnitType.written().stream()
                                    .map(UnitType::code)
                                    .toList()),
                            "text: as it is. mac: a MAC address, {{unit.NAME}} with the forms :dash, :bare, :upper, :upper-dash,"
                                    + " :upper-bare, and +1 for the next one. bytes: hex, with the forms :upper and :base64."
                                    + " Left out: text; of random, bytes.")
                    .optional(
                            "key",
                            Shape.Word.of(Arrays.stream(KeyKind.values())
                                    .map(KeyKind::code)
                                    .toList()),
                            "It is the secret half of a key pair that is made for the unit: {{unit.NAME}} is PEM, with the forms"
                                    + " :hex and :base64 of its DER.")
                    .optional(
                            "certificate",
                            new Shape.Text("the name of a value that is a key", "[a-z][a-z0-9_]{0,39}"),
                            "It is the certificate of that key, in the same forms, made by one of the station's certificates.")
                    .optional("by", Scalars.NAME, "Which of the station's certificates makes it.")
                    .optional(
                            "subject",
                            new Shape.Names(
                                    "subject: {CN: \"{{serial}}\"}",
                                    "one of " + String.join(", ", SUBJECT),
                                    String.join("|", SUBJECT),
                                    new Shape.Text("a text of one line", Scalars.LINE.pattern()),
                                    Map.of(),
                                    Map.of()),
                            "Whom the certificate is for; texts may have {{serial}} and {{unit.NAME}}.")
                    .build("a value: one of pool, serial, gs1, random, key, certificate"),
            Map.of(),
            Map.of());

    private UnitShape() {}

    /** Takes a problem. */
    interface Report {
        void add(int line, String path, String message);
    }

    /** What does not fit together, in a map that may have the wrong shape. */
    static void check(YamlMap root, Report report) {
        YamlMap unit = root.findMap("unit");
        for (String name : unit.entries().keySet()) {
            String path = "unit." + name;
            YamlMap value = unit.findMap(name);
            if (SOURCES.stream().filter(source -> value.get(source) != null).count() != 1) {
                report.add(
                        unit.lineOf(name),
                        path,
                        "a value comes from one place: write one of " + String.join(", ", SOURCES));
            }
            foreign(value, "pool", List.of("column"), path, report);
            foreign(value, "gs1", List.of("pattern"), path, report);
            foreign(value, "certificate", OF_CERTIFICATES, path, report);
            if (value.get("pool") == null && value.get("key") == null && value.get("onFailure") != null) {
                report.add(
                        value.lineOf("onFailure"),
                        path + ".onFailure",
                        "is of what comes from a pool, and of keys; remove it");
            }
            if (value.get("certificate") != null) {
                certificate(unit, value, path, report);
            }
            expression(value, "serial", path, report);
            expression(value, "pattern", path, report);
            if (value.get("gs1") != null) {
                label(root, value, path, report);
            }
            if (value.get("random") != null && value.get("type") != null && type(value) != UnitType.BYTES) {
                report.add(value.lineOf("type"), path + ".type", "what is random is of the type bytes; remove it");
            }
            if ((value.get("key") != null || value.get("certificate") != null) && value.get("type") != null) {
                report.add(value.lineOf("type"), path + ".type", "is given by what it is; remove it");
            }
        }
    }

    private static void expression(YamlMap value, String key, String path, Report report) {
        String text = value.findText(key);
        if (text == null) {
            return;
        }
        try {
            Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            report.add(value.lineOf(key), path + "." + key, "is no regular expression: " + e.getDescription());
        }
    }

    private static void label(YamlMap root, YamlMap value, String path, Report report) {
        YamlMap serial = root.findMap("serial");
        if (serial.get("gs1") == null) {
            report.add(
                    value.lineOf("gs1"),
                    path + ".gs1",
                    "is an element of a GS1 label, and the recipe's serials are plain text: write serial.gs1, the element"
                            + " that carries the serial");
        } else if (Objects.equals(serial.findText("gs1"), value.findText("gs1"))) {
            report.add(
                    value.lineOf("gs1"),
                    path + ".gs1",
                    "is the element that carries the serial: write serial, what of it is the unit's value");
        }
    }

    /** Keys that are there without the one that they belong to. */
    private static void foreign(YamlMap value, String source, List<String> keys, String path, Report report) {
        if (value.get(source) == null) {
            keys.stream()
                    .filter(key -> value.get(key) != null)
                    .forEach(key -> report.add(
                            value.lineOf(key), path + "." + key, "is of what comes from a " + source + "; remove it"));
        }
    }

    private static void certificate(YamlMap unit, YamlMap value, String path, Report report) {
        String key = value.findText("certificate");
        if (key != null && unit.findMap(key).get("key") == null) {
            report.add(
                    value.lineOf("certificate"),
                    path + ".certificate",
                    "\"" + key + "\" is no value that is a key: declare it as " + key + ": {key: ec-p256}");
        }
        if (value.get("by") == null) {
            report.add(value.line(), path, "says not who makes it: write by, one of the station's certificates");
        }
        YamlMap subject = value.findMap("subject");
        if (subject.entries().isEmpty()) {
            report.add(value.line(), path, "says not whom it is for: write subject: {CN: \"{{serial}}\"}");
        }
        for (String name : subject.entries().keySet()) {
            String text = subject.findText(name);
            if (text == null) {
                continue;
            }
            Template.flaw(text)
                    .ifPresentOrElse(
                            flaw -> report.add(subject.lineOf(name), path + ".subject." + name, flaw),
                            () -> Template.names(text).stream()
                                    .flatMap(placeholder -> subjectFlaw(unit, placeholder).stream())
                                    .forEach(
                                            flaw -> report.add(subject.lineOf(name), path + ".subject." + name, flaw)));
        }
    }

    private static Optional<String> subjectFlaw(YamlMap unit, String placeholder) {
        if (placeholder.equals(Template.SERIAL)) {
            return Optional.empty();
        }
        if (!placeholder.startsWith(Template.UNIT)) {
            return Optional.of("{{" + placeholder + "}} is not known when a certificate is made: write {{serial}} or"
                    + " {{unit.NAME}}");
        }
        Map<String, UnitType> open = new LinkedHashMap<>();
        unit.entries().keySet().stream()
                .filter(name -> unit.findMap(name).get("key") == null
                        && unit.findMap(name).get("certificate") == null
                        && unit.findMap(name).get("random") == null)
                .forEach(name -> open.put(name, type(unit.findMap(name))));
        return Template.UnitName.of(placeholder).flaw(open);
    }

    /** What is wrong with a value where the station has these pools; empty when nothing is. */
    static Optional<String> flaw(UnitValue value, Map<String, PoolConfig> pools) {
        if (!(value.source() instanceof UnitValue.FromPool drawn)) {
            return Optional.empty();
        }
        PoolConfig pool = pools.get(drawn.pool());
        if (pool == null) {
            return Optional.of(
                    RecipeChecks.unknown("the pool", drawn.pool(), pools.keySet()) + " under pools in station.yaml");
        }
        if (pool.source() instanceof PoolConfig.Lines lines) {
            return drawn.column().isEmpty() || lines.columns().contains(drawn.column())
                    ? Optional.empty()
                    : Optional.of(RecipeChecks.unknown("the column", drawn.column(), Set.copyOf(lines.columns())));
        }
        if (!drawn.column().isEmpty()) {
            return Optional.of("the pool " + drawn.pool() + " has no columns; remove column");
        }
        boolean mac = pool.source() instanceof PoolConfig.Macs;
        return mac == (value.type() == UnitType.MAC) || value.type() == UnitType.TEXT
                ? Optional.empty()
                : Optional.of("the pool " + drawn.pool() + " has " + (mac ? "MAC addresses" : "texts")
                        + ", which are no " + value.type().code());
    }

    /** The type of each value of a recipe, in a map that may have the wrong shape. */
    static Map<String, UnitType> types(YamlMap root) {
        Map<String, UnitType> types = new LinkedHashMap<>();
        YamlMap unit = root.findMap("unit");
        unit.entries().keySet().forEach(name -> types.put(name, type(unit.findMap(name))));
        return types;
    }

    private static UnitType type(YamlMap value) {
        if (value.get("key") != null) {
            return UnitType.KEY;
        }
        if (value.get("certificate") != null) {
            return UnitType.CERTIFICATE;
        }
        String written = value.findText("type");
        if (written == null) {
            return value.get("random") == null ? UnitType.TEXT : UnitType.BYTES;
        }
        return Arrays.stream(UnitType.values())
                .filter(type -> type.code().equals(written))
                .findFirst()
                .orElse(UnitType.TEXT);
    }

    /** The values of a recipe, of a map that has no problem. */
    static Map<String, UnitValue> bind(YamlMap root) {
        Map<String, UnitValue> values = new LinkedHashMap<>();
        YamlMap unit = root.findMap("unit");
        unit.entries().keySet().forEach(name -> {
            YamlMap value = unit.findMap(name);
            values.put(name, new UnitValue(type(value), source(value)));
        });
        return values;
    }

    private static UnitValue.Source source(YamlMap value) {
        if (value.has("pool")) {
            return new UnitValue.FromPool(
                    value.text("pool"),
                    value.text("column", ""),
                    value.text("onFailure", KEEP).equals(BURN));
        }
        if (value.has("key")) {
            return new UnitValue.NewKey(
                    KeyKind.ofCode(value.text("key")).orElseThrow(),
                    value.text("onFailure", KEEP).equals(BURN));
        }
        if (value.has("certificate")) {
            YamlMap subject = value.findMap("subject");
            Map<String, String> texts = new LinkedHashMap<>();
            subject.entries().keySet().forEach(name -> texts.put(name, subject.text(name)));
            return new UnitValue.FromSigner(value.text("certificate"), value.text("by"), texts);
        }
        if (value.has("gs1")) {
            return new UnitValue.FromLabel(value.text("gs1"), value.text("pattern", ANY));
        }
        return value.has("serial")
                ? new UnitValue.FromSerial(value.text("serial"))
                : new UnitValue.Random(Math.toIntExact(value.whole("random")));
    }
}
