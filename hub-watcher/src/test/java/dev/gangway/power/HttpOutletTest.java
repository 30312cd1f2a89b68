package dev.gangway.power;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gangway.channel.ChannelException;
import dev.gangway.config.PowerConfig;
import dev.gangway.config.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Power that an outlet on the network switches. */
@Timeout(60)
class HttpOutletTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private volatile String body = "{\"ison\":true}";

    @SuppressWarnings("NullAway.Init")
    private HttpServer device;

    @BeforeEach
    void begin() throws IOException {
        device = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        device.createContext("/", this::answer);
        device.start();
    }

    @AfterEach
    void end() {
        device.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        List<String> authorization = exchange.getRequestHeaders().getOrDefault("Authorization", List.of());
        asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + authorization);
        if (status / 100 == 3) {
            exchange.getResponseHeaders().add("Location", "/relay/0");
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + device.getAddress().getPort() + path);
    }

    private HttpOutlet outlet(PowerConfig.@Nullable Login login) {
        return outlet("POST", login, Map.of("PDU", "s3cret"));
    }

    private HttpOutlet outlet(String method, PowerConfig.@Nullable Login login, Map<String, String> environment) {
        return new HttpOutlet(
                new PowerConfig.Http(
                        at("/relay/0?turn=on"),
                        at("/relay/0?turn=off"),
                        method,
                        at("/relay/0"),
                        "\"ison\": ?true",
                        login),
                environment,
                PATIENCE);
    }

    @Test
    void switchesAndReads() throws Exception {
        HttpOutlet outlet = outlet(null);
        outlet.turn(true);
        outlet.turn(false);
        assertThat(outlet.isOn()).contains(true);
        body = "{\"ison\":false}";
        assertThat(outlet.isOn()).contains(false);
        assertThat(asked)
                .containsExactly(
                        "POST /relay/0?turn=on[]", "POST /relay/0?turn=off[]", "GET /relay/0[]", "GET /relay/0[]");
    }

    @Test
    void saysWhoAsks() throws Exception {
        outlet(new PowerConfig.Login("lind", Secret.parse("env:PDU", Path.of(""))))
                .turn(true);
        outlet(new PowerConfig.Login("", Secret.parse("env:PDU", Path.of("")))).turn(true);
        assertThat(asked).allMatch(one -> one.startsWith("POST /relay/0?turn=on["));
        assertThat(asked.get(0)).endsWith("[Basic bGluZDpzM2NyZXQ=]");
        assertThat(asked.get(1)).endsWith("[Bearer s3cret]");
    }

    @Test
    void aSecretThatIsMissingIsSaid() {
        PowerConfig.Login login = new PowerConfig.Login("", Secret.parse("env:PDU", Path.of("")));
        assertThatThrownBy(() -> outlet("GET", login, Map.of()).turn(true))
                .isInstanceOf(ChannelException.class)
                .hasMessageContaining("the environment variable PDU is not set");
        assertThat(asked).isEmpty();
    }

    @Test
    void aRefusalIsToldWithoutWhatFollowsThePath() {
        status = 401;
        assertThatThrownBy(() -> outlet(null).turn(true))
                .hasMessageContaining("answered POST with status 401: check user and secret")
                .hasMessageNotContaining("turn=on");
    }

    @Test
    void isNotSentElsewhere() {
        status = 302;
        assertThatThrownBy(() -> outlet(null).turn(true)).hasMessageContaining("write the address to which it sends");
        assertThat(asked).hasSize(1);
    }

    @Test
    void anOutletThatSaysNothingIsGivenUp() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            URI link = URI.create("http://127.0.0.1:" + mute.getLocalPort() + "/");
            HttpOutlet outlet = new HttpOutlet(
                    new PowerConfig.Http(link, link, "GET", null, "on", null), Map.of(), Duration.ofMillis(300));
            assertThatThrownBy(() -> outlet.turn(false))
                    .isInstanceOf(ChannelException.class)
                    .hasMessageContaining("does not answer");
            assertThat(outlet.isOn()).isEmpty();
        }
    }
}
