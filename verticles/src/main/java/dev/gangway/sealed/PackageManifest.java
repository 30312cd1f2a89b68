package dev.gangway.sealed;

import dev.gangway.model.Digest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is in a package. Its bytes are what is signed.
 *
 * @param recipe the recipe's name
 * @param version the recipe's version
 * @param title the recipe's line for people
 * @param by which program made it
 * @param signer whose signature it has
 * @param stations the keys ({@code age1…}) of the stations that it is encrypted to; empty = it is not encrypted
 * @param files what is in it, in this order, the recipe first
 */
public record PackageManifest(
        String recipe,
        int version,
        String title,
        String by,
        SignerKey signer,
        List<String> stations,
        List<Packed> files) {
    /** The manifest's name in the archive; it is the first file. */
    public static final String NAME = "gangway-package.json";

    /** The signature's name in the archive: 64 bytes, over the manifest's bytes. It is the second file. */
    public static final String SIGNATURE = "gangway-package.sig";

    static final String IMAGES = "images/";
    static final String RECIPE = "recipe/";
    static final String SCHEMA = "schema/recipe.schema.json";

    /** The most bytes of a manifest. */
    static final int LONGEST = 1 << 20;

    /** The most bytes of a recipe. */
    static final int LONGEST_RECIPE = 1 << 20;

    private static final String FORMAT = "gangway-package/1";

    /** Copies the lists. */
    public PackageManifest {
        stations = List.copyOf(stations);
        files = List.copyOf(files);
    }

    /**
     * A file of the package.
     *
     * @param path its place in the archive
     * @param bytes its length
     * @param sha256 its digest
     */
    public record Packed(String path, long bytes, Digest sha256) {
        /** Whether it is an image: its place below the image folder is what follows {@code images/}. */
        public boolean isImage() {
            return path.startsWith(IMAGES);
        }
    }

    /** The place of the recipe. */
    String recipePath() {
        return RECIPE + recipe + ".yaml";
    }

    /** All images together. */
    public long imageBytes() {
        return files.stream().filter(Packed::isImage).mapToLong(Packed::bytes).sum();
    }

    byte[] encoded() {
        JsonArray all = new JsonArray();
        files.forEach(file -> all.add(
                new JsonObject().put("path", file.path).put("bytes", file.bytes).put("sha256", file.sha256.hex())));
        String text = new JsonObject()
                .put("format", FORMAT)
                .put("recipe", recipe)
                .put("version", version)
                .put("title", title)
                .put("by", by)
                .put("signer", signer.text())
                .put("stations", new JsonArray(new ArrayList<>(stations)))
                .put("files", all)
                .encodePrettily();
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** The manifest in these bytes, of which nothing is believed before {@link #signer} was asked. */
    static PackageManifest of(byte[] bytes) throws SealedException {
        try {
            JsonObject json = new JsonObject(new String(bytes, StandardCharsets.UTF_8));
            if (!FORMAT.equals(json.getString("format"))) {
                throw new SealedException(
                        "it is a package of another kind (" + shown(String.valueOf(json.getValue("format")))
                                + "): this version of gangway opens " + FORMAT);
            }
            List<Packed> files = new ArrayList<>();
            for (Object each : json.getJsonArray("files")) {
                JsonObject file = (JsonObject) each;
                files.add(new Packed(
                        file.getString("path"), file.getLong("bytes"), new Digest(file.getString("sha256"))));
            }
            List<String> stations = new ArrayList<>();
            json.getJsonArray("stations").forEach(key -> stations.add((String) key));
            PackageManifest manifest = new PackageManifest(
                    json.getString("recipe"),
                    json.getInteger("version"),
                    json.getString("title"),
                    json.getString("by"),
                    SignerKey.parse(json.getString("signer")),
                    stations,
                    files);
            manifest.requireSound();
            return manifest;
        } catch (DecodeException | ClassCastException | NullPointerException | IllegalArgumentException e) {
            throw new SealedException("its list of files is damaged", e);
        }
    }

    /** A path of an archive that is a path below it. */
    static void requireInside(String path) throws SealedException {
        List<String> parts = List.of(path.split("/", -1));
        if (path.indexOf('\\') >= 0
                || path.chars().anyMatch(c -> c < ' ' || c == 0x7f)
                || parts.contains("")
                || parts.contains(".")
                || parts.contains("..")) {
            throw new SealedException("it has a path that leaves it, \"" + shown(path) + "\": it is not used");
        }
        if (path.getBytes(StandardCharsets.UTF_8).length > PackedHeader.NAME) {
            throw new SealedException("the path " + shown(path) + " is longer than " + PackedHeader.NAME + " bytes");
        }
    }

    private static String shown(String text) {
        return text.replaceAll("[^ -~]", "?");
    }

    void requireSound() throws SealedException {
        if (!recipe.matches("[a-z0-9][a-z0-9._-]{0,39}")) {
            throw new SealedException("its recipe has no name of a recipe");
        }
        Set<String> known = new HashSet<>(Set.of(NAME, SIGNATURE));
        for (Packed file : files) {
            requireInside(file.path);
            boolean expected = file.isImage() || file.path.equals(recipePath()) || file.path.equals(SCHEMA);
            if (!expected || file.bytes < 0 || !known.add(file.path)) {
                throw new SealedException(
                        "its list of files has \"" + shown(file.path) + "\", twice or where it has no place");
            }
        }
        if (files.isEmpty() || !files.get(0).path.equals(recipePath()) || files.get(0).bytes > LONGEST_RECIPE) {
            throw new SealedException("the first of its files is not its recipe");
        }
    }
}
