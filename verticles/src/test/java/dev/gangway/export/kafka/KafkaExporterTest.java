package dev.gangway.export.kafka;

import static dev.gangway.ledger.SampleJobs.closed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.export.Outbox;
import dev.gangway.export.OutboxStatus;
import dev.gangway.json.JobJson;
import dev.gangway.ledger.JobFilter;
import dev.gangway.ledger.LedgerReader;
import dev.gangway.ledger.LedgerVerticle;
import dev.gangway.ledger.h2.H2Ledger;
import dev.gangway.message.ExportStatus;
import dev.gangway.message.LedgerReply;
import dev.gangway.message.StoredJob;
import dev.gangway.model.Verdict;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real broker, which comes, goes and comes again. */
class KafkaExporterTest {
    private static final Duration DRAINED = Duration.ofMinutes(2);
    private static final long LONGEST_DELAY_MS = 1_000;

    /** What a round may take that ends; one that never does is waited for so long. */
    private static final long ANSWER_MS = 5_000;

    /** A producer that gives up soon: what it gives up is sent again. */
    private static final Map<String, String> HASTY =
            Map.of("max.block.ms", "1000", "request.timeout.ms", "1900", "delivery.timeout.ms", "2000");

    /** Runs all the time; each test has a topic of its own. */
    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path shared;

    @SuppressWarnings("NullAway.Init")
    private static KRaftBroker running;

