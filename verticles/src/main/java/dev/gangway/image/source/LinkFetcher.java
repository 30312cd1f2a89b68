package dev.gangway.image.source;

import dev.gangway.download.PublicAddresses;
import dev.gangway.download.WebAnswer;
import dev.gangway.download.WebFetch;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Gets what a link names that somebody else gave: from listed hosts, never from a private address that is not listed. Any thread; blocks. */
public final class LinkFetcher {
    /** A recipe is some kilobytes. */
    private static final int MOST_TEXT = 1 << 20;

    private static final int MOST_LINK = 2_000;
    private static final String RECIPE = ".yaml";

    private final PublicAddresses rule;
    private final List<String> listed;
    private final WebFetch web;
    private final WebFetch.Said said;
    private final ImageFetcher images;

    LinkFetcher(PublicAddresses rule, List<String> listed, WebFetch web, WebFetch.Said said, ImageFetcher images) {
        this.rule = rule;
        this.listed = List.copyOf(listed);
        this.web = web;
        this.said = said;
        this.images = images;
    }

    /** Whose links are followed. */
    public List<String> listed() {
        return listed;
    }

    /** Gets images likewise. */
    public ImageFetcher images() {
        return images;
    }

    /**
     * A link as a person gave it.
     *
     * @throws IOException when it is none that is followed, saying what to do
     */
    public URI link(String text) throws IOException {
        URI link;
        try {
            link = new URI(text);
        } catch (URISyntaxException e) {
            throw new IOException("that is no link: other signs than letters are written as %20", e);
        }
        String scheme = String.valueOf(link.getScheme()).toLowerCase(Locale.ROOT);
        if (text.length() > MOST_LINK || !(scheme.equals("https") || scheme.equals("http")) || link.getHost() == null) {
            throw new IOException(
                    "only links of the form https://HOST/… are followed, of at most " + MOST_LINK + " characters");
        }
        if (link.getUserInfo() != null) {
            throw new IOException(
                    "a user and a password in a link are seen by others: a token belongs to images.hosts in"
                            + " station.yaml");
        }
        return requireListed(link);
    }

    /** The link, if its host is listed. */
    public URI requireListed(URI link) throws IOException {
        if (!rule.isListed(link)) {
            String host = link.getHost() + (link.getPort() < 0 ? "" : ":" + link.getPort());
            throw new IOException(
                    "links to " + host + " are not followed here: an engineer who trusts that host lists it as"
                            + " images.links in station.yaml");
        }
        return link;
    }

    /**
     * A recipe that was fetched.
     *
     * @param name its file's name
     * @param member its path inside the zip that the link led to; empty = the link leads to it
     * @param bytes the file
     */
    public record LinkedText(String name, String member, byte[] bytes) {}

    /**
     * Gets a recipe: the file itself, or out of a zip, as build servers give artifacts.
     *
     * @param member its path inside the zip; empty = the first recipe there
     */
    public LinkedText text(URI link, String member) throws IOException {
        try (WebAnswer answer = web.get(link, said)) {
            if (!answer.isOk()) {
                throw new IOException(answer.refusal());
            }
            BufferedInputStream in = new BufferedInputStream(answer.body());
            in.mark(2);
            byte[] head = in.readNBytes(2);
            in.reset();
            if (head.length == 2 && head[0] == 'P' && head[1] == 'K') {
                return member(link, in, member);
            }
            String path = String.valueOf(link.getPath());
            return new LinkedText(path.substring(path.lastIndexOf('/') + 1), "", bounded(in, WebFetch.shown(link)));
        }
    }

    private static LinkedText member(URI link, InputStream in, String member) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String name = entry.getName();
                if (!entry.isDirectory() && (member.isEmpty() ? name.endsWith(RECIPE) : name.equals(member))) {
                    return new LinkedText(
                            name.substring(name.lastIndexOf('/') + 1),
                            name,
                            bounded(zip, WebFetch.shown(link) + " " + name));
                }
            }
        } catch (IllegalArgumentException e) {
            throw new IOException(WebFetch.shown(link) + " is a damaged zip: " + e.getMessage(), e);
        }
        throw new IOException(WebFetch.shown(link) + " is a zip without "
                + (member.isEmpty() ? "a recipe: put NAME.yaml into the artifact" : "\"" + member + "\""));
    }

    private static byte[] bounded(InputStream in, String what) throws IOException {
        byte[] bytes = in.readNBytes(MOST_TEXT + 1);
        if (bytes.length > MOST_TEXT) {
            throw new IOException(what + " has more than " + MOST_TEXT + " bytes: it is no recipe");
        }
        return bytes;
    }
}
