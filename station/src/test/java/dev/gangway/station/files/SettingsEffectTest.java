package dev.gangway.station.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import dev.gangway.config.RecipeShape;
import dev.gangway.config.StationConfig;
import dev.gangway.config.StationConfigLoader;
import dev.gangway.config.StationShape;
import dev.gangway.language.Common;
import dev.gangway.recipe.Recipe;
import dev.gangway.station.Module;
import dev.gangway.station.StationPlan;
import dev.gangway.yaml.Loaded;
import dev.gangway.yaml.Shape;
import dev.gangway.yaml.YamlList;
import dev.gangway.yaml.YamlMap;
import dev.gangway.yaml.YamlNode;
import dev.gangway.yaml.YamlReader;
import io.vertx.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No setting is there for nothing: what a file says is in what is read from it, and each part of that is used. */
class SettingsEffectTest {
    private static final Path FILE = Path.of("x.yaml");

    private static final String STATION = """
            kind: station
            station: s
            line: l
            data: d
            console: {keep: 4KiB}
            http:
              host: "::1"
              port: 0
              names: [a.b]
              login: [{name: n, password: "env:PW"}]
              tls: {certificate: c.pem, key: k.pem}
              unencrypted: accepted
              shells: {engineers: [n], idle: 3m}
            bus: {type: virtual, ports: 127}
            cloud: {host: "::1", port: 0, serverKey: s.pem, devices: e}
            network: {address: 127.0.0.3, tftp: 0, http: 1}
            recipes: {folder: r, use: [a, b]}
            images:
              folder: i
              byRecipe: {a: /x}
              cache: 2GiB
              download: {ca: c.pem, largest: 1GiB}
              hosts: {a: {token: "env:T", header: JOB-TOKEN}}
              links: [b]
            ports:
              - {port: "virtual:3", slot: "07", row: 1, column: 2, recipes: [a], line: true, console: {device: /dev/c, baud: 9600}}
              - {port: "1-1", slot: "1", power: {command: {on: [a], off: [b], cycle: [c], read: [d]}}}
              - port: "1-2"
                slot: "2"
                power: {http: {on: "http://a/", off: "http://b/", method: PUT, read: "http://c/", isOn: e, user: u, secret: "env:S"}}
              - port: "1-3"
                slot: "3"
                power: {snmp: {host: h, port: 1161, community: "env:C", oid: "1.3.6.1", on: 3, off: 4}}
              - {port: "1-4", slot: "4", power: {ykush: {serial: YK1, port: 2}}}
              - port: "1-5"
                slot: "5"
                power: {snmp: {host: h, user: {name: u, hash: sha1, secret: "env:A", cipher: aes256, privacy: "env:P"}, oid: "1.3.6.1"}}
            quarantine: {after: 1}
            scan:
              serial: [{device: /dev/ttyACM0, baud: 19200}]
              slotPrefix: S
              commandPrefix: C
              badgePrefix: B
              badgeIdle: 7m
            pools:
              a: {mac: {first: "02:00:00:00:00:00", last: "02:00:00:00:00:ff", step: 2, local: true}, low: 7}
              b: {mac: {first: "00:00:00:00:01:00", count: 9}}
              c: {counter: {first: 2, last: 9, text: "A#"}}
              d: {lines: {file: k.csv, columns: [x, y], secret: [y]}}
            certificates: {a: {command: [x], ca: c.pem, timeout: 3s}}
            packages: {only: true, folder: p, signers: {a: "file:s.pem"}, least: {a: 2}, key: k, unpacked: u}
            supervisors: [x1]
            kafka:
              bootstrap: ["a:9092"]
              topic: t
              clientId: c
              properties: {a: SSL}
            """;

