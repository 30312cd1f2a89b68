package dev.gangway.web;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps foreign pages out. A page of another site that runs in the operator's browser can neither reach the station
 * under a name of its own (DNS rebinding: the Host header must be one of ours) nor change anything (every POST must
 * come from our own page, and in a content type that no form can send; every WebSocket must, too). There are no CORS headers, ever.
 */
final class Guard {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /** What a browser says of requests that no other site made; programs without a browser say nothing. */
    private static final Set<String> NOT_FOREIGN = Set.of("same-origin", "none");

    private final Set<String> names = new HashSet<>();
    private final String scheme;
    private final String usualPort;
    private int port;

    Guard(WebSettings settings) {
        boolean tls = settings.tls().isPresent();
        scheme = tls ? "https" : "http";
        usualPort = tls ? "443" : "80";
        for (String name : settings.names()) {
            names.add(name.toLowerCase(Locale.ROOT));
        }
        if (!settings.host().equals("0.0.0.0") && !settings.host().equals("::")) {
            names.add(settings.host().toLowerCase(Locale.ROOT));
        }
    }

    /** The port that the server listens on, once it does. */
    void listeningOn(int actualPort) {
        port = actualPort;
    }

    /** The first handler of every request: headers that always go out, then the Host check. */
    void everyRequest(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!isOurs(request.getHeader("Host"))) {
            new HttpProblem(
                            421,
                            "host-refused",
                            "This name is not served here",
                            "The station answers to localhost and to the names listed under http.names in station.yaml:"
                                    + " open the address that it printed at its start, or add the name there.")
                    .send(context.response());
            return;
        }
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null
                && !NOT_FOREIGN.contains(site)
                && RequestPath.of(context).startsWith("/api/")) {
            refuseOrigin(context);
            return;
        }
        if ((request.method().equals(HttpMethod.POST) || isSocket(request)) && !comesFromOurPage(request)) {
            refuseOrigin(context);
            return;
        }
        context.next();
    }

    /** Whether it becomes a WebSocket; a browser lets any site open one, with our cookie, and says only from where it comes. */
    static boolean isSocket(HttpServerRequest request) {
        return "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
    }

    private static void refuseOrigin(RoutingContext context) {
        new HttpProblem(
                        403,
                        "origin-refused",
                        "Another site may not do this",
                        "The request came from a page of another site. Open the station's own page and do it there.")
                .send(context.response());
    }

    /** Refuses a body of another type; a HTML form cannot send ours, and a script of another site is asked first. */
    static boolean hasType(RoutingContext context, Set<String> types) {
        String type = context.request().getHeader("Content-Type");
        String plain = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (types.contains(plain)) {
            return true;
        }
        new HttpProblem(
                        415,
                        "content-type",
                        "Wrong content type",
                        "Send the body as "
                                + String.join(" or ", types.stream().sorted().toList()) + ".")
                .send(context.response());
        return false;
    }

    private boolean isOurs(@Nullable String host) {
        if (host == null || host.isEmpty()) {
            return false;
        }
        int colon = host.lastIndexOf(':');
        boolean bare = colon < 0 || host.endsWith("]");
        String name = (bare ? host : host.substring(0, colon)).toLowerCase(Locale.ROOT);
        String hostPort = bare ? usualPort : host.substring(colon + 1);
        if (LOOPBACK.contains(name)) {
            return hostPort.equals(Integer.toString(port));
        }
        return names.contains(name);
    }

    /** A browser sends Origin with every POST; a program without a browser sends neither header. */
    private boolean comesFromOurPage(HttpServerRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin")) {
            return false;
        }
        String origin = request.getHeader("Origin");
        if (origin == null) {
            return true;
        }
        try {
            URI uri = URI.create(origin);
            return scheme.equalsIgnoreCase(uri.getScheme())
                    && uri.getRawAuthority() != null
                    && uri.getRawAuthority().equalsIgnoreCase(request.getHeader("Host"));
        } catch (IllegalArgumentException notAnOrigin) {
            return false;
        }
    }
}
