package dev.gangway.export.kafka;

import dev.gangway.config.Check;
import dev.gangway.config.KafkaConfig;
import dev.gangway.config.Secret;
import dev.gangway.config.StationConfig;
import dev.gangway.yaml.Nearest;
import dev.gangway.yaml.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.common.network.ConnectionMode;
import org.apache.kafka.common.security.JaasContext;
import org.apache.kafka.common.security.ssl.SslFactory;

/**
 * Holds a station's Kafka settings against the client's own definition of its settings: names, values, secrets, and the
 * files that they name. The client itself warns of a name that it does not know, and goes on without it. Reads files;
 * opens no connection.
 */
public final class SettingsCheck {
    private static final String PROTOCOL = ProducerSettings.PROTOCOL;
    private static final String TRUST = "ssl.truststore.location";
    private static final String LOGIN = "sasl.jaas.config";
    private static final String WHOLE = "";
    private static final String REFUSED = "the Kafka client refuses it: ";

    private final KafkaConfig config;
    private final Map<String, String> environment;
    private final Map<String, String> settings = new TreeMap<>();

    /** What is wrong by the property's name; {@link #WHOLE} for what no single one is to blame for. */
    private final Map<String, String> problems = new LinkedHashMap<>();

    private SettingsCheck(KafkaConfig config, Map<String, String> environment) {
        this.config = config;
        this.environment = environment;
    }

    /**
     * All problems of a station's Kafka settings.
     *
     * @param file the station's file
     * @param station what was read from it
     * @param environment where secrets may be
     */
    public static List<Problem> problems(Path file, StationConfig station, Map<String, String> environment) {
        KafkaConfig kafka = station.kafka();
        if (kafka == null) {
            return List.of();
        }
        SettingsCheck check = new SettingsCheck(kafka, environment);
        check.names();
        check.secrets();
        if (check.problems.isEmpty()) {
            check.effects();
            check.values();
        }
        if (check.problems.isEmpty()) {
            check.files();
        }
        return Check.kafka(file, check.problems);
    }

    private void names() {
        settings.putAll(config.properties());
        config.secrets().keySet().forEach(key -> settings.put(key, ""));
        Set<String> known = ProducerConfig.configNames();
        settings.keySet().stream()
                .filter(key -> !known.contains(key))
                .forEach(key -> problems.put(
                        key, "is no setting of the Kafka client, which would ignore it" + Nearest.hint(key, known)));
    }

    private void secrets() {
        for (Map.Entry<String, Secret> secret : config.secrets().entrySet()) {
            try {
                settings.put(secret.getKey(), secret.getValue().read(environment));
            } catch (IOException e) {
                problems.putIfAbsent(secret.getKey(), String.valueOf(e.getMessage()));
            }
        }
    }

    /** What would be ignored, as the protocol does not ask for it. */
    private void effects() {
        String protocol = ProducerSettings.protocol(settings);
        for (String key : settings.keySet()) {
            String needed = key.startsWith("ssl.") ? "SSL" : key.startsWith("sasl.") ? "SASL" : "";
            if (!protocol.contains(needed)) {
                problems.put(
                        key,
                        "has no effect while " + PROTOCOL + " is " + protocol + ": write " + PROTOCOL + ": "
                                + (needed.equals("SSL") ? "SSL or SASL_SSL" : "SASL_SSL or SASL_PLAINTEXT")
                                + ", or remove it");
            }
        }
    }

    private Map<String, String> complete() {
        Map<String, String> all = new TreeMap<>(ProducerSettings.of(settings));
        all.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, String.join(",", config.bootstrap()));
        all.put(ProducerConfig.CLIENT_ID_CONFIG, config.clientId());
        return all;
    }

    private void values() {
        ConfigDef definition = ProducerConfig.configDef();
        for (ConfigValue value : definition.validate(complete())) {
            if (!value.errorMessages().isEmpty()) {
                String key = settings.containsKey(value.name()) ? value.name() : WHOLE;
                problems.put(key, REFUSED + told(value.errorMessages().get(0)));
            }
        }
        if (problems.isEmpty()) {
            try {
                new ProducerConfig(Map.copyOf(complete()));
            } catch (ConfigException e) {
                problems.put(WHOLE, REFUSED + told(String.valueOf(e.getMessage())));
            }
        }
    }

    private void files() {
        String protocol = ProducerSettings.protocol(settings);
        Map<String, ?> values = new ProducerConfig(Map.copyOf(complete())).values();
        if (protocol.contains("SSL")) {
            try (SslFactory factory = new SslFactory(ConnectionMode.CLIENT)) {
                factory.configure(values);
            } catch (KafkaException e) {
                String key = settings.containsKey(TRUST) ? TRUST : PROTOCOL;
                problems.put(
                        key, REFUSED + told(deepest(e)) + "; see that the store's file, its type and its password fit");
            }
        }
        if (protocol.contains("SASL")) {
            try {
                JaasContext.loadClientContext(values);
            } catch (KafkaException | IllegalArgumentException e) {
                // Its message has parts of the secret.
                problems.put(
                        settings.containsKey(LOGIN) ? LOGIN : PROTOCOL,
                        REFUSED + "expected a login, " + LOGIN
                                + " with MODULE required name=\"value\" … ; in the file or variable that it names");
            }
        }
    }

    private static String deepest(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    /** A message of the client without the secrets that may be in it. */
    private String told(String message) {
        String text = message;
        for (String key : config.secrets().keySet()) {
            String secret = String.valueOf(settings.get(key));
            text = secret.isEmpty() ? text : text.replace(secret, "[secret]");
        }
        return text.lines().findFirst().orElse("");
    }
}
