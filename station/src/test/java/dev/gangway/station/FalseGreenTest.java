package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.message.JobSummary;
import dev.gangway.message.PortStatus;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import dev.gangway.model.JobId;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import dev.gangway.recipe.Recipe;
import dev.gangway.virtual.BoardHardware;
import dev.gangway.virtual.Firmware;
import dev.gangway.virtual.FirmwareSource;
import dev.gangway.virtual.SystemMemory.BusAbort;
import dev.gangway.virtual.VirtualBoard;
import dev.gangway.virtual.allwinner.AllwinnerFault;
import dev.gangway.virtual.fault.Fault;
import dev.gangway.virtual.gadget.BlockPartitions;
import dev.gangway.virtual.gadget.Dialect;
import dev.gangway.virtual.gadget.FastbootBoard;
import dev.gangway.virtual.gadget.GadgetFault;
import dev.gangway.virtual.gadget.GadgetFaults;
import dev.gangway.virtual.nand.NandException;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.nand.VirtualNand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ways to a green tile over a bad board, each of which was met in some other tool. None may be open here. */
class FalseGreenTest {
    private static final long RESULTS = 0x7c00;
    private static final int READ_BACK = 3;

    /** 4 MiB in erase blocks of 256 KiB. */
    private static final int FIRST_STAGE_BLOCKS = 16;

    @TempDir
    Path folder;

    /** The upload is damaged each time; the retry must not flash, or take for verified, what lies there from before. */
    @Test
    @Tag("lab")
    void uploadsThatAreDamagedEachTimeNeverPass() throws Exception {
        assertNeverPasses(150_000, 900_000);
    }

    /** Boards that do not come back are waited for: too long for every build. */
    @Test
    @Tag("lab")
    void uploadsThatAreDamagedEachTimeNeverPassWhereverTheDamageIs() throws Exception {
        assertNeverPasses(5_000, 150_000, 500_000, 900_000, 1_200_000);
    }

    private void assertNeverPasses(long... positions) throws Exception {
        var impatient = TestRecipes.chipPro(
                text -> text.replace("attempts: 3", "attempts: 2").replaceAll("timeout: [0-9]+s", "timeout: 3000ms"));
        try (LineHarness line =
                LineSetup.in(folder).ports(positions.length).recipes(impatient).start()) {
            List<JobId> jobs = new ArrayList<>();
            for (int port = 1; port <= positions.length; port++) {
                TestBoard board =
                        TestBoard.chip(port, new AllwinnerFault.CorruptUpload(positions[port - 1], Fault.ALWAYS));
                jobs.add(line.begin(port, board, "CP-0000" + port));
            }

            assertThat(jobs).extracting(job -> line.ended(job).summary()).allSatisfy(job -> assertThat(job.verdict())
                    .as("%s", job.attempts())
                    .isEqualTo(Verdict.FAILED));
        }
    }

    @Test
    void anUploadThatIsDamagedOnceLeavesNoTraceOnAGreenBoard() throws Exception {
        assertNoTrace(500_000);
    }

    /** A whole line and up to two attempts for each position: too long for every build. */
    @ParameterizedTest
    @Tag("lab")
    @ValueSource(longs = {5_000, 150_000, 500_000, 900_000, 1_200_000})
    void anUploadThatIsDamagedOnceAnywhereLeavesNoTraceOnAGreenBoard(long at) throws Exception {
        assertNoTrace(at);
    }

    private void assertNoTrace(long at) throws Exception {
        try (LineHarness line = LineSetup.in(folder).start()) {
            TestBoard board = TestBoard.chip(1, new AllwinnerFault.CorruptUpload(at, 1));

            JobSummary job = line.run(1, board, "CP-00001");

            if (job.verdict() == Verdict.PASSED) {
                TestImages.assertHeldBy(board.nand(), TestImages.chip());
            } else {
                assertThat(failure(job).kind()).isIn(FailureKind.VERIFY_MISMATCH, FailureKind.NO_BOOT);
            }
        }
    }

