package dev.gangway.export.kafka;

import dev.gangway.json.JobJson;
import dev.gangway.message.JobSummary;
import dev.gangway.message.StoredJob;
import io.vertx.kafka.client.producer.KafkaProducerRecord;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * A finished job as a Kafka record: a CloudEvent 1.0 in binary mode (CloudEvents Kafka protocol binding 1.0.2, section
 * 3.2). The key is the serial, so that one unit's jobs stay in order; the id is the job's, so that consumers drop repeats.
 */
final class JobRecord {
    static final String TYPE = "dev.gangway.job.ended.v1";

    private JobRecord() {}

    static KafkaProducerRecord<String, byte[]> of(StoredJob job, String topic) {
        JobSummary summary = job.summary();
        return KafkaProducerRecord.create(topic, summary.serial().value(), JobJson.bytes(JobJson.of(job)))
                .addHeader("ce_specversion", "1.0")
                .addHeader("ce_id", summary.job().value())
                .addHeader("ce_source", source(summary.station()))
                .addHeader("ce_type", TYPE)
                .addHeader("ce_time", JobJson.time(summary.endedAt()))
                .addHeader("ce_subject", summary.serial().value())
                .addHeader("ce_dataschema", JobJson.SCHEMA)
                .addHeader("content-type", "application/json");
    }

    /** A URI reference that names the station. */
    static String source(String station) {
        return "/gangway/stations/"
                + URLEncoder.encode(station, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
