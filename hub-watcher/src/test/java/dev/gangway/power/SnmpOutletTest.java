package dev.gangway.power;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gangway.channel.ChannelException;
import dev.gangway.config.PowerConfig;
import dev.gangway.config.Secret;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An outlet of a power strip with SNMP; Debian's snmpd is the strip. */
@Timeout(60)
class SnmpOutletTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String OUTLET = "1.3.6.1.4.1.8072.9999.9999.7";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private @Nullable Process agent;

    @AfterEach
    void end() {
        if (agent != null) {
            agent.destroyForcibly();
        }
    }

    private static SnmpOutlet outlet(int port, String community, String oid, Duration patience) {
        return new SnmpOutlet(
                new PowerConfig.Snmp("127.0.0.1", port, Secret.parse("env:COMMUNITY", Path.of("")), oid, 1, 2),
                Map.of("COMMUNITY", community),
                patience);
    }

    /** An agent whose outlet is a file; net-snmp's {@code pass} asks a program for it, see snmpd.conf(5). */
    private int strip() throws IOException {
        Path state = Files.writeString(folder.resolve("state"), "1");
        Path program = Files.writeString(folder.resolve("outlet"), """
                case $1 in
                -g) [ "$2" = .%1$s ] && printf '%%s\\ninteger\\n' "$2" && cat %2$s && echo ;;
                -s) [ "$2" = .%1$s ] || { echo not-writable; exit; }
                    case $4 in 1 | 2) printf %%s "$4" >%2$s ;; *) echo wrong-value ;; esac ;;
                esac
                """.formatted(OUTLET, state));
        Path settings = Files.writeString(
                folder.resolve("snmpd.conf"),
                "rwcommunity writers 127.0.0.1\nrocommunity readers 127.0.0.1\npass ." + OUTLET + " /bin/sh " + program
                        + "\nsysDescr strip\n");
        int port;
        try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        ProcessBuilder snmpd = new ProcessBuilder(
                        "snmpd", "-f", "-Lo", "-C", "-c", settings.toString(), "udp:127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("snmpd.log").toFile());
        snmpd.environment().put("SNMP_PERSISTENT_DIR", folder.resolve("var").toString());
        snmpd.environment().put("PATH", System.getenv("PATH") + ":/usr/sbin");
        agent = snmpd.start();
        SnmpOutlet outlet = outlet(port, "readers", OUTLET, Duration.ofMillis(600));
        await().atMost(PATIENCE).ignoreExceptions().until(() -> outlet.isOn().isPresent());
        return port;
    }

    @Test
    @Tag("lab")
    void switchesAndReadsDebiansAgent() throws Exception {
        int port = strip();
        SnmpOutlet outlet = outlet(port, "writers", OUTLET, PATIENCE);
        assertThat(outlet.isOn()).contains(true);
        outlet.turn(false);
        assertThat(folder.resolve("state")).hasContent("2");
        assertThat(outlet.isOn()).contains(false);
        outlet.turn(true);
        assertThat(outlet.isOn()).contains(true);

        assertThatThrownBy(() -> outlet(port, "readers", OUTLET, PATIENCE).turn(false))
                .isInstanceOf(ChannelException.class)
                .hasMessageContaining("may this community write");
        assertThat(folder.resolve("state")).hasContent("1");
        assertThatThrownBy(() ->
                        outlet(port, "writers", "1.3.6.1.2.1.1.1.0", PATIENCE).isOn())
                .hasMessageContaining("where an INTEGER belongs: check the oid");
        assertThatThrownBy(() -> outlet(port, "writers", "1.3.6.1.4.1.8072.9999.1.1", PATIENCE)
                        .isOn())
                .isInstanceOf(ChannelException.class)
                .hasMessageContaining("check the oid");
        assertThatThrownBy(() ->
                        outlet(port, "wrong", OUTLET, Duration.ofMillis(600)).isOn())
                .hasMessageContaining("check the host and the community");
        Files.writeString(folder.resolve("state"), "7");
        // The agent keeps a program's last answer for a while, unless another question comes between.
        assertThatThrownBy(
                        () -> outlet(port, "writers", OUTLET + ".5", PATIENCE).isOn())
                .hasMessageContaining("check the oid");
        assertThatThrownBy(() -> outlet(port, "writers", OUTLET, PATIENCE).isOn())
                .hasMessageContaining("neither on (1) nor off (2)");
    }

    @Test
    void aStripThatDoesNotAnswerIsGivenUpAndSaysWhatToCheck() throws Exception {
        try (DatagramSocket mute = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> outlet(mute.getLocalPort(), "x", OUTLET, Duration.ofMillis(300))
                            .turn(true))
                    .isInstanceOf(ChannelException.class)
                    .hasMessageContaining("the power strip 127.0.0.1:" + mute.getLocalPort() + " does not answer")
                    .hasMessageNotContaining("community x");
        }
    }
}
