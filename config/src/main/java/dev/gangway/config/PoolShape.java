package dev.gangway.config;

import dev.gangway.model.MacAddress;
import dev.gangway.yaml.FieldsBuilder;
import dev.gangway.yaml.Scalars;
import dev.gangway.yaml.Shape;
import dev.gangway.yaml.YamlMap;
import dev.gangway.yaml.YamlNode;
import dev.gangway.yaml.YamlScalar;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The key {@code pools} of {@code station.yaml}: what it looks like, what has to fit together, and how it is read. */
final class PoolShape {
    /** What a pool can be; it is one of them. */
    private static final List<String> KINDS = List.of("mac", "counter", "lines");

    private static final int LOW = 100;
    private static final long MOST = 1L << 40;

    private static final Shape.Text MAC = new Shape.Text(
            "a MAC address such as \"00:16:3e:00:00:00\", in quotes", "[0-9A-Fa-f]{2}([:-][0-9A-Fa-f]{2}){5}");

    private static final Shape.Text COLUMN =
            new Shape.Text("a column's name: small letters, digits, underscores", "[a-z][a-z0-9_]{0,39}");

    static final Shape.Names POOLS = new Shape.Names(
            "pools by name",
            Scalars.NAME.expected(),
            Scalars.NAME_PATTERN,
            new FieldsBuilder()
                    .optional("mac", mac(), "MAC addresses.")
                    .optional("counter", counter(), "Numbers that grow, within a text.")
                    .optional("lines", lines(), "Values that were made before, one unit's in each line of a file.")
                    .optional(
                            "low",
                            new Shape.Whole("0 to 1000000000", 0, 1_000_000_000),
                            "With fewer values left, doctor and the page warn.",
                            LOW)
                    .build("a pool: one of mac, counter, lines"),
            Map.of(),
            Map.of());

    private PoolShape() {}

    private static Shape.Fields mac() {
        return new FieldsBuilder()
                .required("first", MAC, "The first address.")
                .optional("last", MAC, "The last address. Left out: count says how far the pool goes.")
                .optional("count", new Shape.Whole("1 to 16777216", 1, 1 << 24), "For how many units.")
                .optional("step", new Shape.Whole("1 to 256", 1, 256), "How many addresses a unit has.", 1)
                .optional(
                        "local",
                        new Shape.Flag("true or false"),
                        "Whether they are locally administered (second digit 2, 6, A or E): nobody bought them, and no other"
                                + " factory keeps clear of them.",
                        false)
                .build("addresses: {first: …, last: …}");
    }

    private static Shape.Fields counter() {
        return new FieldsBuilder()
                .optional("first", new Shape.Whole("a number from 0", 0, MOST), "The first number.", 1)
                .required("last", new Shape.Whole("a number from 0", 0, MOST), "The last number.")
                .required(
                        "text",
                        new Shape.Text(
                                "a text with one row of #, such as \"A1-######\"",
                                "[^#\\u0000-\\u001f\\u007f]{0,60}#{1,13}[^#\\u0000-\\u001f\\u007f]{0,60}"),
                        "The value: the number goes where the # are, with zeros before it.")
                .build("a counter: {last: …, text: …}");
    }

    private static Shape.Fields lines() {
        return new FieldsBuilder()
                .required(
                        "file",
                        Scalars.PATH,
                        "The file. New lines are added at its end; what was handed out may not change.")
                .optional(
                        "columns",
                        new Shape.Items("a list of names", COLUMN, 1, true),
                        "What a line has, divided by commas. Left out: the line is one value.",
                        List.of())
                .optional(
                        "secret",
                        new Shape.Items("a list of names", COLUMN, 0, true),
                        "The columns that nobody may read afterwards: SHA-256 of them goes on record. Left out: all.",
                        List.of())
                .build("lines of a file: {file: …}");
    }

    /** Takes a problem. */
    interface Report {
        void add(int line, String path, String message);
    }

    /** What does not fit together, in a map that may have the wrong shape. */
    static void check(YamlMap root, Report report) {
        YamlMap pools = root.findMap("pools");
        Map<String, PoolConfig.Macs> macs = new LinkedHashMap<>();
        for (String name : pools.entries().keySet()) {
            String path = "pools." + name;
            YamlMap pool = pools.findMap(name);
            int line = pools.lineOf(name);
            if (KINDS.stream().filter(kind -> pool.get(kind) != null).count() != 1) {
                report.add(line, path, "a pool is one of " + String.join(", ", KINDS) + ": write one of them");
            }
            if (pool.get("mac") instanceof YamlMap mac && isSound(mac)) {
                mac(mac, path + ".mac", report);
                overlaps(name, range(mac), macs, line, path, report);
            }
            if (pool.get("counter") instanceof YamlMap counter) {
                counter(counter, path + ".counter", report);
            }
            if (pool.get("lines") instanceof YamlMap lines) {
                Set<String> columns = Set.copyOf(lines.findList("columns").texts());
                lines.findList("secret").texts().stream()
                        .filter(secret -> !columns.contains(secret))
                        .forEach(secret -> report.add(
                                lines.lineOf("secret"),
                                path + ".lines.secret",
                                RecipeChecks.unknown("the column", secret, columns)));
            }
        }
    }

