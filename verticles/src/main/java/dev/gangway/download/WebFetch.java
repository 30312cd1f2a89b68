package dev.gangway.download;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Fetches over HTTP. Redirects are followed by hand: a bounded number, never from https to http, and what identifies the caller
 * goes to the first host only. Any thread.
 */
public final class WebFetch {
    /** How long a server may be silent. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    /** As many as browsers and curl's default come to in practice; a circle is found soon. */
    private static final int MOST_REDIRECTS = 8;

    /** Where the station's own clients of HTTP are asked to let a request name another host than it is sent to. */
    private static final String HOST_HEADER = "jdk.httpclient.allowRestrictedHeaders";

    /** What a proxy that wants a password is not told through a tunnel unless this is empty. */
    private static final String NO_BASIC = "jdk.http.auth.tunneling.disabledSchemes";

    static {
        // Read once, when the first client is made; the start script says the same for clients that come before this
        // one.
        if (System.getProperty(HOST_HEADER) == null) {
            System.setProperty(HOST_HEADER, "host");
        }
        if (System.getProperty(NO_BASIC) == null) {
            System.setProperty(NO_BASIC, "");
        }
    }

    private final Duration patience;
    private final Plain plain;
    private final WebWays ways;
    private @Nullable HttpClient client;

    /** From where may be fetched without encryption. */
    public enum Plain {
        /** Programs of this machine. */
        LOOPBACK,
        /** Anybody: what comes is held against a digest, or a person says that it need not be. */
        ANYWHERE
    }

    /** Fetches, and waits so long for a server that is silent. */
    public WebFetch(Plain plain, Duration patience) {
        this(plain, patience, WebWays.DIRECT);
    }

    /** The same on these ways. */
    public WebFetch(Plain plain, Duration patience, WebWays ways) {
        this.plain = plain;
        this.patience = patience;
        this.ways = ways;
    }

    /** It has a thread and some hundred classes: who fetches nothing does not have it. */
    private synchronized HttpClient client() {
        HttpClient made = client;
        if (made == null) {
            made = builder().build();
            client = made;
        }
        return made;
    }

