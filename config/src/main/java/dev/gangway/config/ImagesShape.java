package dev.gangway.config;

import dev.gangway.yaml.FieldsBuilder;
import dev.gangway.yaml.Scalars;
import dev.gangway.yaml.Shape;
import dev.gangway.yaml.YamlMap;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The key {@code images} of {@code station.yaml}: where images lie, and how they are fetched. */
final class ImagesShape {
    static final String CACHE = "32GiB";
    static final String LARGEST = "64GiB";
    private static final String AUTHORIZATION = "Authorization";
    private static final String HOST = "[A-Za-z0-9.\\[\\]:-]{1,260}";

    static final Shape IMAGES = new FieldsBuilder()
            .optional("folder", Scalars.PATH, "The folder that has a folder for each recipe.", "images")
            .optional(
                    "byRecipe",
                    new Shape.Names(
                            "recipe: folder",
                            "a recipe's name",
                            Scalars.NAME_PATTERN,
                            Scalars.PATH,
                            Map.of(),
                            Map.of()),
                    "Folders of single recipes, such as chip-pro: /srv/chip/new-image.")
            .optional(
                    "cache",
                    new Shape.Bytes("a byte count such as 32GiB", 1 << 20, 1L << 46),
                    "How much is kept of images that recipes fetch. What was not used for the longest time goes first, never what"
                            + " a job uses.",
                    CACHE)
            .optional("download", download(), "How images are fetched.")
            .optional(
                    "hosts",
                    new Shape.Names(
                            "hosts: {gitlab.example.com: {token: \"file:PATH\"}}",
                            "a host, or host:port",
                            HOST,
                            host(),
                            Map.of(),
                            Map.of()),
                    "What is said to single hosts, by name, with the port where it is not the usual one.")
            .optional(
                    "links",
                    Scalars.distinct(new Shape.Text("a host, or host:port", HOST, Shape.Meaning.PLAIN)),
                    "Hosts whose links people may open on this station's page (Flash instead of Download), with the port where it"
                            + " is not the usual one. Such a host may have a private address; any other may not, whoever sends there.",
                    List.of())
            .build("the images: {folder: …, byRecipe: …}");

    private ImagesShape() {}

    private static Shape download() {
        return new FieldsBuilder()
                .optional(
                        "ca",
                        Scalars.PATH,
                        "A PEM file with the company's own certificates, trusted besides those of the Java runtime.")
                .optional(
                        "largest",
                        new Shape.Bytes("a byte count such as 64GiB", 1 << 10, 1L << 46),
                        "The most bytes that an image may have when it is unpacked.",
                        LARGEST)
                .build("fetching: {ca: FILE.pem}");
    }

    private static Shape host() {
        return new FieldsBuilder()
                .optional(
                        "token",
                        new Shape.Text(
                                "where the token is: file:PATH or env:NAME", Secret.PATTERN, Shape.Meaning.SECRET),
                        "Who this station is to the host. It goes to this host only, and never without encryption but on this"
                                + " machine.")
                .optional(
                        "header",
                        Shape.Word.of(List.of(AUTHORIZATION, "PRIVATE-TOKEN", "JOB-TOKEN")),
                        "The header that carries the token: Authorization (as Bearer; GitHub), or GitLab's.",
                        AUTHORIZATION)
                .build("a host: {token: \"file:PATH\", header: …}");
    }

    static StationConfig.Images bind(Path folder, YamlMap images) {
        YamlMap names = images.findMap("byRecipe");
        Map<String, Path> byRecipe = new LinkedHashMap<>();
        names.entries().keySet().forEach(name -> byRecipe.put(name, below(folder, names.text(name))));
        YamlMap download = images.findMap("download");
        YamlMap hosts = images.findMap("hosts");
        Map<String, StationConfig.ImageHost> said = new LinkedHashMap<>();
        hosts.entries().keySet().forEach(name -> said.put(name, host(folder, hosts.findMap(name))));
        StationConfig.Fetched usual = StationConfig.Fetched.USUAL;
        return new StationConfig.Images(
                below(folder, images.text("folder", "images")),
                byRecipe,
                new StationConfig.Fetched(
                        images.bytes("cache", usual.cache()),
                        download.bytes("largest", usual.largest()),
                        download.has("ca") ? below(folder, download.text("ca")) : null,
                        said,
                        images.findList("links").texts()));
    }

    private static StationConfig.ImageHost host(Path folder, YamlMap host) {
        return new StationConfig.ImageHost(
                host.has("token") ? Secret.parse(host.text("token"), folder) : null,
                host.text("header", AUTHORIZATION));
    }

    private static Path below(Path folder, String text) {
        return Places.of(folder, text).normalize();
    }
}
