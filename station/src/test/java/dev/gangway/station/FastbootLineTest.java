package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.gangway.config.PoolConfig;
import dev.gangway.config.RecipeLoader;
import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobSummary;
import dev.gangway.message.ScanOutcome;
import dev.gangway.model.FailureKind;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import dev.gangway.recipe.Recipe;
import dev.gangway.virtual.gadget.FastbootBoard;
import dev.gangway.virtual.gadget.StoreException;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fastboot boards on a line, over USB: slots, user space, starting from memory. */
class FastbootLineTest {
    private static final String ANDROID =
            "fastboot:loader=aosp,partitions=boot_a:2M+boot_b:2M+env:1M,logical=system:64k,max-download=1M";
    private static final String READ_BACK = "partition read back over fastboot, bytes";

    @TempDir
    Path folder;

    private final PageStore pages = PageStore.temporary();
    private final byte[] boot = new byte[1_500_001];

    @BeforeEach
    void images() throws IOException {
        new Random(5).nextBytes(boot);
        System.arraycopy("ANDROID!".getBytes(StandardCharsets.US_ASCII), 0, boot, 0, 8);
        Path images = Files.createDirectories(folder.resolve("images"));
        Files.write(images.resolve("boot.img"), boot);
        Files.write(images.resolve("small.img"), Arrays.copyOf(boot, 500_000));
    }

    @AfterEach
    void close() {
        pages.close();
    }

    private Recipe recipe(String steps) throws IOException {
        Path file = folder.resolve("android.yaml");
        Files.writeString(file, """
                kind: recipe
                version: 1
                title: A board with slots
                serves: { mode: fastboot }
                serial: { pattern: "AN-[0-9]{5}" }
                retry: { attempts: 1 }
                verify: readback
                images:
                """ + images(steps) + "steps:\n" + steps.indent(2));
        return new RecipeLoader(StationProtocols.language()).load(file).orThrow();
    }

    /** What the steps use, and nothing else. */
    private static String images(String steps) {
        return Stream.of("boot", "small")
                .filter(name -> steps.contains(": " + name + "\n"))
                .map(name -> "  " + name + ": { file: " + name + ".img, format: raw }\n")
                .collect(Collectors.joining());
    }

    /** A job on a fresh board, with what is to be seen of the board afterwards. */
    private record Done(JobSummary job, FastbootBoard board) {
        byte[] held(String partition, int length) throws StoreException {
            ByteBuffer into = ByteBuffer.allocate(length);
            board.partitions().read(partition, 0, into);
            return into.array();
        }

        String failure() {
            return Objects.requireNonNull(job.failure()).message();
        }
    }

    private JobSummary job(String spec, String steps) throws Exception {
        try (LineHarness line = LineSetup.in(folder)
                .images(folder.resolve("images"))
                .recipes(recipe(steps))
                .start()) {
            BoardSpec.parse(spec).plug(line.hub(), 1, pages, told -> {});
            line.awaitState(1, PortState.AwaitingScan.class);
            return line.ended(((ScanOutcome.Started) line.scanFor(1, "AN-00001")).job())
                    .summary();
        }
    }

    private Done run(String spec, String steps) throws Exception {
        try (LineHarness line = LineSetup.in(folder)
                .images(folder.resolve("images"))
                .recipes(recipe(steps))
                .start()) {
            FastbootBoard board = (FastbootBoard) BoardSpec.parse(spec).plug(line.hub(), 1, pages, told -> {});
            line.awaitState(1, PortState.AwaitingScan.class);
            JobSummary job = line.ended(((ScanOutcome.Started) line.scanFor(1, "AN-00001")).job())
                    .summary();
            assertThat(line.recorded(job.job()).summary()).isEqualTo(job);
            if (steps.contains("fastboot.boot:")) {
                await().until(() -> board.booted().isPresent());
            }
            return new Done(job, board);
        }
    }

    @Test
    void allSlotsAreWrittenAndEachIsProvedByItself() throws Exception {
        Done done = run(ANDROID, """
                - fastboot.erase: boot
                  slot: all
                - fastboot.flash: boot
                  partition: boot
                  slot: all
                - fastboot.verify: boot
                  partition: boot
                  slot: all
                - fastboot.set-active: b
                - fastboot.continue:
                """);

        assertThat(done.job().verdict()).as("%s", done.job().failure()).isEqualTo(Verdict.PASSED);
        assertThat(done.held("boot_a", boot.length)).isEqualTo(boot);
        assertThat(done.held("boot_b", boot.length)).isEqualTo(boot);
        assertThat(done.job().steps().get(1).facts()).hasEntrySatisfying("said", said -> assertThat(said)
                .contains("writing boot_a, ", "\nwriting boot_b, ")
                .doesNotContain("getvar"));
    }

    @Test
    void aPartitionIsFormattedBesideTheOthers() throws Exception {
        Done done = run("fastboot:loader=aosp,partitions=boot:2M+data:32M,types=data:ext4", """
                - fastboot.format: data
                - fastboot.flash: boot
                  partition: boot
                - fastboot.verify: boot
                  partition: boot
                - fastboot.continue:
                """);

        assertThat(done.job().verdict()).as("%s", done.job().failure()).isEqualTo(Verdict.PASSED);
        assertThat(done.held("data", 2048)).as("a superblock's magic").containsSequence(0x53, 0xef);
    }

    @Test
    void aSlotThatWasWrittenAndNotReadBackIsNoGreen() throws Exception {
        Done done = run(ANDROID, """
                - fastboot.flash: boot
                  partition: boot
                  slot: all
                - fastboot.verify: boot
                  partition: boot
                """);

        assertThat(done.job().verdict()).isEqualTo(Verdict.FAILED);
        assertThat(done.failure()).contains("boot was written to boot_b and not read back since");
    }

