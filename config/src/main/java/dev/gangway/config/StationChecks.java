package dev.gangway.config;

import dev.gangway.model.PortPath;
import dev.gangway.recipe.BarcodePrefix;
import dev.gangway.yaml.Problem;
import dev.gangway.yaml.YamlMap;
import dev.gangway.yaml.YamlNode;
import dev.gangway.yaml.YamlScalar;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** What must fit together in {@code station.yaml}; like {@link RecipeChecks} it works on the tree. */
final class StationChecks {
    private static final String DEVICE = "the device";

    private final Path file;
    private final YamlMap root;
    private final List<Problem> problems = new ArrayList<>();

    private StationChecks(Path file, YamlMap root) {
        this.file = file;
        this.root = root;
    }

    static List<Problem> check(Path file, YamlMap root) {
        StationChecks checks = new StationChecks(file, root);
        checks.http();
        checks.bus();
        checks.ports();
        checks.devices();
        checks.prefixes();
        PoolShape.check(root, checks::add);
        PackagesShape.check(root, checks::add);
        return checks.problems;
    }

    private void http() {
        YamlMap http = root.findMap("http");
        String host = http.findText("host");
        if (host != null && host.matches(StationShape.HOST.pattern()) && !StationConfig.Http.isLoopback(host)) {
            if (http.get("login") == null) {
                String message = "others can reach " + host + ", so the pages need a login: write http.login, a list of"
                        + " {name: …, password: …} with the hash that gangway password prints, or set host to 127.0.0.1";
                add(http.lineOf("host"), "http.host", message);
            }
            if (http.get("tls") == null && http.get("unencrypted") == null) {
                String message = "others can reach " + host + ", so passwords and scans need encryption on their way:"
                        + " write http.tls: {certificate: FILE.pem, key: FILE.pem}, or http.unencrypted: "
                        + StationShape.ACCEPTED + " where everybody on that network may read and change them";
                add(http.lineOf("host"), "http.host", message);
            }
        }
        List<YamlNode> accounts = http.findList("login").items();
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < accounts.size(); i++) {
            if (accounts.get(i) instanceof YamlMap account) {
                unique(seen, account, "http.login[" + i + "]", "name", "the name");
            }
        }
    }

    private void bus() {
        YamlMap bus = root.findMap("bus");
        if ("libusb".equals(bus.findText("type")) && bus.get("ports") != null) {
            add(
                    bus.lineOf("ports"),
                    "bus.ports",
                    "is for the virtual bus; libusb finds its ports by itself; remove it");
        }
    }

    private void ports() {
        List<YamlNode> ports = root.findList("ports").items();
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < ports.size(); i++) {
            if (!(ports.get(i) instanceof YamlMap port)) {
                continue;
            }
            String path = "ports[" + i + "]";
            unique(seen, port, path, "port", "the port");
            unique(seen, port, path, "slot", "the slot");
            boolean row = port.get("row") != null;
            boolean column = port.get("column") != null;
            if (row != column) {
                add(port.lineOf(row ? "row" : "column"), path, "row and column belong together; write both or none");
            } else if (port.get("row") instanceof YamlScalar down && port.get("column") instanceof YamlScalar along) {
                place(seen, port.lineOf("row"), path, "row " + down.text() + ", column " + along.text());
            }
            power(port, path + ".power");
        }
    }

    private void power(YamlMap port, String path) {
        if (!(port.get("power") instanceof YamlMap power)) {
            return;
        }
        if (PowerShape.WAYS.stream().filter(way -> power.get(way) != null).count() != 1) {
            add(
                    port.lineOf("power"),
                    path,
                    "a port has one switch: write one of " + String.join(", ", PowerShape.WAYS));
        }
        YamlMap http = power.findMap("http");
        if (http.get("user") != null && http.get("secret") == null) {
            add(http.lineOf("user"), path + ".http", "user wants a password: write secret: file:PATH or env:NAME");
        }
        for (String key : List.of("on", "off", "read")) {
            String link = http.findText(key);
            if (link != null && !isLink(link)) {
                add(http.lineOf(key), path + ".http." + key, "is no link; other signs than letters are written as %20");
            }
        }
        String pattern = http.findText("isOn");
        if (pattern != null) {
            try {
                Pattern.compile(pattern);
            } catch (PatternSyntaxException e) {
                add(http.lineOf("isOn"), path + ".http.isOn", "is no regular expression: " + e.getDescription());
            }
        }
        YamlMap snmp = power.findMap("snmp");
        if (power.get("snmp") != null
                && value(snmp, "on", PowerShape.SNMP_ON) == value(snmp, "off", PowerShape.SNMP_OFF)) {
            add(port.lineOf("power"), path + ".snmp", "the value for off is the value for on, too");
        }
        if (power.get("snmp") != null && (snmp.get("community") == null) == (snmp.get("user") == null)) {
            add(
                    port.lineOf("power"),
                    path + ".snmp",
                    "write either user, for SNMP 3, or community, for SNMP 2c: one of them says who asks");
        }
        YamlMap user = snmp.findMap("user");
        if (user.get("cipher") != null && user.get("privacy") == null) {
            add(
                    user.lineOf("cipher"),
                    path + ".snmp.user",
                    "cipher wants a pass phrase: write privacy: file:PATH or env:NAME");
        }
    }

    /** What is no number is the shape's business. */
    private static long value(YamlMap map, String key, long absent) {
        return map.get(key) instanceof YamlScalar scalar ? scalar.whole().orElse(absent) : absent;
    }

    private static boolean isLink(String text) {
        try {
            return new URI(text).getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private void unique(Map<String, Integer> seen, YamlMap map, String path, String key, String what) {
        String text = map.findText(key);
        if (text != null) {
            String place = path.isEmpty() ? key : path + "." + key;
            place(seen, map.lineOf(key), place, what + " " + text);
        }
    }

    private void place(Map<String, Integer> seen, int line, String path, String thing) {
        Integer first = seen.putIfAbsent(thing, line);
        if (first != null) {
            add(line, path, thing + " is in line " + first + " already");
        }
    }

    /** One serial device has one use: a scanner, a port, or the console of a port. */
    private void devices() {
        List<YamlNode> scanners = root.findMap("scan").findList("serial").items();
        List<YamlNode> ports = root.findList("ports").items();
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < scanners.size(); i++) {
            if (scanners.get(i) instanceof YamlMap scanner) {
                unique(seen, scanner, "scan.serial[" + i + "]", "device", DEVICE);
            }
        }
        for (YamlNode node : ports) {
            if (node instanceof YamlMap port) {
                Optional.ofNullable(port.findText("port"))
                        .filter(name -> name.matches(StationShape.PORT.pattern()))
                        .flatMap(name -> new PortPath(name).serialDevice())
                        .ifPresent(device -> seen.putIfAbsent(DEVICE + " " + device, port.lineOf("port")));
            }
        }
        for (int i = 0; i < ports.size(); i++) {
            if (ports.get(i) instanceof YamlMap port && port.get("console") instanceof YamlMap console) {
                unique(seen, console, "ports[" + i + "].console", "device", DEVICE);
            }
        }
    }

    private void prefixes() {
        YamlMap scan = root.findMap("scan");
        Map<String, String> prefixes = new HashMap<>();
        for (Map.Entry<String, String> one : List.of(
                Map.entry("slotPrefix", StationShape.SLOT_PREFIX),
                Map.entry("commandPrefix", StationShape.COMMAND_PREFIX),
                Map.entry("badgePrefix", StationShape.BADGE_PREFIX))) {
            String text = scan.findText(one.getKey());
            String prefix = text == null ? one.getValue() : text;
            prefixes.forEach((other, taken) -> {
                boolean alike = new BarcodePrefix(taken).in(prefix).isPresent()
                        || new BarcodePrefix(prefix).in(taken).isPresent();
                if (alike) {
                    String message = "\"" + prefix + "\" cannot be told from " + other + " \"" + taken + "\"";
                    add(scan.lineOf(one.getKey()), "scan." + one.getKey(), message);
                }
            });
            prefixes.put(one.getKey(), prefix);
        }
    }

    private void add(int line, String path, String message) {
        problems.add(new Problem(file, line, path, message));
    }
}
