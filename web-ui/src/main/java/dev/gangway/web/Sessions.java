package dev.gangway.web;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who is logged in. Sessions live in memory: a restart ends them. Event loop only. */
final class Sessions {
    /** What goes on record when nobody needs to log in. */
    static final String NOBODY = "-";

    private static final String COOKIE = "gangway";
    private static final Duration SHIFT = Duration.ofHours(12);
    private static final Duration AFTER_A_WRONG_PASSWORD = Duration.ofSeconds(1);
    private static final int MOST_SESSIONS = 1_000;
    private static final int TOKEN_BYTES = 32;

    /** Unknown names cost as much time as known ones: this is checked instead. */
    private static final PasswordHash NOBODYS = new PasswordHash(
            "pbkdf2-sha256$600000$AAAAAAAAAAAAAAAAAAAAAA==$" + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");

    /** What is served without a session: what the login page is made of. */
    private static final Set<String> OPEN = Set.of(
            "/login.html", "/login.css", "/tokens.css", "/js/login.js", "/icon.svg", "/api/v1/login", "/healthz");

    private record Session(String operator, String desk, Instant until) {}

    private final Vertx vertx;
    private final Optional<Login> login;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Session> open = new LinkedHashMap<>();
    private boolean checking;
    private long begun;

    Sessions(Vertx vertx, Optional<Login> login, InstantSource clock) {
        this.vertx = vertx;
        this.login = login;
        this.clock = clock;
    }

    /** Whether a login is needed at all. */
    boolean required() {
        return login.isPresent();
    }

    /** Whether this path is served to strangers. */
    boolean isOpen(String path) {
        return login.isEmpty() || OPEN.contains(path);
    }

    /** The person who sent this request; {@link #NOBODY} when no login is needed, null when one is missing. */
    @Nullable
    String operator(HttpServerRequest request) {
        if (login.isEmpty()) {
            return NOBODY;
        }
        Session session = session(request);
        return session == null ? null : session.operator();
    }

    /** What tells this session's desks from those of others, and is no secret; empty when there is no session. */
    String desk(HttpServerRequest request) {
        Session session = login.isEmpty() ? null : session(request);
        return session == null ? "" : session.desk();
    }

    private @Nullable Session session(HttpServerRequest request) {
        Cookie cookie = request.getCookie(COOKIE);
        Session session = cookie == null ? null : open.get(cookie.getValue());
        return session == null || session.until().isBefore(clock.instant()) ? null : session;
    }

    /**
     * Checks a password off the event loop, one at a time, and slowly when it is wrong.
     *
     * @return the cookie to set; empty when name and password do not fit or another check is under way
     */
    Future<Optional<Cookie>> enter(String name, String password) {
        if (checking || login.isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        checking = true;
        PasswordHash expected = login.get().accounts().stream()
                .filter(account -> account.name().equals(name))
                .findFirst()
                .map(Login.Account::password)
                .orElse(NOBODYS);
        return vertx.executeBlocking(() -> expected.matches(password))
                .compose(right -> right
                        ? Future.succeededFuture(Optional.of(begin(name)))
                        : vertx.timer(AFTER_A_WRONG_PASSWORD.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS)
                                .map(late -> Optional.<Cookie>empty()))
                .eventually(() -> {
                    checking = false;
                    return Future.succeededFuture();
                });
    }

    /** Ends the session of this request. */
    void leave(HttpServerRequest request) {
        Cookie cookie = request.getCookie(COOKIE);
        if (cookie != null) {
            open.remove(cookie.getValue());
        }
    }

    private Cookie begin(String operator) {
        Instant now = clock.instant();
        open.values().removeIf(session -> session.until().isBefore(now));
        if (open.size() >= MOST_SESSIONS) {
            open.remove(open.keySet().iterator().next());
        }
        byte[] token = new byte[TOKEN_BYTES];
        random.nextBytes(token);
        String name = Base64.getUrlEncoder().withoutPadding().encodeToString(token);
        begun++;
        open.put(name, new Session(operator, "login" + begun, now.plus(SHIFT)));
        return Cookie.cookie(COOKIE, name)
                .setHttpOnly(true)
                .setSameSite(CookieSameSite.STRICT)
                .setPath("/")
                .setMaxAge(SHIFT.toSeconds());
    }
}
