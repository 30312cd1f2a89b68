package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.fastboot.FastbootClient;
import dev.gangway.fel.FelDevice;
import dev.gangway.format.ChpFile;
import dev.gangway.format.ImageData;
import dev.gangway.format.LegacyImage;
import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobSummary;
import dev.gangway.model.FailureClass;
import dev.gangway.model.FailureKind;
import dev.gangway.model.Verdict;
import dev.gangway.recipe.Recipe;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.fault.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A C.H.I.P. Pro is flashed once while what goes over USB is recorded; the recording is played to other boards. */
class ChpLineTest {
    private static final int FEL = 0x1f3aefe8;
    private static final int FASTBOOT = 0x1f3a1010;
    private static final long UBOOT_AT = 0x4a000000L;
    private static final long PAGES_AT = 0x43000000L;
    private static final long SCRIPT_AT = 0x43100000L;

    private static byte[] recording = {};

    @TempDir
    Path folder;

    private static ByteBuffer file(String name) throws IOException {
        return ByteBuffer.wrap(Files.readAllBytes(TestImages.chip().resolve(name)));
    }

    /** Plays by hand what CHIP-tools does behind its probe of the NAND (dossier of Allwinner NAND, section 3 B). */
    @BeforeAll
    static void record() throws Exception {
        String script = """
                nand erase.chip
                nand write.raw.noverify 0x43000000 0x0 40
                nand write.raw.noverify 0x43000000 0x400000 40
                nand write 0x4a000000 0x800000 %x
                setenv mtdparts mtdparts=sunxi-nand.0:4m(spl),4m(spl-backup),4m(uboot),4m(env),-(UBI)
                setenv fel_booted 0
                saveenv
                fastboot 0
                reset
                """.formatted(file(TestImages.UBOOT_PADDED).remaining());
        ChpRecorder chp = new ChpRecorder();
        try (VirtualHub hub = new VirtualHub(1)) {
            TestBoard board = TestBoard.chip(77);
            hub.plug(1, board.board(), board.options());
            chp.wait(FEL, 4711).comment("loading spl");
            try (FelDevice fel =
                    FelDevice.open(chp.over(await().until(() -> chp.session(hub, FEL), Objects::nonNull)))) {
                fel.spl(file("sunxi-spl.bin"));
                chp.sleep(1000).comment("loading u-boot");
                fel.write(UBOOT_AT, file(TestImages.UBOOT_PADDED));
                fel.write(PAGES_AT, file(TestImages.SPL_PAGES));
                fel.write(SCRIPT_AT, LegacyImage.script("flash", script, 0));
                fel.exec(UBOOT_AT);
            }
            chp.wait(FASTBOOT, 0).comment("fastboot flashing UBI");
            try (var session = chp.over(await().until(() -> chp.session(hub, FASTBOOT), Objects::nonNull))) {
                FastbootClient fastboot = FastbootClient.open(session);
                fastboot.flash("UBI", ImageData.of(file(TestImages.UBI)), moved -> {});
                chp.comment("fastboot continue");
                fastboot.continueBoot();
            }
            TestImages.assertHeldBy(board.nand(), TestImages.chip());
        }
        recording = chp.bytes();
    }

    private static Recipe recipe(UnaryOperator<String> change) {
        return TestRecipes.shipped(
                "chip-recording",
                text -> change.apply(
                        text.replace("backOff: 2s", "backOff: 50ms").replace("maxBackOff: 30s", "maxBackOff: 50ms")));
    }

    private static Recipe once() {
        return recipe(text -> text.replace("attempts: 3", "attempts: 1"));
    }