    @Test
    void aSlotOfABoardWithoutSlotsIsRefusedBeforeTheFirstByte() throws Exception {
        Done done = run("fastboot:loader=aosp,partitions=boot:2M", """
                - fastboot.flash: boot
                  partition: boot
                  slot: b
                - fastboot.verify: boot
                  partition: boot
                """);

        assertThat(done.failure()).contains("slot b is named");
        assertThat(done.held("boot", 100)).containsOnly(0);
    }

    @Test
    void theBoardGoesThroughItsLoaderAndItsUserSpaceAndStaysTheSameBoard() throws Exception {
        Done done = run(ANDROID, """
                - fastboot.flash: boot
                  partition: boot
                - fastboot.verify: boot
                  partition: boot
                - fastboot.reboot-fastboot:
                - await: fastboot
                  name: wait for the user space
                - fastboot.create-logical: vendor
                  size: 64KiB
                - fastboot.resize-logical: vendor
                  size: 1MiB
                - fastboot.delete-logical: vendor
                - fastboot.flash: small
                  partition: system
                - fastboot.verify: small
                  partition: system
                - fastboot.reboot-bootloader:
                - await: fastboot
                  name: wait for the boot loader
                - fastboot.boot: small
                """);

        assertThat(done.job().verdict()).as("%s", done.job().failure()).isEqualTo(Verdict.PASSED);
        assertThat(done.job().images())
                .extracting(ImageUsed::name, ImageUsed::proved)
                .containsExactly(tuple("boot", READ_BACK), tuple("small", READ_BACK));
        assertThat(done.board().booted().orElseThrow().remaining()).isEqualTo(500_000);
    }

    private static final String BY_CRC = """
            - fastboot.ucmd: |
                # its own words, with what the job knows
                setenv unit {{serial}}
                test ${unit} = AN-00001
            - fastboot.flash: boot
              partition: boot
            - fastboot.verify-crc: boot
              partition: boot
              memory: 0x42000000
              window: 512KiB
            - fastboot.continue:
            """;

    @Test
    void whatUbootProvesByItsOwnCrcIsGreen() throws Exception {
        JobSummary job = job("uboot:partitions=boot:2M", BY_CRC);

        assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
        assertThat(job.images())
                .extracting(ImageUsed::proved)
                .containsExactly("partition read by the board's U-Boot, CRC-32");
    }

    @Test
    void aUbootThatWroteSomethingElseIsNoGreen() throws Exception {
        JobSummary job = job("uboot:partitions=boot:2M,fault=flash-corrupt", BY_CRC);

        assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(Objects.requireNonNull(job.failure()).kind()).isEqualTo(FailureKind.VERIFY_MISMATCH);
    }

    @Test
    void aCommandThatTheBoardDoesNotComeBackFromIsItsLast() throws Exception {
        JobSummary job = job("uboot:partitions=boot:2M", """
                - fastboot.acmd: reset
                - await: fastboot
                  timeout: 10s
                """ + BY_CRC);

        assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
    }

    @Test
    void aLineThatIsTooLongWithItsValuesHasNothingOfItsStepSent() throws Exception {
        JobSummary job = job(
                "uboot:partitions=boot:2M",
                BY_CRC.replace("test ${unit} = AN-00001", "setenv " + "x".repeat(44) + " {{serial}}"));

        assertThat(Objects.requireNonNull(job.failure()).kind()).isEqualTo(FailureKind.RECIPE_INVALID);
        assertThat(job.failure().message())
                .contains(
                        "{{serial}}\" has 60 characters with its values", "takes 56", "nothing of this step was sent");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "B1;format",
                "B1 format",
                "'B1'",
                "B\"1",
                "$(reset)",
                "`reset`",
                "${bootcmd}",
                "a&&b",
                "a|b",
                "a\\\\b"
            })
    void aValueThatCouldBeACommandIsNotSent(String value) throws Exception {
        Path file = folder.resolve("lots");
        Files.writeString(file, value + "\n");
        Path recipe = folder.resolve("lots.yaml");
        Files.writeString(recipe, """
                kind: recipe
                version: 1
                title: A board with a lot
                serves: { mode: fastboot }
                serial: { pattern: "AN-[0-9]{5}" }
                retry: { attempts: 1 }
                verify: none
                images: {}
                unit: { lot: { pool: lots } }
                steps:
                  - fastboot.oem: lot {{unit.lot}}
                """);
        try (LineHarness line = LineSetup.in(folder)
                .recipes(new RecipeLoader(StationProtocols.language())
                        .load(recipe)
                        .orThrow())
                .pools(new PoolConfig("lots", new PoolConfig.Lines(file, List.of("lot"), Set.of()), 0))
                .start()) {
            BoardSpec.parse(ANDROID).plug(line.hub(), 1, pages, told -> {});
            line.awaitState(1, PortState.AwaitingScan.class);
            JobSummary job = line.ended(((ScanOutcome.Started) line.scanFor(1, "AN-00001")).job())
                    .summary();

            assertThat(Objects.requireNonNull(job.failure()).kind()).isEqualTo(FailureKind.RECIPE_INVALID);
            assertThat(job.failure().message()).contains("{{unit.lot}} is ", "could take as a command");
        }
    }

    @Test
    void aLogicalPartitionInTheBootLoaderIsToldWithTheStepsThatAreMissing() throws Exception {
        Done done = run(ANDROID, """
                - fastboot.flash: small
                  partition: system
                - fastboot.verify: small
                  partition: system
                """);

        assertThat(done.failure()).contains("system is a logical partition", "fastboot.reboot-fastboot");
    }
}
