package dev.gangway.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.protocol.Proof;
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
