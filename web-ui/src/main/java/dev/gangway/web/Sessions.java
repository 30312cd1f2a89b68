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

    private final LoginQueue checks;
    private final Optional<Login> login;
    private final InstantSource clock;
    private final boolean encrypted;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Session> open = new LinkedHashMap<>();
    private long begun;

    /**
     * Nobody is logged in yet.
     *
     * @param encrypted whether the page is; its sessions then never travel in the clear
     */
    Sessions(Vertx vertx, Optional<Login> login, InstantSource clock, boolean encrypted) {
        this.checks = new LoginQueue(vertx, AFTER_A_WRONG_PASSWORD);
        this.login = login;
        this.clock = clock;
        this.encrypted = encrypted;
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

    /** What comes of a login. */
    sealed interface Entry {
        /** The person is in, with this cookie to set. */
        record In(Cookie cookie) implements Entry {}

        /** Name and password do not fit. */
        record Wrong() implements Entry {}

        /** Too many logins wait from this source for this account; nothing was checked. */
        record Busy() implements Entry {}
    }

    /**
     * Checks a password off the event loop, in its turn, and slowly when it is wrong.
     *
     * @param source the address that it comes from
     */
    Future<Entry> enter(String source, String name, String password) {
        Optional<Login.Account> account = login.stream()
                .flatMap(known -> known.accounts().stream())
                .filter(known -> known.name().equals(name))
                .findFirst();
        return checks.check(
                        source,
                        account.map(Login.Account::name).orElse(NOBODY),
                        account.map(Login.Account::password).orElse(NOBODYS),
                        password)
                .map(verdict -> switch (verdict) {
                    case RIGHT -> new Entry.In(begin(name));
                    case WRONG -> new Entry.Wrong();
                    case BUSY -> new Entry.Busy();
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
                .setSecure(encrypted)
                .setSameSite(CookieSameSite.STRICT)
                .setPath("/")
                .setMaxAge(SHIFT.toSeconds());
    }
}