    /** Results that another attempt left in memory are right in every byte but the mark of the attempt. */
    @Test
    void staleResultsOfAnotherReadBackAreNotAccepted() throws Exception {
        AtomicReference<byte[]> results = new AtomicReference<>(new byte[0]);
        try (LineHarness line = LineSetup.in(folder).start()) {
            TestBoard sound = TestBoard.chip(1, (source, nand) -> new Recorder(source, results));
            assertThat(line.run(1, sound, "CP-00001").verdict()).isEqualTo(Verdict.PASSED);
            assertThat(results.get()).isNotEmpty();

            TestBoard replaying = TestBoard.chip(2, (source, nand) -> new Replayer(source, results));
            JobSummary job = line.run(2, replaying, "CP-00002");

            assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(failure(job).kind()).isEqualTo(FailureKind.VERIFY_MISMATCH);
            assertThat(failure(job).message()).contains("mark");
        }
    }

    /** Everything that was sent was right; one bit of what the board holds is not. */
    @ParameterizedTest
    @CsvSource({"0x800000, VERIFY_MISMATCH", "0x1000000, VERIFY_MISMATCH", "0x10c0000, VERIFY_MISMATCH"})
    void oneWrongBitInTheFlashIsFound(String offset, FailureKind kind) throws Exception {
        try (LineHarness line = LineSetup.in(folder).start()) {
            JobSummary job = line.run(1, forgetting(Long.decode(offset)), "CP-00001");

            assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(failure(job).kind()).isEqualTo(kind);
            assertThat(line.ledger())
                    .extracting(stored -> stored.summary().verdict())
                    .containsExactly(Verdict.FAILED);
        }
    }

    /** What is proven by booting only. */
    @Test
    void firstStagesThatAreGoneFromTheFlashAreFound() throws Exception {
        try (LineHarness line =
                LineSetup.in(folder).recipes(TestRecipes.impatientAtTheEnd()).start()) {
            JobSummary job = line.run(1, TestBoard.chip(1, (source, nand) -> new Wiper(source, nand)), "CP-00001");

            assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(failure(job).kind()).isEqualTo(FailureKind.NO_BOOT);
        }
    }

    private static TestBoard forgetting(long offset) {
        return TestBoard.chip(1, (source, nand) -> new ForgetfulFlash(source, READ_BACK, () -> nand.loseBit(offset)));
    }

    @Test
    void anImageInTheWrongPartitionIsFound() throws Exception {
        var wrong = TestRecipes.chipPro(text -> text.replace("4m(env),-(UBI)", "4m(env),4m(gap),-(UBI)"));
        try (LineHarness line = LineSetup.in(folder).recipes(wrong).start()) {
            JobSummary job = line.run(1, TestBoard.chip(1), "CP-00001");

            assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(failure(job).kind()).isEqualTo(FailureKind.VERIFY_MISMATCH);
        }
    }

    @Test
    void imagesOfAnotherVariantAreNotTakenInstead() throws Exception {
        try (LineHarness line = LineSetup.in(folder).start()) {
            TestBoard other = TestBoard.chip(1, "Toshiba_4G_MLC", (source, nand) -> source);

            JobSummary job = line.run(1, other, "CP-00001");

            assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(failure(job).kind()).isEqualTo(FailureKind.IMAGE_MISSING);
            assertThat(failure(job).message()).contains("uboot-400000.bin");
        }
    }

    @Test
    void anImageThatChangesDuringTheJobIsNotVerifiedAgainstItself() throws Exception {
        Path images = TestImages.copy(folder.resolve("images"));
        try (LineHarness line = LineSetup.in(folder).images(images).start()) {
            AtomicBoolean changed = new AtomicBoolean();
            line.watch(status -> {
                if (runs(status, "wait for FEL after flashing") && changed.compareAndSet(false, true)) {
                    spoil(images.resolve(TestImages.UBI));
                }
            });

            JobSummary job = line.run(1, TestBoard.chip(1), "CP-00001");

            assertThat(changed).isTrue();
            assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(failure(job).kind()).isEqualTo(FailureKind.IMAGE_INVALID);
            assertThat(failure(job).message()).contains(TestImages.UBI);
        }
    }

