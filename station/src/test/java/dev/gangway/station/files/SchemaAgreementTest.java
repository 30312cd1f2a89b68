package dev.gangway.station.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.gangway.config.RecipeShape;
import dev.gangway.config.StationShape;
import dev.gangway.language.Verb;
import dev.gangway.yaml.JsonSchema;
import dev.gangway.yaml.Problem;
import dev.gangway.yaml.Shape;
import dev.gangway.yaml.ShapeCheck;
import dev.gangway.yaml.YamlList;
import dev.gangway.yaml.YamlMap;
import dev.gangway.yaml.YamlNode;
import dev.gangway.yaml.YamlReader;
import dev.gangway.yaml.YamlScalar;
import dev.gangway.yaml.YamlScalar.Kind;
import io.vertx.json.schema.Validator;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The schema that an editor judges by and the loader say the same of thousands of files, good and bad. */
class SchemaAgreementTest {
    private static final Path FILE = Path.of("x.yaml");
    private static final int OF_THE_WHOLE = 20;

    private static final String FULL_STATION = """
            kind: station
            station: s
            line: l
            data: d
            http: {host: "::1", port: 0, names: [a.b], login: [{name: n, password: "env:PW"}]}
            bus: {type: virtual, ports: 127}
            recipes: {folder: r, use: [a, b]}
            images: {folder: i, byRecipe: {a: /x}}
            ports:
              - {port: 1-2.4, slot: "07", row: 1, column: 2, recipes: [a]}
              - {port: "virtual:3", slot: A-1}
            quarantine: {after: 1}
            scan: {serial: [{device: /dev/ttyACM0, baud: 9600}], slotPrefix: S, commandPrefix: C, badgePrefix: B}
            supervisors: [x1]
            kafka:
              bootstrap: ["a:9092"]
              topic: t
              clientId: c
              properties: {security.protocol: SSL, ssl.keystore.password: "env:PW", sasl.jaas.config: "file:x"}
            """;

