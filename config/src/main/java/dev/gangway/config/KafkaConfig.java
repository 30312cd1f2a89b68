package dev.gangway.config;

import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where finished jobs go.
 *
 * @param bootstrap brokers, {@code HOST:PORT} each
 * @param topic the topic
 * @param clientId the client's id; the station's name when the file says none
 * @param properties further properties of the Kafka client that are no secrets (TLS, SASL)
 * @param secrets properties whose values are secrets, by reference
 */
public record KafkaConfig(
        List<String> bootstrap,
        String topic,
        String clientId,
        Map<String, String> properties,
        Map<String, Secret> secrets) {
    /** What in a property's name makes it a secret, as a regular expression to be found in it. */
    public static final String SECRET_KEYS =
            "password|secret|credential|jaas\\.config|basic\\.auth|keystore\\.key|oauthbearer.*(token|assertion)";

    /** Copies the collections; the maps keep their order. */
    public KafkaConfig {
        bootstrap = List.copyOf(bootstrap);
        properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
        secrets = Collections.unmodifiableMap(new LinkedHashMap<>(secrets));
    }

    /**
     * All properties of the file with the secrets read, for the Kafka client only. Never print this map.
     *
     * @throws IOException saying which secret cannot be read
     */
    public Map<String, String> resolved(Map<String, String> environment) throws IOException {
        Map<String, String> all = new TreeMap<>(properties);
        for (Map.Entry<String, Secret> secret : secrets.entrySet()) {
            all.put(secret.getKey(), secret.getValue().read(environment));
        }
        return all;
    }
}
