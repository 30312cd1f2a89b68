package dev.gangway.virtual.serial;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.SerialLine;
import dev.gangway.channel.SetupPacket;
import dev.gangway.channel.Sighting;
import dev.gangway.channel.UsbSession;
import dev.gangway.virtual.EchoBoard;
import dev.gangway.virtual.PlugOptions;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.fault.FaultPlan;
import dev.gangway.virtual.fault.FaultText;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class SerialFunctionTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final FaultText FAULTS = FaultText.with(SerialFault.KINDS);

    private final VirtualHub hub = new VirtualHub(2);

    @AfterEach
    void close() {
        hub.close();
    }

    private EchoUart plug(String faults) {
        FaultPlan plan = faults.isEmpty() ? FaultPlan.sound() : new FaultPlan(FAULTS.parse(faults));
        EchoUart board = new EchoUart(plan);
        hub.plug(1, board, PlugOptions.with(plan));
        return board;
    }

    private SerialLine open() throws ChannelException {
        Sighting seen = hub.survey().get(0);
        return hub.open(seen.port(), seen.deviceKey(), SerialLine.class);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(ISO_8859_1));
    }

    private static String read(SerialLine line, int most) throws ChannelException {
        ByteBuffer into = ByteBuffer.allocate(most);
        line.read(into, SECOND);
        return ISO_8859_1.decode(into.flip()).toString();
    }

    private static ChannelFault fault(ThrowingCallable call) {
        ChannelException failure = catchThrowableOfType(ChannelException.class, call);
        assertThat(failure).as("a ChannelException").isNotNull();
        return failure.fault();
    }

    @Test
    void carriesBytesBothWays() throws Exception {
        EchoUart board = plug("");
        try (SerialLine line = open()) {
            ByteBuffer question = bytes("hello");
            line.write(question, SECOND);

            assertThat(question.hasRemaining()).isFalse();
            assertThat(read(line, 2)).isEqualTo("he");
            assertThat(read(line, 100)).isEqualTo("llo");
            assertThat(line.read(ByteBuffer.allocate(4), Duration.ofMillis(20))).isZero();
            line.write(bytes(""), SECOND);
            assertThat(hub.underLock(1, board::taken)).isEqualTo("hello");
            assertThat(hub.moved(1)).isGreaterThan(10);
        }
    }

    @Test
    void tellsTheBoardOnceWhenItOpensAndThenOfEachChange() throws Exception {
        EchoUart board = plug("");
        try (SerialLine line = open()) {
            line.baud(921600);
            line.baud(921600);
            line.lines(false, true);
            line.lines(true, false);
            assertThat(fault(() -> line.baud(0))).isEqualTo(ChannelFault.UNSUPPORTED);
        }
        open().close();

        assertThat(hub.underLock(1, board::settings))
                .containsExactly(
                        "115200 DTR RTS", "921600 DTR RTS", "921600 RTS", "921600 DTR", "115200 DTR", "115200 DTR RTS");
    }

    @Test
    void throwsAwayWhatWasNotRead() throws Exception {
        EchoUart board = plug("");
        try (SerialLine line = open()) {
            line.write(bytes("noise"), SECOND);
            assertThat(hub.underLock(1, board::waiting)).isEqualTo(5);

            line.discard();
            line.write(bytes("word"), SECOND);

            assertThat(read(line, 100)).isEqualTo("word");
        }
    }

    @Test
    void losesWhatComesWhileNobodyFetchesAMegabyte() throws Exception {
        EchoUart board = plug("").mute();
        for (int i = 0; i < 40; i++) {
            hub.underLock(1, () -> {
                board.send(ByteBuffer.allocate(1 << 15));
                return board;
            });
        }

        assertThat(hub.underLock(1, board::waiting)).isEqualTo(1 << 20);
    }

    /** Nothing but a reset of its port ends it: not the line's closing. */
    @Test
    void anAdapterThatHangsIsAsNewAfterABusReset() throws Exception {
        EchoUart board = plug("timeout@17"); // 7 bytes of settings, 10 of data
        try (SerialLine line = open()) {
            line.write(bytes("0123456789"), SECOND);
            assertThat(line.read(ByteBuffer.allocate(4), Duration.ofMillis(20))).isZero();
            assertThat(fault(() -> line.write(bytes("x"), Duration.ofMillis(20))))
                    .isEqualTo(ChannelFault.TIMEOUT);
        }
        Sighting seen = hub.survey().get(0);
        try (UsbSession adapter = hub.open(seen.port(), seen.deviceKey(), UsbSession.class)) {
            adapter.reset();
        }
        try (SerialLine line = open()) {
            line.write(bytes("new"), SECOND);

            assertThat(read(line, 100)).isEqualTo("new");
            assertThat(hub.underLock(1, board::taken)).isEqualTo("0123456789new");
        }
        assertThat(hub.survey()).containsExactly(seen);
    }

    @Test
    void aCancelEndsAReadWithinAFifthOfASecond() throws Exception {
        plug("");
        try (SerialLine line = open()) {
            CompletableFuture<ChannelFault> reading = CompletableFuture.supplyAsync(
                    () -> fault(() -> line.read(ByteBuffer.allocate(1), Duration.ofSeconds(30))));
            line.cancel();

            assertThat(reading.get(200, TimeUnit.MILLISECONDS)).isEqualTo(ChannelFault.CANCELLED);
            assertThat(fault(() -> line.write(bytes("x"), SECOND))).isEqualTo(ChannelFault.CANCELLED);
        }
    }

    @Test
    void aBoardThatIsPulledIsDisconnected() throws Exception {
        plug("");
        SerialLine line = open();
        hub.unplug(1);

        assertThat(fault(() -> line.read(ByteBuffer.allocate(1), SECOND))).isEqualTo(ChannelFault.DISCONNECTED);
        assertThat(fault(() -> line.write(bytes("x"), SECOND))).isEqualTo(ChannelFault.DISCONNECTED);
        assertThat(fault(() -> line.baud(9600))).isEqualTo(ChannelFault.DISCONNECTED);
        line.close();
        line.close();
    }

    @Test
    void aLineHasOneUserAtATime() throws Exception {
        plug("");
        SerialLine first = open();
        assertThat(fault(this::open)).isEqualTo(ChannelFault.BUSY);
        first.close();
        open().close();
    }

    @Test
    void aBoardWithoutASerialPortHasNoLine() {
        hub.plug(2, new EchoBoard("e"));
        assertThat(fault(this::open)).isEqualTo(ChannelFault.UNSUPPORTED);
    }

    @Test
    void aSupplyThatBreaksDownCutsTheLineAtTheByte() throws Exception {
        EchoUart board = plug("disconnect@10:never").mute();
        SerialLine line = open(); // its rate took 7 bytes
        ByteBuffer words = bytes("0123456789");

        assertThat(fault(() -> line.write(words, SECOND))).isEqualTo(ChannelFault.DISCONNECTED);
        assertThat(words.position()).isEqualTo(3);
        assertThat(board.taken()).isEqualTo("012");
    }

    @Test
    void aHaltIsToldOnceAndTheLineGoesOn() throws Exception {
        plug("stall@9");
        try (SerialLine line = open()) {
            assertThat(fault(() -> line.write(bytes("abc"), SECOND))).isEqualTo(ChannelFault.STALL);
            line.write(bytes("c"), SECOND);
            assertThat(read(line, 9)).isEqualTo("abc");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "drop-byte@9, 01345",
        "double-byte@9, 0122345",
        "flip-byte@9, 01:345",
        "drop-byte@3x2, 1245",
        "drop-bytexalways, ''"
    })
    void noiseStrikesAByteOnItsWayToTheBoard(String fault, String arrived) throws Exception {
        EchoUart board = plug(fault).mute();
        try (SerialLine line = open()) {
            line.write(bytes("012345"), SECOND);
            assertThat(hub.underLock(1, board::taken)).isEqualTo(arrived);
        }
    }

    @ParameterizedTest
    @CsvSource({"drop-byte@9, 01345", "double-byte@9, 0122345", "flip-byte@9, 01:345"})
    void noiseStrikesAByteOnItsWayToTheHost(String fault, String arrived) throws Exception {
        EchoUart board = plug(fault).mute();
        try (SerialLine line = open()) {
            hub.underLock(1, () -> {
                board.send(bytes("0123"));
                board.send(bytes("45"));
                return board;
            });
            StringBuilder got = new StringBuilder();
            for (String piece = read(line, 3); !piece.isEmpty(); piece = read(line, 3)) {
                got.append(piece);
                if (got.length() >= arrived.length()) {
                    break;
                }
            }
            assertThat(got.toString()).isEqualTo(arrived);
        }
    }

    /** What Linux's driver asks before it makes a tty: class EF/2/1, an association, and the union of both interfaces. */
    @Test
    void showsWhatADriverOfItsClassLooksFor() throws Exception {
        plug("");
        Sighting seen = hub.survey().get(0);
        try (UsbSession session = hub.open(seen.port(), seen.deviceKey(), UsbSession.class)) {
            ByteBuffer device = ByteBuffer.allocate(18);
            session.control(new SetupPacket(0x80, 6, 0x100, 0, 18), device, SECOND);
            ByteBuffer configuration = ByteBuffer.allocate(512);
            int length = session.control(new SetupPacket(0x80, 6, 0x200, 0, 512), configuration, SECOND);

            assertThat(HexFormat.of().formatHex(device.array())).startsWith("12010002ef0201");
            assertThat(configuration.getShort(2) & 0xffff).isEqualTo(Short.reverseBytes((short) length) & 0xffff);
            assertThat(HexFormat.of().formatHex(configuration.array(), 9, length))
                    .startsWith("080b000202020100" + "090400000102020100" + "0524001001" + "0524010001" + "04240202"
                            + "0524060001" + "0705820310000a" + "09040100020a000000");
        }
    }

    @Test
    void answersWithTheRateThatItHas() throws Exception {
        plug("");
        Sighting seen = hub.survey().get(0);
        try (SerialLine line = open();
                UsbSession session = hub.open(seen.port(), seen.deviceKey(), UsbSession.class)) {
            line.baud(74880);
            ByteBuffer coding = ByteBuffer.allocate(7);
            session.control(new SetupPacket(0xa1, 0x21, 0, 0, 7), coding, SECOND);

            assertThat(HexFormat.of().formatHex(coding.array())).isEqualTo("80240100000008");
            assertThat(fault(() ->
                            session.control(new SetupPacket(0x21, 0x20, 0, 0, 3), ByteBuffer.allocate(3), SECOND)))
                    .isEqualTo(ChannelFault.STALL);
            assertThat(fault(() ->
                            session.control(new SetupPacket(0x21, 0x22, 0, 1, 0), ByteBuffer.allocate(0), SECOND)))
                    .isEqualTo(ChannelFault.STALL);
        }
    }
}
