package dev.gangway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.channel.BoardBus;
import dev.gangway.channel.Channel;
import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.Sighting;
import dev.gangway.channel.UsbTopology;
import dev.gangway.fastboot.step.FastbootProtocol;
import dev.gangway.message.BoardSighting;
import dev.gangway.model.BootMode;
import dev.gangway.model.Epoch;
import dev.gangway.model.FailureKind;
import dev.gangway.model.Failures;
import dev.gangway.model.PortPath;
import dev.gangway.protocol.Protocol;
import dev.gangway.virtual.VirtualAttach;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who a board is that has just come, on a bus where it may be out of reach for a moment. */
class BoardIdentifierTest {
    private static final List<Protocol<?, ?>> FASTBOOT = List.of(new FastbootProtocol());

    private final PageStore pages = PageStore.temporary();
    private final VirtualHub hub = new VirtualHub(1);
    private final BoardGate gate = new BoardGate();
    private BoardSighting board;

    /** A bus whose boards are out of reach so often. */
    private record OutOfReach(BoardBus bus, AtomicInteger times) implements BoardBus {
        @Override
        public String name() {
            return bus.name();
        }

        @Override
        public boolean owns(PortPath port) {
            return bus.owns(port);
        }

        @Override
        public List<PortPath> ports() {
            return bus.ports();
        }

        @Override
        public List<Sighting> survey() throws ChannelException {
            return bus.survey();
        }

        @Override
        public void onChange(Runnable hint) {
            bus.onChange(hint);
        }

        @Override
        public <C extends Channel> C open(PortPath port, long deviceKey, Class<C> over) throws ChannelException {
            if (times.getAndDecrement() > 0) {
                throw new ChannelException(ChannelFault.DISCONNECTED, "not now");
            }
            return bus.open(port, deviceKey, over);
        }

        @Override
        public Optional<UsbTopology> topology() {
            return bus.topology();
        }

        @Override
        public void close() {
            bus.close();
        }
    }

    @BeforeEach
    void plug() {
        BoardSpec.parse("fastboot:serial=0123456789abcdef").plug(hub, 1, pages, told -> {});
        await().until(() -> hub.attach(1).filter(VirtualAttach::isIdentified).isPresent());
        board = new BoardSighting(
                PortPath.virtual(1),
                new Epoch(1),
                hub.attach(1).orElseThrow().deviceKey(),
                BootMode.FASTBOOT,
                0x1f3a,
                0x1010,
                null);
        gate.arrived(board);
    }

    @AfterEach
    void close() {
        hub.close();
        pages.close();
    }

    @Test
    void aBoardThatIsOutOfReachForAMomentIsAskedAgain() throws Exception {
        assertThat(new BoardIdentifier(new OutOfReach(hub, new AtomicInteger(2)), gate)
                        .identify(board, FASTBOOT)
                        .mode())
                .isEqualTo(BootMode.FASTBOOT);
    }

    @Test
    void aBoardThatStaysOutOfReachIsLost() {
        assertThat(Failures.kindOf(() -> new BoardIdentifier(new OutOfReach(hub, new AtomicInteger(1000)), gate)
                        .identify(board, FASTBOOT)))
                .isEqualTo(FailureKind.CABLE_LOST);
    }

    @Test
    void aBoardInWhosePlaceAnotherIsToldIsNotAskedAgain() {
        AtomicInteger times = new AtomicInteger(1000);
        gate.arrived(new BoardSighting(
                board.port(), new Epoch(2), board.deviceKey() + 1, BootMode.FASTBOOT, 0x1f3a, 0x1010, null));

        assertThat(Failures.kindOf(
                        () -> new BoardIdentifier(new OutOfReach(hub, times), gate).identify(board, FASTBOOT)))
                .isEqualTo(FailureKind.CABLE_LOST);
        assertThat(times).hasValue(999);
    }
}
