package dev.gangway.config;

import dev.gangway.model.Digest;
import dev.gangway.recipe.ImageOrigin;
import dev.gangway.recipe.Template;
import dev.gangway.yaml.YamlMap;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a recipe says of where an image comes from. */
final class ImagePlaces {
    private static final String FILE = "file:";

    /** Keys that mean something only where an image is fetched. */
    private static final List<String> OF_FETCHED = List.of("sha256", "member");

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
                image.text("member", ""));
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
        for (String text : image.findTexts("from")) {
            if (text.matches(RecipeShape.PLACE.pattern())) {
                flaw(text, image.get("sha256") != null, report);
            }
        }
    }

    private static void flaw(String text, boolean proved, Report report) {
        if (text.startsWith(FILE)) {
            try {
                Path.of(text.substring(FILE.length()));
            } catch (InvalidPathException e) {
                report.add("from", "\"" + text + "\" cannot be the name of a file in this locale: set LC_ALL=C.UTF-8");
            }
            return;
        }
        try {
            URI link = new URI(text);
            if (link.getHost() == null) {
                report.add("from", "\"" + text + "\" names no host; other signs than letters are written as %20");
            } else if (link.getUserInfo() != null) {
                report.add(
                        "from",
                        "a user and a password in a link are seen by others; a token belongs to images.hosts in"
                                + " station.yaml");
            } else if (text.startsWith("http:") && !proved && !StationConfig.Http.isLoopback(bare(link.getHost()))) {
                report.add(
                        "from",
                        "what comes without encryption may be anything: write https, or sha256 with the digest that it must"
                                + " have");
            }
        } catch (URISyntaxException e) {
            report.add("from", "\"" + text + "\" is no link; other signs than letters are written as %20");
        }
    }

    private static String bare(String host) {
        return host.replace("[", "").replace("]", "");
    }
}
