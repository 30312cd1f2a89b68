package dev.gangway.channel;

import static dev.gangway.channel.BusUnderTest.bytes;
import static dev.gangway.channel.BusUnderTest.failure;
import static dev.gangway.channel.BusUnderTest.received;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.virtual.EchoBoard;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a bus does when a transfer does not end as it should. */
public interface BusTroubleContract extends BusUnderTest {
    @Test
    default void timesOutWhenTheBoardIsSilent() throws Exception {
        plug(1, new EchoBoard("E-1"));
        try (UsbSession session = opened(1)) {
            long start = System.nanoTime();

            ChannelException failure =
                    failure(() -> session.bulkIn(EchoBoard.IN, ByteBuffer.allocateDirect(64), Duration.ofMillis(300)));

            assertThat(failure.fault()).isEqualTo(ChannelFault.TIMEOUT);
            assertThat(System.nanoTime() - start)
                    .isGreaterThanOrEqualTo(Duration.ofMillis(290).toNanos());
        }
    }

    @Test
    default void saysHowFarAnUnfinishedTransferCame() throws Exception {
        plug(1, new EchoBoard("E-1"));
        try (UsbSession session = opened(1)) {
            ByteBuffer data = ByteBuffer.allocateDirect(512 * 64);
            AtomicLong progress = new AtomicLong();

            ChannelException failure =
                    failure(() -> session.bulkOut(EchoBoard.OUT, data, Duration.ofMillis(400), progress::addAndGet));

            assertThat(failure.fault()).isEqualTo(ChannelFault.TIMEOUT);
            assertThat(progress).hasValue(failure.transferred());
            assertThat(failure.transferred()).isGreaterThanOrEqualTo(4 * 512).isLessThan(512 * 64);
            assertThat(data.position()).isEqualTo(failure.transferred());
        }
    }

    @Test
    default void staysHaltedAfterAStallUntilItIsCleared() throws Exception {
        plug(1, new EchoBoard("E-1"));
        try (UsbSession session = opened(1)) {
            assertThat(failure(() -> session.bulkOut(EchoBoard.OUT, bytes("S"), SECOND))
                            .fault())
                    .isEqualTo(ChannelFault.STALL);
            assertThat(failure(() -> session.bulkOut(EchoBoard.OUT, bytes("x"), SECOND))
                            .fault())
                    .isEqualTo(ChannelFault.STALL);

            session.clearHalt(EchoBoard.OUT);

            session.bulkOut(EchoBoard.OUT, bytes("y"), SECOND);
            assertThat(received(session)).isEqualTo("y");
        }
    }

    /** The quickest of several: a busy machine may stop any one of them for longer than that. */
    @Test
    default void cancelsARunningTransferWithin200Ms() throws Exception {
        plug(1, new EchoBoard("E-1"));
        List<Duration> took = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            took.add(cancelRunning());
        }

        assertThat(took).anySatisfy(one -> assertThat(one).isLessThan(Duration.ofMillis(200)));
    }

    private Duration cancelRunning() throws Exception {
        var other = Executors.newSingleThreadExecutor();
        try (UsbSession session = opened(1)) {
            CountDownLatch running = new CountDownLatch(1);
            var transfer = other.submit(() -> {
                running.countDown();
                return failure(() -> session.bulkIn(EchoBoard.IN, ByteBuffer.allocateDirect(64), LONG));
            });
            running.await();

            long start = System.nanoTime();
            session.cancel();
            ChannelException failure = transfer.get(LONG.toSeconds(), TimeUnit.SECONDS);
            Duration took = Duration.ofNanos(System.nanoTime() - start);

            assertThat(failure.fault()).isEqualTo(ChannelFault.CANCELLED);
            assertThat(failure(() -> session.bulkOut(EchoBoard.OUT, bytes("x"), SECOND))
                            .fault())
                    .isEqualTo(ChannelFault.CANCELLED);
            return took;
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    default void failsARunningTransferWhenTheBoardIsPulled() throws Exception {
        plug(1, new EchoBoard("E-1"));
        var other = Executors.newSingleThreadExecutor();
        try (UsbSession session = opened(1)) {
            CountDownLatch running = new CountDownLatch(1);
            var transfer = other.submit(() -> {
                running.countDown();
                return failure(() -> session.bulkIn(EchoBoard.IN, ByteBuffer.allocateDirect(64), LONG));
            });
            running.await();

            unplug(1);

            assertThat(transfer.get(LONG.toSeconds(), TimeUnit.SECONDS).fault()).isEqualTo(ChannelFault.DISCONNECTED);
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    default void resetsThePortAfterACancelToo() throws Exception {
        plug(1, new EchoBoard("E-1"));
        try (UsbSession session = opened(1)) {
            session.bulkOut(EchoBoard.OUT, bytes("lost"), SECOND);
            session.cancel();
            session.reset();
        }
        try (UsbSession session = opened(1)) {
            session.bulkOut(EchoBoard.OUT, bytes("again"), SECOND);

            assertThat(received(session)).isEqualTo("again");
        }
    }

    @Test
    default void survivesAResetOfThePort() throws Exception {
        plug(1, new EchoBoard("E-1"));
        try (UsbSession session = opened(1)) {
            session.reset();
        }
        try (UsbSession session = opened(1)) {
            session.bulkOut(EchoBoard.OUT, bytes("again"), SECOND);

            assertThat(received(session)).isEqualTo("again");
        }
    }
}
