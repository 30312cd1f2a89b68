package dev.gangway.image.source;

import dev.gangway.config.StationConfig;
import dev.gangway.download.WebFetch;
import dev.gangway.download.oci.RegistryLogins;
import java.io.IOException;
import java.net.URI;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/** What is said to single hosts, by the station's configuration. Immutable; secrets are read when they are needed. */
public final class ImageHosts implements WebFetch.Said {
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
        return hosts.entrySet().stream()
                .filter(host -> WebFetch.isNamed(host.getKey(), link))
                .max(Comparator.comparingInt(host -> host.getKey().length()))
                .map(Map.Entry::getValue);
    }

    /** Who this station is to registries. */
    RegistryLogins registries() {
        return new RegistryLogins(environment);
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
