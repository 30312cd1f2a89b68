package dev.gangway.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.channel.BoardBus;
import dev.gangway.channel.Channel;
import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.Sighting;
import dev.gangway.channel.UsbTopology;
import dev.gangway.message.BoardSighting;
import dev.gangway.message.HubEvent;
import dev.gangway.message.HubEvent.BoardArrived;
import dev.gangway.message.HubEvent.BoardLeft;
import dev.gangway.message.HubEvent.BusTrouble;
import dev.gangway.message.HubEvent.HubSurveyed;
import dev.gangway.model.BootMode;
import dev.gangway.model.PortPath;
import dev.gangway.virtual.EchoBoard;
import dev.gangway.virtual.PlugOptions;
import dev.gangway.virtual.VirtualHub;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class HubWatcherVerticleTest {
    private static final HubSettings QUICK = new HubSettings(
            Duration.ofMillis(100),
            Duration.ofMillis(100),
            Duration.ofSeconds(3),
            1000,
            Duration.ofSeconds(10),
            Duration.ofSeconds(3),
            Duration.ofSeconds(4));

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx();
    private final VirtualHub hub = new VirtualHub(127);
    private final List<HubEvent> events = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() throws Exception {
        hub.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private void watch(HubSettings settings, BoardBus... buses) throws Exception {
        new Bus(vertx).subscribe(Addresses.HUB_EVENTS, events::add);
        vertx.deployVerticle(new HubWatcherVerticle(List.of(buses), settings))
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    private <T> List<T> told(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Test
    void tellsAPluggedBoardWithin100Ms() throws Exception {
        HubSettings slow = new HubSettings(
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                3,
                Duration.ofSeconds(10),
                Duration.ofSeconds(3),
                Duration.ofSeconds(4));
        Semaphore arrived = new Semaphore(0);
        new Bus(vertx).subscribe(Addresses.HUB_EVENTS, event -> {
            if (event instanceof BoardArrived) {
                arrived.release();
            }
        });
        watch(slow, hub);
        hub.plug(1, new EchoBoard("warm"));
        assertThat(arrived.tryAcquire(30, TimeUnit.SECONDS)).isTrue();

        // The median of eleven: a busy machine may stop any one of them for longer than that.
        List<Duration> latencies = new ArrayList<>();
        for (int port = 2; port <= 12; port++) {
            long start = System.nanoTime();
            hub.plug(port, new EchoBoard(0x1f3a, 0xefe8, 0xff, "late"));
            assertThat(arrived.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
            latencies.add(Duration.ofNanos(System.nanoTime() - start));
        }

        latencies.sort(null);
        assertThat(latencies.get(5)).as("of %s", latencies).isLessThan(Duration.ofMillis(100));
    }

    @Test
    void tellsAllBoardsOfAFullHub() throws Exception {
        watch(QUICK, hub);
        for (int port = 1; port <= 127; port++) {
            hub.plug(port, new EchoBoard(0x1f3a, 0xefe8, 0xff, "b"));
        }

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(told(BoardArrived.class)).hasSize(127));
        assertThat(told(BoardArrived.class)).allMatch(e -> e.board().mode() == BootMode.FEL);
        await().atMost(PATIENCE).untilAsserted(() -> {
            List<HubSurveyed> surveyed = told(HubSurveyed.class);
            assertThat(surveyed.get(surveyed.size() - 1).present())
                    .hasSize(127)
                    .allSatisfy((port, board) -> assertThat(board.port()).isEqualTo(port));
        });
    }

    @Test
    void keepsTheOrderOfEachPort() throws Exception {
        watch(QUICK, hub);
        for (int round = 0; round < 30; round++) {
            hub.plug(1, new EchoBoard("x"));
            int arrivals = round + 1;
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(told(BoardArrived.class)).hasSize(arrivals));
            hub.unplug(1);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(told(BoardLeft.class)).hasSize(arrivals));
        }

        List<HubEvent> ofPort =
                events.stream().filter(e -> !(e instanceof HubSurveyed)).toList();
        for (int i = 0; i < ofPort.size(); i += 2) {
            BoardSighting board = ((BoardArrived) ofPort.get(i)).board();
            assertThat(board.epoch().value()).isEqualTo(1 + i / 2);
            assertThat(ofPort.get(i + 1)).isEqualTo(new BoardLeft(board.port(), board.epoch()));
        }
    }

    @Test
    void tellsAnIdThatArrivesLate() throws Exception {
        watch(QUICK, hub);

        hub.plug(3, new EchoBoard(0x1f3a, 0xefe8, 0xff, "x"), new PlugOptions(Duration.ofSeconds(2)));

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(told(BoardArrived.class))
                .extracting(e -> e.board().mode())
                .containsExactly(BootMode.UNKNOWN, BootMode.FEL));
        assertThat(told(BoardArrived.class))
                .extracting(e -> e.board().epoch().value())
                .containsOnly(1L);
    }

    @Test
    void saysWhenABusFailsAndWhenItWorksAgain() throws Exception {
        BrittleBus bus = new BrittleBus();
        bus.failure = new ChannelException(ChannelFault.ACCESS, "not allowed: do this");
        watch(QUICK, bus, hub);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(told(BusTrouble.class))
                .containsExactly(new BusTrouble("brittle", "not allowed: do this")));
        hub.plug(1, new EchoBoard("x"));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(told(BoardArrived.class)).hasSize(1));

        bus.failure = null;

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(told(BusTrouble.class))
                .containsExactly(new BusTrouble("brittle", "not allowed: do this"), new BusTrouble("brittle", "")));
    }

    @Test
    void watchesTheOtherBusWhileOneHangs() throws Exception {
        BrittleBus bus = new BrittleBus();
        CountDownLatch hang = new CountDownLatch(1);
        bus.hang = hang;
        watch(QUICK, bus, hub);

        hub.plug(1, new EchoBoard("x"));

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(told(BoardArrived.class)).hasSize(1));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(told(BusTrouble.class)).hasSize(1));
        assertThat(told(BusTrouble.class).get(0).problem()).contains("has not ended");
        hang.countDown();
        bus.hang = null;
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(told(BusTrouble.class)).contains(new BusTrouble("brittle", "")));
    }

    /** A bus that fails or hangs as it is told. */
    private static final class BrittleBus implements BoardBus {
        volatile @Nullable ChannelException failure;
        volatile @Nullable CountDownLatch hang;

        @Override
        public String name() {
            return "brittle";
        }

        @Override
        public boolean owns(PortPath port) {
            return false;
        }

        @Override
        public List<PortPath> ports() {
            return List.of();
        }

        @Override
        public List<Sighting> survey() throws ChannelException {
            CountDownLatch latch = hang;
            if (latch != null) {
                try {
                    latch.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            ChannelException thrown = failure;
            if (thrown != null) {
                throw thrown;
            }
            return List.of();
        }

        @Override
        public void onChange(Runnable hint) {}

        @Override
        public <C extends Channel> C open(PortPath port, long deviceKey, Class<C> over) throws ChannelException {
            throw new ChannelException(ChannelFault.DISCONNECTED, "nothing here");
        }

        @Override
        public Optional<UsbTopology> topology() {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }
}
