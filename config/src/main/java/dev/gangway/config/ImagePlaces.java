package dev.gangway.config;

import dev.gangway.model.Digest;
import dev.gangway.recipe.ImageOrigin;
import dev.gangway.recipe.ImageSignature;
import dev.gangway.recipe.Template;
import dev.gangway.yaml.YamlMap;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a recipe says of where an image comes from. */
final class ImagePlaces {
    private static final String FILE = "file:";

    /** Keys that mean something only where an image is fetched. */
    private static final List<String> OF_FETCHED = List.of("sha256", "member", "signature");

    private ImagePlaces() {}

    /** Takes a problem of an image. */
    interface Report {
        void add(String key, String message);
    }

    /** From where an image is fetched, null where it is a file of the image folder; of one that has no problem. */
    static @Nullable ImageOrigin origin(Path folder, YamlMap image) {
        if (!image.has("from")) {
            return null;
        }
        String sha256 = image.findText("sha256");
        return new ImageOrigin(
                image.findTexts("from").stream()
                        .map(text -> place(folder, text))
                        .toList(),
                sha256 == null ? null : new Digest(sha256),
                image.text("member", ""),
                image.has("signature") ? signature(folder, image.findMap("signature")) : null);
    }

    private static ImageSignature signature(Path folder, YamlMap map) {
        ImageSignature.Kind kind = ImageSignature.Kind.valueOf(map.text("by").toUpperCase(Locale.ROOT));
        String key = map.text("key");
        return new ImageSignature(
                kind,
                key.startsWith(FILE) ? place(folder, key).toString() : key,
                map.has("at") ? place(folder, map.text("at")) : null,
                map.has("certificate") ? place(folder, map.text("certificate")) : null);
    }

    private static URI place(Path folder, String text) {
        return text.startsWith(FILE)
                ? Places.of(folder, text.substring(FILE.length())).normalize().toUri()
                : URI.create(text);
    }

    /** What does not fit together. */
    static void check(YamlMap image, Report report) {
        if (image.get("from") == null) {
            OF_FETCHED.stream()
                    .filter(key -> image.get(key) != null)
                    .forEach(key -> report.add(
                            key,
                            "is of what is fetched; write \"from:\" too, or remove it: the file lies in the folder"));
            return;
        }
        String file = image.findText("file");
        if (file != null && !Template.names(file).isEmpty()) {
            report.add("file", "is what an image that is fetched is called here: it can't have {{…}}");
        }
        boolean proved = image.get("sha256") != null || image.get("signature") != null;
        for (String text : image.findTexts("from")) {
            if (text.matches(RecipeShape.PLACE.pattern())) {
                flaw("from", text, proved, report);
            }
        }
        if (image.get("signature") instanceof YamlMap signature) {
            signature(image, signature, report);
        }
    }

    private static void signature(YamlMap image, YamlMap signature, Report report) {
        String by = signature.findText("by");
        String key = signature.findText("key");
        if (key != null && !key.startsWith(FILE) && by != null && !by.equals("minisign")) {
            report.add("signature", "the key is a file for " + by + ": write file:PATH");
        }
        if (signature.get("certificate") != null && !"x509".equals(by)) {
            report.add("signature", "a certificate is for x509 only; remove it");
        }
        for (String place : List.of("at", "certificate")) {
            String text = signature.findText(place);
            if (text != null && text.matches(RecipeShape.PLACE.pattern())) {
                flaw("signature", text, true, report);
            }
        }
        if (signature.get("at") == null && image.findTexts("from").stream().anyMatch(text -> text.startsWith("oci:"))) {
            report.add("signature", "nothing lies beside a file in a registry: say where the signature is with at");
        }
        if (signature.get("at") == null && image.findTexts("from").stream().anyMatch(text -> text.contains("?"))) {
            report.add("signature", "a link with ? has nothing beside it: say where the signature is with at");
        }
    }

    private static boolean isFileName(String text) {
        try {
            return !Path.of(text).toString().isEmpty();
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static void flaw(String key, String text, boolean proved, Report report) {
        if (text.startsWith(FILE)) {
            if (!isFileName(text.substring(FILE.length()))) {
                report.add(key, "\"" + text + "\" cannot be the name of a file in this locale: set LC_ALL=C.UTF-8");
            }
            return;
        }
        try {
            URI link = new URI(text);
            if (link.getHost() == null) {
                report.add(key, "\"" + text + "\" names no host; other signs than letters are written as %20");
            } else if (link.getUserInfo() != null) {
                report.add(
                        key,
                        "a user and a password in a link are seen by others; a token belongs to images.hosts in"
                                + " station.yaml");
            } else if (text.startsWith("http:") && !proved && !StationConfig.Http.isLoopback(bare(link.getHost()))) {
                report.add(
                        key,
                        "what comes without encryption may be anything: write https, or sha256 with the digest that it must"
                                + " have, or a signature");
            }
        } catch (URISyntaxException e) {
            report.add(key, "\"" + text + "\" is no link; other signs than letters are written as %20");
        }
    }

    private static String bare(String host) {
        return host.replace("[", "").replace("]", "");
    }
}
