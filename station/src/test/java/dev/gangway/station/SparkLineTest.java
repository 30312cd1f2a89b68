package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobSummary;
import dev.gangway.model.BoardId;
import dev.gangway.model.BootMode;
import dev.gangway.model.FailureKind;
import dev.gangway.model.IdentityBasis;
import dev.gangway.model.Verdict;
import dev.gangway.virtual.spark.AirBoard;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cores that are flashed over the air: the same scan, the same record, and no green that nothing stands behind. */
class SparkLineTest {
    private static final int BYTES = 9_000;

    private static final String WRITE = """
            steps:
              - spark.signal: "on"
              - spark.file: data
                at: 0x80000
              - spark.firmware: firmware
                version: 2
            """;

    private static final String READ_BACK = """
              - spark.expect: 2
                functions: [flashcrc]
              - spark.verify: data
                by: flashcrc
                at: 0x80000
              - spark.verify: firmware
                by: flashcrc
                at: 0x08005000
            """;

    private static final String ONCE = "retry: { attempts: 1 }\n";

    @TempDir
    Path folder;

    private SparkLine line(String recipe) throws Exception {
        return new SparkLine(folder, 1, BYTES, recipe);
    }

    @ParameterizedTest
    @CsvSource({"''", "'fault=link-lost@12k'", "'fault=link-lost@4kx2+bad-crc@9k'"})
    void whatTheDeliveredFirmwareReadsBackIsProved(String board) throws Exception {
        try (SparkLine line = line(ONCE + "verify: readback\n" + WRITE + READ_BACK)) {
            AirBoard core = line.plug(1, board);

            JobSummary job = line.run(1, "SC-00001");

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(job.boardId()).isEqualTo(new BoardId("core:53ff6c065067544840550001"));
            assertThat(job.identity()).containsEntry(BootMode.CLOUD, IdentityBasis.ID);
            assertThat(job.images())
                    .extracting(ImageUsed::proved)
                    .containsOnly("CRC-32 by the board's firmware, flashcrc");
            assertThat(core.flash(0x80000, BYTES)).isEqualTo(line.data());
            assertThat(Arrays.copyOf(core.application(), BYTES)).isEqualTo(line.firmware());
            assertThat(line.line().recorded(job.job()).summary()).isEqualTo(job);
        }
    }

    @Test
    void thatItWasDeliveredAndInstalledIsNoProof() throws Exception {
        try (SparkLine line = line(
                ONCE + "verify: readback\n" + WRITE + READ_BACK.replaceFirst("(?s)  - spark.verify: firmware.*", ""))) {
            line.plug(1, "");

            JobSummary job = line.run(1, "SC-00001");

            assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(Objects.requireNonNull(job.failure()).kind()).isEqualTo(FailureKind.VERIFY_MISSING);
            assertThat(job.failure().message()).contains("firmware was written to firmware");
        }
    }

    @Test
    void whereNothingIsReadBackTheRecipeSaysSoAndTheRecordToo() throws Exception {
        try (SparkLine line = line(ONCE + "verify: none\n" + WRITE)) {
            line.plug(1, "dialect=c");

            JobSummary job = line.run(1, "SC-00001");

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(job.images()).extracting(ImageUsed::proved).containsOnlyNulls();
            assertThat(job.steps().toString()).contains("each chunk's CRC-32 was right, says the board", "upgraded");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "fault=discards@3k, verify-mismatch",
        "fault=not-installed, no-boot",
        "fault=bad-crcxalways, upload-damaged",
        "fault=id-gap@9k, protocol-garbage",
    })
    void whatIsNotThereIsNoGreen(String board, String kind) throws Exception {
        try (SparkLine line = line(ONCE + "verify: readback\n" + WRITE + READ_BACK)) {
            line.plug(1, board);

            JobSummary job = line.run(1, "SC-00001");

            assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(Objects.requireNonNull(job.failure()).kind().code()).isEqualTo(kind);
        }
    }

    @Test
    void firmwareOfAnotherVersionIsNoGreen() throws Exception {
        try (SparkLine line = line(ONCE + "verify: none\n" + WRITE.replace("version: 2", "version: 3"))) {
            line.plug(1, "");

            JobSummary job = line.run(1, "SC-00001");

            assertThat(Objects.requireNonNull(job.failure()).kind()).isEqualTo(FailureKind.NO_BOOT);
            assertThat(job.failure().message()).contains("version 2, not 3");
        }
    }

    @Test
    void whatMustNotGoThereIsRefusedBeforeTheBoardHearsOfIt() throws Exception {
        try (SparkLine line = line(ONCE + "verify: none\n" + WRITE.replace("0x80000", "0xfffa1000"))) {
            AirBoard core = line.plug(1, "");

            JobSummary job = line.run(1, "SC-00001");

            assertThat(Objects.requireNonNull(job.failure()).kind()).isEqualTo(FailureKind.RECIPE_INVALID);
            assertThat(core.flash(0, 0x200000)).containsOnly(0xff);
        }
    }

    /** At the end of its power it leaves; the next one with its id is served. */
    @Test
    @Tag("lab")
    void aBoardThatLosesItsPowerFailsAndTheNextOnePasses() throws Exception {
        try (SparkLine line =
                line(ONCE + "verify: none\n" + WRITE.replace("at: 0x80000", "at: 0x80000\n    timeout: 2s"))) {
            line.plug(1, "fault=disconnect@6k:never");

            assertThat(line.run(1, "SC-00001").verdict()).isEqualTo(Verdict.FAILED);
            line.unplug(1);
            line.plug(1, "");
            assertThat(line.run(1, "SC-00001").verdict()).isEqualTo(Verdict.PASSED);
        }
    }

    /** Old firmware: slow, and files by a message of its own in builds that have it. */
    @Tag("lab")
    @ParameterizedTest
    @CsvSource({"a, false", "b, true"})
    void oldFirmwareIsServedAsFarAsItCan(String dialect, boolean files) throws Exception {
        try (SparkLine line = line(ONCE + "verify: none\n" + WRITE)) {
            line.plug(1, "dialect=" + dialect);

            JobSummary job = line.run(1, "SC-00001");

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(files ? Verdict.PASSED : Verdict.FAILED);
            if (!files) {
                assertThat(Objects.requireNonNull(job.failure()).message()).contains("no message for files");
            }
        }
    }
}
