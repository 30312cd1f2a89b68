package dev.gangway.config;

import dev.gangway.yaml.FieldsBuilder;
import dev.gangway.yaml.Scalars;
import dev.gangway.yaml.Shape;
import dev.gangway.yaml.YamlMap;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The key {@code packages} of {@code station.yaml}: sealed packages, and whose. */
final class PackagesShape {
    private static final String FILE = "file:";

    /** An Ed25519 key as X.509 writes it (RFC 8410), in base 64: 44 bytes of which the first 12 are always the same. */
    private static final Shape.Text SIGNER = new Shape.Text(
            "a public key of the form MCowBQYDK2VwAyEA…=, or file:PATH with its PEM file",
            "MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=|file:[^\\u0000-\\u001f\\u007f]{1,1000}");

    static final Shape.Fields PACKAGES = new FieldsBuilder()
            .optional(
                    "only",
                    new Shape.Flag("true or false"),
                    "Whether nothing but packages is flashed: no recipe of the folder, no link, no file that somebody names.",
                    false)
            .optional("folder", Scalars.PATH, "The folder of the packages, NAME.gangway.", "packages")
            .required(
                    "signers",
                    new Shape.Names(
                            "signers: {NAME: \"MCowBQYDK2VwAyEA…=\"}",
                            Scalars.NAME.expected(),
                            Scalars.NAME_PATTERN,
                            SIGNER,
                            Map.of(),
                            Map.of()),
                    "Whose packages are flashed: public keys, as gangway package key prints them.")
            .optional(
                    "least",
                    new Shape.Names(
                            "least: {RECIPE: VERSION}",
                            Scalars.NAME.expected(),
                            Scalars.NAME_PATTERN,
                            new Shape.Whole("a version from 1", 1, 1_000_000),
                            Map.of(),
                            Map.of()),
                    "The least version that is flashed of a recipe: with an older package, however well it is signed, the"
                            + " station does not start.")
            .optional(
                    "key",
                    Scalars.PATH,
                    "The file of this station's own secret key (age), for packages that are encrypted to it.")
            .optional(
                    "unpacked",
                    Scalars.PATH,
                    "Where images of packages lie while the station runs, readable by its user only; in memory if that is a"
                            + " tmpfs, such as /run/gangway. Left out: packages in the data folder.")
            .build("sealed packages: {only: true, signers: {NAME: KEY}}");

    private PackagesShape() {}

    /** Takes a problem. */
    interface Report {
        void add(int line, String path, String message);
    }

    /** What does not fit together, in a map that may have the wrong shape. */
    static void check(YamlMap root, Report report) {
        YamlMap packages = root.findMap("packages");
        YamlMap signers = packages.findMap("signers");
        if (packages.get("signers") instanceof YamlMap && signers.entries().isEmpty()) {
            report.add(packages.lineOf("signers"), "packages.signers", "names nobody: no package could be flashed");
        }
    }

    /** What a station's file names that is flashed by no way where nothing but packages is. */
    static void idle(YamlMap root, Report report) {
        if (root.get("recipes") != null) {
            report.add(
                    root.lineOf("recipes"),
                    "recipes",
                    "are plain files, and packages.only says that nothing but packages is flashed: remove this, and make"
                            + " packages of the recipes with gangway package make");
        }
        if (root.findMap("images").get("links") != null) {
            report.add(
                    root.findMap("images").lineOf("links"),
                    "images.links",
                    "would have people flash what links name, and packages.only says that nothing but packages is flashed:"
                            + " remove it");
        }
    }

    /** Of a map that has no problem. */
    static PackagesConfig bind(Path folder, YamlMap packages) {
        Map<String, PackagesConfig.Signer> signers = new LinkedHashMap<>();
        YamlMap named = packages.findMap("signers");
        for (String name : named.entries().keySet()) {
            String text = named.text(name);
            signers.put(
                    name,
                    text.startsWith(FILE)
                            ? new PackagesConfig.Signer("", below(folder, text.substring(FILE.length())))
                            : new PackagesConfig.Signer(text, null));
        }
        Map<String, Integer> least = new LinkedHashMap<>();
        YamlMap versions = packages.findMap("least");
        for (String recipe : versions.entries().keySet()) {
            least.put(recipe, Math.toIntExact(versions.whole(recipe)));
        }
        return new PackagesConfig(
                packages.flag("only", false),
                below(folder, packages.text("folder", "packages")),
                signers,
                least,
                packages.has("key") ? below(folder, packages.text("key")) : null,
                packages.has("unpacked") ? below(folder, packages.text("unpacked")) : null);
    }

    private static Path below(Path folder, String text) {
        return Places.of(folder, text).normalize();
    }
}
