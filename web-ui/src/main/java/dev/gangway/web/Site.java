package dev.gangway.web;

import dev.gangway.web.live.LiveStream;
import io.vertx.core.Vertx;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the guard, the login, the API and the files in order. Event loop only. */
final class Site {
    private static final Logger LOG = LoggerFactory.getLogger(Site.class);
    private static final String FLASH = "/flash";
    private static final int MOST_LOGIN = 4 * 1024;

    private final Guard guard;
    private final Sessions sessions;
    private final Assets assets;
    private final ApiRoutes api;
    private final LiveStream live;
    private final Health health;
    private final String policy;

    Site(Guard guard, Sessions sessions, Assets assets, ApiRoutes api, LiveStream live, Health health) {
        this.guard = guard;
        this.sessions = sessions;
        this.assets = assets;
        this.api = api;
        this.live = live;
        this.health = health;
        this.policy = "default-src 'self'; script-src " + assets.scriptSources()
                + "; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    Router router(Vertx vertx) {
        Router router = Router.router(vertx);
        router.head().handler(Site::likeGet);
        router.route().handler(this::headers);
        router.route().handler(guard::everyRequest);
        router.route().handler(this::loggedIn);
        router.get("/healthz").handler(this::health);
        if (sessions.required()) {
            router.post("/api/v1/login").handler(this::login);
            router.post("/api/v1/logout").handler(this::logout);
        }
        api.addTo(router);
        router.get().handler(this::file);
        router.errorHandler(404, context -> notFound(context.response()));
        router.errorHandler(405, context -> new HttpProblem(
                        405, "method-not-allowed", "Not this way", "Looking is done with GET, changing with POST.")
                .send(context.response()));
        router.errorHandler(400, context -> new HttpProblem(
                        400, "malformed", "The request is not understood", "The address is not well formed.")
                .send(context.response()));
        router.errorHandler(500, Site::broken);
        return router;
    }

    /** HEAD is answered as GET is; the server leaves the body out. What never ends would be no answer: it is not begun. */
    private static void likeGet(RoutingContext context) {
        if (ApiRoutes.EVENTS.equals(RequestPath.of(context))) {
            context.next();
        } else {
            context.reroute(HttpMethod.GET, RequestPath.withQuery(context));
        }
    }

    private void headers(RoutingContext context) {
        context.response()
                .putHeader("Content-Security-Policy", policy)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin")
                .putHeader("X-Frame-Options", "DENY");
        context.next();
    }

    private void loggedIn(RoutingContext context) {
        String path = RequestPath.of(context);
        if (sessions.isOpen(path) || sessions.operator(context.request()) != null) {
            context.next();
        } else if (context.request().method().equals(HttpMethod.GET) && Assets.isPage(path)) {
            context.response()
                    .setStatusCode(303)
                    .putHeader(HttpHeaders.LOCATION, "/login.html" + back(context))
                    .end();
        } else {
            new HttpProblem(401, "login", "Log in first", "Open /login.html and log in.").send(context.response());
        }
    }

    /** A link that was opened is not lost on the way; a session that the browser did not show to a foreign page's link still counts. */
    private static String back(RoutingContext context) {
        return RequestPath.of(context).equals(FLASH)
                ? "?to=" + URLEncoder.encode(RequestPath.withQuery(context), StandardCharsets.UTF_8)
                : "";
    }

    private void login(RoutingContext context) {
        if (!Guard.hasType(context, Set.of("application/json"))) {
            return;
        }
        BodyReader.read(context.request(), MOST_LOGIN)
                .onFailure(gone -> context.request().connection().close())
                .onSuccess(body -> {
                    JsonObject given;
                    try {
                        given = body.map(bytes -> bytes.toJsonObject()).orElseGet(JsonObject::new);
                    } catch (DecodeException | ClassCastException notAnObject) {
                        given = new JsonObject();
                    }
                    String name = given.getValue("name") instanceof String text ? text : "";
                    String password = given.getValue("password") instanceof String text ? text : "";
                    sessions.enter(context.request().remoteAddress().hostAddress(), name, password)
                            .onFailure(context::fail)
                            .onSuccess(entry -> answer(context, entry));
                });
    }

    private static void answer(RoutingContext context, Sessions.Entry entry) {
        if (entry instanceof Sessions.Entry.In in) {
            welcome(context, in.cookie());
        } else if (entry instanceof Sessions.Entry.Wrong) {
            wrongPassword(context);
        } else {
            context.response().putHeader(HttpHeaders.RETRY_AFTER, "2");
            new HttpProblem(
                            429,
                            "login-busy",
                            "Too many logins at once",
                            "Several logins for this name wait from this address already: try again in two seconds, or"
                                    + " log in from another machine.")
                    .send(context.response());
        }
    }

    private static void welcome(RoutingContext context, Cookie session) {
        context.response().addCookie(session).setStatusCode(204).end();
    }

    private static void wrongPassword(RoutingContext context) {
        new HttpProblem(401, "login", "Not logged in", "Name and password do not fit: try again.")
                .send(context.response());
    }

    private void logout(RoutingContext context) {
        sessions.leave(context.request());
        live.dismiss();
        context.response().setStatusCode(204).end();
    }

    /** Strangers learn what is not well, but not why: that may name hosts and folders. */
    private void health(RoutingContext context) {
        boolean known = sessions.operator(context.request()) != null;
        health.report()
                .onSuccess(report -> {
                    context.response().setStatusCode(report.isWell() ? 200 : 503);
                    ApiRoutes.send(context, report.json(known));
                })
                .onFailure(context::fail);
    }

    private void file(RoutingContext context) {
        if (!assets.serve(RequestPath.of(context), context.request())) {
            notFound(context.response());
        }
    }

    private static void notFound(HttpServerResponse response) {
        new HttpProblem(404, "not-found", "Nothing here", "There is nothing at this address; the line is at /.")
                .send(response);
    }

    private static void broken(RoutingContext context) {
        LOG.atError()
                .addKeyValue("path", RequestPath.of(context))
                .setCause(context.failure())
                .log("a request failed");
        new HttpProblem(
                        500,
                        "internal-error",
                        "The station made an error",
                        "Try again; if it happens again, call the engineer: the station's log has the details.")
                .send(context.response());
    }
}
