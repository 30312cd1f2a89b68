package dev.gangway.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {
    @Test
    void readsDurations() {
        assertThat(Quantities.duration("500ms")).isEqualTo(Duration.ofMillis(500));
        assertThat(Quantities.duration("30s")).isEqualTo(Duration.ofSeconds(30));
        assertThat(Quantities.duration("2m")).isEqualTo(Duration.ofMinutes(2));
        assertThat(Quantities.duration("999999h")).isEqualTo(Duration.ofHours(999_999));
    }

    @Test
    void readsByteCounts() {
        assertThat(Quantities.bytes("512B")).isEqualTo(512);
        assertThat(Quantities.bytes("64KiB")).isEqualTo(65_536);
        assertThat(Quantities.bytes("16MiB")).isEqualTo(16_777_216);
        assertThat(Quantities.bytes("3GiB")).isEqualTo(3_221_225_472L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0s", "30", "s", "-1s", "1.5s", "30 s", "1d", "1000000s"})
    void refusesWhatIsNoDuration(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Quantities.duration(text));
    }
}
