package dev.gangway.export.kafka;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.bus.OnContext;
import dev.gangway.export.Outbox;
import dev.gangway.export.OutboxStatus;
import dev.gangway.message.ExportStatus;
import dev.gangway.message.StoredJob;
import dev.gangway.time.SteadyClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.producer.KafkaProducer;
import io.vertx.kafka.client.producer.RecordMetadata;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Sends finished jobs to Kafka, in the ledger's order, at least once, each with its job's id.
 *
 * <pre>
 *           connected            nothing to send
 *  CONNECT ───────────> SEND ────────────────────> IDLE
 *     ^                  │ ^                         │ a job was stored, or 5 s passed
 *     │ after a delay    │ └─────────────────────────┘
 *  WAIT <────────────────┘ a send failed or never ended: what was acknowledged before it counts, the producer is
 *                            thrown away
 * </pre>
 *
 * <p>While the broker is away nothing else in the station notices. All state belongs to this verticle's event loop;
 * whatever may block runs on a worker. Settings may hold secrets, so only their names are logged.
 */
public final class KafkaExporterVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaExporterVerticle.class);
    private static final int WINDOW = 32;
    private static final long LOOK_MS = 5_000;
    private static final long LONGEST_DELAY_MS = 30_000;
    private static final long CLOSE_MS = 3_000;

    /** What a round may take beside the client's own time limits; one that never ends must not end the export. */
    private static final long ANSWER_MS = 5_000;

    /** How long a stop waits for records that are on their way, or that a broker would take at once. */
    private static final long DRAIN_MS = 5_000;

    private final Outbox outbox;
    private final Map<String, String> settings;
    private final String topic;
    private final InstantSource clock;
    private final long longestDelay;
    private final long patience;

    private @Nullable KafkaProducer<String, byte[]> producer;
    private @Nullable Bus bus;
    private Backoff backoff;
    private boolean busy;
    private boolean hinted;
    private boolean stopped;
    private @Nullable Promise<Void> drained;
    private boolean delayed;
    private String state = "waiting";
    private String problem = "not connected yet";
    private Instant since;
    private long unproved;

    /**
     * Exports this outbox.
     *
     * @param kafkaProperties the producer's settings as Kafka names them, {@code bootstrap.servers} at least
     * @param topic where to
     */
    public KafkaExporterVerticle(Outbox outbox, Map<String, String> kafkaProperties, String topic) {
        this(outbox, kafkaProperties, topic, SteadyClock.ofMachine(), LONGEST_DELAY_MS, ANSWER_MS);
    }

    KafkaExporterVerticle(
            Outbox outbox,
            Map<String, String> kafkaProperties,
            String topic,
            InstantSource clock,
            long longestDelay,
            long answer) {
        this.outbox = outbox;
        this.settings = ProducerSettings.of(kafkaProperties);
        this.topic = topic;
        this.clock = clock;
        this.longestDelay = longestDelay;
        this.patience = ProducerSettings.longestSendMs(settings) + answer;
        this.backoff = Backoff.upTo(longestDelay);
        this.since = clock.instant();
    }

    @Override
    public Future<?> start() {
        LOG.atInfo()
                .addKeyValue("topic", topic)
                .addKeyValue("settings", ProducerSettings.names(settings))
                .log("finished jobs go to Kafka");
        Bus own = new Bus(vertx);
        bus = own;
        own.subscribe(Addresses.LEDGER_STORED, stored -> look());
        // The hint may be missed, and people who come later want to see how it stands.
        vertx.setPeriodic(LOOK_MS, timer -> {
            publish();
            look();
        });
        publish();
        look();
        return Future.succeededFuture();
    }

    /**
     * While a broker answers, what is there goes out first: what was sent and not yet acknowledged would be sent once more
     * at the next start.
     */
    @Override
    public Future<?> stop() {
        if (delayed) {
            stopped = true;
            return closeProducer();
        }
        Promise<Void> empty = Promise.promise();
        drained = empty;
        vertx.setTimer(DRAIN_MS, timer -> empty.tryComplete());
        look();
        return here(empty.future()).compose(done -> {
            stopped = true;
            return closeProducer();
        });
    }

    /** Something may be there to send. */
    private void look() {
        if (stopped || delayed) {
            return;
        }
        if (busy) {
            hinted = true;
            return;
        }
        busy = true;
        hinted = false;
        here(connect())
                .compose(this::sendNext)
                .timeout(patience, TimeUnit.MILLISECONDS)
                .onComplete(this::done, this::failed);
    }

    private void done(int sent) {
        busy = false;
        backoff = Backoff.upTo(longestDelay);
        enter("connected", "");
        if (sent > 0 || hinted) {
            look();
        } else if (drained != null) {
            drained.tryComplete();
        }
    }

    private void failed(Throwable cause) {
        busy = false;
        if (stopped) {
            return;
        }
        if (drained != null) {
            drained.tryComplete();
            return;
        }
        closeProducer();
        enter("waiting", SendProblem.reason(cause, topic));
        delayed = true;
        vertx.setTimer(backoff.delay(), timer -> {
            delayed = false;
            look();
        });
        backoff = backoff.next();
    }

    private Future<KafkaProducer<String, byte[]>> connect() {
        KafkaProducer<String, byte[]> open = producer;
        if (open != null) {
            return Future.succeededFuture(open);
        }
        Vertx own = vertx;
        // Making a producer reads key stores and resolves names.
        return here(own.executeBlocking(() -> {
                    BrokerProbe.ask(
                            ProducerSettings.brokers(settings),
                            ProducerSettings.protocol(settings).contains("SSL"));
                    return KafkaProducer.<String, byte[]>create(own, settings);
                }))
                .compose(made -> {
                    producer = made;
                    // Each send's own future tells the same.
                    made.exceptionHandler(told -> {});
                    if (stopped) {
                        return closeProducer().compose(closed -> Future.failedFuture("stopped"));
                    }
                    // The probe: sends would each block as long as it does when no broker answers.
                    return made.partitionsFor(topic).map(partitions -> made);
                });
    }

    private Future<Integer> sendNext(KafkaProducer<String, byte[]> open) {
        return here(outbox.next(WINDOW)).compose(batch -> {
            List<StoredJob> window = SendWindow.of(batch.jobs(), WINDOW);
            if (window.isEmpty() || stopped) {
                return Future.succeededFuture(0);
            }
            List<Future<RecordMetadata>> sends = window.stream()
                    .map(job -> open.send(JobRecord.of(job, topic)))
                    .toList();
            return here(Future.join(sends).transform(all -> Future.succeededFuture(sends)))
                    .compose(ended -> acknowledge(batch, ended));
        });
    }

    /** Moves the cursor over what arrived before the first failure, and fails with that failure. */
    private Future<Integer> acknowledge(Outbox.Batch batch, List<Future<RecordMetadata>> sends) {
        int acknowledged = 0;
        while (acknowledged < sends.size() && sends.get(acknowledged).succeeded()) {
            acknowledged++;
        }
        int count = acknowledged;
        Future<Void> kept = here(outbox.acknowledge(batch, count));
        return count == sends.size()
                ? kept.map(count)
                : kept.compose(done -> Future.failedFuture(
                        SendProblem.of(batch.jobs().get(count), sends.get(count).cause())));
    }

    private void enter(String newState, String newProblem) {
        boolean change = !state.equals(newState);
        if (change) {
            since = clock.instant();
        }
        if (change || !problem.equals(newProblem)) {
            LOG.atLevel(newProblem.isEmpty() ? Level.INFO : Level.WARN)
                    .addKeyValue("topic", topic)
                    .addKeyValue("state", newState)
                    .addKeyValue("problem", newProblem)
                    .log("export to Kafka");
        }
        state = newState;
        problem = newProblem;
        publish();
    }

    private void publish() {
        here(outbox.status()).onSuccess(found -> {
            if (bus != null && !stopped) {
                long pending = found.pending() + found.resending();
                bus.publish(
                        Addresses.EXPORT_STATUS,
                        new ExportStatus(state, pending, since, problem, found.acknowledged(), found.unproved()));
                sayUnproved(found);
            }
        });
    }

    /** Nobody can tell whether these arrived: a person decides whether they go out again. */
    private void sayUnproved(OutboxStatus found) {
        if (found.unproved() != unproved) {
            unproved = found.unproved();
            LOG.atLevel(unproved == 0 ? Level.INFO : Level.WARN)
                    .addKeyValue("jobs", unproved)
                    .addKeyValue("cursor", found.cursor())
                    .log("jobs count as sent without an acknowledgement on file; gangway outbox status says more");
        }
    }

    private <T> Future<T> here(Future<T> elsewhere) {
        return OnContext.of(context, elsewhere);
    }

    private Future<Void> closeProducer() {
        KafkaProducer<String, byte[]> open = producer;
        producer = null;
        if (open == null) {
            return Future.succeededFuture();
        }
        return here(open.close(CLOSE_MS).otherwiseEmpty());
    }
}
