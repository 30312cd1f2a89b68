package dev.gangway.channel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.gangway.model.PortPath;
import dev.gangway.virtual.EchoBoard;
import dev.gangway.virtual.VirtualHub;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every bus must do, told by echo boards. A subclass says how a hub's boards come onto its bus. */
@Timeout(60)
public abstract class BoardBusContract {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofSeconds(20);

    /** The bus under test. */
    protected abstract BoardBus bus();

    /** The hub whose boards are on that bus; positions 1 and 2 are used. */
    protected abstract VirtualHub hub();

    /** The name that the bus has for this position. */
    protected abstract PortPath path(int position);

    private void plug(int position, EchoBoard board) {
        hub().plug(position, board);
    }

    private void unplug(int position) {
        hub().unplug(position);
    }

    private Sighting sighted(int position) {
        return await().atMost(LONG)
                .until(
                        () -> bus().survey().stream()
                                .filter(s -> s.port().equals(path(position)) && s.identity() != null)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private UsbSession opened(int position) throws ChannelException {
        Sighting sighting = sighted(position);
        UsbSession session = bus().open(sighting.port(), sighting.deviceKey(), UsbSession.class);
        session.claim(0);
        return session;
    }

    private static ByteBuffer bytes(String text) {
        byte[] ascii = text.getBytes(US_ASCII);
        return ByteBuffer.allocateDirect(ascii.length).put(ascii).flip();
    }

    private static String received(UsbSession session) throws ChannelException {
        ByteBuffer into = ByteBuffer.allocateDirect(512);
        session.bulkIn(EchoBoard.IN, into, SECOND.multipliedBy(5));
        byte[] got = new byte[into.flip().remaining()];
        into.get(got);
        return new String(got, US_ASCII);
    }

    private static ChannelException failure(ThrowingCallable call) {
        ChannelException failure = catchThrowableOfType(ChannelException.class, call);
        assertThat(failure).as("a ChannelException").isNotNull();
        return failure;
    }

    @Test
    void seesABoardWithItsDescriptors() throws Exception {
        plug(1, new EchoBoard("E-1"));

        UsbIdentity identity = Objects.requireNonNull(sighted(1).identity());

        assertThat(identity.vid()).isEqualTo(0x1209);
        assertThat(identity.serial()).isEqualTo("E-1");
        assertThat(identity.interfaces().get(0).interfaceClass()).isEqualTo(0xff);
        assertThat(identity.interfaces().get(0).endpoints())
                .extracting(UsbIdentity.Endpoint::address)
                .containsExactly(EchoBoard.OUT, EchoBoard.IN);
    }

    @Test
    void ownsItsPortsAndNoOthers() throws Exception {
        assertThat(bus().owns(path(1))).isTrue();
        assertThat(bus().owns(path(2))).isTrue();
        assertThat(List.of("serial:/dev/ttyUSB0", "tcp:board:5554", "udp:board:5554"))
                .noneMatch(port -> bus().owns(new PortPath(port)));
        assertThat(List.of("1-2.4", "virtual:1"))
                .as("one of the two kinds of port that both buses write")
                .filteredOn(port -> bus().owns(new PortPath(port)))
                .hasSize(1);
        assertThat(bus().ports()).allMatch(bus()::owns);
    }

    /** A kind of channel that no bus has. */
    private interface Pigeons extends UsbSession {}

    @Test
    void refusesAKindOfChannelThatItDoesNotHave() throws Exception {
        plug(1, new EchoBoard("E-1"));
        Sighting board = sighted(1);

        ChannelException failure = failure(() -> bus().open(board.port(), board.deviceKey(), Pigeons.class));

        assertThat(failure.fault()).isEqualTo(ChannelFault.UNSUPPORTED);
        assertThat(failure)
                .hasMessage("a Pigeons can't be opened on " + board.port()
                        + ": choose a recipe whose steps speak what this port has");
        try (UsbSession session = opened(1)) {
            session.bulkOut(EchoBoard.OUT, bytes("usb"), SECOND);
            assertThat(received(session)).isEqualTo("usb");
        }
    }

    @Test
    void tellsTheHubsThatItsPortsAreOn() throws Exception {
        plug(1, new EchoBoard("E-1"));
        sighted(1);

        UsbTopology topology = bus().topology().orElseThrow();

        assertThat(topology.hubs()).isNotEmpty();
        assertThat(topology.powers()).containsKey(path(2));
    }

    @Test
    void readsVendorIdsAsUnsigned() throws Exception {
        plug(1, new EchoBoard(0x1f3a, 0xefe8, 0xff, "F"));

        assertThat(sighted(1).identity()).extracting(UsbIdentity::pid).isEqualTo(0xefe8);
    }

    @Test
    void forgetsABoardThatWasPulled() throws Exception {
        plug(1, new EchoBoard("E-1"));
        sighted(1);

        unplug(1);

        await().atMost(LONG).untilAsserted(() -> assertThat(bus().survey())
                .noneMatch(s -> s.port().equals(path(1))));
    }

    @Test
    void hintsThatSomethingCame() throws Exception {
        AtomicInteger hints = new AtomicInteger();
        bus().onChange(hints::incrementAndGet);

        plug(1, new EchoBoard("E-1"));

        await().atMost(LONG).untilAsserted(() -> assertThat(hints).hasPositiveValue());
    }

    @Test
    void echoes() throws Exception {
        plug(1, new EchoBoard("E-1"));
        try (UsbSession session = opened(1)) {
            session.bulkOut(EchoBoard.OUT, bytes("hello"), SECOND);

            assertThat(received(session)).isEqualTo("hello");
        }
    }

    @Test
    void endsATransferAtAShortPacket() throws Exception {
        plug(1, new EchoBoard("E-1"));
        try (UsbSession session = opened(1)) {
            session.bulkOut(EchoBoard.OUT, bytes("abc"), SECOND);
            ByteBuffer into = ByteBuffer.allocate(4096);

            assertThat(session.bulkIn(EchoBoard.IN, into, SECOND)).isEqualTo(3);
            assertThat(into.position()).isEqualTo(3);
        }
    }

    @Test
    void runsAVendorControlRequest() throws Exception {
        plug(1, new EchoBoard("E-1"));
        try (UsbSession session = opened(1)) {
            ByteBuffer data = ByteBuffer.allocateDirect(64);

            int got = session.control(new SetupPacket(0xc0, 7, 0x12, 0x34, 64), data, SECOND);

            assertThat(got).isEqualTo(2);
            assertThat(data.get(0)).isEqualTo((byte) 0x12);
            assertThat(data.get(1)).isEqualTo((byte) 0x34);
        }
    }

    @Test
    void answersStandardRequestsWithTheDescriptors() throws Exception {
        plug(1, new EchoBoard(0x1f3a, 0xefe8, 0xff, "E-1"));
        try (UsbSession session = opened(1)) {
            ByteBuffer data = ByteBuffer.allocateDirect(18);

            session.control(new SetupPacket(0x80, 6, 0x0100, 0, 18), data, SECOND);

            assertThat(data.order(ByteOrder.LITTLE_ENDIAN).getShort(8) & 0xffff).isEqualTo(0x1f3a);
            assertThat(data.getShort(10) & 0xffff).isEqualTo(0xefe8);
        }
    }

    private static int settingOf(UsbSession session) throws ChannelException {
        ByteBuffer data = ByteBuffer.allocateDirect(1);
        session.control(new SetupPacket(0xc0, 8, 0, 0, 1), data, SECOND);
        return data.get(0);
    }

    @Test
    void choosesASettingOfAnInterfaceAndGoesBack() throws Exception {
        plug(1, EchoBoard.withTwoSettings("E-1"));
        try (UsbSession session = opened(1)) {
            session.alternate(0, 1);

            assertThat(settingOf(session)).isEqualTo(1);
            ChannelException missing = failure(() -> session.bulkOut(EchoBoard.OUT, bytes("x"), SECOND));
            assertThat(missing.fault()).isEqualTo(ChannelFault.IO);
            assertThat(missing).hasMessageContaining("present setting");

            session.alternate(0, 0);

            assertThat(settingOf(session)).isZero();
            session.bulkOut(EchoBoard.OUT, bytes("back"), SECOND);
            assertThat(received(session)).isEqualTo("back");
        }
    }

    @Test
    void refusesASettingThatTheInterfaceDoesNotHave() throws Exception {
        plug(1, EchoBoard.withTwoSettings("E-1"));
        try (UsbSession session = opened(1)) {
            ChannelException failure = failure(() -> session.alternate(0, 2));

            assertThat(failure.fault()).isEqualTo(ChannelFault.STALL);
            assertThat(settingOf(session)).isZero();
            session.bulkOut(EchoBoard.OUT, bytes("still here"), SECOND);
            assertThat(received(session)).isEqualTo("still here");
        }
    }

    @Test
    void demandsAClaimBeforeASettingIsChosen() throws Exception {
        plug(1, EchoBoard.withTwoSettings("E-1"));
        Sighting board = sighted(1);
        try (UsbSession session = bus().open(board.port(), board.deviceKey(), UsbSession.class)) {
            assertThatIllegalStateException().isThrownBy(() -> session.alternate(0, 1));
        }
    }

    @Test
    void clearsAHaltWithASetting() throws Exception {
        plug(1, EchoBoard.withTwoSettings("E-1"));
        try (UsbSession session = opened(1)) {
            failure(() -> session.bulkOut(EchoBoard.OUT, bytes("S"), SECOND));

            session.alternate(0, 0);

            session.bulkOut(EchoBoard.OUT, bytes("y"), SECOND);
            assertThat(received(session)).isEqualTo("y");
        }
    }

    @Test
    void leavesAnInterfaceInItsFirstSettingForWhoeverComesNext() throws Exception {
        plug(1, EchoBoard.withTwoSettings("E-1"));
        try (UsbSession session = opened(1)) {
            session.alternate(0, 1);
        }
        try (UsbSession session = opened(1)) {
            assertThat(settingOf(session)).isZero();
            session.bulkOut(EchoBoard.OUT, bytes("next"), SECOND);
            assertThat(received(session)).isEqualTo("next");
        }
    }

    @Test
    void findsTheFirstSettingAfterAReset() throws Exception {
        plug(1, EchoBoard.withTwoSettings("E-1"));
        try (UsbSession session = opened(1)) {
            session.alternate(0, 1);

            session.reset();

            assertThat(settingOf(session)).isZero();
            session.bulkOut(EchoBoard.OUT, bytes("reset"), SECOND);
            assertThat(received(session)).isEqualTo("reset");
        }
    }

    @Test
    void timesOutWhenTheBoardIsSilent() throws Exception {
        plug(1, new EchoBoard("E-1"));
        try (UsbSession session = opened(1)) {
            long start = System.nanoTime();

            ChannelException failure =
                    failure(() -> session.bulkIn(EchoBoard.IN, ByteBuffer.allocateDirect(64), Duration.ofMillis(300)));

            assertThat(failure.fault()).isEqualTo(ChannelFault.TIMEOUT);
            assertThat(System.nanoTime() - start)
                    .isGreaterThanOrEqualTo(Duration.ofMillis(290).toNanos());
        }
    }

    @Test
    void saysHowFarAnUnfinishedTransferCame() throws Exception {
        plug(1, new EchoBoard("E-1"));
        try (UsbSession session = opened(1)) {
            ByteBuffer data = ByteBuffer.allocateDirect(512 * 64);
            AtomicLong progress = new AtomicLong();

            ChannelException failure =
                    failure(() -> session.bulkOut(EchoBoard.OUT, data, Duration.ofMillis(400), progress::addAndGet));

            assertThat(failure.fault()).isEqualTo(ChannelFault.TIMEOUT);
            assertThat(progress).hasValue(failure.transferred());
            assertThat(failure.transferred()).isGreaterThanOrEqualTo(4 * 512).isLessThan(512 * 64);
            assertThat(data.position()).isEqualTo(failure.transferred());
        }
    }

    @Test
    void staysHaltedAfterAStallUntilItIsCleared() throws Exception {
        plug(1, new EchoBoard("E-1"));
        try (UsbSession session = opened(1)) {
            assertThat(failure(() -> session.bulkOut(EchoBoard.OUT, bytes("S"), SECOND))
                            .fault())
                    .isEqualTo(ChannelFault.STALL);
            assertThat(failure(() -> session.bulkOut(EchoBoard.OUT, bytes("x"), SECOND))
                            .fault())
                    .isEqualTo(ChannelFault.STALL);

            session.clearHalt(EchoBoard.OUT);

            session.bulkOut(EchoBoard.OUT, bytes("y"), SECOND);
            assertThat(received(session)).isEqualTo("y");
        }
    }

    /** The quickest of several: a busy machine may stop any one of them for longer than that. */
    @Test
    void cancelsARunningTransferWithin200Ms() throws Exception {
        plug(1, new EchoBoard("E-1"));
        List<Duration> took = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            took.add(cancelRunning());
        }

        assertThat(took).anySatisfy(one -> assertThat(one).isLessThan(Duration.ofMillis(200)));
    }

    private Duration cancelRunning() throws Exception {
        var other = Executors.newSingleThreadExecutor();
        try (UsbSession session = opened(1)) {
            CountDownLatch running = new CountDownLatch(1);
            var transfer = other.submit(() -> {
                running.countDown();
                return failure(() -> session.bulkIn(EchoBoard.IN, ByteBuffer.allocateDirect(64), LONG));
            });
            running.await();

            long start = System.nanoTime();
            session.cancel();
            ChannelException failure = transfer.get(LONG.toSeconds(), TimeUnit.SECONDS);
            Duration took = Duration.ofNanos(System.nanoTime() - start);

            assertThat(failure.fault()).isEqualTo(ChannelFault.CANCELLED);
            assertThat(failure(() -> session.bulkOut(EchoBoard.OUT, bytes("x"), SECOND))
                            .fault())
                    .isEqualTo(ChannelFault.CANCELLED);
            return took;
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void failsARunningTransferWhenTheBoardIsPulled() throws Exception {
        plug(1, new EchoBoard("E-1"));
        var other = Executors.newSingleThreadExecutor();
        try (UsbSession session = opened(1)) {
            CountDownLatch running = new CountDownLatch(1);
            var transfer = other.submit(() -> {
                running.countDown();
                return failure(() -> session.bulkIn(EchoBoard.IN, ByteBuffer.allocateDirect(64), LONG));
            });
            running.await();

            unplug(1);

            assertThat(transfer.get(LONG.toSeconds(), TimeUnit.SECONDS).fault()).isEqualTo(ChannelFault.DISCONNECTED);
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void neverReachesASuccessorWithAnOldKey() throws Exception {
        plug(1, new EchoBoard("E-1"));
        Sighting first = sighted(1);
        unplug(1);
        await().atMost(LONG)
                .until(() -> bus().survey().stream().noneMatch(s -> s.port().equals(path(1))));
        plug(1, new EchoBoard("E-2"));
        Sighting second = sighted(1);

        ChannelException failure = failure(() -> bus().open(first.port(), first.deviceKey(), UsbSession.class));

        assertThat(second.deviceKey()).isNotEqualTo(first.deviceKey());
        assertThat(failure.fault()).isEqualTo(ChannelFault.DISCONNECTED);
    }

    @Test
    void comesBackOnTheSamePortWithAnotherKey() throws Exception {
        plug(1, new EchoBoard("E-1"));
        Sighting before = sighted(1);
        try (UsbSession session = opened(1)) {
            session.bulkOut(EchoBoard.OUT, bytes("R"), SECOND);
        }

        Sighting after = await().atMost(LONG).until(() -> sighted(1), s -> s.deviceKey() != before.deviceKey());

        assertThat(after.port()).isEqualTo(before.port());
    }

    @Test
    void refusesASecondProgramOnTheSameInterface() throws Exception {
        plug(1, new EchoBoard("E-1"));
        Sighting board = sighted(1);
        try (UsbSession second = bus().open(board.port(), board.deviceKey(), UsbSession.class)) {
            try (UsbSession first = opened(1)) {
                assertThat(first.identity()).isNotNull();
                assertThat(failure(() -> second.claim(0)).fault()).isEqualTo(ChannelFault.BUSY);
            }

            second.claim(0);

            second.bulkOut(EchoBoard.OUT, bytes("mine"), SECOND);
            assertThat(received(second)).isEqualTo("mine");
        }
    }

    @Test
    void keepsTwoBoardsWithTheSameSerialApart() throws Exception {
        plug(1, new EchoBoard("SAME"));
        plug(2, new EchoBoard("SAME"));
        try (UsbSession one = opened(1);
                UsbSession two = opened(2)) {
            one.bulkOut(EchoBoard.OUT, bytes("to one"), SECOND);
            two.bulkOut(EchoBoard.OUT, bytes("to two"), SECOND);

            assertThat(List.of(received(two), received(one))).containsExactly("to two", "to one");
        }
    }

    @Test
    void movesALargeBufferWhole() throws Exception {
        EchoBoard board = new EchoBoard("E-1");
        plug(1, board);
        try (UsbSession session = opened(1)) {
            session.bulkOut(EchoBoard.OUT, bytes("B"), SECOND);
            ByteBuffer large = ByteBuffer.allocateDirect(5 * 1024 * 1024 + 512);
            List<Long> progress = new ArrayList<>();

            session.bulkOut(EchoBoard.OUT, large, SECOND.multipliedBy(10), progress::add);

            assertThat(large.hasRemaining()).isFalse();
            assertThat(board.swallowed()).isEqualTo(large.capacity());
            assertThat(progress).hasSizeGreaterThan(4);
            assertThat(progress.stream().mapToLong(each -> each).sum()).isEqualTo(large.capacity());
        }
    }

    @Test
    void movesABufferOfTheHeapAsItMovesADirectOne() throws Exception {
        EchoBoard board = new EchoBoard("E-1");
        plug(1, board);
        try (UsbSession session = opened(1)) {
            session.bulkOut(EchoBoard.OUT, bytes("B"), SECOND);

            session.bulkOut(EchoBoard.OUT, ByteBuffer.allocate(3 * 1024 * 1024), SECOND.multipliedBy(10));

            assertThat(board.swallowed()).isEqualTo(3 * 1024 * 1024);
        }
    }

    @Test
    void resetsThePortAfterACancelToo() throws Exception {
        plug(1, new EchoBoard("E-1"));
        try (UsbSession session = opened(1)) {
            session.bulkOut(EchoBoard.OUT, bytes("lost"), SECOND);
            session.cancel();
            session.reset();
        }
        try (UsbSession session = opened(1)) {
            session.bulkOut(EchoBoard.OUT, bytes("again"), SECOND);

            assertThat(received(session)).isEqualTo("again");
        }
    }

    @Test
    void survivesAResetOfThePort() throws Exception {
        plug(1, new EchoBoard("E-1"));
        try (UsbSession session = opened(1)) {
            session.reset();
        }
        try (UsbSession session = opened(1)) {
            session.bulkOut(EchoBoard.OUT, bytes("again"), SECOND);

            assertThat(received(session)).isEqualTo("again");
        }
    }
}
