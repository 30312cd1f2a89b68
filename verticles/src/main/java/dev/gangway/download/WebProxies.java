package dev.gangway.download;

import java.io.IOException;
import java.net.Authenticator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Proxies as the variables of the environment name them that curl and others know: {@code http_proxy}, {@code https_proxy},
 * {@code all_proxy}, {@code no_proxy}. Servers on this machine are always reached directly. Immutable.
 */
public final class WebProxies extends ProxySelector {
    private static final int USUAL_PORT = 1080;

    private final Map<String, URI> byScheme;
    private final List<String> none;

    private WebProxies(Map<String, URI> byScheme, List<String> none) {
        this.byScheme = Map.copyOf(byScheme);
        this.none = List.copyOf(none);
    }

    /**
     * What an environment says.
     *
     * @return empty when it names no proxy
     * @throws IOException when a variable is no address of a proxy, in words without its password
     */
    public static Optional<WebProxies> of(Map<String, String> environment) throws IOException {
        Map<String, URI> found = new HashMap<>();
        for (String scheme : List.of("http", "https")) {
            String name = scheme + "_proxy";
            // HTTP_PROXY in capitals is left out, as curl does: a web server's child may have it from a stranger's
            // request.
            String text = environment.getOrDefault(
                    name,
                    environment.getOrDefault(
                            scheme.equals("https") ? "HTTPS_PROXY" : name,
                            environment.getOrDefault("all_proxy", environment.getOrDefault("ALL_PROXY", ""))));
            if (!text.isBlank()) {
                found.put(scheme, address(name, text.strip()));
            }
        }
        if (found.isEmpty()) {
            return Optional.empty();
        }
        List<String> none = new ArrayList<>();
        for (String entry : environment
                .getOrDefault("no_proxy", environment.getOrDefault("NO_PROXY", ""))
                .split("[, ]+")) {
            if (!entry.isEmpty()) {
                none.add(entry.toLowerCase(Locale.ROOT));
            }
        }
        return Optional.of(new WebProxies(found, none));
    }

    private static URI address(String name, String text) throws IOException {
        try {
            URI address = URI.create(text.contains("://") ? text : "http://" + text);
            if (address.getHost() != null && "http".equalsIgnoreCase(address.getScheme())) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // Told below, without what may be a password.
        }
        throw new IOException("the environment's " + name + " is no address of a proxy: write http://HOST:PORT");
    }

    @Override
    public List<Proxy> select(URI link) {
        URI proxy = byScheme.get(String.valueOf(link.getScheme()).toLowerCase(Locale.ROOT));
        return List.of(
                proxy == null || isDirect(link)
                        ? Proxy.NO_PROXY
                        : new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.getHost(), port(proxy))));
    }

    private static int port(URI proxy) {
        return proxy.getPort() < 0 ? USUAL_PORT : proxy.getPort();
    }

    @Override
    public void connectFailed(URI link, SocketAddress address, IOException failure) {
        // Whoever fetches is told.
    }

    /** Whether a link is reached without a proxy. */
    boolean isDirect(URI link) {
        String host = String.valueOf(link.getHost()).toLowerCase(Locale.ROOT);
        return WebFetch.isLoopback(host)
                || byScheme.get(String.valueOf(link.getScheme()).toLowerCase(Locale.ROOT)) == null
                || none.stream().anyMatch(entry -> excepts(entry, host, link.getPort()));
    }

    private static boolean excepts(String entry, String host, int port) {
        if (entry.equals("*")) {
            return true;
        }
        if (entry.contains("/")) {
            return isWithin(entry, host);
        }
        String name = entry;
        int colon = entry.lastIndexOf(':');
        if (colon > 0 && entry.indexOf(':') == colon) {
            if (!entry.substring(colon + 1).equals(Integer.toString(port))) {
                return false;
            }
            name = entry.substring(0, colon);
        }
        name = name.replaceFirst("^\\*?\\.", "");
        return host.equals(name) || host.equals("[" + name + "]") || host.endsWith("." + name);
    }

    /** Whether a host that is written as an address lies in a network such as {@code 10.0.0.0/8}. */
    private static boolean isWithin(String network, String host) {
        String bare = host.replace("[", "").replace("]", "");
        if (!bare.matches("[0-9.]+|[0-9a-f:]*:[0-9a-f:.]*") || !network.matches("[0-9a-f.:]+/[0-9]{1,3}")) {
            return false;
        }
        try {
            byte[] ours = InetAddress.getByName(bare).getAddress();
            byte[] net = InetAddress.getByName(network.substring(0, network.indexOf('/')))
                    .getAddress();
            int bits = Integer.parseInt(network.substring(network.indexOf('/') + 1));
            if (ours.length != net.length || bits > ours.length * 8) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % 8);
                if ((ours[bit / 8] & mask) != (net[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Who this machine is to its proxies. */
    Authenticator passwords() {
        return new Authenticator() {
            @Override
            protected @Nullable PasswordAuthentication getPasswordAuthentication() {
                if (getRequestorType() != RequestorType.PROXY) {
                    return null;
                }
                for (URI proxy : byScheme.values()) {
                    String user = proxy.getRawUserInfo();
                    if (user != null && proxy.getHost().equalsIgnoreCase(getRequestingHost())) {
                        String[] parts = user.split(":", 2);
                        return new PasswordAuthentication(
                                decoded(parts[0]),
                                decoded(parts.length > 1 ? parts[1] : "").toCharArray());
                    }
                }
                return null;
            }
        };
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