    private static final String FULL_RECIPE = """
            kind: recipe
            version: 1
            title: t
            serves: {mode: fel, chips: [h3, 0x1625], boardIds: "sid:.*"}
            serial: {pattern: "[0-9]+", check: luhn, gs1: "21"}
            images: {a: {file: x/a.bin, format: raw, optional: true}}
            retry: {attempts: 2, backOff: 1s, maxBackOff: 2s, also: [no-boot], never: [cable-lost], powerCycle: true}
            verify: none
            steps:
              - {await: fel, afresh: true, name: n, timeout: 1s, prompt: p, ifLate: i}
              - {power: cycle, off: 3s}
              - {ask: "On?", answers: {YES: pass, NO: fail}}
              - {console.expect: "login: (?<value>[0-9]+)", least: "1", most: "2.5", unit: V, within: 2s}
              - {console.type: "echo {{serial}}"}
              - fel.spl: a
              - fel.play: a
              - fel.uboot: a
              - {fel.write: a, at: 0x0}
              - {fel.script: "a\\nb", at: 1, title: t}
              - fel.exec: 0xffffffff
              - fel.start:
              - {fel.variables: [a], at: 1, length: 1}
              - {fel.verify: a, at: 1}
              - {nand.readback: [{image: a, offset: 0, rawAt: 1}], at: 1, buffer: 1, piece: 1KiB, results: 1, after: reset}
              - nand.compare:
              - fel.reset:
              - fel.highspeed:
              - {fel.spi-write: a, at: 0x1001, keepAround: true, flash: [ef4018, "012018"]}
              - {fel.spi-verify: a, at: 0x1001}
              - {fel.spi-erase: 0, length: 64KiB, flash: [ef4018]}
              - {fastboot.flash: a, partition: b, skip: same}
              - fastboot.play: a
              - {fastboot.verify: a, partition: b}
              - {fastboot.verify-crc: a, partition: b, memory: 0x42000000, window: 1MiB}
              - fastboot.erase: b
              - fastboot.format: b
                as: ext4
              - fastboot.boot: a
              - fastboot.set-active: b
              - fastboot.oem: format
              - fastboot.ucmd: mmc dev 0
              - fastboot.acmd: reset
              - {fastboot.create-logical: b, size: 1MiB}
              - {fastboot.resize-logical: b, size: 2MiB}
              - fastboot.delete-logical: b
              - fastboot.continue:
              - fastboot.reboot:
              - fastboot.reboot-bootloader:
              - fastboot.reboot-fastboot:
              - fastboot.reboot-recovery:
              - dfu.detach:
              - {dfu.write: a, alt: 1, at: 0x80000, intoKeys: true}
              - {dfu.verify: a, alt: firmware, at: 0}
              - {dfu.erase: 0, at: 0, length: 4KiB, intoKeys: false}
              - dfu.unprotect:
              - dfu.leave:
              - {disk.write: a, at: 8KiB, lun: 1, skip: same}
              - {disk.verify: a, bmap: a, at: 0, lun: 0}
              - {uf2.write: a, by: file, family: "e48bff56"}
              - disk.eject:
              - picoboot.write: a
              - picoboot.verify: a
              - picoboot.reboot:
              - rockchip.db: a
              - {rockchip.wl: a, at: 0x4000}
              - {rockchip.verify: a, at: 64}
              - rockchip.ef:
              - rockchip.reset:
              - rpiboot.serve: a
              - sdp.load: a
              - sdp.verify: a
              - sdp.start:
              - {sdp.write: a, at: 0x907000}
              - sdp.jump: 0x907000
              - sdp.stream: a
              - {ymodem.touch: 28800, rate: 9600, says: ready}
              - {ymodem.type: f, enter: true, rate: 9600, says: ready}
              - {ymodem.send: a, as: a.bin, by: xmodem, blocks: small, asks: false, says: "%d bytes", leaves: true}
              - {ymodem.verify: a, by: ymodem-g}
              - {esp.write: [{image: a, at: 0x1000}], flashMode: dio, flashFrequency: 40m, flashSize: detect, baud: 921600}
              - {esp.build: a, baud: 115200}
              - esp.verify:
              - esp.verify-read:
              - esp.erase:
              - {esp.erase-region: 0x9000, length: 24KiB}
              - esp.run:
              - {spark.firmware: a, fast: true, product: 0, version: 2}
              - {spark.file: a, at: 0x80000}
              - spark.factory: a
              - {spark.verify: a, by: flashcrc, at: 0x80000}
              - {spark.expect: 2, product: 0, functions: [selftest]}
              - {spark.call: selftest, with: "1,2", answer: 0}
              - spark.signal: "off"
              - {uboot.stop: "=> ", keys: " ", anew: false, within: 1m}
              - {uboot.run: version, says: U-Boot}
              - {uboot.env: unit, value: x, is: x}
              - {uboot.network: fixed, address: 10.0.0.7, netmask: 255.0.0.0, gateway: 10.0.0.1}
              - {uboot.write: a, to: virtio 0, at: 1MiB, ram: 0x42000000, piece: 4MiB, blockSize: 512, window: 8, skip: crc32}
              - uboot.reset:
              - {uboot.boot: boot, says: login, within: 5s}
              - {uboot.expect: "(?<value>[0-9.]+) V", least: "3.2", most: "3.4", within: 1m}
              - {linux.boot: a, initramfs: a, devicetree: a, bootargs: quiet, kernelAt: "${kernel_addr_r}", with: bootz, window: 8}
              - {linux.login: root, password: x, asks: "login:", shell: "#", within: 1m}
              - {linux.network: fixed, address: 10.30.0.7, gateway: 10.30.0.1, interface: eth0}
              - {linux.run: umount /dev/sda1, says: done}
              - {linux.write: a, to: "/sys/class/block#4fb0000", partition: rootfs}
              - {linux.verify: a, to: /dev/mmcblk0p2}
              - linux.poweroff:
              - {bundle.boot: "oci://a.b/c:v1", manifest: m.yaml, variant: v, kernel: a, initramfs: a, devicetree: a, target: t, partition: p, window: 8, within: 1m}
              - {bundle.flash: a, target: t, partition: rootfs, sha256: "0123456789012345678901234567890123456789012345678901234567890123", checksums: a}
              - {bundle.stream: "https://a.b/c.img.xz", target: t, partition: rootfs, checksums: a}
            """;

    private static YamlMap tree(String text) {
        return Objects.requireNonNull(
                YamlReader.parse(FILE, text.getBytes(StandardCharsets.UTF_8)).root());
    }

    private static List<YamlScalar> scalars() {
        List<YamlScalar> all = new ArrayList<>();
        for (String text : List.of(
                "",
                "x",
                "a b",
                "h3",
                "07",
                "21",
                "30s",
                "0s",
                "16MiB",
                "..",
                "/x",
                "a/../b",
                "a\u0007b",
                "fel",
                "none",
                "true",
                "1-2.4",
                "virtual:3",
                "env:PW",
                "file:x",
                "a:9092",
                "x".repeat(300),
                "{{nonce}}",
                "Ü")) {
            all.add(new YamlScalar(1, 1, text, Kind.TEXT));
        }
        for (String number : List.of("-1", "0", "1", "7", "0x1680", "5670", "65535", "65536", "0x100000000")) {
            all.add(new YamlScalar(1, 1, number, Kind.WHOLE));
        }
        all.add(new YamlScalar(1, 1, "1.5", Kind.FLOAT));
        all.add(new YamlScalar(1, 1, "true", Kind.FLAG));
        all.add(new YamlScalar(1, 1, "", Kind.NOTHING));
        return all;
    }

