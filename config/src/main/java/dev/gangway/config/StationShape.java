package dev.gangway.config;

import dev.gangway.yaml.FieldsBuilder;
import dev.gangway.yaml.JsonSchema;
import dev.gangway.yaml.Scalars;
import dev.gangway.yaml.Shape;
import java.util.List;

/** What {@code station.yaml} looks like. */
public final class StationShape {
    static final String KIND = "station";
    static final int VIRTUAL_PORTS = 8;
    static final int QUARANTINE_AFTER = 3;
    static final String SLOT_PREFIX = "SLOT-";
    static final String COMMAND_PREFIX = "CMD-";
    static final String BADGE_PREFIX = "OP-";
    static final String BADGE_IDLE = "30m";
    static final int HTTP_PORT = 8080;
    static final String LOOPBACK = "127.0.0.1";
    static final String ACCEPTED = "accepted";
    static final int BAUD = 9600;

    /** What nearly all boot loaders and kernels use. */
    static final int CONSOLE_BAUD = 115_200;

    private static final Shape RATE = new Shape.Whole("300 to 3000000", 300, 3_000_000);
    static final int CLOUD_PORT = 5683;
    static final int TFTP_PORT = 69;
    static final int ANY_PORT = 0;
    static final String SHELL_IDLE = "15m";
    static final String CONSOLE_KEEP = "512KiB";

    /** As {@link dev.gangway.model.PortPath} understands it; whether a bus serves such a port, {@link Check#ports} tells. */
    static final Shape.Text PORT = new Shape.Text(
            "a port: 1-2.4 (USB) or virtual:3",
            "[0-9]{1,3}-[0-9]{1,3}(\\.[0-9]{1,3}){0,6}|virtual:[0-9]{1,3}|(serial|tcp|udp):[!-~]{1,200}");

    /** As {@link dev.gangway.model.Slot} understands it. */
    private static final Shape.Text SLOT =
            new Shape.Text("a slot label: 1 to 16 letters, digits, dots or dashes, in quotes", "[A-Za-z0-9.-]{1,16}");

    private static final Shape.Text PREFIX =
            new Shape.Text("a prefix: 1 to 16 printable characters without spaces", "[!-~]{1,16}");

    static final Shape.Text HOST = new Shape.Text("a host name or an IP address", "[A-Za-z0-9.:-]{1,253}");

    /** The whole file. */
    public static final Shape.Fields STATION = new FieldsBuilder()
            .required("kind", Shape.Word.of(List.of(KIND)), "Says that this file configures a station.")
            .required("station", Scalars.LINE, "The station's name, in the ledger and in Kafka records.")
            .optional("line", Scalars.LINE, "The line's name, for people.", "line")
            .optional("data", Scalars.PATH, "The folder of all that the station writes; --data overrides it.", "data")
            .optional("console", console(), "What is kept of what boards say on their consoles.")
            .optional("http", http(), "Where the pages are served.")
            .optional("bus", bus(), "Where boards are plugged in.")
            .optional(
                    "cloud",
                    cloud(),
                    "Where Spark Cores connect to this station, which is their cloud. Left out: nowhere.")
            .optional(
                    "network",
                    network(),
                    "Where boards fetch files of running jobs, as U-Boot does by TFTP. Left out: nowhere.")
            .optional("recipes", recipes(), "Which recipes are offered.")
            .optional("images", ImagesShape.IMAGES, "Where the image files are.")
            .optional(
                    "pools",
                    PoolShape.POOLS,
                    "Values of which each goes to one unit only: MAC addresses, numbers, keys that were made before. Recipes"
                            + " draw from them with unit.")
            .optional(
                    "certificates",
                    CertificateShape.CERTIFICATES,
                    "Who makes certificates for units; recipes ask for them with unit.")
            .optional(
                    "packages",
                    PackagesShape.PACKAGES,
                    "Sealed packages: recipes with their images in signed files. Left out: there are none.")
            .optional(
                    "ports",
                    new Shape.Items("a list of ports", port(), 0, false),
                    "The port map. Ports that are not in it work too and are named by their path.",
                    List.of())
            .optional("quarantine", quarantine(), "When a port is taken out of use by itself.")
            .optional("scan", scan(), "Scanners on serial lines, and what prefixes mean.")
            .optional(
                    "supervisors",
                    Scalars.distinct(new Shape.Text(
                            "a badge without its prefix, in quotes: 1 to 64 printable characters",
                            "[!-~]{1,64}",
                            Shape.Meaning.SECRET)),
                    "Badges, without prefix, whose owners may allow rework and release ports.",
                    List.of())
            .optional("kafka", KafkaShape.KAFKA, "Where finished jobs go. Left out: nowhere.")
            .gone(
                    "ledger",
                    "is no key any more: its name was never used, the record is always ledger.mv.db in the data folder;"
                            + " remove it")
            .build("a station's configuration");

