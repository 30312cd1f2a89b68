package dev.gangway.ymodem;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gangway.format.ImageData;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Both ends, given anything in any pieces: they end, and a receiver never has more of a file than was announced. */
class YmodemFuzzTest {
    private static final int PIECE = 200;

    static Stream<byte[]> seeds() {
        ByteBuffer session = ByteBuffer.allocate(133 + 1029 + 133 + 2 + 133);
        session.put(Block.encode(0, new FileHeader("a", OptionalLong.of(1100)).encode(""), 128, 0, true));
        session.put(Block.encode(1, ByteBuffer.wrap(new byte[1024]), 1024, 0, true));
        session.put(Block.encode(2, ByteBuffer.wrap(new byte[76]), 128, 0, true));
        session.put((byte) 4).put((byte) 4);
        session.put(Block.encode(0, ByteBuffer.allocate(0), 128, 0, true));
        return Stream.of(session.array(), new byte[] {'C', 6, 'C', 6, 6, 6, 6, 'C', 6}, new byte[] {'G', 'G', 6, 6});
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10s")
    void ends(byte[] bytes) {
        for (ReceiveOptions options : List.of(ReceiveOptions.YMODEM, ReceiveOptions.STREAM, ReceiveOptions.XMODEM)) {
            Receiver receiver = new Receiver(options);
            feed(receiver, bytes);
            long announced = Long.MAX_VALUE;
            long had = 0;
            for (Incoming each : receiver.got()) {
                if (each instanceof Incoming.Began began) {
                    announced = began.header().size().orElse(Long.MAX_VALUE);
                    had = 0;
                } else if (each instanceof Incoming.Data data) {
                    had += data.bytes().remaining();
                } else {
                    assertThat(had == announced || announced == Long.MAX_VALUE).isTrue();
                }
                assertThat(had).isLessThanOrEqualTo(announced);
            }
        }
        Outgoing file = new Outgoing("a", ImageData.of(ByteBuffer.wrap(new byte[3000])));
        Sender sender = new Sender(List.of(file), SendOptions.YMODEM);
        feed(sender, bytes);
        assertThat(sender.moved()).isLessThanOrEqualTo(3000);
        FileHeader.decode(ByteBuffer.wrap(bytes));
    }

    private static void feed(Endpoint end, byte[] bytes) {
        long now = 0;
        end.begin(now);
        for (int at = 0; at < bytes.length; at += PIECE) {
            end.take(ByteBuffer.wrap(bytes, at, Math.min(PIECE, bytes.length - at)), now);
            drain(end, now);
        }
        while (!end.isOver()) {
            now = Math.max(now + 1, end.due());
            assertThat(now).as("it ends").isLessThan(10_000_000);
            end.tick(now);
            drain(end, now);
        }
    }

    private static void drain(Endpoint end, long now) {
        while (end.next(now).isPresent()) {
            assertThat(now).isNotNegative();
        }
    }
}
