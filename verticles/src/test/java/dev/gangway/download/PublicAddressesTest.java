package dev.gangway.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicAddressesTest {
    private static URI link(String host) {
        return URI.create("https://" + host + "/a");
    }

    private static InetAddress address(String text) throws UnknownHostException {
        return InetAddress.getAllByName(text)[0];
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.9.9.9",
                "0.0.0.0",
                "10.0.0.1",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "198.18.0.1",
                "192.0.2.1",
                "224.0.0.1",
                "255.255.255.255",
                "::1",
                "::",
                "fe80::1",
                "fc00::1",
                "fd12::1",
                "ff02::1",
                "::ffff:127.0.0.1",
                "64:ff9b::a00:1",
                "2002:7f00:1::",
                "2001:db8::1"
            })
    void refusesAnAddressThatNotTheWholeInternetHas(String address) throws Exception {
        assertThat(PublicAddresses.isPublic(address(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1.1.1", "140.82.121.3", "172.32.0.1", "192.169.0.1", "100.128.0.1", "2606:4700::1111"})
    void takesOneThatItHas(String address) throws Exception {
        assertThat(PublicAddresses.isPublic(address(address))).isTrue();
    }

    @Test
    void aNameThatMeansThisMachineIsRefusedHoweverItIsWritten() {
        PublicAddresses rule = new PublicAddresses(List.of("gitlab.example.com"), host ->
                new InetAddress[] {address("93.184.216.34"), address("127.0.0.1")});

        assertThatThrownBy(() -> rule.address(link("evil.example")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("127.0.0.1")
                .hasMessageContaining("images.links");
        assertThatThrownBy(() -> rule.address(link("gitlab.example.com:8443")))
                .as("another port of a listed host")
                .isInstanceOf(IOException.class);
    }

    @Test
    void aListedHostMayHaveAnyAddress() throws Exception {
        PublicAddresses rule = new PublicAddresses(List.of("gitlab.example.com", "[::1]:8080"), host -> {
            throw new UnknownHostException(host);
        });

        assertThat(rule.address(link("GitLab.example.com"))).isEmpty();
        assertThat(rule.address(URI.create("http://[::1]:8080/"))).isEmpty();
        assertThatThrownBy(() -> rule.address(link("other.example")))
                .hasMessageContaining("there is no host of that name");
    }

    /** What was looked at is what is connected to: a name that means something else a moment later changes nothing. */
    @Test
    void aNameIsLookedUpOnce() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        PublicAddresses rule = new PublicAddresses(List.of(), host ->
                new InetAddress[] {address(asked.getAndIncrement() == 0 ? "93.184.216.34" : "127.0.0.1")});
        WebWays ways = WebWays.DIRECT.only(rule);

        assertThat(ways.pinned(link("rebinding.example")))
                .isEqualTo(Optional.of(URI.create("https://93.184.216.34/a")));
        assertThat(asked.get()).isEqualTo(1);
    }

    @Test
    void aRedirectToAPrivateAddressIsNotFollowed() throws Exception {
        HttpServer listed = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        HttpServer inner = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        AtomicInteger reached = new AtomicInteger();
        inner.createContext("/", exchange -> {
            reached.incrementAndGet();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        listed.createContext("/", exchange -> {
            exchange.getResponseHeaders()
                    .set("Location", "http://127.0.0.1:" + inner.getAddress().getPort() + "/latest/meta-data");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        listed.start();
        inner.start();
        try {
            String host = "127.0.0.1:" + listed.getAddress().getPort();
            WebFetch web = new WebFetch(
                    WebFetch.Plain.LOOPBACK,
                    Duration.ofSeconds(5),
                    WebWays.DIRECT.only(new PublicAddresses(List.of(host))));

            assertThatThrownBy(() -> web.get(URI.create("http://" + host + "/x"), Map.of(), Optional.empty()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("an address of this machine");
            assertThat(reached.get()).isZero();
        } finally {
            listed.stop(0);
            inner.stop(0);
        }
    }
}
