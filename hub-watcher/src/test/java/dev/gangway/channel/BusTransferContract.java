package dev.gangway.channel;

import static dev.gangway.channel.BusUnderTest.bytes;
import static dev.gangway.channel.BusUnderTest.failure;
import static dev.gangway.channel.BusUnderTest.received;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.virtual.EchoBoard;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What moves over a session, and who may have one. */
public interface BusTransferContract extends BusUnderTest {
    /** A kind of channel that no bus has. */
    interface Pigeons extends UsbSession {}

    @Test
    default void refusesAKindOfChannelThatItDoesNotHave() throws Exception {
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
    default void refusesASecondProgramOnTheSameInterface() throws Exception {
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
    default void echoes() throws Exception {
        plug(1, new EchoBoard("E-1"));
        try (UsbSession session = opened(1)) {
            session.bulkOut(EchoBoard.OUT, bytes("hello"), SECOND);

            assertThat(received(session)).isEqualTo("hello");
        }
    }

    @Test
    default void endsATransferAtAShortPacket() throws Exception {
        plug(1, new EchoBoard("E-1"));
        try (UsbSession session = opened(1)) {
            session.bulkOut(EchoBoard.OUT, bytes("abc"), SECOND);
            ByteBuffer into = ByteBuffer.allocate(4096);

            assertThat(session.bulkIn(EchoBoard.IN, into, SECOND)).isEqualTo(3);
            assertThat(into.position()).isEqualTo(3);
        }
    }

    @Test
    default void runsAVendorControlRequest() throws Exception {
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
    default void answersStandardRequestsWithTheDescriptors() throws Exception {
        plug(1, new EchoBoard(0x1f3a, 0xefe8, 0xff, "E-1"));
        try (UsbSession session = opened(1)) {
            ByteBuffer data = ByteBuffer.allocateDirect(18);

            session.control(new SetupPacket(0x80, 6, 0x0100, 0, 18), data, SECOND);

            assertThat(data.order(ByteOrder.LITTLE_ENDIAN).getShort(8) & 0xffff).isEqualTo(0x1f3a);
            assertThat(data.getShort(10) & 0xffff).isEqualTo(0xefe8);
        }
    }

    @Test
    default void movesALargeBufferWhole() throws Exception {
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
    default void movesABufferOfTheHeapAsItMovesADirectOne() throws Exception {
        EchoBoard board = new EchoBoard("E-1");
        plug(1, board);
        try (UsbSession session = opened(1)) {
            session.bulkOut(EchoBoard.OUT, bytes("B"), SECOND);

            session.bulkOut(EchoBoard.OUT, ByteBuffer.allocate(3 * 1024 * 1024), SECOND.multipliedBy(10));

            assertThat(board.swallowed()).isEqualTo(3 * 1024 * 1024);
        }
    }
}