    private static boolean isSound(YamlMap mac) {
        return isMac(mac, "first", true)
                && isMac(mac, "last", false)
                && isNumber(mac.get("count"))
                && isNumber(mac.get("step"));
    }

    private static boolean isMac(YamlMap mac, String key, boolean required) {
        String text = mac.findText(key);
        return text == null ? !required && mac.get(key) == null : text.matches(MAC.pattern());
    }

    private static boolean isNumber(@Nullable YamlNode node) {
        return node == null
                || (node instanceof YamlScalar scalar
                        && scalar.whole().isPresent()
                        && scalar.whole().getAsLong() > 0);
    }

    private static void mac(YamlMap mac, String path, Report report) {
        if ((mac.get("last") == null) == (mac.get("count") == null)) {
            report.add(mac.lineOf("first"), path, "how far it goes is said once: write last or count");
            return;
        }
        MacAddress first = address(mac, "first");
        PoolConfig.Macs range = range(mac);
        long end = range.last() + range.step() - 1;
        if (range.count() < 1) {
            report.add(
                    mac.lineOf("last"), path + ".last", "comes before first, or no unit's addresses fit between them");
        } else if (end >= MacAddress.ALL || (end >> 40) != (first.value() >> 40)) {
            report.add(
                    mac.lineOf("count"),
                    path,
                    "goes beyond the addresses that begin with "
                            + first.joined(":").substring(0, 2));
        }
        if (first.isGroup()) {
            report.add(
                    mac.lineOf("first"),
                    path + ".first",
                    "is the address of a group (its second digit is odd), which no interface can have");
        }
        boolean local = mac.flag("local", false);
        if (first.isLocal() && !local) {
            report.add(
                    mac.lineOf("first"),
                    path + ".first",
                    "is locally administered: nobody bought it, and others may use it too; write local: true when that is"
                            + " meant");
        } else if (!first.isLocal() && local) {
            report.add(
                    mac.lineOf("local"),
                    path + ".local",
                    "says that they are locally administered, which they are not");
        }
    }

    private static void overlaps(
            String name,
            PoolConfig.Macs range,
            Map<String, PoolConfig.Macs> before,
            int line,
            String path,
            Report report) {
        before.forEach((other, theirs) -> {
            if (range.first() <= theirs.last() + theirs.step() - 1
                    && theirs.first() <= range.last() + range.step() - 1) {
                report.add(
                        line, path, "has addresses that \"" + other + "\" has too; each address belongs to one pool");
            }
        });
        before.put(name, range);
    }

    private static void counter(YamlMap counter, String path, Report report) {
        if (!(counter.get("last") instanceof YamlScalar last) || last.whole().isEmpty()) {
            return;
        }
        long first = counter.get("first") instanceof YamlScalar written
                ? written.whole().orElse(1)
                : 1;
        if (last.whole().getAsLong() < first) {
            report.add(counter.lineOf("last"), path + ".last", "comes before first");
        }
        String text = counter.findText("text");
        int signs = text == null
                ? 0
                : (int) text.chars().filter(sign -> sign == '#').count();
        if (signs > 0 && Long.toString(last.whole().getAsLong()).length() > signs) {
            report.add(counter.lineOf("text"), path + ".text", "has " + signs + " #, and last has more digits");
        }
    }

    private static MacAddress address(YamlMap mac, String key) {
        return MacAddress.parse(mac.text(key)).orElseThrow();
    }

    private static PoolConfig.Macs range(YamlMap mac) {
        long first = address(mac, "first").value();
        long step = mac.whole("step", 1);
        long count = mac.has("last") ? (address(mac, "last").value() - first + 1) / step : mac.whole("count", 1);
        return new PoolConfig.Macs(first, step, count);
    }

    /** The pools of a station, of a map that has no problem. */
    static Map<String, PoolConfig> bind(Path folder, YamlMap pools) {
        Map<String, PoolConfig> bound = new LinkedHashMap<>();
        for (String name : pools.entries().keySet()) {
            YamlMap pool = pools.findMap(name);
            bound.put(name, new PoolConfig(name, source(folder, pool), pool.whole("low", LOW)));
        }
        return bound;
    }

    private static PoolConfig.Source source(Path folder, YamlMap pool) {
        if (pool.has("mac")) {
            return range(pool.findMap("mac"));
        }
        if (pool.has("counter")) {
            YamlMap counter = pool.findMap("counter");
            long first = counter.whole("first", 1);
            return new PoolConfig.Counter(first, counter.whole("last") - first + 1, counter.text("text"));
        }
        YamlMap lines = pool.findMap("lines");
        List<String> columns = lines.findList("columns").texts();
        List<String> named = columns.isEmpty() ? List.of("value") : columns;
        return new PoolConfig.Lines(
                Places.of(folder, lines.text("file")).normalize(),
                named,
                Set.copyOf(lines.has("secret") ? lines.findList("secret").texts() : named));
    }
}