    private HttpClient.Builder builder() {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .connectTimeout(patience)
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1);
        ways.trust().ifPresent(builder::sslContext);
        ways.proxies().ifPresent(proxies -> builder.proxy(proxies).authenticator(proxies.passwords()));
        return builder;
    }

    /**
     * Asks for a file.
     *
     * @param headers sent to every host
     * @param authorization sent to this host only
     * @return the answer, whatever its status; the caller closes it
     * @throws IOException when there is none, in words that name the host and no secret
     */
    public WebAnswer get(URI link, Map<String, String> headers, Optional<String> authorization) throws IOException {
        return get(link, at -> {
            Map<String, String> said = new HashMap<>(headers);
            if (at.getAuthority().equals(link.getAuthority())) {
                authorization.ifPresent(value -> said.put("Authorization", value));
            }
            return said;
        });
    }

    /** What is said to a host. */
    public interface Said {
        /**
         * Headers for this address, redirects included.
         *
         * @throws IOException when it can't be said, in words without a secret
         */
        Map<String, String> to(URI address) throws IOException;
    }

    /** The same, with headers that depend on who gets them. */
    public WebAnswer get(URI link, Said said) throws IOException {
        URI at = requireAllowed(link);
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            Begun answer = send(at, said.to(at));
            Optional<String> location = answer.headers().firstValue("Location");
            if (!isRedirect(answer.status()) || location.isEmpty()) {
                return new WebAnswer(at, answer.status(), answer.headers(), answer.body());
            }
            answer.body().close();
            at = next(at, location.get());
        }
        throw new IOException(shown(link) + " sends from one address to the next: more than " + MOST_REDIRECTS
                + " redirects were not followed");
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    private URI next(URI from, String location) throws IOException {
        try {
            URI to = from.resolve(new URI(location));
            if ("https".equals(from.getScheme()) && "http".equals(to.getScheme())) {
                throw new IOException(shown(from) + " sends to an address without encryption, " + shown(to)
                        + ", which is not followed");
            }
            return requireAllowed(to);
        } catch (URISyntaxException e) {
            throw new IOException(shown(from) + " sends to what is no address", e);
        }
    }

    private URI requireAllowed(URI link) throws IOException {
        String scheme = String.valueOf(link.getScheme()).toLowerCase(Locale.ROOT);
        if (link.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
            throw new IOException(shown(link) + " is no http or https address");
        }
        if (scheme.equals("http") && plain == Plain.LOOPBACK && !isLoopback(link.getHost())) {
            throw new IOException(shown(link)
                    + " is not encrypted, which is for servers on this machine only: write https, or use its tunnel");
        }
        return link;
    }

    /** Whether only this machine has that address. Names other than {@code localhost} do not count: they may mean anything. */
    public static boolean isLoopback(String host) {
        return host.equals("localhost")
                || host.equals("[::1]")
                || host.matches("127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}");
    }

    /** Whether a name from the configuration, {@code HOST} or {@code HOST:PORT}, means a link's host. */
    public static boolean isNamed(String name, URI link) {
        String host = String.valueOf(link.getHost());
        int usual = "https".equalsIgnoreCase(link.getScheme()) ? 443 : 80;
        int port = link.getPort() < 0 ? usual : link.getPort();
        return name.equalsIgnoreCase(host + ":" + port) || (port == usual && name.equalsIgnoreCase(host));
    }

    /** An answer whose head has come. */
    private record Begun(int status, HttpHeaders headers, PatientBody body) {
        static Begun of(HttpResponse.ResponseInfo head, Duration patience) {
            return new Begun(head.statusCode(), head.headers(), new PatientBody(patience));
        }
    }

    private Begun send(URI link, Map<String, String> headers) throws IOException {
        URI asked = withoutUser(link);
        Optional<URI> pinned = ways.pinned(asked);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(pinned.orElse(asked)).timeout(patience);
        headers.forEach(request::header);
        HttpClient sender = client();
        if (pinned.isPresent()) {
            sender = pinnedTo(asked, request);
        }
        AtomicReference<@Nullable Begun> begun = new AtomicReference<>();
        try {
            sender.send(request.build(), head -> {
                Begun answer = Begun.of(head, patience);
                begun.set(answer);
                return answer.body();
            });
            return Objects.requireNonNull(begun.get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("stopped while something was downloaded").initCause(e);
        } catch (IOException e) {
            Begun answer = begun.get();
            if (answer == null) {
                throw unanswered(link, e);
            }
            // A connection that is cut right behind the head fails here or in the body, whichever is seen first: what
            // came of the body is told there in both cases.
            answer.body().broken(e);
            return answer;
        }
    }

    private IOException unanswered(URI link, IOException failure) {
        String why;
        if (failure instanceof HttpTimeoutException) {
            why = " does not answer within " + patience.toSeconds() + " s";
        } else if (failure instanceof ConnectException) {
            boolean unknown = failure.getCause() instanceof UnresolvedAddressException
                    || failure.getCause() instanceof UnknownHostException;
            why = unknown ? ": there is no host of that name" : " can't be reached: is it on?";
        } else if (failure instanceof SSLException) {
            why = " can't be spoken to encrypted: " + failure.getMessage()
                    + "; a company's own certificate goes into station.yaml as images.download.ca";
        } else {
            why = " can't be fetched" + (failure.getMessage() == null ? "" : ": " + failure.getMessage());
        }
        return new IOException(shown(link) + why, failure);
    }

    /** A client that speaks to an address as to the host that the link names. */
    private HttpClient pinnedTo(URI link, HttpRequest.Builder request) throws IOException {
        try {
            request.header("Host", link.getRawAuthority());
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    shown(link) + " can't be fetched: this Java has to be started with -D" + HOST_HEADER
                            + "=host, as the start script does",
                    e);
        }
        if (!link.getScheme().equalsIgnoreCase("https")) {
            return client();
        }
        SSLParameters named = new SSLParameters();
        named.setServerNames(List.of(new SNIHostName(link.getHost())));
        return builder().sslParameters(named).build();
    }

    private static URI withoutUser(URI link) throws IOException {
        if (link.getUserInfo() != null) {
            throw new IOException(shown(link)
                    + ": a user and a password in an address are seen by others; registries have their login file");
        }
        return link;
    }

    /** An address for people: without a password and what follows the path, where keys may stand. */
    public static String shown(URI link) {
        String host = link.getHost() == null ? "" : link.getHost();
        return link.getScheme() + "://" + host + (link.getPort() < 0 ? "" : ":" + link.getPort())
                + (link.getRawPath() == null ? "" : link.getRawPath());
    }
}