    private static final String RECIPE = """
            kind: recipe
            version: 2
            title: t
            serves: {mode: fel, chips: [h3], boardIds: "sid:.*"}
            serial: {pattern: "[0-9]+", check: luhn, gs1: "21"}
            images:
              a:
                file: x/a.bin
                format: ubi
                optional: true
                verify: none
                from: [https://a/b]
                sha256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
                member: c/d
                signature: {by: x509, key: "file:a.pem", at: "https://a/s", certificate: "https://a/c"}
              b: {file: b, format: raw, made: {of: a, patch: [{at: 1, put: "0a", as: hex, size: 1}]}}
              c: {file: c, format: raw, made: {of: a, environment: {size: 4KiB, redundant: true, set: {v: "{{unit.a}}"}}}}
              d: {file: d, format: raw, made: {nvs: {size: 24KiB, table: "{{unit.b}}"}}}
              e: {file: e, format: raw, made: {of: a, files: {kind: fat, at: 512, put: {/f: "{{unit.c}}"}}}}
            unit:
              a: {pool: p, column: q, onFailure: burn, type: mac}
              b: {serial: "."}
              c: {random: 16}
              d: {key: ec-p256, onFailure: burn}
              e: {certificate: d, by: f, subject: {CN: x}}
              f: {gs1: "91", pattern: "M(.+)"}
            retry: {attempts: 2, backOff: 1s, maxBackOff: 5s, also: [no-boot], never: [cable-lost], powerCycle: true}
            verify: none
            identity: chip
            secrets: {p: "env:P"}
            mask: ["abcd"]
            steps:
              - {await: fel, afresh: true, name: n, timeout: 1s, prompt: p, ifLate: i}
              - {console.expect: x, least: "1", most: "2", unit: V, within: 2s, name: n0, timeout: 1s, prompt: p, ifLate: i}
              - {console.type: x, name: n00, timeout: 1s, prompt: p, ifLate: i}
              - {power: cycle, off: 3s, name: n1, timeout: 1s, prompt: p, ifLate: i}
              - {fel.spl: a, name: n2, timeout: 1s, prompt: p, ifLate: i}
              - {fel.spl: b, name: n3}
              - {fel.spl: c, name: n4}
              - {fel.spl: d, name: n5}
              - {fel.spl: e, name: n6}
            """;

    private static YamlMap tree(String text) {
        return Objects.requireNonNull(
                YamlReader.parse(FILE, text.getBytes(StandardCharsets.UTF_8)).root());
    }

    private static byte[] written(YamlNode node) {
        return Json.encode(Schemas.plain(node)).getBytes(StandardCharsets.UTF_8);
    }

    private static String station(YamlNode node) {
        return StationConfigLoader.parse(FILE, written(node))
                .toOptional()
                .map(StationConfig::toString)
                .orElse("refused");
    }

    /** Without the digest, which changes with every letter. */
    private static String recipe(YamlNode node) {
        Loaded<Recipe> loaded = Shipped.LOADER.parse(FILE, written(node));
        return loaded.toOptional()
                .map(recipe -> recipe.toString().replace(recipe.digest().toString(), ""))
                .orElse("refused");
    }

    /** Every tree that lacks one key, with the key's path. */
    private static void without(YamlNode node, String path, BiConsumer<String, YamlNode> out) {
        if (node instanceof YamlMap map) {
            map.entries().forEach((key, value) -> {
                Map<String, YamlNode> less = new LinkedHashMap<>(map.entries());
                less.remove(key);
                out.accept(path + "." + key, new YamlMap(1, 1, less, Map.of()));
                without(value, path + "." + key, (below, changed) -> {
                    Map<String, YamlNode> entries = new LinkedHashMap<>(map.entries());
                    entries.put(key, changed);
                    out.accept(below, new YamlMap(1, 1, entries, Map.of()));
                });
            });
        } else if (node instanceof YamlList list) {
            for (int i = 0; i < list.items().size(); i++) {
                int at = i;
                without(list.items().get(i), path + "[]", (below, changed) -> {
                    List<YamlNode> items = new ArrayList<>(list.items());
                    items.set(at, changed);
                    out.accept(below, new YamlList(1, 1, items));
                });
            }
        }
    }

    /** The keys of a shape as {@link #without} writes them; those of verbs are bound by the verb itself. */
    private static void keys(Shape shape, String path, Set<String> out) {
        if (shape instanceof Shape.Fields fields) {
            fields.fields().forEach((key, field) -> {
                out.add(path + "." + key);
                keys(field.shape(), path + "." + key, out);
            });
        } else if (shape instanceof Shape.Items items) {
            keys(items.item(), path + "[]", out);
        } else if (shape instanceof Shape.Names names) {
            keys(names.value(), path + ".a", out);
        }
    }

