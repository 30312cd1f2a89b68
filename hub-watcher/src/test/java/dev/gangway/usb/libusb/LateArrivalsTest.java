package dev.gangway.usb.libusb;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LateArrivalsTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void aDeviceMayBeLateWhereUdevdRuns() {
        LateArrivals late = new LateArrivals(Duration.ofSeconds(2));

        assertThat(late.areOverdue(List.of("1-2"), 0)).isFalse();
        assertThat(late.areOverdue(List.of("1-2", "1-3"), SECOND)).isFalse();
        assertThat(late.areOverdue(List.of("1-2", "1-3"), 2 * SECOND)).isTrue();
        assertThat(late.areOverdue(List.of("1-2", "1-3"), 3 * SECOND))
                .as("the bus has just been read again")
                .isFalse();
    }

    @Test
    void oneThatWasSeenInBetweenIsNotLate() {
        LateArrivals late = new LateArrivals(Duration.ofSeconds(2));

        late.areOverdue(List.of("1-2"), 0);
        late.areOverdue(List.of(), SECOND);

        assertThat(late.areOverdue(List.of("1-2"), 2 * SECOND)).isFalse();
    }

    @Test
    void withoutUdevdOneThatIsMissingIsOverdueAtOnce() {
        LateArrivals late = new LateArrivals(Duration.ZERO);

        assertThat(late.areOverdue(List.of(), 0)).isFalse();
        assertThat(late.areOverdue(List.of("1-2"), 0)).isTrue();
    }
}
