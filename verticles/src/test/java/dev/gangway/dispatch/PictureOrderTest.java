package dev.gangway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.model.Serial;
import dev.gangway.model.Slot;
import dev.gangway.scan.ScanText;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PictureOrderTest {
    private static final DispatchSettings.Prefixes PREFIXES = new DispatchSettings.Prefixes("SLOT-", "CMD-", "OP-");

    @Test
    void theBadgeComesFirstThenTheSlotThenTheSerialWhereverTheyStand() {
        assertThat(of("CP-1", "CMD-REWORK", "SLOT-02", "OP-anna").texts())
                .containsExactly("OP-anna", "SLOT-02", "CMD-REWORK", "CP-1");
        assertThat(of("CP-1", "02").texts()).containsExactly("02", "CP-1");
        assertThat(of("SLOT-02", "02", "OP-a", "OP-b").texts())
                .as("by position within a kind")
                .containsExactly("OP-a", "OP-b", "SLOT-02", "02");
    }

    @Test
    void oneSerialInTwoCodesCountsOnce() {
        assertThat(of("]C1CP-1", "]Q1CP-1"))
                .isEqualTo(new PictureOrder(List.of("]C1CP-1"), List.of(new Serial("CP-1"))));
    }

    @Test
    void twoSerialsAreBothTold() {
        assertThat(of("CP-1", "CP-2").serials()).containsExactly(new Serial("CP-1"), new Serial("CP-2"));
    }

    @Test
    void whatMeansNothingIsLeftOutBesideASerialOnly() {
        assertThat(of("PART 7", "CP-1").texts()).containsExactly("CP-1");
        assertThat(of("PART 7").texts()).containsExactly("PART 7");
        assertThat(of("CMD-FOO", "CP-1").texts())
                .as("a misspelt command is refused")
                .containsExactly("CMD-FOO", "CP-1");
    }

    private static PictureOrder of(String... texts) {
        return PictureOrder.of(List.of(texts), PREFIXES, new Slot("02")::equals, PictureOrderTest::serial);
    }

    private static Optional<Serial> serial(ScanText scan) {
        return scan.text().startsWith("CP-") ? Optional.of(new Serial(scan.text())) : Optional.empty();
    }
}