    private static Set<String> withoutEffect(YamlMap full, Function<YamlNode, String> read) {
        String whole = read.apply(full);
        assertThat(whole).isNotEqualTo("refused");
        Set<String> idle = new TreeSet<>();
        without(full, "", (path, less) -> {
            if (read.apply(less).equals(whole)) {
                idle.add(path);
            }
        });
        return idle;
    }

    private static Set<String> seen(YamlMap full) {
        Set<String> seen = new TreeSet<>();
        // What a person names has the name a in a shape's keys.
        without(
                full,
                "",
                (path, less) -> seen.add(path.replaceAll("^\\.(pools|unit|images)\\.[a-f](?=\\.|$)", ".$1.a")));
        return seen;
    }

    @Test
    void everyKeyOfAStationIsInWhatIsReadFromIt() {
        YamlMap full = tree(STATION);
        Set<String> keys = new TreeSet<>();
        keys(StationShape.STATION, "", keys);

        assertThat(seen(full)).containsAll(keys);
        assertThat(withoutEffect(full, SettingsEffectTest::station)).isEmpty();
    }

    @Test
    void everyKeyOfARecipeIsInWhatIsReadFromIt() {
        YamlMap full = tree(RECIPE);
        Set<String> keys = new TreeSet<>();
        keys(RecipeShape.of(Shipped.LANGUAGE), "", keys);

        assertThat(seen(full)).containsAll(keys);
        assertThat(withoutEffect(full, SettingsEffectTest::recipe)).isEmpty();
    }

    /** The records of our own that one holds, at whatever depth. */
    private static void records(JavaClass type, Set<JavaClass> out) {
        if (type.isRecord() && type.getPackageName().startsWith("dev.gangway") && out.add(type)) {
            parts(type).flatMap(part -> part.getAllInvolvedRawTypes().stream()).forEach(held -> records(held, out));
        }
        type.getSubclasses().stream()
                .filter(choice -> type.isInterface() && choice.getPackage().equals(type.getPackage()))
                .forEach(choice -> records(choice, out));
    }

    private static Stream<JavaField> parts(JavaClass type) {
        return type.getFields().stream().filter(field -> !field.getModifiers().contains(JavaModifier.STATIC));
    }

    @Test
    void everyPartOfWhatIsReadIsUsed() {
        JavaClasses classes = Module.classesOfAll();
        Set<JavaClass> records = new LinkedHashSet<>();
        for (Class<?> type : List.of(StationConfig.class, Recipe.class, Common.class, StationPlan.class)) {
            records(classes.get(type), records);
        }
        classes.stream()
                .filter(type -> type.isRecord() && type.getName().contains("StepVerbs$"))
                .forEach(type -> records(type, records));

        assertThat(records).hasSizeGreaterThan(25);
        assertThat(records.stream().flatMap(SettingsEffectTest::parts).filter(part -> !isUsed(part)))
                .as("settings without effect: give them one or refuse them")
                .isEmpty();
    }

    private static boolean isUsed(JavaField part) {
        JavaClass owner = part.getOwner();
        boolean byItsRecord = part.getAccessesToSelf().stream()
                .map(JavaAccess::getOrigin)
                .anyMatch(origin -> !origin.getName().equals("<init>")
                        && !(origin.getName().equals(part.getName())
                                && origin.getRawParameterTypes().isEmpty())
                        && !Set.of("toString", "equals", "hashCode").contains(origin.getName()));
        JavaMethod accessor = owner.getMethod(part.getName());
        return byItsRecord
                || !accessor.getReferencesToSelf().isEmpty()
                || accessor.getAccessesToSelf().stream().anyMatch(access -> !makes(access.getOriginOwner(), owner));
    }

    /** Whoever makes such a record only passes the value on. */
    private static boolean makes(JavaClass reader, JavaClass type) {
        return type.getConstructors().stream()
                .flatMap(constructor -> constructor.getAccessesToSelf().stream())
                .anyMatch(access -> access.getOriginOwner().equals(reader));
    }
}
