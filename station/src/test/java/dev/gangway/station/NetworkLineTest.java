package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.config.RecipeLoader;
import dev.gangway.config.StationConfig;
import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobSummary;
import dev.gangway.message.ScanOutcome;
import dev.gangway.model.BootMode;
import dev.gangway.model.FailureKind;
import dev.gangway.model.IdentityBasis;
import dev.gangway.model.PortPath;
import dev.gangway.model.Slot;
import dev.gangway.model.Verdict;
import dev.gangway.recipe.Recipe;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.lan.LanExport;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Boards behind an address instead of a USB port: the same scan, the same record. */
class NetworkLineTest {
    private static final int IMAGE = 2_500_001;

    @TempDir
    Path folder;

    @BeforeEach
    void image() throws IOException {
        byte[] bytes = new byte[IMAGE];
        new Random(9).nextBytes(bytes);
        Files.write(Files.createDirectories(folder.resolve("images")).resolve("root.img"), bytes);
    }

    private Recipe recipe(String steps) throws IOException {
        Path file = folder.resolve("net.yaml");
        Files.writeString(file, """
                kind: recipe
                version: 1
                title: A board on the network
                serves: { mode: fastboot }
                serial: { pattern: "NN-[0-9]{5}" }
                images:
                  root: { file: root.img, format: raw }
                retry: { attempts: 2, backOff: 50ms }
                verify: readback
                steps:
                """ + steps.indent(2));
        return new RecipeLoader(StationProtocols.language()).load(file).orThrow();
    }

    private JobSummary run(String scheme, String board, Recipe recipe) throws Exception {
        try (PageStore pages = PageStore.temporary();
                VirtualHub hub = new VirtualHub(1);
                LanExport lan = new LanExport(hub, 1, InetAddress.getLoopbackAddress(), 0)) {
            BoardSpec.parse(board).plug(hub, 1, pages, line -> {});
            return run(new PortPath(scheme + ":127.0.0.1:" + lan.number(1)), recipe);
        }
    }

    private JobSummary run(PortPath port, Recipe recipe) throws Exception {
        try (LineHarness line = LineSetup.in(folder)
                .images(folder.resolve("images"))
                .recipes(recipe)
                .network(port)
                .slots(new StationConfig.PortEntry(port, new Slot("21"), 0, 0, List.of()))
                .start()) {
            ScanOutcome scanned = line.scanFor("21", "NN-00001");
            assertThat(scanned).isInstanceOf(ScanOutcome.Started.class);
            JobSummary job = line.ended(((ScanOutcome.Started) scanned).job()).summary();
            assertThat(line.recorded(job.job()).summary()).isEqualTo(job);
            return job;
        }
    }

    private static final String FLASH = "- fastboot.flash: root\n  partition: boot\n";
    private static final String VERIFY = "- fastboot.verify: root\n  partition: boot\n";

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "udp"})
    void aBoardOnTheNetworkIsFlashedReadBackAndRecorded(String scheme) throws Exception {
        JobSummary job = run(
                scheme,
                "fastboot:loader=aosp,serial=abc-1,max-download=1M",
                recipe(FLASH + VERIFY + "- fastboot.continue:\n"));

        assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
        assertThat(String.valueOf(job.boardId())).contains("abc-1");
        // Nothing was known of it before it answered: what it was judged by is the port.
        assertThat(job.identity()).containsEntry(BootMode.FASTBOOT, IdentityBasis.PORT);
        assertThat(job.images())
                .extracting(ImageUsed::proved)
                .containsExactly("partition read back over fastboot, bytes");
    }

    @Test
    void aBoardThatStartsItsLoaderAnewIsSpokenToAgain() throws Exception {
        JobSummary job = run(
                "tcp",
                "fastboot:loader=aosp,max-download=1M",
                recipe("- fastboot.reboot:\n- await: fastboot\n  timeout: 20s\n" + FLASH + VERIFY));

        assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
        assertThat(job.attempts()).hasSize(1);
    }

    @Test
    void aLoaderThatGivesNothingBackIsNoGreen() throws Exception {
        JobSummary job = run("tcp", "fastboot:loader=uboot", recipe(FLASH + VERIFY));

        assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(Objects.requireNonNull(job.failure()).message()).contains("gives nothing back over fastboot");
    }

    @Test
    @Tag("lab")
    void nobodyBehindTheAddressIsToldWithWhatToLookFor() throws Exception {
        JobSummary job = run(new PortPath("tcp:127.0.0.1:1"), recipe(FLASH + VERIFY));

        assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(Objects.requireNonNull(job.failure()).kind()).isEqualTo(FailureKind.CABLE_LOST);
        assertThat(job.failure().message()).contains("nobody answers on tcp:127.0.0.1:1", "boot loader listening?");
    }

    @Test
    void nobodyCanAwaitWhatAnAddressDoesNotShow() throws Exception {
        JobSummary job = run(
                "tcp",
                "fastboot:loader=aosp",
                recipe(FLASH + VERIFY + "- fastboot.continue:\n- await: running\n  timeout: 20s\n"));

        assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(Objects.requireNonNull(job.failure()).message()).contains("take `await: running` out");
    }
}
