package dev.gangway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.Sighting;
import dev.gangway.fastboot.step.FastbootProtocol;
import dev.gangway.fel.step.FelProtocol;
import dev.gangway.message.BoardSighting;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.BootMode;
import dev.gangway.model.Epoch;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.Failures;
import dev.gangway.model.PortPath;
import dev.gangway.protocol.Protocols;
import dev.gangway.recipe.IdentityRule;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.gadget.BlockPartitions;
import dev.gangway.virtual.gadget.Dialect;
import dev.gangway.virtual.gadget.FastbootBoard;
import dev.gangway.virtual.gadget.GadgetFaults;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import dev.gangway.ymodem.YmodemBoard;
import dev.gangway.ymodem.step.YmodemProtocol;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a worker does when the hub watcher tells late. */
class BoardLinkTest {
    private static final PortPath PORT = PortPath.virtual(1);
    private static final Protocols PROTOCOLS = new Protocols(List.of(new FelProtocol(), new FastbootProtocol()));
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final long HANGS_AT = 40;

    private final PageStore store = PageStore.temporary();
    private final VirtualHub hub = new VirtualHub(1);
    private final BoardGate gate = new BoardGate();
    private BoardSighting first;
    private BoardLink link;

    /** A job has begun on a board in fastboot. */
    @BeforeEach
    void plug() throws Exception {
        BlockPartitions blocks = new BlockPartitions(store, Map.of("boot", 1L << 20));
        hub.plug(
                1,
                new FastbootBoard(
                        "0123456789abcdef", Dialect.UBOOT_2026, 1 << 20, blocks, store, GadgetFaults.none(), 0));
        first = sighting(1, BootMode.FASTBOOT);
        gate.arrived(first);
        BoardIdentity board =
                new BoardIdentifier(hub, gate).identify(first, PROTOCOLS.answering(BootMode.FASTBOOT, List.of()));
        link = new BoardLink(hub, PORT, gate, new SameBoard(board, IdentityRule.TOLD), PROTOCOLS);
    }

    @AfterEach
    void close() {
        link.close();
        hub.close();
        store.close();
    }

    private BoardSighting sighting(long epoch, BootMode mode) throws ChannelException {
        await().atMost(LONG).until(() -> hub.survey().stream().anyMatch(seen -> seen.identity() != null));
        Sighting seen = hub.survey().get(0);
        return new BoardSighting(PORT, new Epoch(epoch), seen.deviceKey(), mode, 0x1f3a, 0x1010, null);
    }

    private void replug() {
        hub.plug(1, hub.unplug(1).orElseThrow());
    }

    /** What waits for the board, on a thread of its own as on a port's worker. */
    private interface Wait {
        void end() throws FailureException;
    }

