package dev.gangway.uboot.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootPlanTest {
    private static final Optional<String> USUAL = Optional.empty();
    private static final Optional<Path> BUNDLES = Optional.empty();

    @TempDir
    Path folder;

    private FlashBundle bundle;

    @BeforeEach
    void open() throws IOException {
        bundle =
                FlashBundle.open(BundleText.in(folder).resolve("manifest.yaml")).orThrow();
    }

    private static BootChoice variant(String name) {
        return new BootChoice(USUAL, Optional.of(name), BUNDLES, BUNDLES, BUNDLES);
    }

    private Path own(String name) throws IOException {
        return Files.writeString(folder.resolve(name), "my own " + name);
    }

    @Test
    void withoutAChoiceAllIsAsTheBundleHasIt() throws Exception {
        BootPlan plan = BootPlan.of(bundle, BootChoice.AS_IT_IS);

        assertThat(plan.loads())
                .containsExactly(
                        new BootPlan.Loading(BootPlan.Part.KERNEL, folder.resolve("data/Image"), "0x82000000"),
                        new BootPlan.Loading(
                                BootPlan.Part.INITRAM, folder.resolve("data/initramfs.cpio"), "0x88000000"),
                        new BootPlan.Loading(BootPlan.Part.DTB, folder.resolve("data/evm.dtb"), "0x84000000"));
        assertThat(plan.bootcmd()).isEqualTo("booti 0x82000000 - 0x84000000");
        assertThat(plan.target()).isEqualTo("usd");
        assertThat(plan.device()).isEqualTo("/sys/class/block#4fb0000");
        assertThat(plan.variant()).contains("evm");
    }

    @Test
    void aVariantIsLoadedAndItsBootcmdWins() throws Exception {
        BootPlan plan = BootPlan.of(bundle, variant("som"));

        assertThat(plan.loads())
                .contains(new BootPlan.Loading(BootPlan.Part.DTB, folder.resolve("data/som.dtb"), "0x84000000"))
                .hasSize(3);
        assertThat(plan.bootcmd()).isEqualTo("booti 0x82000000 0x88000000 0x84000000");
    }

    @Test
    void filesOfOnesOwnTakeTheBundlesPlaces() throws Exception {
        BootPlan plan = BootPlan.of(
                bundle,
                new BootChoice(
                        Optional.of("emmc"),
                        Optional.of("som"),
                        Optional.of(own("k")),
                        Optional.of(own("i")),
                        Optional.of(own("d"))));

        assertThat(plan.loads())
                .containsExactly(
                        new BootPlan.Loading(BootPlan.Part.KERNEL, folder.resolve("k"), "0x82000000"),
                        new BootPlan.Loading(BootPlan.Part.INITRAM, folder.resolve("i"), "0x88000000"),
                        new BootPlan.Loading(BootPlan.Part.DTB, folder.resolve("d"), "0x84000000"));
        assertThat(plan.bootcmd()).isEqualTo("booti 0x82000000 0x88000000 0x84000000");
        assertThat(plan.device()).isEqualTo("/sys/class/block#4f80000");
    }

    @Test
    void aMisspeltTargetOrVariantIsToldBeforeAnythingElse() {
        refused(
                new BootChoice(Optional.of("emc"), USUAL, BUNDLES, BUNDLES, BUNDLES),
                FailureKind.RECIPE_INVALID,
                "no target \"emc\", it has usd, emmc; did you mean \"emmc\"?");
        refused(variant("evn"), FailureKind.RECIPE_INVALID, "no variant \"evn\", it has evm, som");
    }

    @Test
    void aFileOfOnesOwnThatIsNotThereIsTold() {
        refused(
                new BootChoice(USUAL, USUAL, Optional.of(folder.resolve("nowhere")), BUNDLES, BUNDLES),
                FailureKind.IMAGE_MISSING,
                "there is no file");
    }

    @Test
    void whatHasNoPlaceInMemoryIsRefused() throws IOException {
        Files.writeString(
                folder.resolve("plain.yaml"),
                BundleText.MANIFEST.replaceAll("(?s)  initram:.*?  preflash", "  preflash"));
        bundle = FlashBundle.open(folder.resolve("plain.yaml")).orThrow();

        refused(
                new BootChoice(USUAL, USUAL, BUNDLES, Optional.of(own("i")), BUNDLES),
                FailureKind.RECIPE_INVALID,
                "nothing of an initramfs");
        refused(variant("evm"), FailureKind.RECIPE_INVALID, "nothing of a device tree");
    }

    @Test
    void withSeveralTargetsAndNoUsualOneNoneIsGuessed() throws IOException {
        Files.writeString(folder.resolve("open.yaml"), BundleText.MANIFEST.replace("  default_target: usd\n", ""));
        bundle = FlashBundle.open(folder.resolve("open.yaml")).orThrow();

        refused(BootChoice.AS_IT_IS, FailureKind.RECIPE_INVALID, "no usual target: say which, of usd, emmc");
    }

    private void refused(BootChoice choice, FailureKind kind, String told) {
        assertThatThrownBy(() -> BootPlan.of(bundle, choice)).isInstanceOfSatisfying(FailureException.class, failed -> {
            assertThat(failed.failure().kind()).isEqualTo(kind);
            assertThat(failed.failure().message()).contains(told);
        });
    }
}
