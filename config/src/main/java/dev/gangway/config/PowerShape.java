package dev.gangway.config;

import dev.gangway.yaml.FieldsBuilder;
import dev.gangway.yaml.Scalars;
import dev.gangway.yaml.Shape;
import dev.gangway.yaml.YamlMap;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** What the power switch of a port looks like in {@code station.yaml}, and how it is read. */
final class PowerShape {
    /** The ways, of which a port has one. */
    static final List<String> WAYS = List.of("command", "http", "snmp", "ykush");

    /** RFC 3411 gives SNMP agents UDP port 161. */
    private static final int SNMP_PORT = 161;

    /** PowerNet-MIB of APC: sPDUOutletCtl and rPDUOutletControlOutletCommand. */
    static final int SNMP_ON = 1;

    /** The same. */
    static final int SNMP_OFF = 2;

    /** What new strips have at least. */
    private static final SnmpAccess.Hash SNMP_HASH = SnmpAccess.Hash.SHA256;

    private static final SnmpAccess.Cipher SNMP_CIPHER = SnmpAccess.Cipher.AES128;

    private static final String GET = "GET";
    private static final String IS_ON = "(?i)\\bon\\b|\\btrue\\b";

    private static final Shape.Text SECRET = new Shape.Text(
            "a reference to a secret, file:PATH or env:NAME; secrets do not belong into this file",
            Secret.PATTERN,
            Shape.Meaning.SECRET);

    /** No user and password in it, where they would be shown. */
    private static final Shape.Text LINK = new Shape.Text(
            "a link http://HOST/… or https://HOST/… without user and password in it, and without spaces",
            "https?://[A-Za-z0-9.:\\[\\]-]{1,253}(/[!#-;=?-Z_a-z~]{0,1000})?");

    static final Shape.Fields POWER = new FieldsBuilder()
            .optional("command", command(), "Programs that switch it.")
            .optional("http", http(), "An outlet that is switched by HTTP requests.")
            .optional("snmp", snmp(), "An outlet of a power strip with SNMP.")
            .optional("ykush", ykush(), "A port of a YKUSH hub.")
            .build("one of command, http, snmp, ykush, such as {ykush: {port: 2}}");

    private PowerShape() {}

    private static Shape words(int min) {
        return new Shape.Items("a program and its arguments, a list", Scalars.LINE, min, false);
    }

    private static Shape.Fields command() {
        return new FieldsBuilder()
                .required("on", words(1), "Switches on; run without a shell, each item is one argument.")
                .required("off", words(1), "Switches off.")
                .optional("cycle", words(1), "Switches off and on by itself. Left out: off, then on.")
                .optional("read", words(1), "Prints on or off. Left out: nothing tells how the power stands.")
                .build("programs: {on: [PROGRAM, …], off: [PROGRAM, …]}");
    }

    private static Shape.Fields http() {
        return new FieldsBuilder()
                .required("on", LINK, "Is asked for to switch on.")
                .required("off", LINK, "Is asked for to switch off.")
                .optional("method", Shape.Word.of(List.of(GET, "POST", "PUT")), "How the two are asked for.", GET)
                .optional("read", LINK, "Is asked for to learn how the power stands. Left out: nothing tells.")
                .optional(
                        "isOn",
                        Scalars.REGEX,
                        "A regular expression; found in the answer to read, the power is on.",
                        IS_ON)
                .optional("user", Scalars.LINE, "For basic authentication. Left out: secret is a bearer token.")
                .optional("secret", SECRET, "The password, or the token. Left out: the outlet asks for none.")
                .build("requests: {on: http://…, off: http://…}");
    }

