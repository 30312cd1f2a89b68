package dev.gangway.power;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gangway.channel.ChannelException;
import dev.gangway.config.PowerConfig;
import dev.gangway.config.Secret;
import dev.gangway.config.SnmpAccess;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An outlet of a power strip with SNMP; Debian's snmpd is the strip. */
@Timeout(60)
class SnmpOutletTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String PHRASE = "an open secret";
    private static final String KEY = "another secret";

    /** Who may ask by SNMP 3; the last one not encrypted, see snmpd.conf(5). */
    private static final String USERS = """
            createUser old SHA "%1$s" AES "%2$s"
            createUser short SHA-224 "%1$s" AES "%2$s"
            createUser usual SHA-256 "%1$s" AES "%2$s"
            createUser reader SHA-256 "%1$s" AES "%2$s"
            createUser long SHA-384 "%1$s" AES-192 "%2$s"
            createUser longest SHA-512 "%1$s" AES-256 "%2$s"
            createUser open SHA-256 "%1$s"
            rwuser old priv
            rwuser short priv
            rwuser usual priv
            rouser reader priv
            rwuser long priv
            rwuser longest priv
            rwuser open auth
            """.formatted(PHRASE, KEY);

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
                new PowerConfig.Snmp("127.0.0.1", port, new SnmpAccess.Community(secret("COMMUNITY")), oid, 1, 2),
                Map.of("COMMUNITY", community),
                patience);
    }

    private static Secret secret(String variable) {
        return Secret.parse("env:" + variable, Path.of(""));
    }

    /** Asked by SNMP 3. */
    private static SnmpOutlet outlet(
            int port,
            String user,
            SnmpAccess.Hash hash,
            String phrase,
            SnmpAccess.@Nullable Cipher cipher,
            String key) {
        return new SnmpOutlet(
                new PowerConfig.Snmp(
                        "127.0.0.1",
                        port,
                        new SnmpAccess.User(
                                user,
                                hash,
                                secret("PHRASE"),
                                cipher == null ? null : new SnmpAccess.Privacy(cipher, secret("KEY"))),
                        OUTLET,
                        1,
                        2),
                Map.of("PHRASE", phrase, "KEY", key),
                Duration.ofMillis(1500));
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
                        + "\nsysDescr strip\n" + USERS);
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

    @ParameterizedTest
    @CsvSource({
        "old, SHA1, AES128",
        "short, SHA224, AES128",
        "usual, SHA256, AES128",
        "long, SHA384, AES192",
        "longest, SHA512, AES256",
        "open, SHA256,"
    })
    @Tag("lab")
    void switchesAndReadsDebiansAgentByVersion3(String user, SnmpAccess.Hash hash, SnmpAccess.@Nullable Cipher cipher)
            throws Exception {
        SnmpOutlet outlet = outlet(strip(), user, hash, PHRASE, cipher, KEY);
        assertThat(outlet.isOn()).contains(true);
        outlet.turn(false);
        assertThat(folder.resolve("state")).hasContent("2");
        assertThat(outlet.isOn()).contains(false);
    }

    @Test
    @Tag("lab")
    void whatVersion3DoesNotLikeIsTold() throws Exception {
        int port = strip();
        SnmpAccess.Hash hash = SnmpAccess.Hash.SHA256;
        SnmpAccess.Cipher cipher = SnmpAccess.Cipher.AES128;
        assertThatThrownBy(
                        () -> outlet(port, "nobody", hash, PHRASE, cipher, KEY).isOn())
                .hasMessageContaining("does not take the user nobody: it knows no such user, check the name");
        assertThatThrownBy(() -> outlet(port, "usual", hash, "another phrase", cipher, KEY)
                        .isOn())
                .hasMessageContaining("the user's secret, hash, privacy and cipher")
                .hasMessageNotContaining("phrase");
        assertThatThrownBy(() -> outlet(port, "usual", SnmpAccess.Hash.SHA1, PHRASE, cipher, KEY)
                        .isOn())
                .hasMessageContaining("the user's secret, hash, privacy and cipher");
        assertThatThrownBy(() -> outlet(port, "open", hash, PHRASE, cipher, KEY).isOn())
                .hasMessageContaining("the user's secret, hash, privacy and cipher");
        assertThatThrownBy(() -> outlet(port, "usual", hash, PHRASE, cipher, "another key")
                        .isOn())
                .hasMessageContaining("the user's secret, hash, privacy and cipher");
        assertThatThrownBy(
                        () -> outlet(port, "reader", hash, PHRASE, cipher, KEY).turn(false))
                .hasMessageContaining("may the user reader write");
        assertThat(folder.resolve("state")).hasContent("1");
    }

    @Test
    void aPassPhraseThatSnmp3DoesNotAllowIsNotShown() {
        assertThatThrownBy(() -> outlet(9, "usual", SnmpAccess.Hash.SHA1, "hunter2", null, "")
                        .isOn())
                .isInstanceOf(ChannelException.class)
                .hasMessageContaining("the pass phrase that secret leads to has less than 8 signs")
                .hasMessageNotContaining("hunter2");
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
