package dev.gangway.image.source;

import dev.gangway.config.StationConfig;
import dev.gangway.download.WebFetch;
import dev.gangway.download.WebWays;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is said to single hosts, by the station's configuration. Immutable; secrets are read when they are needed. */
public final class ImageHosts implements WebFetch.Said, WebWays.Allowed {
    private static final String AUTHORIZATION = "Authorization";

    private final Map<String, StationConfig.ImageHost> hosts;
    private final Map<String, String> environment;

    /**
     * Hosts.
     *
     * @param hosts by {@code HOST} or {@code HOST:PORT}
     * @param environment variables that tokens may be in
     */
    public ImageHosts(Map<String, StationConfig.ImageHost> hosts, Map<String, String> environment) {
        this.hosts = Map.copyOf(hosts);
        this.environment = Map.copyOf(environment);
    }

    /** What the configuration says of a link's host. */
    Optional<StationConfig.ImageHost> of(URI link) {
        String host = String.valueOf(link.getHost()).toLowerCase(Locale.ROOT);
        boolean usual = link.getPort() < 0 || link.getPort() == ("https".equalsIgnoreCase(link.getScheme()) ? 443 : 80);
        StationConfig.ImageHost exact = named(host + ":" + link.getPort());
        return Optional.ofNullable(exact == null && usual ? named(host) : exact);
    }

    private StationConfig.@Nullable ImageHost named(String name) {
        return hosts.entrySet().stream()
                .filter(host -> host.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    /**
     * Where a link may lead that a stranger named: to addresses of the whole Internet, and to hosts that the configuration lets
     * links name. The name is resolved here and nowhere else, so that it can't mean another address a moment later.
     */
    @Override
    public Optional<InetAddress> address(URI link) throws IOException {
        if (of(link).filter(StationConfig.ImageHost::linked).isPresent()) {
            return Optional.empty();
        }
        InetAddress first;
        try {
            InetAddress[] all = InetAddress.getAllByName(
                    String.valueOf(link.getHost()).replace("[", "").replace("]", ""));
            for (InetAddress one : all) {
                if (!isPublic(one)) {
                    throw new IOException(
                            WebFetch.shown(link) + " is an address of this machine or of a private network, "
                                    + one.getHostAddress()
                                    + ", which a link may not name: if it is meant, write into station.yaml"
                                    + " images.hosts: {\"" + link.getRawAuthority() + "\": {linked: true}}");
                }
            }
            first = all[0];
        } catch (UnknownHostException e) {
            throw new IOException(WebFetch.shown(link) + ": there is no host of that name", e);
        }
        return Optional.of(first);
    }

    /** Whether an address is the whole Internet's: none of those that RFC 6890 and its successors set apart. */
    static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        if (bytes.length == 4) {
            return first != 0
                    && first < 240
                    && !(first == 100 && second >= 64 && second < 128)
                    && !(first == 192 && second == 0 && bytes[2] == 0)
                    && !(first == 198 && (second == 18 || second == 19));
        }
        // 2000::/3 is all that is given out; in it 6to4 and Teredo carry an address of IPv4, which may be any.
        boolean carries = (first == 0x20 && second == 0x02)
                || (first == 0x20 && second == 0x01 && bytes[2] == 0 && bytes[3] == 0);
        return (first & 0xe0) == 0x20 && !carries;
    }

    @Override
    public Map<String, String> to(URI address) throws IOException {
        StationConfig.ImageHost host = of(address).orElse(null);
        if (host == null || host.token() == null) {
            return Map.of();
        }
        if (!"https".equalsIgnoreCase(address.getScheme()) && !WebFetch.isLoopback(address.getHost())) {
            throw new IOException(
                    WebFetch.shown(address)
                            + " would get this station's token without encryption: write https, or take the token out of images.hosts");
        }
        String token = host.token().read(environment).strip();
        if (!token.matches("[!-~]+")) {
            throw new IOException("the token for " + address.getHost() + " (" + host.token()
                    + ") is no token: it is one line without spaces");
        }
        return Map.of(host.header(), host.header().equals(AUTHORIZATION) ? "Bearer " + token : token);
    }
}
