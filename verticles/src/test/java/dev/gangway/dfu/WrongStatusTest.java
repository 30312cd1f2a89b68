package dev.gangway.dfu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.SetupPacket;
import dev.gangway.channel.UsbIdentity;
import dev.gangway.channel.UsbSession;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A board whose status is another request's, at every place of a write and its reading back: never a green that is none. */
@Tag("lab")
@Tag("long") // hundreds of boards
class WrongStatusTest {
    private static final int GET_STATUS = 3;
    private static final int STATE = 4;
    private static final int LENGTH = 2500;
    private static final byte[] CONTENT = DfuRig.content(LENGTH);

    /** One answer to GETSTATUS has another state; which one, by how many came before. */
    private static final class Liar implements UsbSession {
        private final UsbSession board;
        private final int place;
        private final int state;
        private int asked;

        Liar(UsbSession board, int place, int state) {
            this.board = board;
            this.place = place;
            this.state = state;
        }

        @Override
        public int control(SetupPacket setup, ByteBuffer data, Duration timeout) throws ChannelException {
            int begin = data.position();
            int came = board.control(setup, data, timeout);
            if (setup.requestType() == 0xa1 && setup.request() == GET_STATUS && came > STATE && asked++ == place) {
                data.put(begin + STATE, (byte) state);
            }
            return came;
        }

        @Override
        public UsbIdentity identity() {
            return board.identity();
        }

        @Override
        public void claim(int interfaceNumber) throws ChannelException {
            board.claim(interfaceNumber);
        }

        @Override
        public void alternate(int interfaceNumber, int setting) throws ChannelException {
            board.alternate(interfaceNumber, setting);
        }

        @Override
        public void bulkOut(int endpoint, ByteBuffer data, Duration timeout, LongConsumer moved)
                throws ChannelException {
            board.bulkOut(endpoint, data, timeout, moved);
        }

        @Override
        public int bulkIn(int endpoint, ByteBuffer into, Duration timeout) throws ChannelException {
            return board.bulkIn(endpoint, into, timeout);
        }

        @Override
        public void clearHalt(int endpoint) throws ChannelException {
            board.clearHalt(endpoint);
        }

        @Override
        public void reset() throws ChannelException {
            board.reset();
        }

        @Override
        public void cancel() {
            board.cancel();
        }

        @Override
        public void close() {
            board.close();
        }
    }

    /** A write and its reading back; the number of status answers, or what it failed for. */
    private record Run(int asked, FailureKind failure) {
        static final FailureKind NONE = FailureKind.STATION_STOPPED;
    }

    private static Run run(String spec, String memory, long at, int place, int state) throws Exception {
        try (DfuRig rig = new DfuRig(spec)) {
            Liar liar = new Liar(rig.session(), place, state);
            try {
                DfuDevice device = DfuDevice.open(liar, time -> {});
                DfuRig.write(device, memory, at, CONTENT);
                DfuRig.verify(device, memory, at, CONTENT);
            } catch (FailureException e) {
                return new Run(liar.asked, e.failure().kind());
            }
            assertThat(rig.board().read(Integer.parseInt(memory), at, LENGTH))
                    .as("what passes is there: status %d says state %d", place, state)
                    .isEqualTo(CONTENT);
            return new Run(liar.asked, Run.NONE);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 255})
    void aStateThatDoesNotBelongThereEndsItOrChangesNothing(int state) throws Exception {
        sweep("spark-core:pace=none", "1", 0x80000, state);
        sweep("dfu:block=0ms", "0", 0, state);
    }

    private static void sweep(String spec, String memory, long at, int state) throws Exception {
        int places = run(spec, memory, at, Integer.MAX_VALUE, state).asked();
        assertThat(places).isGreaterThan(5);
        for (int place = 0; place < places; place++) {
            assertThat(run(spec, memory, at, place, state).failure())
                    .as("%s: status %d says state %d", spec, place, state)
                    .isIn(List.of(
                            Run.NONE,
                            FailureKind.PROTOCOL_GARBAGE,
                            FailureKind.TRANSFER_STALLED,
                            FailureKind.TRANSFER_TIMEOUT,
                            FailureKind.BOARD_REFUSED,
                            FailureKind.CABLE_LOST));
        }
    }
}
