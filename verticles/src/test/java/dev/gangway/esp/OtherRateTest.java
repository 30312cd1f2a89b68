package dev.gangway.esp;

import static dev.gangway.esp.EspRig.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.channel.SerialLine;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A line on which garbage comes without end, as of a board that talks at another rate. */
class OtherRateTest {
    private static final int AT_ONCE = 40;

    /** It says noise whenever it is listened to, and hears nothing. */
    private static final class Babbler implements SerialLine {
        private final Random random = new Random(4);

        @Override
        public int read(ByteBuffer into, Duration patience) {
            int size = Math.min(into.remaining(), AT_ONCE);
            byte[] noise = new byte[size];
            random.nextBytes(noise);
            into.put(noise);
            return size;
        }

        @Override
        public void write(ByteBuffer bytes, Duration stalled) {
            bytes.position(bytes.limit());
        }

        @Override
        public void baud(int rate) {}

        @Override
        public void lines(boolean dtr, boolean rts) {}

        @Override
        public void discard() {}

        @Override
        public void cancel() {}

        @Override
        public void close() {}
    }

    @Test
    @Tag("lab") // all ways to reset it are tried
    void garbageEndsInTimeAndIsSaidToBeThat() {
        Failure failure = failure(() -> EspDevice.open(new Babbler(), false, time -> {}));

        assertThat(failure.kind()).isEqualTo(FailureKind.TRANSFER_TIMEOUT);
        assertThat(failure.message()).contains("no boot ROM answers", "garbage is what a board of another rate says");
    }
}
