package dev.gangway.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.protocol.Proof;
import dev.gangway.protocol.Stretch;
import dev.gangway.recipe.ImageSpec.Verification;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When green is what was proved. */
class ProofsTest {
    private final Proofs proofs = new Proofs();

    private Map<String, String> unproved() {
        return proofs.unproved(image -> Verification.READBACK);
    }

    private static Proof medium(String place) {
        return new Proof(Proof.From.MEDIUM, place, "read back");
    }

    @Test
    void nothingWrittenNeedsNoProof() {
        assertThat(unproved()).isEmpty();
    }

    @Test
    void anImageThatWasWrittenAndReadBackIsProved() {
        proofs.wrote("rootfs", "UBI");
        proofs.proved("rootfs", medium(Proof.EVERYWHERE));

        assertThat(unproved()).isEmpty();
        assertThat(proofs.how("rootfs")).isEqualTo("read back");
    }

    @Test
    void theProofOfOneImageIsNoneOfAnother() {
        proofs.wrote("rootfs", "UBI");
        proofs.wrote("uboot", "uboot");
        proofs.proved("uboot", medium(Proof.EVERYWHERE));

        assertThat(unproved()).containsExactly(Map.entry("rootfs", "UBI"));
        assertThat(proofs.how("rootfs")).isEmpty();
    }

    @Test
    void theProofOfOnePlaceIsNoneOfAnother() {
        proofs.wrote("boot", "boot_a");
        proofs.wrote("boot", "boot_b");
        proofs.proved("boot", medium("boot_a"));

        assertThat(unproved()).containsExactly(Map.entry("boot", "boot_b"));
    }

    private static Stretch stretch(long from, long length) {
        return new Stretch("flash", from, length);
    }

    @Test
    void whatWasFoundIsProvedUntilSomethingChangesItsStretch() {
        proofs.found("app", medium("0x10"), stretch(0x10, 0x10), 1);
        assertThat(unproved()).isEmpty();
        assertThat(proofs.isFound("app", "0x10", 1)).isTrue();
        assertThat(proofs.isFound("app", "0x10", 2))
                .as("after the board was opened anew")
                .isFalse();
        assertThat(proofs.bytesSent("app")).hasValue(0);

        proofs.changes(stretch(0x20, 0x10));
        proofs.changes(stretch(0, 0x10));
        proofs.changes(Stretch.all("another"));
        assertThat(unproved()).isEmpty();

        proofs.changes(stretch(0x1f, 1));
        assertThat(unproved()).containsExactly(Map.entry("app", "0x10"));
        assertThat(proofs.isFound("app", "0x10", 1)).isFalse();
        assertThat(proofs.how("app")).isEmpty();

        proofs.proved("app", medium("0x10"));
        assertThat(unproved()).isEmpty();
    }

    @Test
    void whatWasFoundIsLookedAtAgainOnceSomethingElseWasWrittenOrErased() {
        proofs.found("boot", medium("0x0"), stretch(0, 0x10), 1);
        proofs.found("app", medium("0x10"), stretch(0x10, 0x10), 1);
        assertThat(proofs.isFound("boot", "0x0", 1)).isTrue();

        proofs.wrote("data", "0x40");
        assertThat(proofs.isFound("boot", "0x0", 1)).isFalse();
        assertThat(proofs.isFound("app", "0x10", 1)).isFalse();

        proofs.found("app", medium("0x10"), stretch(0x10, 0x10), 1);
        assertThat(proofs.isFound("app", "0x10", 1)).isTrue();
        proofs.changes(stretch(0x80, 0x10));
        assertThat(proofs.isFound("app", "0x10", 1)).isFalse();

        // Nobody has to look, and what was found stays proved.
        assertThat(unproved()).containsOnlyKeys("data");
    }

    @Test
    void whatWasFoundAndIsWrittenAllTheSameHasToBeReadBack() {
        proofs.found("app", medium("0x10"), stretch(0x10, 0x10), 1);
        proofs.wrote("app", "0x10");
        proofs.sent("app", 16);

        assertThat(unproved()).containsExactly(Map.entry("app", "0x10"));
        assertThat(proofs.bytesSent("app")).hasValue(16);
        assertThat(proofs.bytesSent("other")).isEmpty();
    }

    @Test
    void aMediumOfSeveralIsChangedWithThem() {
        Stretch part = new Stretch("linux/dev/mmcblk0", 512, 512);

        assertThat(part.overlaps(Stretch.all("linux"))).isTrue();
        assertThat(Stretch.all("linux").overlaps(part)).isTrue();
        assertThat(part.overlaps(Stretch.all("lin"))).isFalse();
        assertThat(part.overlaps(Stretch.all("linux/dev/mmcblk0"))).isTrue();
        assertThat(part.overlaps(new Stretch("linux/dev/mmcblk0", 1024, 1))).isFalse();
        assertThat(part.overlaps(new Stretch("linux/dev/mmcblk0", 0, 513))).isTrue();
    }

    @Test
    void whatIsWrittenAgainHasToBeReadBackAgain() {
        proofs.wrote("rootfs", "UBI");
        proofs.proved("rootfs", medium("UBI"));
        proofs.wrote("rootfs", "UBI");

        assertThat(unproved()).containsOnlyKeys("rootfs");
    }

    @Test
    void theBoardsMemoryIsNoProofOfItsMedium() {
        proofs.wrote("rootfs", "UBI");
        proofs.proved("rootfs", Proof.ofMemory("memory read back"));

        assertThat(unproved()).containsOnlyKeys("rootfs");
    }

    @Test
    void anImageThatStaysInMemoryIsProvedThere() {
        proofs.proved("kernel", Proof.ofMemory("memory read back"));
        proofs.wrote("kernel", Proof.EVERYWHERE);

        assertThat(proofs.unproved(image -> Verification.MEMORY)).isEmpty();
        assertThat(unproved()).containsOnlyKeys("kernel");
    }

    @Test
    void anImageOfWhichNothingIsAskedIsNotMissed() {
        proofs.wrote("splash", "splash");

        assertThat(proofs.unproved(image -> Verification.NONE)).isEmpty();
        assertThat(proofs.how("splash")).isEmpty();
    }
}
