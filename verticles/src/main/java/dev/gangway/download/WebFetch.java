package dev.gangway.download;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
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

    private final Duration patience;
    private final Plain plain;
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
        this.plain = plain;
        this.patience = patience;
    }

    /** It has a thread and some hundred classes: who fetches nothing does not have it. */
    private synchronized HttpClient client() {
        HttpClient made = client;
        if (made == null) {
            made = HttpClient.newBuilder()
                    .connectTimeout(patience)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
            client = made;
        }
        return made;
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
        URI at = requireAllowed(link);
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            boolean home = at.getAuthority().equals(link.getAuthority());
            HttpResponse<PatientBody> answer = send(at, headers, home ? authorization : Optional.empty());
            Optional<String> location = answer.headers().firstValue("Location");
            if (!isRedirect(answer.statusCode()) || location.isEmpty()) {
                return new WebAnswer(at, answer.statusCode(), answer.headers(), answer.body());
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

    private HttpResponse<PatientBody> send(URI link, Map<String, String> headers, Optional<String> authorization)
            throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(withoutUser(link)).timeout(patience);
        headers.forEach(request::header);
        authorization.ifPresent(value -> request.header("Authorization", value));
        try {
            return client().send(request.build(), head -> new PatientBody(patience));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("stopped while something was downloaded").initCause(e);
        } catch (HttpTimeoutException e) {
            throw new IOException(shown(link) + " does not answer within " + patience.toSeconds() + " s", e);
        } catch (ConnectException e) {
            boolean unknown =
                    e.getCause() instanceof UnresolvedAddressException || e.getCause() instanceof UnknownHostException;
            throw new IOException(
                    shown(link) + (unknown ? ": there is no host of that name" : " can't be reached: is it on?"), e);
        } catch (SSLException e) {
            throw new IOException(
                    shown(link) + " can't be spoken to encrypted: " + e.getMessage()
                            + "; a certificate of your own goes into the Java runtime's trust store",
                    e);
        } catch (IOException e) {
            throw new IOException(
                    shown(link) + " can't be fetched" + (e.getMessage() == null ? "" : ": " + e.getMessage()), e);
        }
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
