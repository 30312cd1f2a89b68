package dev.gangway.virtual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.PortPower;
import dev.gangway.channel.SetupPacket;
import dev.gangway.channel.Sighting;
import dev.gangway.channel.UsbSession;
import dev.gangway.model.PortPath;
import dev.gangway.model.PowerState;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class VirtualHubTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final VirtualHub hub = new VirtualHub(127);

    @AfterEach
    void close() {
        hub.close();
    }

    private UsbSession open(int port) throws ChannelException {
        Sighting seen = hub.survey().stream()
                .filter(s -> s.port().equals(PortPath.virtual(port)))
                .findFirst()
                .orElseThrow();
        UsbSession session = hub.open(seen.port(), seen.deviceKey(), UsbSession.class);
        session.claim(0);
        return session;
    }

    @Test
    void holdsOneBoardAPort() {
        hub.plug(5, new EchoBoard("a"));

        assertThatThrownBy(() -> hub.plug(5, new EchoBoard("b"))).hasMessageContaining("unplug it first");
        assertThat(hub.board(5)).map(VirtualBoard::describe).contains("echo");
        assertThat(hub.unplug(5)).isPresent();
        assertThat(hub.unplug(5)).isEmpty();
    }

    @Test
    void refusesMorePortsThanABusHasAddresses() {
        assertThatThrownBy(() -> new VirtualHub(128)).hasMessageContaining("1 to 127");
        assertThatThrownBy(() -> new VirtualHub(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void showsABoardWithoutIdUntilItsDescriptorsArrive() throws Exception {
        AtomicInteger hints = new AtomicInteger();
        hub.onChange(hints::incrementAndGet);

        hub.plug(1, new EchoBoard("late"), new PlugOptions(Duration.ofMillis(1500)));

        Sighting early = hub.survey().get(0);
        assertThat(early.identity()).isNull();
        assertThat(catchThrowableOfType(
                                ChannelException.class,
                                () -> hub.open(early.port(), early.deviceKey(), UsbSession.class))
                        .fault())
                .isEqualTo(ChannelFault.IO);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(hub.survey().get(0).identity()).isNotNull());
        assertThat(hub.survey().get(0).deviceKey()).isEqualTo(early.deviceKey());
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(hints).hasValue(2));
    }

    @Test
    void takesThePowerAwayAndGivesItBack() throws Exception {
        hub.plug(2, new EchoBoard("p"));
        PortPower power = hub.power(PortPath.virtual(2)).orElseThrow();
        long before = hub.survey().get(0).deviceKey();

        assertThat(power.set(false)).isEqualTo(PowerState.OFF);
        assertThat(hub.powers())
                .containsEntry(PortPath.virtual(2), PowerState.OFF)
                .containsEntry(PortPath.virtual(1), PowerState.ON);

        assertThat(hub.survey()).isEmpty();
        assertThat(hub.board(2)).isPresent();
        assertThat(power.set(true)).isEqualTo(PowerState.ON);
        assertThat(hub.survey().get(0).deviceKey()).isNotEqualTo(before);
    }

    @Test
    void leavesABoardDarkThatIsPluggedIntoAPortWithoutPower() throws Exception {
        PortPower power = hub.power(PortPath.virtual(2)).orElseThrow();
        power.set(false);

        hub.plug(2, new EchoBoard("p"));

        assertThat(hub.survey()).isEmpty();
        power.set(true);
        assertThat(hub.survey()).hasSize(1);
    }

    @Test
    void neverRunsATaskAfterTheBoardWasPulled() throws Exception {
        EchoBoard board = new EchoBoard("t");
        AtomicBoolean ran = new AtomicBoolean();
        CountDownLatch later = new CountDownLatch(1);
        hub.plug(1, board);
        hub.plug(2, new EchoBoard("other"));
        board.port().after(Duration.ofMillis(1500), () -> ran.set(true));

        hub.unplug(1);

        EchoBoard other = (EchoBoard) hub.board(2).orElseThrow();
        other.port().after(Duration.ofMillis(1600), later::countDown);
        assertThat(later.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(ran).isFalse();
    }

    @Test
    void runsTheTasksOfABoardInOrderAndOutlivesTheirExceptions() throws Exception {
        EchoBoard board = new EchoBoard("t");
        hub.plug(1, board);
        List<Integer> order = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(1);
        board.port().after(Duration.ofMillis(5), () -> {
            throw new IllegalStateException("thrown by a test");
        });
        for (int i = 0; i < 200; i++) {
            int number = i;
            board.port().after(Duration.ofMillis(10), () -> order.add(number));
        }
        board.port().after(Duration.ofMillis(60), done::countDown);

        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(order).hasSize(200).isSorted();
    }

    @Test
    void doesNotLetAComputingBoardDelayAnother() throws Exception {
        EchoBoard busy = new EchoBoard("busy");
        EchoBoard idle = new EchoBoard("idle");
        hub.plug(1, busy);
        hub.plug(2, idle);
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch computing = new CountDownLatch(1);
        busy.port().after(Duration.ZERO, () -> {
            computing.countDown();
            awaitQuietly(release);
        });
        computing.await();
        CountDownLatch served = new CountDownLatch(1);

        idle.port().after(Duration.ofMillis(1), served::countDown);

        assertThat(served.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(hub.survey()).hasSize(2);
        release.countDown();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void countsTheTimeOutFromTheLastProgress() throws Exception {
        EchoBoard board = new EchoBoard("slow");
        hub.plug(1, board);
        try (UsbSession session = open(1)) {
            byte[] full = new byte[VirtualAttach.MOST_AT_ONCE];
            int pieces = 5;
            for (int i = 1; i <= pieces; i++) {
                board.answerAfter(Duration.ofMillis(500L * i), full);
            }
            ByteBuffer into = ByteBuffer.allocateDirect(pieces * full.length);

            int got = session.bulkIn(EchoBoard.IN, into, Duration.ofSeconds(2));

            assertThat(got).isEqualTo(pieces * full.length);
        }
    }

    @Test
    void tellsOfEachChangeWithoutHoldingTheBoardsLock() throws Exception {
        AtomicBoolean wasFree = new AtomicBoolean();
        Thread[] helper = new Thread[1];
        hub.onChange(() -> {
            helper[0] = new Thread(() -> hub.underLock(1, () -> {
                wasFree.set(true);
                return true;
            }));
            helper[0].start();
            try {
                helper[0].join(2000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        hub.plug(1, new EchoBoard("h"));

        assertThat(wasFree).isTrue();
    }

    @Test
    void demandsAClaimBeforeATransfer() throws Exception {
        hub.plug(1, new EchoBoard("c"));
        Sighting seen = hub.survey().get(0);
        try (UsbSession session = hub.open(seen.port(), seen.deviceKey(), UsbSession.class)) {
            assertThatThrownBy(() -> session.bulkOut(EchoBoard.OUT, ByteBuffer.allocate(1), SECOND))
                    .hasMessageContaining("claim interface 0");
            assertThat(catchThrowableOfType(ChannelException.class, () -> session.claim(3)))
                    .hasMessageContaining("no interface 3");
        }
    }

    @Test
    void refusesAnEndpointThatTheBoardDoesNotHave() throws Exception {
        hub.plug(1, new EchoBoard("c"));
        try (UsbSession session = open(1)) {
            assertThat(catchThrowableOfType(
                            ChannelException.class, () -> session.bulkIn(0x85, ByteBuffer.allocate(1), SECOND)))
                    .hasMessageContaining("0x85");
        }
    }

    @Test
    void encodesTheConfigurationAndTheStrings() throws Exception {
        hub.plug(1, new EchoBoard("SER-7"));
        try (UsbSession session = open(1)) {
            ByteBuffer configuration = ByteBuffer.allocate(255);
            int length = session.control(new SetupPacket(0x80, 6, 0x0200, 0, 255), configuration, SECOND);
            ByteBuffer serial = ByteBuffer.allocate(255);
            int serialLength = session.control(new SetupPacket(0x80, 6, 0x0303, 0x0409, 255), serial, SECOND);

            assertThat(length).isEqualTo(9 + 9 + 2 * 7);
            assertThat(configuration.get(2)).isEqualTo((byte) length);
            assertThat(configuration.get(9 + 5)).isEqualTo((byte) 0xff);
            assertThat(new String(serial.array(), 2, serialLength - 2, java.nio.charset.StandardCharsets.UTF_16LE))
                    .isEqualTo("SER-7");
            assertThat(catchThrowableOfType(
                                    ChannelException.class,
                                    () -> session.control(
                                            new SetupPacket(0x80, 6, 0x0309, 0, 255), ByteBuffer.allocate(255), SECOND))
                            .fault())
                    .isEqualTo(ChannelFault.STALL);
        }
    }

    @Test
    void movesMoreThanAGigabyteASecond() throws Exception {
        EchoBoard board = new EchoBoard("fast");
        hub.plug(1, board);
        try (UsbSession session = open(1)) {
            session.bulkOut(EchoBoard.OUT, ByteBuffer.wrap(new byte[] {'B'}), SECOND);
            ByteBuffer data = ByteBuffer.allocateDirect(64 * 1024);
            long bytes = 2L << 30;
            long start = System.nanoTime();
            for (long sent = 0; sent < bytes; sent += data.capacity()) {
                session.bulkOut(EchoBoard.OUT, data.clear(), SECOND);
            }
            double perSecond = bytes / ((System.nanoTime() - start) / 1e9);

            assertThat(board.swallowed()).isEqualTo(bytes);
            assertThat(perSecond).isGreaterThan(1e9);
        }
    }

    @Test
    void plugsAndPullsManyBoardsFromManyThreads() throws Exception {
        AtomicLong problems = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            int first = 1 + t * 15;
            Thread thread = new Thread(() -> {
                for (int round = 0; round < 50; round++) {
                    for (int port = first; port < first + 15; port++) {
                        hub.plug(port, new EchoBoard("x"));
                    }
                    for (int port = first; port < first + 15; port++) {
                        if (hub.unplug(port).isEmpty()) {
                            problems.incrementAndGet();
                        }
                    }
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(problems).hasValue(0);
        assertThat(hub.survey()).isEmpty();
    }
}