    private StationShape() {}

    /** The JSON Schema that editors complete from, as shipped in {@code config/schema/station.schema.json}. */
    public static String jsonSchema() {
        return JsonSchema.write("Gangway station", STATION);
    }

    private static Shape console() {
        return new FieldsBuilder()
                .optional(
                        "keep",
                        new Shape.Bytes("a byte count such as 512KiB or 4MiB", 4 << 10, 64 << 20),
                        "How much of one attempt: half of it from its beginning, half from its end.",
                        CONSOLE_KEEP)
                .build("console: {keep: " + CONSOLE_KEEP + "}");
    }

    private static Shape http() {
        return new FieldsBuilder()
                .optional(
                        "host",
                        HOST,
                        "The address to bind. Other than loopback makes the pages reachable from the network.",
                        LOOPBACK)
                .optional("port", new Shape.Whole("a port from 0 to 65535", 0, 65_535), "0: any free one.", HTTP_PORT)
                .optional(
                        "names",
                        Scalars.distinct(HOST),
                        "Further names or addresses under which the pages are opened, without port.",
                        List.of())
                .optional(
                        "login",
                        new Shape.Items("a list of accounts", account(), 1, false),
                        "Who may use the pages. Left out: no login, possible on loopback only.")
                .optional("tls", tls(), "Encrypts the pages (https). Left out: they are not encrypted (http).")
                .optional(
                        "unencrypted",
                        Shape.Word.of(List.of(ACCEPTED)),
                        "Allows an address that others can reach without tls: passwords, sessions and scans can then be"
                                + " read and changed on the way.")
                .optional("shells", shells(), "Who may work at the prompts of boards in the pages. Left out: nobody.")
                .build("where the pages are served: {host: …, port: …}");
    }

    private static Shape shells() {
        return new FieldsBuilder()
                .required(
                        "engineers",
                        Scalars.distinct(new Shape.Text(
                                "a login's name, or a badge without its prefix: 1 to 64 characters",
                                "[^\\u0000-\\u001f\\u007f]{1,64}",
                                Shape.Meaning.SECRET)),
                        "Names of logins, or badges without prefix.")
                .optional(
                        "idle",
                        Scalars.DURATION,
                        "A shell at which nothing is typed for this long is closed.",
                        SHELL_IDLE)
                .build("shells: {engineers: [NAME]}");
    }

    private static Shape tls() {
        return new FieldsBuilder()
                .required("certificate", Scalars.PATH, "A PEM file: the certificate, then those that signed it.")
                .required("key", Scalars.PATH, "A PEM file with its private key (PKCS #8), without a password.")
                .build("the encryption of the pages: {certificate: FILE.pem, key: FILE.pem}");
    }

    private static Shape account() {
        return new FieldsBuilder()
                .required(
                        "name",
                        new Shape.Text("a name of 1 to 64 characters", "[^\\u0000-\\u001f\\u007f]{1,64}"),
                        "Goes on record as the operator.")
                .required(
                        "password",
                        new Shape.Text(
                                "the hash that gangway password prints, or file:PATH or env:NAME with it",
                                StationConfig.Account.HASH + "|" + Secret.PATTERN,
                                Shape.Meaning.SECRET),
                        "The password's hash; never the password.")
                .build("an account: {name: …, password: …}");
    }

    private static Shape bus() {
        return new FieldsBuilder()
                .required(
                        "type",
                        Shape.Word.of(List.of("libusb", "virtual")),
                        "libusb: this machine's USB. virtual: a hub with virtual boards.")
                .optional("ports", new Shape.Whole("1 to 127", 1, 127), "Ports of the virtual hub.", VIRTUAL_PORTS)
                .build("a bus: {type: libusb} or {type: virtual, ports: 8}");
    }

