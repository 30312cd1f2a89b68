package dev.gangway.channel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.gangway.model.PortPath;
import dev.gangway.virtual.EchoBoard;
import dev.gangway.virtual.VirtualHub;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A bus with echo boards, as the parts of its contract see it. */
public interface BusUnderTest {
    Duration SECOND = Duration.ofSeconds(1);
    Duration LONG = Duration.ofSeconds(20);

    /** The bus under test. */
    BoardBus bus();

    /** The hub whose boards are on that bus; positions 1 and 2 are used. */
    VirtualHub hub();

    /** The name that the bus has for this position. */
    PortPath path(int position);

    default void plug(int position, EchoBoard board) {
        hub().plug(position, board);
    }

    default void unplug(int position) {
        hub().unplug(position);
    }

    default Sighting sighted(int position) {
        return await().atMost(LONG)
                .until(
                        () -> bus().survey().stream()
                                .filter(s -> s.port().equals(path(position)) && s.identity() != null)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    default UsbSession opened(int position) throws ChannelException {
        Sighting sighting = sighted(position);
        UsbSession session = bus().open(sighting.port(), sighting.deviceKey(), UsbSession.class);
        session.claim(0);
        return session;
    }

    static ByteBuffer bytes(String text) {
        byte[] ascii = text.getBytes(US_ASCII);
        return ByteBuffer.allocateDirect(ascii.length).put(ascii).flip();
    }

    static String received(UsbSession session) throws ChannelException {
        ByteBuffer into = ByteBuffer.allocateDirect(512);
        session.bulkIn(EchoBoard.IN, into, SECOND.multipliedBy(5));
        byte[] got = new byte[into.flip().remaining()];
        into.get(got);
        return new String(got, US_ASCII);
    }

    static ChannelException failure(ThrowingCallable call) {
        ChannelException failure = catchThrowableOfType(ChannelException.class, call);
        assertThat(failure).as("a ChannelException").isNotNull();
        return failure;
    }
}