    /** U-Boot's script goes on after a command that failed. */
    @Test
    void aWriteThatFailsOnTheBoardIsNotGreen() throws Exception {
        try (LineHarness line =
                LineSetup.in(folder).recipes(TestRecipes.impatient()).start()) {
            TestBoard board = TestBoard.chip(1);
            board.nand().wearOut(0);

            JobSummary job = line.run(1, board, "CP-00001");

            assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
        }
    }

    @Test
    void aFlashThatTheBoardRefusesIsNotGreen() throws Exception {
        try (LineHarness line = LineSetup.in(folder).start()) {
            TestBoard board = TestBoard.chip(1, new GadgetFault.RefusedFlash(0, Fault.ALWAYS));

            JobSummary job = line.run(1, board, "CP-00001");

            assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(failure(job).kind()).isEqualTo(FailureKind.MEDIUM_FAILED);
        }
    }

    @Test
    void aBoardThatIsSwappedForItsTwinIsNoticed() throws Exception {
        assertSwapIsNoticed("wait for FEL after the probe", TestBoard.chip(2).board());
    }

    @Test
    void aBoardThatIsSwappedForAnotherChipIsNoticed() throws Exception {
        assertSwapIsNoticed("wait for FEL after the probe", TestBoard.soc("H3", 2));
    }

    @Test
    void aBoardThatIsSwappedWhileItIsInFastbootIsNoticed() throws Exception {
        try (PageStore store = PageStore.temporary()) {
            Recipe derives = TestRecipes.chipPro(
                    text -> text.replace("verify: readback", "verify: readback\nidentity: derived"));
            assertSwapIsNoticed(LineSetup.in(folder).recipes(derives), "wait for fastboot", strangerInFastboot(store));
        }
    }

    /** Its serial was worked out, not told: that accuses nobody, but without the board that was written nothing is green. */
    @Test
    void aStrangerInFastbootIsNotAccusedAndNotGreen() throws Exception {
        try (PageStore store = PageStore.temporary();
                LineHarness line =
                        LineSetup.in(folder).recipes(TestRecipes.impatient()).start()) {
            AtomicBoolean swapped = new AtomicBoolean();
            line.watch(status -> {
                if (runs(status, "wait for fastboot") && swapped.compareAndSet(false, true)) {
                    line.unplug(1);
                    line.plug(1, strangerInFastboot(store));
                }
            });

            JobSummary job = line.run(1, TestBoard.chip(1), "CP-00001");

            assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(failure(job).kind()).isEqualTo(FailureKind.BOARD_NOT_BACK);
        }
    }

    private static FastbootBoard strangerInFastboot(PageStore store) {
        return new FastbootBoard(
                "0123456789abcdef",
                Dialect.NTC_2016,
                64 << 20,
                new BlockPartitions(store, Map.of("UBI", 64L << 20)),
                store,
                GadgetFaults.none(),
                0);
    }

    private void assertSwapIsNoticed(String step, VirtualBoard other) throws Exception {
        assertSwapIsNoticed(LineSetup.in(folder), step, other);
    }

    private void assertSwapIsNoticed(LineSetup setup, String step, VirtualBoard other) throws Exception {
        try (LineHarness line = setup.start()) {
            AtomicBoolean swapped = new AtomicBoolean();
            line.watch(status -> {
                if (runs(status, step) && swapped.compareAndSet(false, true)) {
                    line.unplug(1);
                    line.plug(1, other);
                }
            });

            JobSummary job = line.run(1, TestBoard.chip(1), "CP-00001");

            assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(failure(job).kind()).isEqualTo(FailureKind.BOARD_SWAPPED);
            assertThat(line.ledger())
                    .extracting(stored -> stored.summary().verdict())
                    .containsExactly(Verdict.FAILED);
        }
    }

