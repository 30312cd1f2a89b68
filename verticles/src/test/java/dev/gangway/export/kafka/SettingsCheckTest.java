package dev.gangway.export.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.config.StationConfigLoader;
import dev.gangway.yaml.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsCheckTest {
    private static final String LOGIN =
            "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"u\" password=\"hidden\";";

    @TempDir
    Path folder;

    private List<String> problems(Map<String, String> environment, String... properties) throws IOException {
        Path file = folder.resolve("station.yaml");
        Files.writeString(
                file,
                "kind: station\nstation: s\nkafka:\n  bootstrap: [\"broker.invalid:9092\"]\n  properties:\n    "
                        + String.join("\n    ", properties) + "\n");
        return SettingsCheck.problems(file, StationConfigLoader.load(file).orThrow(), environment).stream()
                .map(Problem::toString)
                .map(text -> text.substring(folder.toString().length() + 1))
                .toList();
    }

    @Test
    void aMisspeltNameIsToldWithTheNearestOne() throws IOException {
        assertThat(problems(Map.of(), "securty.protocol: SSL"))
                .containsExactly("station.yaml:6: kafka.properties.securty.protocol: is no setting of the Kafka client,"
                        + " which would ignore it; did you mean \"security.protocol\"?");
        assertThat(problems(Map.of(), "sasl.jass.password: env:X"))
                .hasSize(1)
                .first()
                .asString()
                .contains("is no setting");
    }

    @Test
    void wrongValuesAreToldInTheClientsOwnWords() throws IOException {
        assertThat(problems(Map.of(), "security.protocol: TLS"))
                .singleElement()
                .asString()
                .startsWith("station.yaml:6: kafka.properties.security.protocol: the Kafka client refuses it: ")
                .contains("TLS");
        assertThat(problems(Map.of(), "linger.ms: \"soon\"", "client.dns.lookup: \"never\""))
                .hasSize(2)
                .allSatisfy(text -> assertThat(text).contains("the Kafka client refuses it: "));
    }

    @Test
    void aMissingSecretIsToldWithItsName() throws IOException {
        String[] properties = {
            "security.protocol: SASL_PLAINTEXT", "sasl.mechanism: PLAIN", "sasl.jaas.config: env:KAFKA_LOGIN"
        };

        assertThat(problems(Map.of(), properties))
                .containsExactly(
                        "station.yaml:8: kafka.properties.sasl.jaas.config: the environment variable KAFKA_LOGIN"
                                + " is not set; it should hold a secret");
        assertThat(problems(Map.of("KAFKA_LOGIN", LOGIN), properties)).isEmpty();
    }

    @Test
    void aSecretThatTheClientRefusesIsNotEchoed() throws IOException {
        assertThat(problems(
                        Map.of("KAFKA_LOGIN", "some hidden words"),
                        "security.protocol: SASL_PLAINTEXT",
                        "sasl.mechanism: PLAIN",
                        "sasl.jaas.config: env:KAFKA_LOGIN"))
                .singleElement()
                .asString()
                .startsWith("station.yaml:8: kafka.properties.sasl.jaas.config: the Kafka client refuses it: ")
                .doesNotContain("hidden");
    }

    @Test
    void trustStoresAreRead() throws IOException, GeneralSecurityException {
        Path store = folder.resolve("trust.p12");
        String[] properties = {
            "security.protocol: SSL",
            "ssl.truststore.location: " + store,
            "ssl.truststore.type: PKCS12",
            "ssl.truststore.password: env:TRUST"
        };

        assertThat(problems(Map.of("TRUST", "changeit"), properties))
                .singleElement()
                .asString()
                .startsWith("station.yaml:7: kafka.properties.ssl.truststore.location: the Kafka client refuses it: ")
                .contains("trust.p12");

        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        try (OutputStream out = Files.newOutputStream(store)) {
            keys.store(out, "changeit".toCharArray());
        }
        assertThat(problems(Map.of("TRUST", "other"), properties))
                .singleElement()
                .asString()
                .contains("password")
                .doesNotContain("other");
    }

    @Test
    void whatTheProtocolDoesNotAskForHasNoEffect() throws IOException {
        assertThat(problems(Map.of(), "ssl.truststore.location: /etc/trust.p12"))
                .containsExactly("station.yaml:6: kafka.properties.ssl.truststore.location: has no effect while"
                        + " security.protocol is PLAINTEXT: write security.protocol: SSL or SASL_SSL, or remove it");
        assertThat(problems(Map.of(), "security.protocol: SSL", "sasl.mechanism: PLAIN"))
                .singleElement()
                .asString()
                .contains("has no effect while security.protocol is SSL: write security.protocol: SASL_SSL");
    }

    @Test
    void soundSettingsAndNoneAtAllAreNoProblem() throws IOException {
        assertThat(problems(Map.of(), "linger.ms: \"20\"", "compression.type: gzip"))
                .isEmpty();
        Path file = Files.writeString(folder.resolve("none.yaml"), "kind: station\nstation: s\n");
        assertThat(SettingsCheck.problems(file, StationConfigLoader.load(file).orThrow(), Map.of()))
                .isEmpty();
    }
}
