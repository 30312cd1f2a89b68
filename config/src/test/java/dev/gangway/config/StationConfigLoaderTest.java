package dev.gangway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gangway.model.PortPath;
import dev.gangway.model.Slot;
import dev.gangway.yaml.Problem;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StationConfigLoaderTest {
    private static final String FULL = """
            kind: station
            station: bench-7
            line: Line 2
            data: var
            http:
              host: 0.0.0.0
              port: 0
              names: [line2.example]
              tls: { certificate: page.pem, key: /etc/gangway/page.key }
              login:
                - { name: K. Lind, password: "pbkdf2-sha256$600000$c2FsdHNhbHQ=$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=" }
                - { name: Ö. Berg, password: "env:BERG" }
            bus: { type: virtual, ports: 16 }
            recipes: { folder: r, use: [b, a] }
            images: { folder: i, byRecipe: { a: /srv/a } }
            ports:
              - { port: 1-2.4, slot: "07", row: 1, column: 2, recipes: [a], line: true }
              - { port: "virtual:3", slot: "08" }
            quarantine: { after: 5 }
            scan:
              serial: [{ device: /dev/ttyACM0, baud: 115200 }]
              badgePrefix: "B:"
            supervisors: [boss-badge-4711]
            kafka:
              bootstrap: ["k1:9093", "k2:9093"]
              properties:
                security.protocol: SASL_SSL
                sasl.jaas.config: file:jaas
                ssl.truststore.password: env:TRUST
            """;

    private static List<String> problems(String text) {
        return StationConfigLoader.parse(Path.of("station.yaml"), text.getBytes(StandardCharsets.UTF_8))
                .problems()
                .stream()
                .map(Problem::toString)
                .toList();
    }

    private static StationConfig write(Path folder, String text) throws IOException {
        return StationConfigLoader.load(Files.writeString(folder.resolve("station.yaml"), text))
                .orThrow();
    }

    @Test
    void readsEverything(@TempDir Path folder) throws IOException {
        // When
        StationConfig config = write(folder, FULL);

        // Then
        assertThat(config.station()).isEqualTo("bench-7");
        assertThat(config.http()).satisfies(http -> {
            assertThat(http.host()).isEqualTo("0.0.0.0");
            assertThat(http.port()).isZero();
            assertThat(http.names()).containsExactly("line2.example");
            assertThat(http.tls())
                    .isEqualTo(new StationConfig.Tls(folder.resolve("page.pem"), Path.of("/etc/gangway/page.key")));
            assertThat(http.unencrypted()).isFalse();
            assertThat(http.login()).extracting(StationConfig.Account::name).containsExactly("K. Lind", "Ö. Berg");
            assertThat(http.login().get(0).hash(Map.of())).startsWith("pbkdf2-sha256$600000$");
            assertThat(http.login().get(1).hash(Map.of("BERG", "x"))).isEqualTo("x");
            assertThat(config.toString() + config.describe()).doesNotContain("c2FsdHNhbHQ");
        });
        assertThat(config.bus()).isEqualTo(new BusConfig.Virtual(16));
        assertThat(config.recipes()).isEqualTo(new StationConfig.Recipes(folder.resolve("r"), List.of("b", "a")));
        assertThat(config.images().of("a")).isEqualTo(Path.of("/srv/a"));
        assertThat(config.images().of("b")).isEqualTo(folder.resolve("i/b"));
        assertThat(config.entry(new PortPath("1-2.4")))
                .contains(new StationConfig.PortEntry(
                        new PortPath("1-2.4"), new Slot("07"), 1, 2, List.of("a"), new PortFixture(true, null, null)));
        assertThat(config.entry(new PortPath("1-2.5"))).isEmpty();
        assertThat(config.quarantineAfter()).isEqualTo(5);
        assertThat(config.scan())
                .isEqualTo(new StationConfig.Scan(
                        List.of(new StationConfig.SerialScanner("/dev/ttyACM0", 115_200)), "SLOT-", "CMD-", "B:"));
        assertThat(config.supervisors().badges()).containsExactly("boss-badge-4711");
        assertThat(config.data()).isEqualTo(folder.resolve("var"));
        KafkaConfig kafka = Objects.requireNonNull(config.kafka());
        assertThat(kafka.bootstrap()).containsExactly("k1:9093", "k2:9093");
        assertThat(kafka.topic()).isEqualTo("gangway.jobs");
        assertThat(kafka.clientId()).isEqualTo("bench-7");
        assertThat(kafka.properties()).containsExactly(Map.entry("security.protocol", "SASL_SSL"));
        assertThat(kafka.secrets()).containsOnlyKeys("sasl.jaas.config", "ssl.truststore.password");
    }

    @Test
    void readsWhatSwitchesAPort(@TempDir Path folder) throws IOException {
        String head = "kind: station\nstation: x\nports:\n";
        StationConfig config = write(folder, head + """
                  - { port: 1-1, slot: a, power: { command: { on: [pdu, "on"], off: [pdu, "off"], read: [pdu] } } }
                  - port: 1-2
                    slot: b
                    power:
                      http: { on: "http://10.0.0.8/a?turn=on", off: "https://[::1]:8/b%20c", user: lind, secret: "file:pdu" }
                  - { port: 1-3, slot: c, power: { snmp: { host: pdu, community: "env:C", oid: 1.3.6.1.4.1.9, off: 0 } } }
                  - { port: 1-4, slot: d, power: { ykush: { port: 2 } } }
                  - port: 1-6
                    slot: f
                    power:
                      snmp: { host: pdu, oid: 1.3.6.1.4.1.9, user: { name: gw, hash: sha1, secret: "env:A", privacy: "file:p" } }
                  - { port: 1-7, slot: g, power: { snmp: { host: pdu, oid: 1.3.6.1.4.1.9, user: { name: gw, secret: "env:A" } } } }
                  - { port: 1-5, slot: e }
                """);
        assertThat(config.ports())
                .extracting(entry -> entry.fixture().power())
                .containsExactly(
                        new PowerConfig.Command(List.of("pdu", "on"), List.of("pdu", "off"), List.of(), List.of("pdu")),
                        new PowerConfig.Http(
                                URI.create("http://10.0.0.8/a?turn=on"),
                                URI.create("https://[::1]:8/b%20c"),
                                "GET",
                                null,
                                "(?i)\\bon\\b|\\btrue\\b",
                                new PowerConfig.Login("lind", new Secret.InFile(folder.resolve("pdu")))),
                        new PowerConfig.Snmp(
                                "pdu",
                                161,
                                new SnmpAccess.Community(new Secret.InEnvironment("C")),
                                "1.3.6.1.4.1.9",
                                1,
                                0),
                        new PowerConfig.Ykush("", 2),
                        new PowerConfig.Snmp(
                                "pdu",
                                161,
                                new SnmpAccess.User(
                                        "gw",
                                        SnmpAccess.Hash.SHA1,
                                        new Secret.InEnvironment("A"),
                                        new SnmpAccess.Privacy(
                                                SnmpAccess.Cipher.AES128, new Secret.InFile(folder.resolve("p")))),
                                "1.3.6.1.4.1.9",
                                1,
                                2),
                        new PowerConfig.Snmp(
                                "pdu",
                                161,
                                new SnmpAccess.User("gw", SnmpAccess.Hash.SHA256, new Secret.InEnvironment("A"), null),
                                "1.3.6.1.4.1.9",
                                1,
                                2),
                        null);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                                                  | a port has one switch
            { ykush: { port: 1 }, command: { on: [a], off: [b] } }              | a port has one switch
            { ykush: { port: 10 } }                                             | 1 to 4
            { http: { on: "http://a/", off: "http://b/", user: x } }            | user wants a password
            { http: { on: "http://a/", off: "http://b/", isOn: "(" } }          | is no regular expression
            { http: { on: "http://a/%zz", off: "http://b/" } }                  | is no link
            { http: { on: "http://u:p@a/", off: "http://b/" } }                 | without user and password
            { http: { on: "file:///etc/passwd", off: "http://b/" } }            | a link http://HOST
            { http: { on: "http://a/", off: "http://b/", secret: hunter2 } }    | a reference to a secret
            { snmp: { host: a, community: "env:C", oid: 1.3.6.1, on: 2 } }      | is the value for on, too
            { snmp: { host: a, community: public, oid: 1.3.6.1 } }              | a reference to a secret
            { snmp: { host: a, oid: 1.3.6.1 } }                                 | write either user, for SNMP 3, or community
            { snmp: { host: a, oid: 1.3.6.1, community: "env:C", user: { name: u, secret: "env:A" } } } | write either user
            { snmp: { host: a, oid: 1.3.6.1, user: { name: u, secret: hunter2 } } }                     | a reference to a secret
            { snmp: { host: a, oid: 1.3.6.1, user: { name: u, secret: "env:A", cipher: aes256 } } }     | cipher wants a pass phrase
            { snmp: { host: a, oid: 1.3.6.1, user: { name: u, secret: "env:A", hash: md5 } } }          | sha1, sha224, sha256
            { command: { on: [], off: [b] } }                                   | a program and its arguments
            """)
    void saysWhatIsWrongWithASwitch(String power, String problem) {
        String head = "kind: station\nstation: x\nports:\n  - port: 1-1\n    slot: a\n    power: ";
        assertThat(problems(head + power + "\n")).anySatisfy(one -> assertThat(one.toString())
                .contains("station.yaml:6")
                .contains(problem)
                .doesNotContain("hunter2"));
    }

    @Test
    void wantsALoginWhereOthersCanReachThePages() {
        String head = "kind: station\nstation: x\n";
        assertThat(problems(head + "http: { host: 0.0.0.0, unencrypted: accepted }\n"))
                .singleElement()
                .asString()
                .contains("station.yaml:3")
                .contains("http.host")
                .contains("gangway password");
        assertThat(problems(head + "http: { host: \"::1\" }\n")).isEmpty();
        assertThat(problems(head + "http: { login: [{ name: a, password: secret }] }\n"))
                .singleElement()
                .asString()
                .contains("http.login[0].password")
                .contains("gangway password")
                .contains("env:NAME");
        assertThat(problems(head + "http: { login: [{ name: a, password: env:A }, { name: a, password: env:B }] }\n"))
                .singleElement()
                .asString()
                .contains("the name a is in line 3 already");
    }

    @Test
    void wantsEncryptionOrConsentWhereOthersCanReachThePages() {
        String head = "kind: station\nstation: x\nhttp:\n  host: 10.0.0.7\n  login: [{ name: a, password: env:A }]\n";
        assertThat(problems(head))
                .singleElement()
                .asString()
                .contains("station.yaml:4")
                .contains("http.host")
                .contains("http.tls: {certificate: FILE.pem, key: FILE.pem}")
                .contains("http.unencrypted: accepted");
        assertThat(problems(head + "  tls: { certificate: a.pem, key: b.pem }\n"))
                .isEmpty();
        assertThat(problems(head + "  unencrypted: accepted\n")).isEmpty();
        assertThat(problems(head + "  unencrypted: true\n"))
                .singleElement()
                .asString()
                .contains("http.unencrypted");
        assertThat(problems(head + "  tls: { certificate: a.pem }\n"))
                .singleElement()
                .asString()
                .contains("http.tls.key");
    }

    @Test
    void saysWhatToDoAboutAKeyThatOlderFilesHave() {
        assertThat(problems("kind: station\nstation: x\nledger: { name: book }\n"))
                .containsExactly("station.yaml:3: ledger: is no key any more: its name was never used, the record is"
                        + " always ledger.mv.db in the data folder; remove it");
    }

    @Test
    void hasDefaultsForAllButTheName(@TempDir Path folder) throws IOException {
        // Given
        StationConfig defaults = StationConfig.defaults();

        // When
        StationConfig config = write(folder, "kind: station\nstation: x\n");

        // Then
        assertThat(config.bus()).isEqualTo(new BusConfig.Libusb());
        assertThat(config.http()).isEqualTo(defaults.http()).isEqualTo(new StationConfig.Http("127.0.0.1", 8080));
        assertThat(config.scan()).isEqualTo(defaults.scan());
        assertThat(config.quarantineAfter()).isEqualTo(defaults.quarantineAfter());
        assertThat(config.recipes().use()).isEmpty();
        assertThat(config.kafka()).isNull();
        assertThat(config.data()).isEqualTo(folder.resolve("data"));
        assertThat(defaults.bus()).isEqualTo(new BusConfig.Virtual(8));
    }

    @Test
    void printsNoSecretAndNoBadge(@TempDir Path folder) throws IOException {
        // Given
        Files.writeString(folder.resolve("jaas"), "password=hunter2\n");
        StationConfig config = write(folder, FULL);
        KafkaConfig kafka = Objects.requireNonNull(config.kafka());

        // When
        Map<String, String> resolved = kafka.resolved(Map.of("TRUST", "tr0st"));

        // Then
        assertThat(resolved)
                .containsEntry("sasl.jaas.config", "password=hunter2")
                .containsEntry("ssl.truststore.password", "tr0st")
                .containsEntry("security.protocol", "SASL_SSL");
        assertThat(List.of(config.toString(), config.describe(), kafka.toString()))
                .allSatisfy(text -> assertThat(text).doesNotContain("hunter2", "tr0st", "boss-badge"))
                .allSatisfy(text -> assertThat(text).contains("env:TRUST"));
    }

    @Test
    void saysWhichSecretIsNotThere(@TempDir Path folder) throws IOException {
        KafkaConfig kafka = Objects.requireNonNull(write(folder, FULL).kafka());

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> kafka.resolved(Map.of("TRUST", "x")))
                .withMessageContaining("the secret's file " + folder.resolve("jaas"));
        Files.writeString(folder.resolve("jaas"), "x");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> kafka.resolved(Map.of()))
                .withMessage("the environment variable TRUST is not set; it should hold a secret");
    }

    @Test
    void refusesSecretsInTheFile() {
        String text = FULL.replace("env:TRUST", "tr0st").replace("security.protocol: SASL_SSL", "acks: \"1\"");

        assertThat(problems(text))
                .containsExactly(
                        "station.yaml:27: kafka.properties.acks: is set by the station, so that no record is lost or"
                                + " overtakes another; remove it",
                        "station.yaml:29: kafka.properties.ssl.truststore.password: expected a reference to a secret,"
                                + " file:PATH or env:NAME; secrets do not belong into this file, found a text that is"
                                + " not shown: it may be a secret");
    }

    /** Whatever is wrong, and wherever a secret was put by mistake. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http: { login: [{ name: a, password: hunter2 }] }",
                "http: { login: [{ name: a, password: &hunter2 x }] }",
                "http: { login: [{ name: a, password: *hunter2 }] }",
                "http: { login: [{ name: a, password: !hunter2 x }] }",
                "http: { login: [{ name: a, pasword: hunter2 }] }",
                "http: { login: [hunter2] }",
                "http: { login: hunter2 }",
                "http: login-hunter2",
                "supervisors: [hunter2, hunter2]",
                "supervisors: [\"hunter2 with a space\"]",
                "supervisors: hunter2",
                "kafka: { bootstrap: [\"a:1\"], properties: { ssl.key.password: hunter2 } }",
                "kafka: { bootstrap: [\"a:1\"], properties: { sasl.jaas.config: \"X required password='hunter2';\" } }",
                "kafka: { bootstrap: [\"a:1\"], properties: { sasl.jaas.confg: \"hunter2\\nx\" } }",
                "kafka: { bootstrap: [\"a:1\"], properties: hunter2 }",
                "kafka: broker-hunter2",
            })
    void neverShowsWhatMayBeASecret(String line) {
        assertThat(problems("kind: station\nstation: x\n" + line + "\n"))
                .isNotEmpty()
                .noneSatisfy(problem -> assertThat(problem).contains("hunter2"));
    }

    @Test
    void neverShowsANumberThatMayBeASecret() {
        assertThat(problems("kind: station\nstation: x\nhttp: { login: [{ name: a, password: 4711 }] }\n"))
                .singleElement()
                .asString()
                .endsWith("found a value that is not shown, for it may be a secret; as a text it needs quotes");
    }

    @Test
    void reportsAllProblemsAtOnceWithTheirLines() {
        // Given
        String text = """
                kind: station
                sation: bench
                http: { host: "no host", port: 70000 }
                bus: { type: libusb, ports: 4 }
                ports:
                  - { port: 1-2.4, slot: 07 }
                  - { port: 1-2.4, slot: "08", row: 1 }
                  - { port: 2.4, slot: "08" }
                quarantine: { after: 0 }
                scan: { slotPrefix: C, commandPrefix: CMD }
                line: a
                line: b
                """;

        // Then
        assertThat(problems(text))
                .containsExactly(
                        "station.yaml:1: station: is missing; expected a text of one line, at most 200 characters",
                        "station.yaml:2: sation: unknown key; did you mean \"station\"?",
                        "station.yaml:3: http.host: expected a host name or an IP address, found \"no host\"",
                        "station.yaml:3: http.port: expected a port from 0 to 65535, found the number 70000",
                        "station.yaml:4: bus.ports: is for the virtual bus; libusb finds its ports by itself; remove it",
                        "station.yaml:6: ports[0].slot: expected a slot label: 1 to 16 letters, digits, dots or dashes, in"
                                + " quotes, found the number 07; as a text it needs quotes: \"07\"",
                        "station.yaml:7: ports[1].port: the port 1-2.4 is in line 6 already",
                        "station.yaml:7: ports[1]: row and column belong together; write both or none",
                        "station.yaml:8: ports[2].port: expected a port: 1-2.4 (USB) or virtual:3, found the number 2.4",
                        "station.yaml:8: ports[2].slot: the slot 08 is in line 7 already",
                        "station.yaml:9: quarantine.after: expected 1 to 100, found the number 0",
                        "station.yaml:10: scan.commandPrefix: \"CMD\" cannot be told from slotPrefix \"C\"",
                        "station.yaml:12: line: the key is here twice; the first one is in line 11");
    }

    /** A scanner, a port and a console would take each other's bytes. */
    @Test
    void aSerialDeviceHasOneUse() {
        assertThat(problems("""
                kind: station
                station: a
                ports:
                  - { port: 1-1, slot: "1", console: { device: /dev/ttyS1 } }
                  - { port: 1-2, slot: "2", console: { device: /dev/ttyS1, baud: 9600 } }
                  - { port: 1-3, slot: "3", console: { device: /dev/ttyS0 } }
                  - { port: 1-4, slot: "4", console: { device: /dev/ttyACM0 } }
                  - { port: "serial:/dev/ttyS0", slot: "5" }
                scan: { serial: [{ device: /dev/ttyACM0 }] }
                """))
                .containsExactly(
                        "station.yaml:5: ports[1].console.device: the device /dev/ttyS1 is in line 4 already",
                        "station.yaml:6: ports[2].console.device: the device /dev/ttyS0 is in line 8 already",
                        "station.yaml:7: ports[3].console.device: the device /dev/ttyACM0 is in line 9 already");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1-2.4",
                "255-1",
                "1-1.2.3.4.5.6.7",
                "1-1.2.3.4.5.6.7.8",
                "virtual:3",
                "virtual:",
                "serial:/dev/ttyUSB0",
                "tcp:host:23",
                "udp:[::1]:69",
                "usb:1",
                "1-",
                "serial:",
                "serial:a b",
                "1-2.",
                "1234-1"
            })
    void acceptsExactlyThePortsThatThePortTypeAccepts(String port) {
        boolean isPort = true;
        try {
            new PortPath(port);
        } catch (IllegalArgumentException e) {
            isPort = false;
        }

        String text = "kind: station\nstation: s\nports: [{ port: \"" + port + "\", slot: \"1\" }]\n";
        assertThat(problems(text).isEmpty()).isEqualTo(isPort);
    }

    @ParameterizedTest
    @ValueSource(strings = {"07", "A-1", "x.y", "1234567890123456", "12345678901234567", "a b", "ä", "a_b", ""})
    void acceptsExactlyTheSlotsThatTheSlotTypeAccepts(String slot) {
        boolean isSlot = true;
        try {
            new Slot(slot);
        } catch (IllegalArgumentException e) {
            isSlot = false;
        }

        String text = "kind: station\nstation: s\nports: [{ port: 1-2, slot: \"" + slot + "\" }]\n";
        assertThat(problems(text).isEmpty()).isEqualTo(isSlot);
    }

    @Test
    void namesBrokenSyntaxOnce() {
        assertThat(problems("kind: station\nstation: [a\n"))
                .singleElement()
                .asString()
                .startsWith("station.yaml:3: (syntax)");
        assertThat(problems("")).containsExactly("station.yaml:1: (file): the file is empty");
    }
}