    private static Shape cloud() {
        return new FieldsBuilder()
                .optional(
                        "host",
                        HOST,
                        "The address to bind: that of the line's own radio network, where nobody else is.",
                        LOOPBACK)
                .optional(
                        "port",
                        new Shape.Whole("a port from 0 to 65535", 0, 65_535),
                        "0: any free one. Firmware to 0.4.7 knows the usual one only.",
                        CLOUD_PORT)
                .required(
                        "serverKey",
                        Scalars.PATH,
                        "A PEM file with this cloud's private key, made at the first start. Without it each Core has to be"
                                + " given another one over USB: keep a copy.")
                .required(
                        "devices",
                        Scalars.PATH,
                        "The folder of the Cores that may connect: ID.pub.pem with its public key for each.")
                .build("a cloud: {host: …, serverKey: FILE.pem, devices: FOLDER}");
    }

    private static Shape network() {
        return new FieldsBuilder()
                .required(
                        "address",
                        HOST,
                        "The address of the one interface that the boards are on; nothing is served on others.")
                .optional(
                        "tftp",
                        new Shape.Whole("a port from 0 to 65535", 0, 65_535),
                        "The UDP port of TFTP; 0: any free one. Most builds of U-Boot know the usual one only.",
                        TFTP_PORT)
                .optional(
                        "http",
                        new Shape.Whole("a port from 0 to 65535", 0, 65_535),
                        "The TCP port of HTTP, for what boot loaders start; 0: any free one. Boards are told it.",
                        ANY_PORT)
                .build("a network: {address: …}");
    }

    private static Shape recipes() {
        return new FieldsBuilder()
                .optional("folder", Scalars.PATH, "The folder of the recipes.", "recipes")
                .optional(
                        "use",
                        Scalars.distinct(Scalars.NAME),
                        "Which ones; the first that serves a board wins. Left out: all in the folder, by name.",
                        List.of())
                .build("the recipes: {folder: …, use: […]}");
    }

    private static Shape port() {
        Shape place = new Shape.Whole("1 to 64", 1, 64);
        return new FieldsBuilder()
                .required("port", PORT, "The physical position, on the bus that is set up; gangway list shows it.")
                .required("slot", SLOT, "The label on the fixture, such as \"07\".")
                .optional("row", place, "Where its tile is, from the top.")
                .optional("column", place, "Where its tile is, from the left.")
                .optional(
                        "recipes",
                        Scalars.distinct(Scalars.NAME),
                        "The only recipes that may run here. Left out: any.",
                        List.of())
                .optional(
                        "line",
                        new Shape.Flag("true or false"),
                        "Whether the USB serial adapter on this port belongs to a fixture: it stays when boards change, so that the"
                                + " next scan starts the next board. Where the adapter is on the board, it must not be set.",
                        false)
                .optional("power", PowerShape.POWER, "What switches the port's power. Left out: its hub, where it can.")
                .optional(
                        "console",
                        consoleLine(),
                        "The serial line of the console that a board here has beside the port over which it is flashed: what it says"
                                + " is kept with each job, and console.* steps wait for it.")
                .build("a port: {port: 1-2.4, slot: \"07\"}");
    }

    private static Shape consoleLine() {
        return new FieldsBuilder()
                .required("device", Scalars.PATH, "The serial device; /dev/serial/by-id/… survives a re-plug.")
                .optional("baud", RATE, "Bits per second.", CONSOLE_BAUD)
                .build("a console: {device: /dev/ttyUSB0}");
    }

    private static Shape quarantine() {
        return new FieldsBuilder()
                .required(
                        "after",
                        new Shape.Whole("1 to 100", 1, 100),
                        "How many different boards in a row must fail on a port.")
                .build("{after: " + QUARANTINE_AFTER + "}");
    }

    private static Shape scan() {
        Shape scanner = new FieldsBuilder()
                .required("device", Scalars.PATH, "The serial device; /dev/serial/by-id/… survives a re-plug.")
                .optional("baud", RATE, "Bits per second.", BAUD)
                .build("a scanner: {device: /dev/ttyACM0, baud: 9600}");
        return new FieldsBuilder()
                .optional(
                        "serial",
                        new Shape.Items("a list of scanners", scanner, 0, false),
                        "Scanners on serial lines. Keyboard scanners need no entry.",
                        List.of())
                .optional("slotPrefix", PREFIX, "What a slot label's barcode begins with.", SLOT_PREFIX)
                .optional("commandPrefix", PREFIX, "What a command barcode begins with.", COMMAND_PREFIX)
                .optional("badgePrefix", PREFIX, "What an operator's badge begins with.", BADGE_PREFIX)
                .optional(
                        "badgeIdle",
                        Scalars.DURATION,
                        "A badge ends when nothing was scanned at its desk for this long.",
                        BADGE_IDLE)
                .build("scanners and prefixes");
    }
}
