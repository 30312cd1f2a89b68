package dev.gangway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.message.BoardSighting;
import dev.gangway.model.BootMode;
import dev.gangway.model.Epoch;
import dev.gangway.model.FailureKind;
import dev.gangway.model.Failures;
import dev.gangway.model.PortPath;
import dev.gangway.usb.UsbSighting;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.gadget.BlockPartitions;
import dev.gangway.virtual.gadget.Dialect;
import dev.gangway.virtual.gadget.FastbootBoard;
import dev.gangway.virtual.gadget.GadgetFaults;
import dev.gangway.virtual.nand.PageStore;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a worker does when the hub watcher tells late. */
class BoardLinkTest {
    private static final PortPath PORT = PortPath.virtual(1);
    private static final Duration LONG = Duration.ofSeconds(60);

    private final PageStore store = PageStore.temporary();
    private final VirtualHub hub = new VirtualHub(1);
    private final BoardGate gate = new BoardGate();

    @BeforeEach
    void plug() {
        BlockPartitions blocks = new BlockPartitions(store, Map.of("boot", 1L << 20));
        hub.plug(
                1,
                new FastbootBoard(
                        "0123456789abcdef", Dialect.UBOOT_2026, 1 << 20, blocks, store, GadgetFaults.none(), 0));
    }

    @AfterEach
    void close() {
        hub.close();
        store.close();
    }

    private BoardSighting sighting(long epoch) throws Exception {
        await().atMost(LONG).until(() -> hub.survey().stream().anyMatch(seen -> seen.identity() != null));
        UsbSighting seen = hub.survey().get(0);
        return new BoardSighting(PORT, new Epoch(epoch), seen.deviceKey(), BootMode.FASTBOOT, 0x1f3a, 0x1010, null);
    }

    private void replug() {
        hub.plug(1, hub.unplug(1).orElseThrow());
    }

    @Test
    void aBoardThatCameBackUnnoticedIsWaitedFor() throws Exception {
        BoardSighting first = sighting(1);
        gate.arrived(first);
        try (BoardLink link = new BoardLink(hub, PORT, gate, BoardIdentifier.identify(hub, first))) {
            replug();
            CompletableFuture<Void> waits = CompletableFuture.runAsync(() -> {
                try {
                    link.await(BootMode.FASTBOOT, LONG);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            await().during(Duration.ofMillis(500)).atMost(LONG).until(() -> !waits.isDone());

            gate.left(first.epoch());
            gate.arrived(sighting(2));

            waits.get(LONG.toSeconds(), TimeUnit.SECONDS);
            assertThat(link.fastboot().getvar("serialno")).contains("0123456789abcdef");
        }
    }

    @Test
    void aBoardOfWhichNobodyTellsIsGivenUp() throws Exception {
        BoardSighting first = sighting(1);
        gate.arrived(first);
        try (BoardLink link = new BoardLink(hub, PORT, gate, BoardIdentifier.identify(hub, first))) {
            replug();

            assertThat(Failures.kindOf(() -> link.await(BootMode.FASTBOOT, Duration.ofMillis(300))))
                    .isEqualTo(FailureKind.CABLE_LOST);
        }
    }

    @Test
    void aStopEndsTheWait() throws Exception {
        BoardSighting first = sighting(1);
        gate.arrived(first);
        try (BoardLink link = new BoardLink(hub, PORT, gate, BoardIdentifier.identify(hub, first))) {
            replug();
            CompletableFuture<FailureKind> waits =
                    CompletableFuture.supplyAsync(() -> Failures.kindOf(() -> link.await(BootMode.FASTBOOT, LONG)));

            link.cancel();

            assertThat(waits.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(FailureKind.STOPPED_BY_PERSON);
        }
    }
}
