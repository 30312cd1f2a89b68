package dev.gangway.config;

import dev.gangway.model.PortPath;
import dev.gangway.model.Slot;
import dev.gangway.yaml.Loaded;
import dev.gangway.yaml.Problem;
import dev.gangway.yaml.ShapeCheck;
import dev.gangway.yaml.Tree;
import dev.gangway.yaml.YamlMap;
import dev.gangway.yaml.YamlReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code station.yaml}. */
public final class StationConfigLoader {
    private static final Pattern SECRET_KEYS = Pattern.compile(KafkaConfig.SECRET_KEYS);

    private StationConfigLoader() {}

    /** The configuration in this file, or everything that is wrong with it. Blocks while it reads. */
    public static Loaded<StationConfig> load(Path file) {
        Loaded<byte[]> bytes = YamlReader.bytes(file);
        return bytes.value() == null ? Loaded.failed(bytes.problems()) : parse(file, bytes.value());
    }

    /** The configuration in these bytes; {@code file} stands in the problems and is where relative paths begin. */
    public static Loaded<StationConfig> parse(Path file, byte[] bytes) {
        Tree tree = YamlReader.parse(file, bytes);
        List<Problem> problems = new ArrayList<>(tree.problems());
        YamlMap root = tree.root();
        if (root != null) {
            problems.addAll(ShapeCheck.check(file, "", root, StationShape.STATION));
            problems.addAll(StationChecks.check(file, root));
        }
        if (root == null || !problems.isEmpty()) {
            return Loaded.failed(problems);
        }
        Path parent = file.toAbsolutePath().normalize().getParent();
        return Loaded.of(bind(parent == null ? Path.of("") : parent, root));
    }

    private static StationConfig bind(Path folder, YamlMap root) {
        String station = root.text("station");
        YamlMap http = root.findMap("http");
        YamlMap recipes = root.findMap("recipes");
        return new StationConfig(
                station,
                root.text("line", "line"),
                new StationConfig.Http(
                        http.text("host", StationShape.LOOPBACK),
                        whole(http, "port", StationShape.HTTP_PORT),
                        http.findList("names").texts(),
                        http.findList("login").maps().stream()
                                .map(account -> account(folder, account))
                                .toList(),
                        http.has("tls") ? tls(folder, http.findMap("tls")) : null,
                        http.has("unencrypted"),
                        shells(http.findMap("shells"))),
                bus(root.findMap("bus")),
                root.has("cloud") ? cloud(folder, root.findMap("cloud")) : null,
                root.has("network") ? network(root.findMap("network")) : null,
                new StationConfig.Recipes(
                        below(folder, recipes.text("folder", "recipes")),
                        recipes.findList("use").texts()),
                ImagesShape.bind(folder, root.findMap("images")),
                root.findList("ports").maps().stream()
                        .map(port -> port(folder, port))
                        .toList(),
                whole(root.findMap("quarantine"), "after", StationShape.QUARANTINE_AFTER),
                scan(root.findMap("scan")),
                new StationConfig.Supervisors(root.findList("supervisors").texts()),
                root.has("kafka") ? kafka(folder, station, root.findMap("kafka")) : null,
                below(folder, root.text("data", "data")),
                root.findMap("console").bytes("keep", StationConfig.CONSOLE_KEEP),
                PoolShape.bind(folder, root.findMap("pools")),
                root.has("packages") ? PackagesShape.bind(folder, root.findMap("packages")) : null,
                CertificateShape.bind(folder, root.findMap("certificates")));
    }

    private static Path below(Path folder, String text) {
        return Places.of(folder, text).normalize();
    }

    private static StationConfig.Account account(Path folder, YamlMap account) {
        String password = account.text("password");
        return password.matches(StationConfig.Account.HASH)
                ? new StationConfig.Account(account.text("name"), password, null)
                : new StationConfig.Account(account.text("name"), "", Secret.parse(password, folder));
    }

    private static StationConfig.Tls tls(Path folder, YamlMap tls) {
        return new StationConfig.Tls(below(folder, tls.text("certificate")), below(folder, tls.text("key")));
    }

    private static StationConfig.Shells shells(YamlMap shells) {
        return new StationConfig.Shells(
                shells.findList("engineers").texts(), shells.duration("idle", StationConfig.Shells.NOBODY.idle()));
    }

    private static BusConfig bus(YamlMap bus) {
        return bus.text("type", "libusb").equals("virtual")
                ? new BusConfig.Virtual(whole(bus, "ports", StationShape.VIRTUAL_PORTS))
                : new BusConfig.Libusb();
    }

    private static StationConfig.Cloud cloud(Path folder, YamlMap cloud) {
        return new StationConfig.Cloud(
                cloud.text("host", StationShape.LOOPBACK),
                whole(cloud, "port", StationShape.CLOUD_PORT),
                below(folder, cloud.text("serverKey")),
                below(folder, cloud.text("devices")));
    }

    private static StationConfig.Network network(YamlMap network) {
        return new StationConfig.Network(
                network.text("address"),
                whole(network, "tftp", StationShape.TFTP_PORT),
                whole(network, "http", StationShape.ANY_PORT));
    }

    private static StationConfig.PortEntry port(Path folder, YamlMap port) {
        return new StationConfig.PortEntry(
                new PortPath(port.text("port")),
                new Slot(port.text("slot")),
                whole(port, "row", 0),
                whole(port, "column", 0),
                port.findList("recipes").texts(),
                new PortFixture(
                        port.flag("line", false),
                        port.has("power") ? PowerShape.bind(folder, port.findMap("power")) : null,
                        port.has("console") ? console(port.findMap("console")) : null));
    }

    private static PortConsole console(YamlMap console) {
        return new PortConsole(console.text("device"), whole(console, "baud", StationShape.CONSOLE_BAUD));
    }

    private static StationConfig.Scan scan(YamlMap scan) {
        List<StationConfig.SerialScanner> scanners = scan.findList("serial").maps().stream()
                .map(one -> new StationConfig.SerialScanner(one.text("device"), whole(one, "baud", StationShape.BAUD)))
                .toList();
        return new StationConfig.Scan(
                scanners,
                scan.text("slotPrefix", StationShape.SLOT_PREFIX),
                scan.text("commandPrefix", StationShape.COMMAND_PREFIX),
                scan.text("badgePrefix", StationShape.BADGE_PREFIX),
                scan.duration("badgeIdle", StationConfig.Scan.BADGE_IDLE));
    }

    private static @Nullable KafkaConfig kafka(Path folder, String station, YamlMap kafka) {
        Map<String, String> properties = new LinkedHashMap<>();
        Map<String, Secret> secrets = new LinkedHashMap<>();
        YamlMap all = kafka.findMap("properties");
        for (String key : all.entries().keySet()) {
            if (SECRET_KEYS.matcher(key).find()) {
                secrets.put(key, Secret.parse(all.text(key), folder));
            } else {
                properties.put(key, all.text(key));
            }
        }
        return new KafkaConfig(
                kafka.findList("bootstrap").texts(),
                kafka.text("topic", "gangway.jobs"),
                kafka.text("clientId", station),
                properties,
                secrets);
    }

    private static int whole(YamlMap map, String key, int absent) {
        return Math.toIntExact(map.whole(key, absent));
    }
}