    private LineHarness line(Recipe recipe, byte[] chp) {
        try {
            Path images = Files.createDirectories(folder.resolve("images"));
            Files.write(images.resolve("chip.chp"), chp);
            return LineSetup.in(folder).recipes(recipe).images(images).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (StartFailure e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aRecordingIsPlayedAndTheNandHoldsWhatWasRecorded() throws Exception {
        try (LineHarness line = line(once(), recording)) {
            TestBoard board = TestBoard.chip(5);

            JobSummary job = line.run(1, board, "CR-00001");

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            TestImages.assertHeldBy(board.nand(), TestImages.chip());
            assertThat(job.verified()).isEqualTo("none");
            assertThat(job.images()).extracting(ImageUsed::proved).containsExactly((String) null);
            ChpFile file = ChpFile.parse(ImageData.of(ByteBuffer.wrap(recording)));
            assertThat(job.bytes()).isEqualTo(file.written() + file.compared());
            assertThat(job.steps())
                    .filteredOn(step -> step.step().startsWith("play"))
                    .hasSize(2)
                    .allSatisfy(step -> assertThat(step.facts().get("played")).contains("answered as recorded"));
            assertThat(line.recorded(job.job()).summary()).isEqualTo(job);
        }
    }

    /** In the boot ROM, in the middle of a piece of the root file system, and near its end. */
    @ParameterizedTest
    @Tag("lab")
    @ValueSource(ints = {20, 60, 95})
    void aCablePulledInTheMiddleIsACableAndTheNextTryPasses(int percent) throws Exception {
        try (LineHarness line = line(recipe(text -> text), recording)) {
            long at = recording.length * (long) percent / 100;
            TestBoard board = TestBoard.chip(6, new Fault.Disconnect(at, 1, Duration.ofMillis(50)));

            JobSummary job = line.run(1, board, "CR-00001");

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(job.attempts()).hasSizeGreaterThan(1);
            assertThat(Objects.requireNonNull(job.attempts().get(0).failure())
                            .kind()
                            .failureClass())
                    .isEqualTo(FailureClass.TRANSIENT);
            assertThat(job.attempts().get(0).failure().kind()).isEqualTo(FailureKind.CABLE_LOST);
            TestImages.assertHeldBy(board.nand(), TestImages.chip());
        }
    }

    /** Half a board with a green light is what nobody wants. */
    @Test
    void aRecipeThatEndsBeforeTheRecordingDoesFails() throws Exception {
        Recipe half = recipe(text ->
                text.replace("attempts: 3", "attempts: 1").replaceFirst("(?s)  - fastboot.play: recording.*", ""));
        try (LineHarness line = line(half, recording)) {
            JobSummary job = line.run(1, TestBoard.chip(7), "CR-00001");

            assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(Objects.requireNonNull(job.failure()).message())
                    .contains("part 2 of 2 of recording", "1f3a:1010", "fastboot.play");
        }
    }

    @Test
    @Tag("lab")
    void aFileThatWasCutSendsNothing() throws Exception {
        for (int length : new int[] {recording.length - 1, recording.length / 2, 2000}) {
            try (LineHarness line = line(once(), Arrays.copyOf(recording, length))) {
                TestBoard board = TestBoard.chip(8);

                JobSummary job = line.run(1, board, "CR-" + String.format("%05d", length % 100_000));

                assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
                assertThat(Objects.requireNonNull(job.failure()).kind())
                        .as("%d: %s", length, job.failure())
                        .isEqualTo(FailureKind.IMAGE_INVALID);
                assertThat(job.bytes()).isZero();
            }
        }
    }

    /** The board answers another version than the one that was recorded. */
    @Test
    @Tag("lab")
    void anAnswerThatWasNotRecordedEndsIt() throws Exception {
        byte[] other = recording.clone();
        byte[] magic = "AWUSBFEX".getBytes(StandardCharsets.US_ASCII);
        int at = 0;
        while (!Arrays.equals(other, at, at + magic.length, magic, 0, magic.length)) {
            at++;
        }
        other[at + 8] ^= 1;
        try (LineHarness line = line(once(), other)) {
            JobSummary job = line.run(1, TestBoard.chip(9), "CR-00001");

            assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(Objects.requireNonNull(job.failure()).kind()).isEqualTo(FailureKind.PROTOCOL_GARBAGE);
            assertThat(job.failure().message()).contains("was recorded", "is it the same chip");
        }
    }
}