    private static Shape.Fields snmp() {
        Shape value = new Shape.Whole("a whole number", Integer.MIN_VALUE, Integer.MAX_VALUE);
        return new FieldsBuilder()
                .required("host", StationShape.HOST, "The power strip.")
                .optional("port", new Shape.Whole("a port from 1 to 65535", 1, 65_535), "Its UDP port.", SNMP_PORT)
                .optional("community", SECRET, "The community that may write, for SNMP 2c; or else user.")
                .optional("user", snmpUser(), "Who asks, for SNMP 3; or else community.")
                .required(
                        "oid",
                        new Shape.Text(
                                "an object such as 1.3.6.1.4.1.318.1.1.12.3.3.1.1.4.7", "\\.?[0-9]+(\\.[0-9]+){2,60}"),
                        "The outlet's object in the strip's MIB, an INTEGER that is read and written.")
                .optional("on", value, "Its value for on.", SNMP_ON)
                .optional("off", value, "Its value for off; 2 in APC's MIB, 0 in others.", SNMP_OFF)
                .build("an outlet: {host: …, user: {…}, oid: …}");
    }

    private static Shape.Fields snmpUser() {
        return new FieldsBuilder()
                .required("name", new Shape.Text("a user's name, 1 to 32 signs", "[!-~]{1,32}"), "The user's name.")
                .optional(
                        "hash",
                        Shape.Word.of(SnmpAccess.Hash.words()),
                        "What authenticates messages.",
                        SNMP_HASH.word())
                .required("secret", SECRET, "The pass phrase for that, of 8 signs or more.")
                .optional(
                        "cipher",
                        Shape.Word.of(SnmpAccess.Cipher.words()),
                        "What encrypts messages.",
                        SNMP_CIPHER.word())
                .optional(
                        "privacy",
                        SECRET,
                        "The pass phrase for that, of 8 signs or more. Left out: messages are authenticated and not encrypted.")
                .build("a user: {name: …, secret: file:…, privacy: file:…}");
    }

    private static SnmpAccess snmpAccess(Path folder, YamlMap snmp) {
        if (snmp.has("community")) {
            return new SnmpAccess.Community(Secret.parse(snmp.text("community"), folder));
        }
        YamlMap user = snmp.findMap("user");
        return new SnmpAccess.User(
                user.text("name"),
                SnmpAccess.Hash.of(user.text("hash", SNMP_HASH.word())),
                Secret.parse(user.text("secret"), folder),
                user.has("privacy")
                        ? new SnmpAccess.Privacy(
                                SnmpAccess.Cipher.of(user.text("cipher", SNMP_CIPHER.word())),
                                Secret.parse(user.text("privacy"), folder))
                        : null);
    }

    private static Shape.Fields ykush() {
        return new FieldsBuilder()
                .optional(
                        "serial",
                        new Shape.Text("a serial number such as YK20001", "[!-~]{1,64}"),
                        "The hub's serial number. Left out: the only one that is there.")
                // Its 10 is all ports at once.
                .required("port", new Shape.Whole("1 to 4", 1, 4), "Its downstream port.")
                .build("a port of a YKUSH hub: {serial: YK20001, port: 2}");
    }

    /** Reads what passed the check. */
    static PowerConfig bind(Path folder, YamlMap power) {
        if (power.has("command")) {
            YamlMap words = power.findMap("command");
            return new PowerConfig.Command(
                    words.findList("on").texts(),
                    words.findList("off").texts(),
                    words.findList("cycle").texts(),
                    words.findList("read").texts());
        }
        if (power.has("http")) {
            return http(folder, power.findMap("http"));
        }
        if (power.has("snmp")) {
            YamlMap snmp = power.findMap("snmp");
            return new PowerConfig.Snmp(
                    snmp.text("host"),
                    Math.toIntExact(snmp.whole("port", SNMP_PORT)),
                    snmpAccess(folder, snmp),
                    snmp.text("oid"),
                    Math.toIntExact(snmp.whole("on", SNMP_ON)),
                    Math.toIntExact(snmp.whole("off", SNMP_OFF)));
        }
        YamlMap ykush = power.findMap("ykush");
        return new PowerConfig.Ykush(ykush.text("serial", ""), Math.toIntExact(ykush.whole("port")));
    }

    private static PowerConfig http(Path folder, YamlMap http) {
        return new PowerConfig.Http(
                URI.create(http.text("on")),
                URI.create(http.text("off")),
                http.text("method", GET),
                http.has("read") ? URI.create(http.text("read")) : null,
                http.text("isOn", IS_ON),
                http.has("secret")
                        ? new PowerConfig.Login(http.text("user", ""), Secret.parse(http.text("secret"), folder))
                        : null);
    }
}
