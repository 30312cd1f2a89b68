package dev.gangway.export.kafka;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** What the producer is told: our defaults, over them what the station's file says, over that what can't be chosen. */
final class ProducerSettings {
    /** The setting that says whether TLS and a login are used. */
    static final String PROTOCOL = "security.protocol";

    private static final Map<String, String> DEFAULTS = Map.of(
            // Sends block one after another while there is no broker, so each must give up soon.
            ProducerConfig.MAX_BLOCK_MS_CONFIG, "3000",
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "4000",
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "8000",
            ProducerConfig.LINGER_MS_CONFIG, "5",
            ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, "1000",
            ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd",
            ProducerConfig.BUFFER_MEMORY_CONFIG, "8388608",
            ProducerConfig.CLIENT_ID_CONFIG, "gangway");

    /** Without these, acknowledged would not mean stored once and in order. */
    private static final Map<String, String> FIXED = Map.of(
            ProducerConfig.ACKS_CONFIG, "all",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true",
            ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, "5",
            ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class.getName(),
            ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());

    private ProducerSettings() {}

    static Map<String, String> of(Map<String, String> given) {
        Map<String, String> settings = new HashMap<>(DEFAULTS);
        settings.putAll(given);
        settings.putAll(FIXED);
        // A transaction of ours would make every record wait for another broker role and gains nothing here.
        settings.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
        return Collections.unmodifiableMap(settings);
    }

    /** How brokers are spoken to with these settings: {@code PLAINTEXT} unless they say otherwise. */
    static String protocol(Map<String, String> settings) {
        return settings.getOrDefault(PROTOCOL, "PLAINTEXT").toUpperCase(Locale.ROOT);
    }

    /** The brokers of these settings, {@code HOST:PORT} each. */
    static List<String> brokers(Map<String, String> settings) {
        return List.of(settings.getOrDefault(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, "")
                .split(","));
    }

    /** How long the client itself may take with these settings: to find the topic, to take a record, to deliver it. In ms. */
    static long longestSendMs(Map<String, String> settings) {
        return 2 * number(settings.get(ProducerConfig.MAX_BLOCK_MS_CONFIG))
                + number(settings.get(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG));
    }

    /** What is no number the client itself refuses, with a message for the person. */
    private static long number(@Nullable String text) {
        return text != null && text.matches("[0-9]{1,12}") ? Long.parseLong(text) : 0;
    }

    /** The names of the settings, for the log: values may be secrets. */
    static String names(Map<String, String> given) {
        return String.join(" ", new TreeSet<>(given.keySet()));
    }
}
