package dev.gangway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.message.ExportStatus;
import dev.gangway.message.HubEvent;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthTest {
    private FakeLine line;

    @BeforeEach
    void build() {
        line = new FakeLine(1, 2);
    }

    @AfterEach
    void stop() {
        line.close();
    }

    private RawHttp.Answer health() throws Exception {
        return new RawHttp(line.servedPort()).get("/healthz");
    }

    /** Waits until this part is said to be down, and only it; gives what is said of it. */
    private String down(String part) {
        return await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> {
                            RawHttp.Answer answer = health();
                            JsonObject parts = answer.json().getJsonObject("parts");
                            List<String> down = parts.fieldNames().stream()
                                    .filter(name -> parts.getJsonObject(name)
                                            .getString("status")
                                            .equals("down"))
                                    .toList();
                            return answer.status() == 503 && down.equals(List.of(part))
                                    ? parts.getJsonObject(part).getString("problem")
                                    : "";
                        },
                        problem -> !problem.isEmpty());
    }

    private void awaitWell() {
        await().atMost(Duration.ofSeconds(20)).until(() -> health().status() == 200);
    }

    @Test
    void eachPartIsUpWhileAllIsWell() throws Exception {
        line.serve();

        RawHttp.Answer answer = health();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().getString("status")).isEqualTo("up");
        assertThat(answer.json().getJsonObject("parts").fieldNames())
                .containsExactly("ledger", "bus", "dispatch", "eventLoops", "export");
    }

    @Test
    void aLedgerThatCannotBeWrittenIsDownUntilItCan() throws Exception {
        line.serve();
        line.ledgerProblem = "the disk is full";
        assertThat(down("ledger")).isEqualTo("the disk is full");

        line.ledgerProblem = "";
        awaitWell();
    }

    @Test
    void aBusThatFailsAndAnExportThatWaitsSayWhy() throws Exception {
        line.serve();
        line.bus.publish(Addresses.HUB_EVENTS, new HubEvent.BusTrouble("libusb", "no permission"));
        assertThat(down("bus")).isEqualTo("libusb: no permission");
        line.bus.publish(Addresses.HUB_EVENTS, new HubEvent.BusTrouble("libusb", ""));

        line.bus.publish(
                Addresses.EXPORT_STATUS, new ExportStatus("waiting", 3, Instant.now(), "nobody can be reached at k1"));
        assertThat(down("export")).isEqualTo("nobody can be reached at k1");

        line.bus.publish(Addresses.EXPORT_STATUS, new ExportStatus("connected", 0, Instant.now(), ""));
        awaitWell();
    }

    private static Thread threadOf(Context context) throws Exception {
        Promise<Thread> thread = Promise.promise();
        context.runOnContext(turn -> thread.complete(Thread.currentThread()));
        return thread.future().await(20, TimeUnit.SECONDS);
    }

    /** A loop other than the one that answers this test: whoever sits on a loop that stands is told nothing. */
    private Context anotherLoopThan(Context own) throws Exception {
        List<Context> seats = new CopyOnWriteArrayList<>();
        line.vertx
                .deployVerticle(
                        () -> new VerticleBase() {
                            @Override
                            public Future<?> start() {
                                seats.add(context);
                                return Future.succeededFuture();
                            }
                        },
                        new DeploymentOptions().setInstances(2))
                .await(20, TimeUnit.SECONDS);
        Thread ours = threadOf(own);
        for (Context seat : seats) {
            if (threadOf(seat) != ours) {
                return seat;
            }
        }
        throw new IllegalStateException("two neighbours sit on one loop: there is but one");
    }

    private static String problemSeenFrom(Context own, EventLoops loops) throws Exception {
        Promise<String> told = Promise.promise();
        own.runOnContext(turn -> loops.problem(Duration.ofMillis(300)).onComplete(told));
        return told.future().await(20, TimeUnit.SECONDS);
    }

    @Test
    void anEventLoopThatDoesNotTurnIsTold() throws Exception {
        Context own = line.vertx.getOrCreateContext();
        EventLoops loops = EventLoops.of(line.vertx).await(20, TimeUnit.SECONDS);
        CountDownLatch awake = new CountDownLatch(1);
        anotherLoopThan(own).runOnContext(block -> {
            try {
                awake.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        assertThat(problemSeenFrom(own, loops)).contains("1 of").contains("event loops did not turn for 300 ms");

        awake.countDown();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> problemSeenFrom(own, loops).isEmpty());
    }

    @Test
    void whoFallsSilentIsDown() throws Exception {
        AtomicLong now = new AtomicLong();
        EventLoops loops = EventLoops.of(line.vertx).await(20, TimeUnit.SECONDS);
        Health health = new Health(line.vertx, new Bus(line.vertx), loops, now::get);
        health.surveyed();
        line.bus.publish(Addresses.EXPORT_STATUS, new ExportStatus("connected", 0, Instant.now(), ""));
        assertThat(health.report().await(20, TimeUnit.SECONDS).isWell()).isTrue();

        now.set(Duration.ofSeconds(21).toNanos());

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            Health.Report report = health.report().await(20, TimeUnit.SECONDS);
            assertThat(report.problems().get("bus")).contains("nothing is heard of the hubs");
            assertThat(report.problems().get("export")).contains("nothing is heard of the export");
        });
    }

    @Test
    void strangersLearnThatSomethingIsWrongButNotWhy() throws Exception {
        Login login = new Login(List.of(new Login.Account("lind", LoginQueueTest.RIGHT)));
        line.serve(
                new WebSettings(
                        "127.0.0.1",
                        0,
                        line.identity(),
                        line.places,
                        List.of(),
                        Optional.of(login),
                        Optional.empty(),
                        false),
                FakeLine.NO_PICTURES);
        line.ledgerProblem = "/srv/gangway/ledger.mv.db: the disk is full";

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            RawHttp.Answer answer = health();
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.json().getJsonObject("parts").getJsonObject("ledger"))
                    .isEqualTo(new JsonObject().put("status", "down"));
        });
    }
}
