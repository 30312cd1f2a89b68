package dev.gangway.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebProxiesTest {
    private static WebProxies proxies(String none) throws IOException {
        return WebProxies.of(Map.of(
                        "https_proxy", "http://proxy.example:3128", "http_proxy", "other:8080", "no_proxy", none))
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "https://a.example/x, '', proxy.example:3128",
        "http://a.example/x, '', other:8080",
        "https://127.0.0.1/x, '', -",
        "https://localhost:8443/x, '', -",
        "https://a.example/x, '*', -",
        "https://a.example/x, 'b.example, example', -",
        "https://a.example/x, .example, -",
        "https://example/x, .example, -",
        "https://anexample/x, .example, proxy.example:3128",
        "https://a.example:8443/x, a.example:8443, -",
        "https://a.example/x, a.example:8443, proxy.example:3128",
        "https://10.1.2.3/x, 10.0.0.0/8, -",
        "https://11.1.2.3/x, 10.0.0.0/8, proxy.example:3128",
        "'https://[fd00::1]/x', 'fd00::/8', -",
        "https://10.a.example/x, 10.0.0.0/8, proxy.example:3128"
    })
    void linksGoTheirWay(String link, String none, String through) throws IOException {
        List<Proxy> chosen = proxies(none).select(URI.create(link));

        assertThat(chosen).hasSize(1);
        assertThat(
                        chosen.get(0).type() == Proxy.Type.DIRECT
                                ? "-"
                                : ((InetSocketAddress) chosen.get(0).address()).getHostString() + ":"
                                        + ((InetSocketAddress) chosen.get(0).address()).getPort())
                .isEqualTo(through);
    }

    @Test
    void withoutVariablesThereIsNone() throws IOException {
        assertThat(WebProxies.of(Map.of("no_proxy", "a", "HTTP_PROXY", "http://evil.example:1")))
                .isEmpty();
    }

    @Test
    void whatIsNoAddressIsToldWithoutItsPassword() {
        assertThatThrownBy(() -> WebProxies.of(Map.of("https_proxy", "socks5://user:s3cret@proxy")))
                .hasMessageContaining("https_proxy is no address of a proxy")
                .hasMessageNotContaining("s3cret");
    }

    /** A proxy that wants to know who asks, and answers itself. */
    @Test
    void aProxyIsAskedWithItsPassword() throws Exception {
        List<String> asked = new CopyOnWriteArrayList<>();
        HttpServer proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.createContext("/", exchange -> {
            String who = exchange.getRequestHeaders().getFirst("Proxy-Authorization");
            asked.add(exchange.getRequestURI() + " " + who);
            byte[] body = "through".getBytes(StandardCharsets.UTF_8);
            if (who == null) {
                exchange.getResponseHeaders().set("Proxy-Authenticate", "Basic realm=\"p\"");
            }
            exchange.sendResponseHeaders(who == null ? 407 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        proxy.start();
        try {
            WebProxies proxies = WebProxies.of(Map.of(
                            "http_proxy",
                            "http://us%40er:p%3Aw@127.0.0.1:"
                                    + proxy.getAddress().getPort()))
                    .orElseThrow();
            WebFetch web = new WebFetch(
                    WebFetch.Plain.ANYWHERE,
                    WebFetch.PATIENCE,
                    new WebWays(Optional.of(proxies), Optional.empty(), null));

            try (WebAnswer answer = web.get(URI.create("http://files.example/a"), Map.of(), Optional.empty())) {
                assertThat(answer.all(100)).asString(StandardCharsets.UTF_8).isEqualTo("through");
            }
            assertThat(asked).last().isEqualTo("http://files.example/a Basic dXNAZXI6cDp3");
        } finally {
            proxy.stop(0);
        }
    }

    @Test
    void anAddressThatWasLookedAtIsTheOneThatIsConnectedTo() throws Exception {
        List<String> hosts = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            hosts.add(exchange.getRequestHeaders().getFirst("Host"));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        try {
            int port = server.getAddress().getPort();
            WebFetch web = new WebFetch(
                    WebFetch.Plain.ANYWHERE,
                    WebFetch.PATIENCE,
                    WebWays.DIRECT.only(link -> Optional.of(InetAddress.getLoopbackAddress())));

            // No resolver knows that name: who asks one would fail.
            URI link = URI.create("http://rebinding.invalid:" + port + "/a?b=c");
            try (WebAnswer answer = web.get(link, Map.of(), Optional.empty())) {
                assertThat(answer.status()).isEqualTo(204);
            }
            assertThat(hosts).containsExactly("rebinding.invalid:" + port);
        } finally {
            server.stop(0);
        }
    }
}
