package dev.gangway.config;

import dev.gangway.yaml.FieldsBuilder;
import dev.gangway.yaml.Scalars;
import dev.gangway.yaml.Shape;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the Kafka part of {@code station.yaml} looks like. */
final class KafkaShape {
    private static final String OURS =
            "is set by the station, so that no record is lost or overtakes another; remove it";

    /** Without lz4: its Java library unpacks a native one into the temporary folder, where others can write, and only there. */
    private static final Shape COMPRESSION = new Shape.Text("none, gzip, snappy or zstd", "none|gzip|snappy|zstd");

    static final Shape.Fields KAFKA = new FieldsBuilder()
            .required(
                    "bootstrap",
                    new Shape.Items(
                            "a list of brokers",
                            new Shape.Text("a broker HOST:PORT", "[A-Za-z0-9.:\\[\\]_-]{1,253}:[0-9]{1,5}"),
                            1,
                            true),
                    "The brokers, HOST:PORT each.")
            .optional(
                    "topic",
                    new Shape.Text(
                            "a topic of 1 to 249 letters, digits, dots, dashes, underscores", "[A-Za-z0-9._-]{1,249}"),
                    "The topic of the records.",
                    "gangway.jobs")
            .optional("clientId", Scalars.LINE, "The client's id. Left out: the station's name.")
            .optional("properties", properties(), "Further properties of the Kafka client, for TLS and SASL.")
            .build("{bootstrap: [HOST:PORT], topic: …}");

    private KafkaShape() {}

    private static Shape properties() {
        Map<String, String> refused = new LinkedHashMap<>();
        refused.put("bootstrap.servers", "is written as kafka.bootstrap; remove it");
        refused.put("client.id", "is written as kafka.clientId; remove it");
        for (String key : new String[] {
            "acks", "enable.idempotence", "transactional.id", "key.serializer", "value.serializer", "partitioner.class"
        }) {
            refused.put(key, OURS);
        }
        Shape secret = new Shape.Text(
                "a reference to a secret, file:PATH or env:NAME; secrets do not belong into this file",
                Secret.PATTERN,
                Shape.Meaning.SECRET);
        Map<String, Shape> special = new LinkedHashMap<>();
        special.put(KafkaConfig.SECRET_KEYS, secret);
        special.put("^compression\\.type$", COMPRESSION);
        return new Shape.Names(
                "properties of the Kafka client",
                "a property such as security.protocol",
                "[a-z][a-z0-9._-]{0,99}",
                // A misspelt name may have a secret behind it too.
                new Shape.Text("a text in quotes", Scalars.LINE.pattern(), Shape.Meaning.SECRET),
                special,
                refused);
    }
}