    @Test
    void aBoardThatComesBackAfterItPassedIsNotFlashedAgain() throws Exception {
        try (LineHarness line = LineSetup.in(folder).ports(1).start()) {
            TestBoard board = TestBoard.chip(1);
            JobId job = line.run(1, board, "CP-00001").job();
            line.awaitState(1, PortState.Passed.class);
            long programs = board.nand().programs();

            board.board().bootButton(true);
            long before = line.status(1).epoch().value();
            line.powerCycle(1);
            line.awaitArrivalAfter(1, before);
            var outcome = line.scan("CP-00002");

            assertThat(outcome).isInstanceOf(dev.gangway.message.ScanOutcome.Refused.class);
            assertThat(line.state(1)).isInstanceOf(PortState.Passed.class);
            assertThat(line.status(1).job()).isEqualTo(job);
            assertThat(board.nand().programs()).isEqualTo(programs);
            assertThat(line.ledger()).hasSize(1);
        }
    }

    private static boolean runs(PortStatus status, String step) {
        return status.state() instanceof PortState.Running running
                && running.step().equals(step);
    }

    private static void spoil(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length - 1] ^= 1;
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Failure failure(JobSummary job) {
        return Objects.requireNonNull(job.failure());
    }

    /** Keeps what the read-back left in SRAM when the board boots for good. */
    private record Recorder(FirmwareSource inner, AtomicReference<byte[]> results) implements FirmwareSource {
        @Override
        public Optional<Firmware> identify(BoardHardware hardware, long entry) {
            return inner.identify(hardware, entry);
        }

        @Override
        public Optional<Firmware> bootFromMedium(BoardHardware hardware) {
            ByteBuffer left = ByteBuffer.allocate(64);
            try {
                hardware.memory().read(RESULTS, left);
            } catch (BusAbort e) {
                throw new IllegalStateException(e);
            }
            results.set(left.array());
            return inner.bootFromMedium(hardware);
        }
    }

    /** Loses the first stage and its backup after the read-back. */
    private record Wiper(FirmwareSource inner, VirtualNand nand) implements FirmwareSource {
        @Override
        public Optional<Firmware> identify(BoardHardware hardware, long entry) {
            return inner.identify(hardware, entry);
        }

        @Override
        public Optional<Firmware> bootFromMedium(BoardHardware hardware) {
            try {
                for (int block = 0; block < 2 * FIRST_STAGE_BLOCKS; block++) {
                    nand.erase(block);
                }
            } catch (NandException e) {
                throw new IllegalStateException(e);
            }
            return inner.bootFromMedium(hardware);
        }
    }

    /** Instead of reading its flash back, leaves what another board had found. */
    private static final class Replayer implements FirmwareSource {
        private final FirmwareSource inner;
        private final AtomicReference<byte[]> results;
        private int starts;

        Replayer(FirmwareSource inner, AtomicReference<byte[]> results) {
            this.inner = inner;
            this.results = results;
        }

        @Override
        public Optional<Firmware> identify(BoardHardware hardware, long entry) {
            starts++;
            return starts < READ_BACK
                    ? inner.identify(hardware, entry)
                    : Optional.of(new Replay(Objects.requireNonNull(results.get())));
        }

        @Override
        public Optional<Firmware> bootFromMedium(BoardHardware hardware) {
            return inner.bootFromMedium(hardware);
        }
    }

    private record Replay(byte[] results) implements Firmware {
        @Override
        public void start(BoardHardware hardware, Start how) {
            try {
                hardware.memory().write(RESULTS, ByteBuffer.wrap(results));
            } catch (BusAbort e) {
                throw new IllegalStateException(e);
            }
            hardware.after(Duration.ofMillis(10), hardware::reset);
        }

        @Override
        public void stop() {}
    }
}
