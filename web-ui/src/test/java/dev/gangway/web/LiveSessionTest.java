package dev.gangway.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A live stream lasts no longer than the login that opened it. */
class LiveSessionTest {
    private static final Instant MORNING = Instant.parse("2026-11-01T06:00:00Z");

    private volatile Instant now = MORNING;
    private FakeLine line;
    private int port;

    @BeforeEach
    void serve() throws Exception {
        line = new FakeLine(1, 1);
        Login login = new Login(List.of(new Login.Account("lind", LoginQueueTest.RIGHT)));
        WebVerticle web = new WebVerticle(
                new WebSettings(
                        "127.0.0.1",
                        0,
                        line.identity(),
                        line.places,
                        List.of(),
                        Optional.of(login),
                        Optional.empty(),
                        false),
                FakeLine.NO_PICTURES,
                () -> now);
        line.vertx.deployVerticle(web).await(20, TimeUnit.SECONDS);
        port = web.actualPort();
    }

    @AfterEach
    void stop() {
        line.close();
    }

    private String session() throws IOException {
        return new RawHttp(port)
                .json()
                .post("/api/v1/login", "{\"name\":\"lind\",\"password\":\"right\"}")
                .header("Set-Cookie")
                .split(";")[0];
    }

    private Socket stream(String session) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        socket.getOutputStream()
                .write(("GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nCookie: " + session
                                + "\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
        assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.ISO_8859_1))
                .isEqualTo("HTTP/1.1 200");
        return socket;
    }

    @Test
    void itEndsAtTheLogoutAndThoseOfOthersGoOn() throws Exception {
        String mine = session();
        String other = session();
        try (Socket first = stream(mine);
                Socket second = stream(mine);
                Socket foreign = stream(other)) {
            new RawHttp(port).json().with("Cookie", mine).post("/api/v1/logout", "{}");

            assertThat(ended(first)).isTrue();
            assertThat(ended(second)).isTrue();
            assertThat(new BufferedReader(new InputStreamReader(foreign.getInputStream(), StandardCharsets.UTF_8))
                            .lines()
                            .filter("event: beat"::equals)
                            .limit(2))
                    .as("a beat comes every 2 s; the second one surely after the logout")
                    .hasSize(2);
        }
    }

    @Test
    void itEndsWithTheShift() throws Exception {
        try (Socket stream = stream(session())) {
            now = MORNING.plus(Duration.ofHours(13));

            assertThat(ended(stream)).isTrue();
        }
    }

    /** Reads to the end; a time-out says that there is none. */
    private static boolean ended(Socket stream) throws IOException {
        stream.getInputStream().readAllBytes();
        return true;
    }
}
