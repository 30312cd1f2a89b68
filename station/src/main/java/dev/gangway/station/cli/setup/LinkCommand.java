package dev.gangway.station.cli.setup;

import dev.gangway.model.FileTrouble;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.cli.call.CommandFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gangway link}: what a build's page shows so that one click opens a recipe or an image on a station's page. */
@Command(
        name = "link",
        mixinStandardHelpOptions = true,
        description =
                "Prints a link that opens a recipe or an image on a station's page, and the same as Markdown and HTML for a"
                        + " build's page. Nothing is fetched.")
public final class LinkCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(
            paramLabel = "URL",
            description = "The link of the recipe, a file NAME.yaml or a zip with one; with --image, of the image.")
    private String target = "";

    @Option(names = "--image", description = "The link is of an image that stands in for one of a recipe's.")
    private boolean image;

    @Option(
            names = "--recipe",
            paramLabel = "NAME",
            description = "With --image: the recipe, by its name on the station or by a link.")
    private String recipe = "";

    @Option(
            names = "--as",
            paramLabel = "IMAGE",
            description = "With --image: which of the recipe's images. Left out: the one whose file has that name.")
    private String stands = "";

    @Option(
            names = "--member",
            paramLabel = "PATH",
            description = "The path inside the archive that the link leads to.")
    private String member = "";

    @Option(
            names = "--station",
            paramLabel = "URL",
            description = "The station's page. Default: ${DEFAULT-VALUE}.",
            defaultValue = "http://127.0.0.1:8080")
    private String station = "";

    @Option(
            names = "--text",
            paramLabel = "TEXT",
            description = "What the button says. Default: ${DEFAULT-VALUE}.",
            defaultValue = "Flash")
    private String text = "";

    @Option(
            names = "--badge",
            paramLabel = "FILE",
            description = "Writes the button as a picture, to be published beside the page.")
    private @Nullable Path badge;

    @Override
    public Integer call() {
        if (image && recipe.isEmpty()) {
            throw new CommandFailure(ExitCode.INVALID, "--image needs --recipe NAME: which recipe is the image for?");
        }
        requireLink("URL", target);
        requireLink("--station", station);
        StringBuilder link = new StringBuilder(station.replaceFirst("/+$", "")).append("/flash?");
        link.append(image ? "image=" : "recipe=").append(coded(target));
        add(link, "recipe", image ? recipe : "");
        add(link, "as", stands);
        add(link, "member", member);
        PrintWriter out = spec.commandLine().getOut();
        out.println(link);
        out.println();
        String picture = badge == null ? "" : String.valueOf(badge.getFileName());
        out.println(
                picture.isEmpty()
                        ? "[" + markdown(text) + "](" + link + ")"
                        : "[![" + markdown(text) + "](" + coded(picture) + ")](" + link + ")");
        out.println();
        out.println("<a href=\"" + html(link.toString()) + "\">"
                + (picture.isEmpty()
                        ? html(text)
                        : "<img src=\"" + html(coded(picture)) + "\" alt=\"" + html(text) + "\">")
                + "</a>");
        if (badge != null) {
            write(badge);
        }
        return ExitCode.OK;
    }

    private static void requireLink(String what, String link) {
        try {
            URI uri = new URI(link);
            if (uri.getHost() != null && String.valueOf(uri.getScheme()).matches("https?")) {
                return;
            }
        } catch (URISyntaxException e) {
            // Told below.
        }
        throw new CommandFailure(ExitCode.INVALID, what + ": \"" + link + "\" is no link: write https://HOST/…");
    }

    private static void add(StringBuilder link, String key, String value) {
        if (!value.isEmpty()) {
            link.append('&').append(key).append('=').append(coded(value));
        }
    }

    private static String coded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String markdown(String text) {
        return text.replaceAll("([\\\\\\[\\]`*_<>])", "\\\\$1");
    }

    private static String html(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** Wide enough for its letters in any sans-serif font of the reader. */
    private void write(Path file) {
        int width = 44 + 9 * text.codePointCount(0, text.length());
        String svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + width
                + "\" height=\"28\" role=\"img\" aria-label=\""
                + html(text) + "\"><title>" + html(text) + "</title><rect width=\"" + width
                + "\" height=\"28\" rx=\"6\" fill=\"#0b62d6\"/><path d=\"M17 5l-7 11h6l-2 8 8-12h-6z\" fill=\"#fff\"/><text x=\"30\" y=\"19\""
                + " fill=\"#fff\" font-family=\"sans-serif\" font-size=\"14\" font-weight=\"600\">" + html(text)
                + "</text></svg>\n";
        try {
            Files.writeString(file, svg);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.ENVIRONMENT, "the badge can't be written: " + FileTrouble.told(e));
        }
    }
}
