package dev.gangway.virtual.pty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.SerialDevice;
import dev.gangway.channel.SerialLine;
import dev.gangway.model.PortPath;
import dev.gangway.serial.SerialBus;
import dev.gangway.serial.TtyLine;
import dev.gangway.virtual.PlugOptions;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.fault.FaultPlan;
import dev.gangway.virtual.fault.FaultText;
import dev.gangway.virtual.serial.EchoUart;
import dev.gangway.virtual.serial.SerialFault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A virtual board on a pty, spoken to as a station speaks to a serial port of its port map. */
@Timeout(60)
class PtyExportTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private final VirtualHub hub = new VirtualHub(2);
    private PtyExport export;

    @BeforeEach
    void begin() throws IOException {
        export = new PtyExport(hub, 2, folder.resolve("lines"));
    }

    @AfterEach
    void close() {
        export.close();
        hub.close();
        assertThat(export.link(1)).doesNotExist();
    }

    private EchoUart plug(String faults) {
        FaultPlan plan = faults.isEmpty()
                ? FaultPlan.sound()
                : new FaultPlan(FaultText.with(SerialFault.KINDS).parse(faults));
        EchoUart board = new EchoUart(plan);
        hub.plug(1, board, PlugOptions.with(plan));
        return board;
    }

    private SerialLine open() throws ChannelException {
        PortPath port = new PortPath("serial:" + export.link(1));
        return new SerialBus(List.of(port)).open(port, 1, SerialLine.class);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(ISO_8859_1));
    }

    private static String read(SerialLine line, int count) throws ChannelException {
        ByteBuffer into = ByteBuffer.allocate(count);
        while (into.hasRemaining() && line.read(into, PATIENCE) > 0) {
            // The rest.
        }
        return ISO_8859_1.decode(into.flip()).toString();
    }

    private static ChannelFault fault(ThrowingCallable call) {
        ChannelException failure = catchThrowableOfType(ChannelException.class, call);
        assertThat(failure).as("a ChannelException").isNotNull();
        return failure.fault();
    }

    @Test
    void carriesBytesBothWaysForOneProgramAfterTheOther() throws Exception {
        EchoUart board = plug("");
        for (int i = 0; i < 3; i++) {
            try (SerialLine line = open()) {
                ByteBuffer question = bytes("hello " + i);
                line.write(question, SECOND);

                assertThat(question.hasRemaining()).isFalse();
                assertThat(read(line, 7)).isEqualTo("hello " + i);
                assertThat(line.read(ByteBuffer.allocate(9), Duration.ZERO)).isZero();
                assertThat(fault(this::open)).isEqualTo(ChannelFault.BUSY);
            }
        }
        assertThat(hub.underLock(1, board::taken)).isEqualTo("hello 0hello 1hello 2");
    }

    @Test
    void carriesEveryByteUnchanged() throws Exception {
        plug("");
        byte[] all = new byte[100_000];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) (i * 7 + i / 251);
        }
        try (SerialLine line = open()) {
            line.baud(4_000_000);
            ByteBuffer back = ByteBuffer.allocate(all.length);
            for (int at = 0; at < all.length; at += 1000) {
                line.write(ByteBuffer.wrap(all, at, 1000), SECOND);
                while (back.position() < at + 1000 && line.read(back, PATIENCE) > 0) {
                    // The rest of this piece.
                }
            }
            assertThat(back.array()).isEqualTo(all);
        }
    }

    @Test
    void theBoardHearsOfAnyRate() throws Exception {
        EchoUart board = plug("");
        try (SerialLine line = open()) {
            for (int rate : new int[] {115200, 28800, 74880, 921600}) {
                line.baud(rate);
                line.write(bytes("?"), SECOND);
                assertThat(read(line, 1)).isEqualTo("?");
                assertThat(hub.underLock(1, board::settings)).last().isEqualTo(rate + " DTR RTS");
            }
            assertThat(fault(() -> line.baud(-1))).isEqualTo(ChannelFault.UNSUPPORTED);
        }
    }

    @Test
    void aPtyHasNoControlLines() throws Exception {
        plug("");
        try (SerialLine line = open()) {
            assertThat(fault(() -> line.lines(false, true))).isEqualTo(ChannelFault.UNSUPPORTED);
            line.write(bytes("on"), SECOND);
            assertThat(read(line, 2)).isEqualTo("on");
        }
    }

    @Test
    void whatWasSaidBeforeAnybodyListenedIsLost() throws Exception {
        EchoUart board = plug("");
        hub.underLock(1, () -> {
            board.send(bytes("boot log"));
            return board;
        });
        try (SerialLine line = open()) {
            line.write(bytes("now"), SECOND);
            assertThat(read(line, 3)).isEqualTo("now");
            line.write(bytes("later"), SECOND);
            await().atMost(PATIENCE).until(() -> hub.underLock(1, board::taken).equals("nowlater"));
            assertThat(read(line, 1)).isEqualTo("l");
            line.discard();
            assertThat(line.read(ByteBuffer.allocate(1), Duration.ZERO)).isZero();
        }
    }

    @Test
    void aCancelEndsAReadWithinAFifthOfASecond() throws Exception {
        plug("");
        try (SerialLine line = open()) {
            CompletableFuture<ChannelFault> reading = CompletableFuture.supplyAsync(
                    () -> fault(() -> line.read(ByteBuffer.allocate(1), Duration.ofSeconds(30))));
            await().pollDelay(Duration.ofMillis(30)).until(() -> !reading.isDone());
            line.cancel();

            assertThat(reading.get(200, TimeUnit.MILLISECONDS)).isEqualTo(ChannelFault.CANCELLED);
            assertThat(fault(() -> line.write(bytes("x"), SECOND))).isEqualTo(ChannelFault.CANCELLED);
        }
    }

    @Test
    void aBoardThatIsPulledTakesItsPtyWithItAndHasANewOneWhenItIsBack() throws Exception {
        EchoUart board = plug("");
        try (SerialLine line = open()) {
            line.write(bytes("a"), SECOND);
            assertThat(read(line, 1)).isEqualTo("a");
            hub.unplug(1);

            assertThat(fault(() -> line.read(ByteBuffer.allocate(1), PATIENCE))).isEqualTo(ChannelFault.DISCONNECTED);
            assertThat(fault(() -> line.write(bytes("x"), SECOND))).isEqualTo(ChannelFault.DISCONNECTED);
            await().atMost(PATIENCE).until(() -> !Files.exists(export.link(1)));
        }
        assertThat(fault(this::open)).isEqualTo(ChannelFault.DISCONNECTED);
        hub.plug(1, board);
        await().atMost(PATIENCE).until(() -> Files.exists(export.link(1)));
        try (SerialLine line = open()) {
            line.write(bytes("b"), SECOND);
            assertThat(read(line, 1)).isEqualTo("b");
        }
    }

    @Test
    void aBoardsFaultsActOnItsPty() throws Exception {
        EchoUart board = plug("drop-byte@17+disconnect@60:never").mute();
        try (SerialLine line = open()) {
            ByteBuffer words = bytes("x".repeat(9) + "0123456789".repeat(20));
            ChannelFault struck = fault(() -> {
                line.write(words, SECOND);
                line.read(ByteBuffer.allocate(1), PATIENCE);
            });
            assertThat(struck).isEqualTo(ChannelFault.DISCONNECTED);
        }
        assertThat(board.taken()).startsWith("xxx").hasSizeBetween(30, 60);
    }

    @Test
    void aLineThatTakesNothingIsGivenUpAndOneThatIsCancelledAtOnce() throws Exception {
        for (boolean cancelled : new boolean[] {false, true}) {
            try (Pty deaf = Pty.open();
                    SerialLine line = TtyLine.open(new SerialDevice(deaf.file().toString()))) {
                CompletableFuture<ChannelFault> writing = CompletableFuture.supplyAsync(
                        () -> fault(() -> line.write(ByteBuffer.allocate(1 << 20), Duration.ofMillis(400))));
                if (cancelled) {
                    await().pollDelay(Duration.ofMillis(50)).until(() -> !writing.isDone());
                    line.cancel();
                    assertThat(writing.get(200, TimeUnit.MILLISECONDS)).isEqualTo(ChannelFault.CANCELLED);
                } else {
                    assertThat(writing.get(5, TimeUnit.SECONDS)).isEqualTo(ChannelFault.TIMEOUT);
                }
            }
        }
    }

    @Test
    void aFileInTheWayIsNotReplaced() throws IOException {
        Path other = Files.createDirectories(folder.resolve("other"));
        Path file = Files.writeString(other.resolve("port-1"), "mine");

        assertThatThrownBy(() -> new PtyExport(hub, 1, other)).hasMessageContaining("is in the way");
        assertThat(file).hasContent("mine");
    }
}
