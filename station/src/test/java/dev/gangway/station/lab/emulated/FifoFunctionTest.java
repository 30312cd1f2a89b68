package dev.gangway.station.lab.emulated;

import static dev.gangway.virtual.UsbFunction.NAK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.channel.UsbIdentity;
import dev.gangway.soc.AllwinnerSoc;
import dev.gangway.virtual.UsbFunction;
import dev.gangway.virtual.allwinner.FelTarget;
import dev.gangway.virtual.allwinner.RomWire;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class FifoFunctionTest {
    private static final int OUT = 0x01;
    private static final int IN = 0x82;

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final Rom rom = new Rom();
    private int wakes;
    private final FifoFunction fifos = new FifoFunction(rom, tasks::add, () -> wakes++);

    /** Takes and gives what the test wants. */
    private static final class Rom implements UsbFunction {
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private final Queue<byte[]> gives = new ArrayDeque<>();
        private int most = Integer.MAX_VALUE;
        private int resets;

        @Override
        public UsbIdentity identity() {
            return RomWire.of(AllwinnerSoc.ofName("H3").orElseThrow(), new Nothing())
                    .identity();
        }

        @Override
        public int bulkOut(int endpoint, ByteBuffer data) {
            assertThat(endpoint).isEqualTo(OUT);
            int count = Math.min(most, data.remaining());
            for (int i = 0; i < count; i++) {
                taken.write(data.get());
            }
            return count == 0 ? NAK : count;
        }

        @Override
        public int bulkIn(int endpoint, ByteBuffer into) {
            assertThat(endpoint).isEqualTo(IN);
            byte[] next = gives.poll();
            if (next == null) {
                return NAK;
            }
            into.put(next);
            return next.length;
        }

        @Override
        public void busReset() {
            resets++;
        }
    }

    private record Nothing() implements FelTarget {
        @Override
        public void read(long address, ByteBuffer into) {}

        @Override
        public void write(long address, ByteBuffer from) {}

        @Override
        public void run(long entry) {}

        @Override
        public void hang(String why) {}
    }

    private void work() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private int send(int length) {
        return fifos.bulkOut(OUT, ByteBuffer.allocate(length));
    }

    private int ask(int length) {
        return fifos.bulkIn(IN, ByteBuffer.allocate(length));
    }

    @Test
    void takesNothingMoreWhileTheRomIsAtWork() {
        assertThat(send(10)).isEqualTo(10);
        assertThat(send(10)).isEqualTo(NAK);
        work();
        assertThat(rom.taken.size()).isEqualTo(10);
        assertThat(wakes).isPositive();
        assertThat(send(100_000)).isEqualTo(65_536);
    }

    @Test
    void givesWhatWasFetchedAndEndsTheTransferAsTheRomDoes() {
        rom.gives.add(new byte[13]);
        assertThat(ask(512)).isEqualTo(NAK);
        work();
        assertThat(ask(10)).isEqualTo(10);
        assertThat(ask(512)).isEqualTo(3);
    }

    @Test
    void asksARomWithoutBytesOnlyOnceUntilSomethingChanges() {
        assertThat(ask(8)).isEqualTo(NAK);
        work();
        int before = wakes;
        assertThat(ask(8)).isEqualTo(NAK);
        assertThat(tasks).isEmpty();
        assertThat(wakes).isEqualTo(before);
        rom.gives.add(new byte[8]);
        send(1);
        work();
        assertThat(ask(8)).isEqualTo(NAK);
        work();
        assertThat(ask(8)).isEqualTo(8);
    }

    @Test
    void offersAgainWhatTheRomDidNotWant() {
        rom.most = 0;
        send(5);
        work();
        assertThat(send(5)).isEqualTo(NAK);
        rom.most = Integer.MAX_VALUE;
        rom.gives.add(new byte[1]);
        ask(1);
        work();
        assertThat(rom.taken.size()).isEqualTo(5);
    }

    @Test
    void startsCodeOnlyWhenTheHostHasFetchedTheStatus() {
        List<String> log = new ArrayList<>();
        rom.gives.add(new byte[13]);
        ask(13);
        fifos.whenSent(() -> log.add("started"));
        work();
        assertThat(log).isEmpty();
        ask(13);
        assertThat(log).containsExactly("started");
    }

    @Test
    void aBusResetForgetsWhatWasUnderWay() {
        rom.gives.add(new byte[13]);
        ask(13);
        fifos.busReset();
        work();
        assertThat(rom.resets).isEqualTo(1);
        assertThat(ask(13)).isEqualTo(NAK);
    }
}
