package dev.gangway.config;

import dev.gangway.yaml.Quantities;
import java.util.stream.Collectors;

/** A station's configuration for people. */
final class StationText {
    private StationText() {}

    /** Lines {@code key: value}, without any secret. */
    static String of(StationConfig config) {
        StringBuilder out = new StringBuilder();
        StationConfig.Cloud cloud = config.cloud();
        KafkaConfig kafka = config.kafka();
        PackagesConfig packages = config.packages();
        line(out, "station", config.station());
        line(out, "line", config.line());
        line(
                out,
                "http",
                config.http().host() + ":" + config.http().port()
                        + (config.http().tls() == null
                                ? ""
                                : ", tls " + config.http().tls()));
        line(out, "shells", config.http().shells().toString());
        config.http().login().forEach(account -> line(out, "login", account.toString()));
        line(
                out,
                "bus",
                config.bus() instanceof BusConfig.Virtual virtual
                        ? "virtual, " + virtual.ports() + " ports"
                        : "libusb");
        line(out, "cloud", cloud == null ? "none" : cloud.host() + ":" + cloud.port() + ", devices " + cloud.devices());
        line(out, "network", config.describeNetwork());
        line(
                out,
                "recipes",
                config.recipes().folder()
                        + (config.recipes().use().isEmpty()
                                ? " (all)"
                                : " " + config.recipes().use()));
        line(
                out,
                "images",
                config.images().folder()
                        + (config.images().byRecipe().isEmpty()
                                ? ""
                                : " " + config.images().byRecipe()));
        line(out, "image cache", Quantities.text(config.images().fetched().cache()) + hosts(config));
        config.ports()
                .forEach(entry -> line(
                        out,
                        "port " + entry.port(),
                        "slot " + entry.slot()
                                + (entry.fixture().power() == null
                                        ? ""
                                        : ", power " + entry.fixture().power())
                                + (entry.fixture().console() == null
                                        ? ""
                                        : ", console " + entry.fixture().console())));
        line(out, "quarantine", "after " + config.quarantineAfter() + " boards in a row");
        config.scan().serial().forEach(one -> line(out, "scanner", one.device() + " at " + one.baud()));
        line(out, "supervisors", config.supervisors().toString());
        line(out, "kafka", kafka == null ? "none" : kafka.toString());
        line(out, "console", "keeps " + Quantities.text(config.consoleKeep()) + " an attempt");
        config.pools()
                .values()
                .forEach(pool -> line(out, "pool " + pool.name(), pool.source().described()));
        line(out, "packages", packages == null ? "none" : packages.toString());
        config.certificates().values().forEach(one -> line(out, "certificates " + one.name(), one.toString()));
        line(out, "data", config.data().toString());
        return out.toString();
    }

    private static String hosts(StationConfig config) {
        return config.images().fetched().hosts().keySet().stream()
                .sorted()
                .collect(Collectors.joining(" ", ", hosts ", ""));
    }

    private static void line(StringBuilder out, String key, String value) {
        out.append(key).append(": ").append(value).append('\n');
    }
}