    private static int topics;

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx);
    private final List<ExportStatus> told = new CopyOnWriteArrayList<>();
    private final String topic = "units-" + topics++;
    private KRaftBroker broker = running;
    private H2Ledger ledger;
    private int jobs;

    @BeforeAll
    static void begin() throws Exception {
        running = new KRaftBroker(shared.resolve("broker"));
        running.start();
    }

    @AfterAll
    static void end() {
        running.close();
    }

    @BeforeEach
    void deploy() throws Exception {
        ledger = H2Ledger.open(folder.resolve("station"), Clock.systemUTC());
        bus.subscribe(Addresses.EXPORT_STATUS, told::add);
        vertx.deployVerticle(new LedgerVerticle(ledger)).await(30, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(30, TimeUnit.SECONDS);
        ledger.close();
    }

    @Test
    void losesNothingAndKeepsTheOrderWhileTheBrokerComesAndGoes() throws Exception {
        try (KRaftBroker own = new KRaftBroker(folder.resolve("broker"))) {
            broker = own;
            finishJobs(10);
            String deployment = export(ledger, HASTY, ANSWER_MS);
            await().atMost(DRAINED).until(() -> last().state().equals("waiting") && last().pending() == 10);
            assertThat(last().problem()).isNotEmpty();

            broker.start();
            await().atMost(DRAINED).until(this::drained);

            finishJobs(20);
            broker.stop();
            long began = System.nanoTime();
            finishJobs(200);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(DRAINED);
            await().atMost(DRAINED).until(() -> last().state().equals("waiting") && last().pending() >= 200);

            broker.start();
            finishJobs(20);
            await().atMost(DRAINED).until(this::drained);
            vertx.undeploy(deployment).await(30, TimeUnit.SECONDS);

            assertThat(onKafka()).isEqualTo(inLedger());
            assertThat(ledger.status().await(30, TimeUnit.SECONDS).cursor()).isEqualTo(jobs);
        }
    }

    /** Whatever it is that never answers: the next round begins without it. */
    @Test
    void aRoundThatNeverEndsDoesNotEndTheExport() throws Exception {
        finishJobs(3);
        AtomicBoolean answers = new AtomicBoolean();
        Map<String, String> settings =
                Map.of("max.block.ms", "500", "request.timeout.ms", "900", "delivery.timeout.ms", "1000");
        export(silentOnce(ledger, answers), settings, 1_000);

        await().atMost(DRAINED).until(this::drained);

        assertThat(answers).isTrue();
        assertThat(told).anySatisfy(status -> assertThat(status.problem()).contains("Timeout"));
        assertThat(onKafka()).isEqualTo(inLedger());
    }

    private static Outbox silentOnce(Outbox inner, AtomicBoolean answers) {
        return new Outbox() {
            @Override
            public Future<OutboxStatus> status() {
                return inner.status();
            }

            @Override
            public Future<Batch> next(int limit) {
                return answers.getAndSet(true)
                        ? inner.next(limit)
                        : Promise.<Batch>promise().future();
            }

            @Override
            public Future<Void> acknowledge(Batch batch, int count) {
                return inner.acknowledge(batch, count);
            }

            @Override
            public Future<Long> resend(long from, long to) {
                return inner.resend(from, to);
            }
        };
    }

    @Test
    void everyRecordIsACloudEventWithTheLedgersObject() throws Exception {
        finishJobs(1);
        export();
        await().atMost(DRAINED).until(this::drained);

        ConsumerRecord<String, byte[]> record = broker.records(topic).get(0);
        List<StoredJob> stored = new ArrayList<>();
        try (LedgerReader reader = ledger.reader()) {
            reader.forEach(JobFilter.ALL, stored::add);
        }

        assertThat(record.key()).isEqualTo("SN-0");
        assertThat(new String(record.value(), StandardCharsets.UTF_8))
                .isEqualTo(JobJson.text(JobJson.of(stored.get(0))));
        Map<String, String> headers = new LinkedHashMap<>();
        record.headers().forEach(h -> headers.put(h.key(), new String(h.value(), StandardCharsets.UTF_8)));
        assertThat(headers)
                .containsExactly(
                        Map.entry("ce_specversion", "1.0"),
                        Map.entry("ce_id", "00000000000000000000000000000001"),
                        Map.entry("ce_source", "/gangway/stations/line-1"),
                        Map.entry("ce_type", "dev.gangway.job.ended.v1"),
                        Map.entry("ce_time", "2026-11-21T08:00:10.000Z"),
                        Map.entry("ce_subject", "SN-0"),
                        Map.entry("ce_dataschema", "urn:gangway:schema:job:1"),
                        Map.entry("content-type", "application/json"));
    }

    @Test
    void sendsAgainWhatAPersonAsksFor() throws Exception {
        finishJobs(9);
        export();
        await().atMost(DRAINED).until(this::drained);

        assertThat(ledger.resend(3, 100).await(30, TimeUnit.SECONDS)).isEqualTo(7);
        finishJobs(1);

        await().atMost(DRAINED).until(() -> broker.records(topic).size() == 17);
        assertThat(onKafka()).isEqualTo(inLedger());
        await().atMost(DRAINED)
                .until(() -> ledger.status().await(30, TimeUnit.SECONDS).resending() == 0);
    }

    private void export() throws Exception {
        export(ledger, Map.of(), ANSWER_MS);
    }

    private String export(Outbox outbox, Map<String, String> settings, long answer) throws Exception {
        Map<String, String> all = new HashMap<>(settings);
        all.put("bootstrap.servers", broker.bootstrapServers());
        return vertx.deployVerticle(
                        new KafkaExporterVerticle(outbox, all, topic, Clock.systemUTC(), LONGEST_DELAY_MS, answer))
                .await(30, TimeUnit.SECONDS);
    }

    /** Jobs of seven units in turn, so that each unit has many. */
    private void finishJobs(int count) throws Exception {
        List<Future<LedgerReply.Written>> replies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int before = jobs + i;
            replies.add(bus.ask(
                    Addresses.LEDGER_APPEND,
                    closed(before + 1, "SN-" + before % 7, Verdict.FAILED),
                    Duration.ofSeconds(30)));
        }
        for (Future<LedgerReply.Written> reply : replies) {
            jobs++;
            assertThat(reply.await(30, TimeUnit.SECONDS)).isEqualTo(new LedgerReply.Recorded(jobs));
        }
    }

    private ExportStatus last() {
        return told.isEmpty() ? new ExportStatus("", -1, Instant.EPOCH, "") : told.get(told.size() - 1);
    }

    private boolean drained() {
        return last().state().equals("connected") && ledger.status().await().pending() == 0 && last().pending() == 0;
    }

    /** Job ids by serial, as a consumer has them that drops repeats by id. */
    private Map<String, List<String>> onKafka() {
        Map<String, List<String>> ids = new LinkedHashMap<>();
        for (ConsumerRecord<String, byte[]> record : broker.records(topic)) {
            String id = new String(
                    Objects.requireNonNull(record.headers().lastHeader("ce_id")).value(), StandardCharsets.UTF_8);
            List<String> known = ids.computeIfAbsent(record.key(), key -> new ArrayList<>());
            if (!known.contains(id)) {
                known.add(id);
            }
        }
        return ids;
    }

    private Map<String, List<String>> inLedger() throws Exception {
        List<StoredJob> all = new ArrayList<>();
        try (LedgerReader reader = ledger.reader()) {
            reader.forEach(JobFilter.ALL, all::add);
        }
        return all.stream()
                .collect(Collectors.groupingBy(
                        job -> job.summary().serial().value(),
                        Collectors.mapping(job -> job.summary().job().value(), Collectors.toList())));
    }
}