    /** Every tree that differs from this one in one place. */
    private static void mutate(YamlNode node, Consumer<YamlNode> out) {
        scalars().forEach(out);
        out.accept(new YamlList(1, 1, List.of()));
        out.accept(new YamlMap(1, 1, Map.of(), Map.of()));
        if (node instanceof YamlList list) {
            if (!list.items().isEmpty()) {
                List<YamlNode> twice = new ArrayList<>(list.items());
                twice.add(list.items().get(0));
                out.accept(new YamlList(1, 1, twice));
            }
            for (int i = 0; i < list.items().size(); i++) {
                int at = i;
                mutate(list.items().get(i), changed -> {
                    List<YamlNode> items = new ArrayList<>(list.items());
                    items.set(at, changed);
                    out.accept(new YamlList(1, 1, items));
                });
            }
        } else if (node instanceof YamlMap map) {
            for (String unknown : List.of("timeuot", "at", "acks", "fel.spl", "ssl.key.password", "X Y")) {
                out.accept(with(map, unknown, new YamlScalar(1, 1, "x", Kind.TEXT)));
            }
            map.entries().forEach((key, value) -> {
                Map<String, YamlNode> less = new LinkedHashMap<>(map.entries());
                less.remove(key);
                out.accept(new YamlMap(1, 1, less, Map.of()));
                mutate(value, changed -> out.accept(with(map, key, changed)));
            });
        }
    }

    private static YamlMap with(YamlMap map, String key, YamlNode value) {
        Map<String, YamlNode> entries = new LinkedHashMap<>(map.entries());
        entries.put(key, value);
        return new YamlMap(1, 1, entries, Map.of());
    }

    /** Compares the verdicts on a good tree and all that differ from it in one place; returns bad and good ones. */
    private static int[] agree(YamlMap good, Shape shape, Validator validator) {
        int[] verdicts = new int[2];
        Consumer<YamlNode> compare = node -> verdicts[requireAgreed(node, shape, validator) ? 1 : 0]++;
        compare.accept(good);
        assertThat(verdicts[1]).as("the good one is good: %s", good).isEqualTo(1);
        mutate(good, compare);
        return verdicts;
    }

    /** Whether both say that this node is good; fails when one says so alone. */
    private static boolean requireAgreed(YamlNode node, Shape shape, Validator validator) {
        List<Problem> problems = ShapeCheck.check(FILE, "", node, shape);
        Object plain = Schemas.plain(node);
        boolean valid = Boolean.TRUE.equals(validator.validate(plain).getValid());
        if (problems.isEmpty() != valid) {
            fail("loader says %s, schema says %s: %s", problems, valid, plain);
        }
        return valid;
    }

    @Test
    void ofStations() {
        int[] verdicts = agree(tree(FULL_STATION), StationShape.STATION, Schemas.validator(StationShape.jsonSchema()));

        assertThat(verdicts[0]).isGreaterThan(1000);
        assertThat(verdicts[1]).isGreaterThan(200);
    }

    @Test
    void ofRecipes() {
        YamlMap recipe = tree(FULL_RECIPE);
        YamlMap small = with(recipe, "steps", new YamlList(1, 1, List.of(firstStep(recipe))));

        int[] verdicts = agree(
                small, RecipeShape.of(Shipped.LANGUAGE), Schemas.validator(RecipeShape.jsonSchema(Shipped.LANGUAGE)));

        assertThat(verdicts[0]).isGreaterThan(1000);
        assertThat(verdicts[1]).isGreaterThan(100);
    }

    @Test
    void ofEveryStep() {
        // Given
        Shape.Verbs whole = Shipped.LANGUAGE.step();
        Validator wholeSchema = Schemas.validator(JsonSchema.write("step", whole));
        List<YamlMap> steps = tree(FULL_RECIPE).findList("steps").maps();
        List<String> verbs = Shipped.LANGUAGE.verbs().stream().map(Verb::name).toList();

        // Then
        assertThat(steps)
                .extracting(step -> Shipped.LANGUAGE.verbOf(step).orElseThrow().name())
                .containsExactlyElementsOf(verbs);
        for (int i = 0; i < steps.size(); i++) {
            YamlMap step = steps.get(i);
            // The schema of all verbs says no when that of each does: it is asked about a part, being slow.
            Shape some = among(whole, verbs.subList(Math.max(0, i - 1), Math.min(verbs.size(), i + 2)));
            int[] verdicts = agree(step, some, Schemas.validator(JsonSchema.write("step", some)));
            assertThat(verdicts[0]).isGreaterThan(50);
            int[] seen = {0};
            requireAgreed(step, whole, wholeSchema);
            mutate(step, changed -> {
                if (seen[0]++ % OF_THE_WHOLE == 0) {
                    requireAgreed(changed, whole, wholeSchema);
                }
            });
        }
    }

    /** These verbs, and one that many steps do not go with. */
    private static Shape among(Shape.Verbs whole, List<String> verbs) {
        Map<String, Shape.Fields> some = new LinkedHashMap<>();
        whole.verbs().forEach((name, fields) -> {
            if (verbs.contains(name) || name.equals("fel.spl")) {
                some.put(name, fields);
            }
        });
        return new Shape.Verbs(whole.expected(), some);
    }

    private static YamlMap firstStep(YamlMap recipe) {
        return recipe.findList("steps").maps().get(0);
    }
}
