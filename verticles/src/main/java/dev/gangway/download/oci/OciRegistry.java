package dev.gangway.download.oci;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.gangway.download.WebAnswer;
import dev.gangway.download.WebFetch;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A registry of the OCI distribution specification, read only: manifests by tag or digest, blobs by digest. Encrypted, but for
 * one on this machine. One thread.
 */
public final class OciRegistry implements OciBlobs {
    private static final String ACCEPTED = String.join(
            ", ",
            "application/vnd.oci.image.manifest.v1+json",
            "application/vnd.oci.image.index.v1+json",
            "application/vnd.docker.distribution.manifest.v2+json",
            "application/vnd.docker.distribution.manifest.list.v2+json");
    private static final Duration TOKEN_LASTS = Duration.ofMinutes(2);
    private static final int MOST_OF_A_TOKEN = 1 << 20;
    private static final Pattern PARAMETER = Pattern.compile("([A-Za-z]+)=\"([^\"]*)\"");

    private final OciReference reference;
    private final WebFetch web;
    private final RegistryLogins logins;
    private Optional<String> authorization = Optional.empty();
    private long authorized;

    /** Nothing is asked yet. */
    public OciRegistry(OciReference reference, WebFetch web, RegistryLogins logins) {
        this.reference = reference;
        this.web = web;
        this.logins = logins;
    }

    /** The manifest that the reference means: its bytes, not yet held against a digest. */
    public byte[] manifest() throws IOException {
        return manifest(reference.wanted());
    }

    @Override
    public byte[] manifest(OciDocument.Descriptor wanted) throws IOException {
        return manifest(wanted.digest());
    }

    private byte[] manifest(String wanted) throws IOException {
        try (WebAnswer answer = get("manifests/" + wanted)) {
            return answer.all(OciDocument.LARGEST);
        }
    }

    @Override
    public InputStream blob(OciDocument.Descriptor wanted) throws IOException {
        return get("blobs/" + wanted.digest()).body();
    }

    /** Where a blob is. */
    public URI link(OciDocument.Descriptor blob) {
        return link("blobs/" + blob.digest());
    }

    private URI link(String what) {
        String host = reference.host();
        boolean here = WebFetch.isLoopback(host.replaceFirst(":[0-9]+$", ""));
        return URI.create((here ? "http://" : "https://") + host + "/v2/" + reference.name() + "/" + what);
    }

    /**
     * What this registry is told by who fetches a blob; where it sends them on, nobody is told anything. A token lasts some minutes,
     * and a large blob that was cut off is gone on with later: it is asked for anew.
     */
    public WebFetch.Said said() {
        return address -> {
            if (!String.valueOf(address.getAuthority()).equals(reference.host())) {
                return Map.of();
            }
            if (authorization.isPresent() && System.nanoTime() - authorized > TOKEN_LASTS.toNanos()) {
                authorization = Optional.empty();
                manifest();
            }
            return authorization.map(said -> Map.of("Authorization", said)).orElse(Map.of());
        };
    }

    private WebAnswer get(String what) throws IOException {
        URI link = link(what);
        Map<String, String> headers = Map.of("Accept", ACCEPTED);
        WebAnswer answer = web.get(link, headers, authorization);
        if (answer.status() == 401) {
            answer.close();
            authorized = System.nanoTime();
            authorization =
                    Optional.of(answered(answer.header("WWW-Authenticate").orElse("")));
            answer = web.get(link, headers, authorization);
        }
        if (!answer.isOk()) {
            answer.close();
            throw new IOException(answer.refusal());
        }
        return answer;
    }

    /** What is to be said to a registry that wants to know who asks. */
    private String answered(String challenge) throws IOException {
        String kind = challenge.toLowerCase(Locale.ROOT);
        Optional<String> basic = logins.basic(reference.host());
        if (kind.startsWith("basic")) {
            return basic.orElseThrow(() -> new IOException(reference.host()
                    + " wants to know who asks: log in with skopeo or docker, or set OCI_USERNAME and OCI_PASSWORD"));
        }
        if (!kind.startsWith("bearer ")) {
            throw new IOException(
                    reference.host() + " wants to know who asks in a way that this station does not know");
        }
        Map<String, String> told = new HashMap<>();
        Matcher parameter = PARAMETER.matcher(challenge);
        while (parameter.find()) {
            told.put(parameter.group(1).toLowerCase(Locale.ROOT), parameter.group(2));
        }
        return "Bearer " + token(told, basic);
    }

    private String token(Map<String, String> told, Optional<String> basic) throws IOException {
        String realm = told.getOrDefault("realm", "");
        String scope = told.getOrDefault("scope", "repository:" + reference.name() + ":pull");
        String service = told.getOrDefault("service", "");
        try {
            URI link = URI.create(realm + (realm.contains("?") ? "&" : "?") + "scope=" + encoded(scope)
                    + (service.isEmpty() ? "" : "&service=" + encoded(service)));
            try (WebAnswer answer = web.get(link, Map.of(), basic)) {
                if (!answer.isOk()) {
                    throw new IOException(answer.refusal()
                            + (basic.isPresent()
                                    ? ""
                                    : "; log in with skopeo or docker, or set OCI_USERNAME and OCI_PASSWORD"));
                }
                JsonNode json = OciDocument.JSON.readTree(answer.all(MOST_OF_A_TOKEN));
                String token =
                        json.path("token").asText(json.path("access_token").asText(""));
                if (!token.matches("[!-~]+")) {
                    throw new IOException(WebFetch.shown(link) + " gives no token");
                }
                return token;
            }
        } catch (IllegalArgumentException e) {
            throw new IOException(reference.host() + " wants a token from what is no address", e);
        } catch (JsonProcessingException e) {
            // Its message may have a part of the token.
            throw new IOException(reference.host() + " gets a token that is none");
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
