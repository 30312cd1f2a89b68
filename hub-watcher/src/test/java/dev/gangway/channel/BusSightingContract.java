package dev.gangway.channel;

import static dev.gangway.channel.BusUnderTest.bytes;
import static dev.gangway.channel.BusUnderTest.failure;
import static dev.gangway.channel.BusUnderTest.received;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.model.PortPath;
import dev.gangway.virtual.EchoBoard;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a bus tells of the boards that come and go on its ports. */
public interface BusSightingContract extends BusUnderTest {
    @Test
    default void seesABoardWithItsDescriptors() throws Exception {
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
    default void ownsItsPortsAndNoOthers() throws Exception {
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

    @Test
    default void tellsTheHubsThatItsPortsAreOn() throws Exception {
        plug(1, new EchoBoard("E-1"));
        sighted(1);

        UsbTopology topology = bus().topology().orElseThrow();

        assertThat(topology.hubs()).isNotEmpty();
        assertThat(topology.powers()).containsKey(path(2));
    }

    @Test
    default void readsVendorIdsAsUnsigned() throws Exception {
        plug(1, new EchoBoard(0x1f3a, 0xefe8, 0xff, "F"));

        assertThat(sighted(1).identity()).extracting(UsbIdentity::pid).isEqualTo(0xefe8);
    }

    @Test
    default void forgetsABoardThatWasPulled() throws Exception {
        plug(1, new EchoBoard("E-1"));
        sighted(1);

        unplug(1);

        await().atMost(LONG).untilAsserted(() -> assertThat(bus().survey())
                .noneMatch(s -> s.port().equals(path(1))));
    }

    @Test
    default void hintsThatSomethingCame() throws Exception {
        AtomicInteger hints = new AtomicInteger();
        bus().onChange(hints::incrementAndGet);

        plug(1, new EchoBoard("E-1"));

        await().atMost(LONG).untilAsserted(() -> assertThat(hints).hasPositiveValue());
    }

    @Test
    default void neverReachesASuccessorWithAnOldKey() throws Exception {
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
    default void comesBackOnTheSamePortWithAnotherKey() throws Exception {
        plug(1, new EchoBoard("E-1"));
        Sighting before = sighted(1);
        try (UsbSession session = opened(1)) {
            session.bulkOut(EchoBoard.OUT, bytes("R"), SECOND);
        }

        Sighting after = await().atMost(LONG).until(() -> sighted(1), s -> s.deviceKey() != before.deviceKey());

        assertThat(after.port()).isEqualTo(before.port());
    }

    @Test
    default void keepsTwoBoardsWithTheSameSerialApart() throws Exception {
        plug(1, new EchoBoard("SAME"));
        plug(2, new EchoBoard("SAME"));
        try (UsbSession one = opened(1);
                UsbSession two = opened(2)) {
            one.bulkOut(EchoBoard.OUT, bytes("to one"), SECOND);
            two.bulkOut(EchoBoard.OUT, bytes("to two"), SECOND);

            assertThat(List.of(received(two), received(one))).containsExactly("to two", "to one");
        }
    }
}
