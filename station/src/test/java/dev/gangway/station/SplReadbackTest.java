package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.format.NandGeometry;
import dev.gangway.format.SplPages;
import dev.gangway.message.JobSummary;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import dev.gangway.model.Verdict;
import dev.gangway.virtual.nand.NandException;
import dev.gangway.virtual.nand.VirtualNand;
import dev.gangway.virtual.sample.SampleImages;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first stage's raw pages are read back from both of their blocks: flipped bits are normal, another SPL is not. */
class SplReadbackTest {
    private static final NandGeometry NAND = new NandGeometry(0x40000, 0x1000, 0x100);
    private static final int BACKUP = 16; // 0x400000 in erase blocks
    private static final int READ_BACK = 3; // the third start of software from memory
    private static final int PAGE = 3;

    @TempDir
    Path folder;

    @Test
    void flippedBitsThatTheCodeMendsAreNoFailure() throws Exception {
        try (LineHarness line = LineSetup.in(folder).start()) {
            JobSummary job = line.run(
                    1,
                    board(BACKUP, pages -> {
                        for (int word = 0; word < 5; word++) {
                            int at = PAGE * NAND.rawPageSize() + 40 * word;
                            pages.put(at, (byte) (pages.get(at) ^ 0x10));
                        }
                        return pages;
                    }),
                    "CP-00001");

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(line.recorded(job.job()).summary().steps()).anySatisfy(step -> assertThat(step.facts())
                    .containsEntry(
                            "verified:splPages@0x0",
                            "NAND read back raw, 64 pages, at most 0 of 285 words with flipped bits")
                    .containsEntry(
                            "verified:splPages@0x400000",
                            "NAND read back raw, 64 pages, at most 5 of 285 words with flipped bits"));
        }
    }

    /** The board would boot from the first block all the same. */
    @Test
    @Tag("lab")
    void aBackupThatIsGoneIsFound() throws Exception {
        assertFound(BACKUP, pages -> ByteBuffer.allocate(0), "0x400000");
    }

    /** As when an erase and a write had failed without saying so: the board would boot, with what it held before. */
    @Test
    void anotherSplIsFound() throws Exception {
        SampleImages.chip(folder.resolve("older"), NAND, 1 << 20, 99);
        ByteBuffer spl = ByteBuffer.wrap(Files.readAllBytes(folder.resolve("older/sunxi-spl.bin")));
        ByteBuffer older = SplPages.encode(spl, NAND, 7);

        assertFound(0, pages -> older, "0x0");
    }

    private void assertFound(int block, UnaryOperator<ByteBuffer> change, String where) throws Exception {
        try (LineHarness line = LineSetup.in(folder).start()) {
            JobSummary job = line.run(1, board(block, change), "CP-00001");

            assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
            Failure failure = Objects.requireNonNull(job.failure());
            assertThat(failure.kind()).isEqualTo(FailureKind.VERIFY_MISMATCH);
            assertThat(failure.message()).contains("splPages").contains("raw pages at " + where + " ");
        }
    }

    private static TestBoard board(int block, UnaryOperator<ByteBuffer> change) {
        return TestBoard.chip(
                1, (source, nand) -> new ForgetfulFlash(source, READ_BACK, () -> rewrite(nand, block, change)));
    }

    /** Changes one erase block of raw pages; an empty buffer leaves it erased. */
    private static void rewrite(VirtualNand nand, int block, UnaryOperator<ByteBuffer> change) throws NandException {
        long first = (long) block * NAND.pagesPerBlock();
        ByteBuffer pages = ByteBuffer.allocate(NAND.pagesPerBlock() * NAND.rawPageSize());
        for (int page = 0; page < NAND.pagesPerBlock(); page++) {
            nand.readRaw(first + page, pages);
        }
        ByteBuffer now = change.apply(pages.flip());
        nand.erase(block);
        for (long page = first; now.hasRemaining(); page++) {
            nand.programRaw(page, now);
        }
    }
}