    private static CompletableFuture<Void> start(Wait wait) {
        return CompletableFuture.runAsync(() -> {
            try {
                wait.end();
            } catch (FailureException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static void goesOn(CompletableFuture<?> waits, Duration time) {
        await().during(time).atMost(LONG).until(() -> !waits.isDone());
    }

    @Test
    void aBoardThatCameBackUnnoticedIsWaitedFor() throws Exception {
        replug();
        CompletableFuture<Void> waits = start(() -> link.await(BootMode.FASTBOOT, LONG));
        goesOn(waits, Duration.ofMillis(500));

        gate.left(first.epoch());
        gate.arrived(sighting(2, BootMode.FASTBOOT));

        waits.get(LONG.toSeconds(), TimeUnit.SECONDS);
        assertThat(link.board(new FastbootProtocol()).getvar("serialno")).contains("0123456789abcdef");
    }

    @Test
    void aBoardOfWhichNobodyTellsIsGivenUp() {
        replug();

        assertThat(Failures.kindOf(() -> link.await(BootMode.FASTBOOT, Duration.ofMillis(300))))
                .isEqualTo(FailureKind.CABLE_LOST);
    }

    /** As while the kernel still resets its port: it is seen, leaves when it is asked who it is, and comes back. */
    @Test
    void aBoardThatWasSentAwayAndLeavesOnceMoreIsWaitedFor() throws Exception {
        link.leaving();
        gate.left(first.epoch());
        hub.unplug(1);
        BoardSpec.parse("fastboot:serial=0123456789abcdef,fault=disconnect@0:200ms")
                .plug(hub, 1, store, told -> {});
        BoardSighting passing = sighting(2, BootMode.FASTBOOT);
        gate.arrived(passing);
        CompletableFuture<Void> waits = start(() -> link.await(BootMode.FASTBOOT, LONG));
        await().atMost(LONG).until(() -> hub.attach(1)
                .filter(attach -> attach.deviceKey() != passing.deviceKey())
                .isPresent());

        gate.left(new Epoch(2));
        gate.arrived(sighting(3, BootMode.FASTBOOT));

        waits.get(LONG.toSeconds(), TimeUnit.SECONDS);
        assertThat(link.board(new FastbootProtocol()).getvar("serialno")).contains("0123456789abcdef");
    }

    /** Nobody had sent it away. */
    @Test
    void aBoardThatLeavesWhileItIsAskedIsLost() throws Exception {
        hub.unplug(1);
        BoardSpec.parse("fastboot:serial=0123456789abcdef,fault=disconnect@0:200ms")
                .plug(hub, 1, store, told -> {});
        gate.arrived(sighting(2, BootMode.FASTBOOT));

        assertThat(Failures.kindOf(() -> link.await(BootMode.FASTBOOT, LONG))).isEqualTo(FailureKind.CABLE_LOST);
    }

    /** It came back in FEL once, its button let go too late, and begins to run before that is told. */
    @Test
    void aBoardThatRunsWhileItIsStillToldOfInFelHasBooted() throws Exception {
        gate.arrived(sighting(2, BootMode.FEL));
        replug();
        CompletableFuture<Void> waits = start(() -> link.await(BootMode.RUNNING, LONG));
        goesOn(waits, Duration.ofSeconds(2));

        gate.left(new Epoch(2));
        gate.arrived(sighting(3, BootMode.RUNNING));

        waits.get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    /** What an await with {@code afresh} is for: a step made it leave without saying so. */
    @Test
    void anAttachThatAStepUsedDoesNotCountAfresh() throws Exception {
        link.await(BootMode.FASTBOOT, LONG);
        link.afresh();
        CompletableFuture<Void> waits = start(() -> link.await(BootMode.FASTBOOT, LONG));
        goesOn(waits, Duration.ofMillis(300));

        replug();
        gate.left(first.epoch());
        gate.arrived(sighting(2, BootMode.FASTBOOT));

        waits.get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    /** It answers nothing any more, not even its kernel's driver, until somebody resets it. */
    @Test
    void aSerialAdapterThatHangsIsResetAfterAFailureThatAFurtherTryMayMend() throws Exception {
        try (BoardLink line = hungAdapter()) {
            line.resetBus(new Failure(FailureKind.TRANSFER_TIMEOUT, "it says nothing"));

            line.board(new YmodemProtocol()).type("d");
            assertThat(hub.moved(1)).isGreaterThan(HANGS_AT);
        }
    }

    /** What the board itself refused is not the adapter's fault, and others may be on it. */
    @Test
    void anAdapterIsLeftAloneWhenAFurtherTryWouldNotHelp() throws Exception {
        try (BoardLink line = hungAdapter()) {
            line.resetBus(new Failure(FailureKind.BOARD_REFUSED, "it calls the transfer off"));

            assertThat(hub.moved(1)).isEqualTo(HANGS_AT);
            hub.attach(1).orElseThrow().reset();
            line.board(new YmodemProtocol()).type("d");
        }
    }

    private BoardLink hungAdapter() throws Exception {
        hub.unplug(1);
        BoardSpec.parse("ymodem:fault=timeout@" + HANGS_AT).plug(hub, 1, store, told -> {});
        gate.arrived(sighting(2, BootMode.SERIAL_LINE));
        SameBoard board = new SameBoard(
                new BoardIdentity(BootMode.YMODEM, "serial-line", null, List.of(), List.of()), IdentityRule.TOLD);
        BoardLink line = new BoardLink(hub, PORT, gate, board, new Protocols(List.of(new YmodemProtocol())));
        YmodemBoard device = line.board(new YmodemProtocol());
        while (hub.moved(1) < HANGS_AT) {
            device.type(".");
        }
        assertThat(Failures.kindOf(() -> device.expect("an answer", Duration.ofMillis(20))))
                .isEqualTo(FailureKind.TRANSFER_TIMEOUT);
        return line;
    }

    @Test
    void aBoardThatIsMissedOnAPortIsNotMissedOnTheNetwork() {
        gate.left(first.epoch());

        assertThatThrownBy(() -> link.await(BootMode.FASTBOOT, Duration.ofMillis(100)))
                .hasMessageContaining("no board in fastboot mode within");
    }

    @Test
    void aBoardThatStaysIsNotBackAfresh() throws Exception {
        link.board(new FastbootProtocol());
        link.afresh();

        assertThat(Failures.kindOf(() -> link.await(BootMode.FASTBOOT, Duration.ofMillis(100))))
                .isEqualTo(FailureKind.BOARD_NOT_BACK);
    }

    @Test
    void aBoardThatIsBackBeforeTheWaitBeginsCountsAfresh() throws Exception {
        link.await(BootMode.FASTBOOT, LONG);
        link.leaving();
        replug();
        gate.left(first.epoch());
        gate.arrived(sighting(2, BootMode.FASTBOOT));

        link.afresh();
        link.await(BootMode.FASTBOOT, LONG);

        assertThat(link.board(new FastbootProtocol()).getvar("serialno")).contains("0123456789abcdef");
    }

    @Test
    void aBoardThatNoStepHasUsedCountsAfresh() throws Exception {
        link.afresh();
        link.await(BootMode.FASTBOOT, LONG);

        assertThat(link.board(new FastbootProtocol()).getvar("serialno")).contains("0123456789abcdef");
    }

    @Test
    void anAttachThatWasWaitedForAndNotOpenedDoesNotCountAfresh() throws Exception {
        gate.arrived(sighting(2, BootMode.MASS_STORAGE));
        link.await(BootMode.MASS_STORAGE, LONG);
        link.afresh();

        assertThat(Failures.kindOf(() -> link.await(BootMode.MASS_STORAGE, Duration.ofMillis(100))))
                .isEqualTo(FailureKind.BOARD_NOT_BACK);
    }

    @Test
    void aBoardThatNobodyReplugsIsToldSoAndOneThatStaysAwayToo() {
        assertThatThrownBy(() -> link.awaitReplug(Duration.ofMillis(100)))
                .hasMessageContaining("nobody unplugged the board on virtual:1 and plugged it in again within")
                .hasMessageContaining("unplug it, plug it in, and scan it again");
        gate.left(first.epoch());
        assertThatThrownBy(() -> link.awaitReplug(Duration.ofMillis(100)))
                .hasMessageContaining("was unplugged and not plugged in again within");
        assertThat(Failures.kindOf(() -> link.awaitReplug(Duration.ofMillis(100))))
                .isEqualTo(FailureKind.BOARD_NOT_BACK);
    }

    @Test
    void aStopEndsTheWaitForAReplug() throws Exception {
        CompletableFuture<FailureKind> waits =
                CompletableFuture.supplyAsync(() -> Failures.kindOf(() -> link.awaitReplug(LONG)));

        link.cancel();

        assertThat(waits.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(FailureKind.STOPPED_BY_PERSON);
    }

    @Test
    void aStopEndsTheWait() throws Exception {
        replug();
        CompletableFuture<FailureKind> waits =
                CompletableFuture.supplyAsync(() -> Failures.kindOf(() -> link.await(BootMode.FASTBOOT, LONG)));

        link.cancel();

        assertThat(waits.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(FailureKind.STOPPED_BY_PERSON);
    }
}
