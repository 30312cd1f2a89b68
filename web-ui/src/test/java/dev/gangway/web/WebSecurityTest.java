package dev.gangway.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebSecurityTest {
    private FakeLine line;
    private int port;

    @BeforeEach
    void serve() throws Exception {
        line = new FakeLine(1, 2);
        port = line.serve().actualPort();
    }

    @AfterEach
    void stop() {
        line.close();
    }

    private RawHttp http() {
        return new RawHttp(port);
    }

    private void assertProblem(RawHttp.Answer answer, int status, String code) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().getString("type")).isEqualTo("urn:gangway:problem:" + code);
        assertThat(answer.json().getInteger("status")).isEqualTo(status);
        assertThat(answer.json().getString("detail")).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example", "", "[::1]:1"})
    void refusesAForeignHostName(String host) throws IOException {
        assertProblem(http().with("Host", host).get("/api/v1/state"), 421, "host-refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST", "127.0.0.1", "[::1]"})
    void answersToTheLoopbacksNames(String name) throws IOException {
        assertThat(http().with("Host", name + ":" + port).get("/").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "null", "http://127.0.0.1:1", "http://localhost", "::"})
    void refusesAChangeFromAnotherOrigin(String origin) throws IOException {
        RawHttp.Answer answer = http().json().with("Origin", origin).post("/api/v1/scan", "{\"text\":\"A\"}");
        assertProblem(answer, 403, "origin-refused");
        assertThat(line.scans).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "null"})
    void anotherSiteHasNothingFetched(String origin) throws IOException {
        RawHttp.Answer answer = http().json()
                .with("Origin", origin)
                .post("/api/v1/offers", "{\"command\":\"look\",\"recipe\":\"https://gitlab.example.com/a.yaml\"}");
        assertProblem(answer, 403, "origin-refused");
        assertThat(line.offers).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site", "none"})
    void refusesAChangeThatTheBrowserCallsForeign(String site) throws IOException {
        RawHttp.Answer answer = http().json().with("Sec-Fetch-Site", site).post("/api/v1/scan", "{\"text\":\"A\"}");
        assertProblem(answer, 403, "origin-refused");
        assertThat(line.scans).isEmpty();
    }

    @Test
    void takesAScanFromItsOwnPage() throws IOException {
        RawHttp.Answer answer = http().json()
                .with("Origin", "http://127.0.0.1:" + port)
                .with("Sec-Fetch-Site", "same-origin")
                .post("/api/v1/scan", "{\"text\":\"CP-1\\u001dX\"}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().getString("outcome")).isEqualTo("started");
        assertThat(line.scans).extracting(scan -> scan.text()).containsExactly("CP-1\u001dX");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"})
    void refusesWhatAFormOfAnotherSiteCouldSend(String type) throws IOException {
        RawHttp.Answer answer = http().with("Content-Type", type).post("/api/v1/scan", "{\"text\":\"A\"}");
        assertProblem(answer, 415, "content-type");
        assertThat(line.scans).isEmpty();
    }

    @Test
    void neverAllowsAnotherOriginToRead() throws IOException {
        RawHttp.Answer plain = http().with("Origin", "http://evil.example").get("/api/v1/state");
        assertThat(plain.headers().keySet()).noneMatch(name -> name.startsWith("access-control"));
        RawHttp.Answer preflight = http().with("Origin", "http://evil.example")
                .with("Access-Control-Request-Method", "POST")
                .send("OPTIONS", "/api/v1/scan", new byte[0]);
        assertThat(preflight.status()).isGreaterThanOrEqualTo(400);
        assertThat(preflight.headers().keySet()).noneMatch(name -> name.startsWith("access-control"));
        assertProblem(http().with("Sec-Fetch-Site", "cross-site").get("/api/v1/events"), 403, "origin-refused");
    }

    /** Each leads to the live stream for a router that takes paths as they are meant. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/events",
                "//api/v1/events",
                "///api//v1/events",
                "/./api/v1/events",
                "/x/../api/v1/events",
                "/%61pi/v1/events",
                "/%61%70%69/v1/events",
                "/%2e/api/v1/events",
                "http://127.0.0.1/api/v1/events",
                "/api/v1/events?desk=x"
            })
    void aForeignPageReadsNothingHoweverItWritesThePath(String path) throws IOException {
        assertProblem(http().with("Sec-Fetch-Site", "cross-site").get(path), 403, "origin-refused");
        assertProblem(http().with("Sec-Fetch-Site", "same-site").get(path), 403, "origin-refused");
    }

    @Test
    void sendsTheHeadersThatKeepAPageInItsPlace() throws IOException {
        for (String path : List.of("/", "/api/v1/state", "/nothing", "/js/line.js")) {
            RawHttp.Answer answer = http().get(path);
            assertThat(answer.header("Content-Security-Policy"))
                    .startsWith("default-src 'self'; script-src 'self' 'sha256-")
                    .contains("frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        }
    }

    @Test
    void refusesATwoMegabyteBarcodeAndGoesOn() throws IOException {
        String huge = "{\"text\":\"" + "7".repeat(2 * 1024 * 1024) + "\"}";
        assertProblem(http().json().post("/api/v1/scan", huge), 413, "too-long");
        assertThat(line.scans).isEmpty();
        assertThat(http().json().post("/api/v1/scan", "{\"text\":\"A\"}").status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{}", "{\"text\":7}", "{\"text\":null}", "\u0000"})
    void refusesABodyThatIsNoScan(String body) throws IOException {
        assertProblem(http().json().post("/api/v1/scan", body), 400, "malformed");
        assertThat(line.scans).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../web/index.html",
                "/..%2f..%2fetc/passwd",
                "/%2e%2e/%2e%2e/etc/passwd",
                "/js/../../../../etc/passwd",
                "/lib/lit/../../dev/gangway/web/WebVerticle.class",
                "//etc/passwd",
                "/js/",
                "/files.txt",
                "/META-INF/MANIFEST.MF",
                "/js/line.js%00.html"
            })
    void servesNothingButItsOwnFiles(String path) throws IOException {
        assertThat(http().get(path).status()).isIn(400, 404);
    }

    @Test
    void saysWhatToDoAtAnUnknownAddress() throws IOException {
        assertProblem(http().get("/units/1"), 404, "not-found");
        assertProblem(http().send("DELETE", "/api/v1/scan", new byte[0]), 405, "method-not-allowed");
        assertProblem(http().get("/api/v1/ports/1-99"), 404, "no-such-port");
        assertProblem(http().get("/api/v1/ports/%20%20"), 404, "no-such-port");
    }

    @Test
    void servesLitAndThePageWithTypesAndValidators() throws IOException {
        RawHttp.Answer lit = http().get("/lib/lit/index.js");
        assertThat(lit.status()).isEqualTo(200);
        assertThat(lit.header("Content-Type")).startsWith("text/javascript");
        assertThat(http().with("If-None-Match", lit.header("ETag"))
                        .get("/lib/lit/index.js")
                        .status())
                .isEqualTo(304);
        assertThat(http().get("/healthz").json().getString("status")).isEqualTo("up");
    }
}
