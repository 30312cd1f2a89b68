package dev.gangway.download;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How this machine gets to servers.
 *
 * @param proxies which go through a proxy; empty = none
 * @param trust whom it believes; empty = whom the Java runtime believes
 * @param allowed where it may go, for links that strangers named; null = anywhere. With it a name is resolved once, and what is
 *     connected to is the address that was looked at
 */
public record WebWays(
        Optional<WebProxies> proxies,
        Optional<SSLContext> trust,
        @Nullable Allowed allowed) {
    /** No proxy, the Java runtime's trust, anywhere. */
    public static final WebWays DIRECT = new WebWays(Optional.empty(), Optional.empty(), null);

    /** Says where may be gone. */
    public interface Allowed {
        /**
         * The address to connect to.
         *
         * @return empty when the host may be reached under whatever address it has
         * @throws IOException when it may not be reached, saying why and what to do
         */
        Optional<InetAddress> address(URI link) throws IOException;
    }

    /** The same ways, to where is allowed. */
    public WebWays only(Allowed where) {
        return new WebWays(proxies, trust, where);
    }

    /** The link with its host's address in place of its name, where it may be reached under that address only. */
    Optional<URI> pinned(URI link) throws IOException {
        Allowed rule = allowed;
        Optional<InetAddress> address = rule == null ? Optional.empty() : rule.address(link);
        boolean direct = proxies.isEmpty() || proxies.get().isDirect(link);
        if (address.isEmpty() || !direct) {
            return Optional.empty();
        }
        String text = address.get().getHostAddress();
        String host = text.contains(":") ? "[" + text.replaceFirst("%.*", "") + "]" : text;
        if (host.equalsIgnoreCase(link.getHost())) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new URI(link.getScheme() + "://" + host + (link.getPort() < 0 ? "" : ":" + link.getPort())
                            + (link.getRawPath() == null ? "" : link.getRawPath())
                            + (link.getRawQuery() == null ? "" : "?" + link.getRawQuery())));
        } catch (URISyntaxException e) {
            throw new IOException(WebFetch.shown(link) + " is no address", e);
        }
    }
}
