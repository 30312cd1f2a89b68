package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobSummary;
import dev.gangway.message.StepResult;
import dev.gangway.virtual.uboot.ConsoleBoard;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SPI NOR, raw NAND and UBI volumes, written by U-Boot on a whole line. */
class UbootMediaLineTest {
    private static final int LENGTH = 300_001;

    @TempDir
    Path folder;

    private UbootLine line(String to, UnaryOperator<String> change) throws Exception {
        return new UbootLine(
                folder,
                LENGTH,
                text -> change.apply(text.replace("to: virtio 0", "to: " + to)
                        .replace("window: 8", "window: 8\n    piece: 128KiB")));
    }

    private static String to(String kind) {
        return switch (kind) {
            case "sf" -> "sf 0:0";
            case "ubi" -> "\"ubi UBI:rootfs\"";
            default -> kind + " 0";
        };
    }

    private static void requireFact(JobSummary job, String name, String value) {
        assertThat(job.steps()).extracting(StepResult::facts).anySatisfy(facts -> assertThat(facts)
                .containsEntry(name, value));
    }

    private static void requireProof(JobSummary job) {
        assertThat(job.images())
                .extracting(ImageUsed::proved)
                .containsExactly("read back into the board's memory, CRC-32 by U-Boot");
    }

    @Test
    void aSpiNorIsUpdatedAndFilledUpWithErasedBytes() throws Exception {
        try (UbootLine line = line("sf 0:0", text -> text)) {
            ConsoleBoard board = line.plug(",medium=sf,size=1M");

            JobSummary job = line.run();

            line.requireGreen(job, board);
            requireProof(job);
            requireFact(job, "flash", "w25q512");
            assertThat(board.read(LENGTH, (1 << 20) - LENGTH)).containsOnly((byte) 0xff);
        }
    }

    @Test
    void aNandsBadBlocksAreLeftOutAndRecorded() throws Exception {
        try (UbootLine line =
                line("nand 0", text -> text.replace("window: 8", "window: 8\n    at: 128KiB\n    room: 1MiB"))) {
            ConsoleBoard board = line.plug(",medium=nand,size=2M,bad=2+4+15");

            JobSummary job = line.run();

            line.requireGreen(job, board, 128 << 10);
            requireProof(job);
            requireFact(job, "badBlocks", "0x40000, 0x80000");
            assertThat(board.read(0, 1000)).as("before it").containsOnly((byte) 0xff);
        }
    }

    @Test
    void aVolumeIsWrittenInPartsAndReadBackAsAWhole() throws Exception {
        try (UbootLine line = line("\"ubi UBI:rootfs\"", text -> text)) {
            ConsoleBoard board = line.plug(",medium=ubi,size=4M");

            JobSummary job = line.run();

            line.requireGreen(job, board);
            requireProof(job);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "sf, wrong-status, medium-failed, failed in write step",
        "sf, lost-write, verify-mismatch, 'sf 0:0 holds other bytes than were written, in 0x0 to'",
        "nand, wrong-status, medium-failed, written: ERROR",
        "nand, flip-write, verify-mismatch, nand 0 holds other bytes",
        "ubi, wrong-status, medium-failed, partially wrote",
        "ubi, lost-write, verify-mismatch, 'ubi UBI:rootfs holds other bytes'"
    })
    void aWriteThatIsNoneIsNotGreen(String kind, String fault, String failure, String message) throws Exception {
        fails(kind, "size=2M,fault=" + fault + "xalways", failure, message);
    }

    @ParameterizedTest
    @Tag("lab")
    @CsvSource({
        "sf, write-error, medium-failed, failed in write step",
        "sf, flip-write, verify-mismatch, holds other bytes",
        "nand, write-error, medium-failed, written: ERROR",
        "nand, lost-write, verify-mismatch, holds other bytes",
        "ubi, write-error, medium-failed, partially wrote",
        "ubi, flip-write, verify-mismatch, holds other bytes"
    })
    void aFaultyWriteFailsForWhatItIs(String kind, String fault, String failure, String message) throws Exception {
        fails(kind, "size=2M,fault=" + fault + "xalways", failure, message);
    }

    @ParameterizedTest
    @Tag("lab")
    @CsvSource({
        "sf, size=256k, image-too-large, 'sf 0:0 has 262144 bytes, and 300001 are needed'",
        "nand, size=256k, image-too-large, exceeds partition or device limit",
        "nand, size=384k+bad=1, image-too-large, exceeds partition or device limit",
        "nand, size=2M+worn=1, medium-failed, Erase failure",
        "ubi, size=512k, image-too-large, 'has 253952 bytes, and 300001 are needed'"
    })
    void aMediumThatIsTooSmallOrWornIsNamedBeforeAnythingIsWritten(
            String kind, String options, String failure, String message) throws Exception {
        fails(kind, options.replace('+', ','), failure, message);
    }

    private void fails(String kind, String options, String failure, String message) throws Exception {
        try (UbootLine line = line(to(kind), text -> text)) {
            line.plug(",medium=" + kind + "," + options);

            Verdicts.requireFailed(line.run(), failure, message);
        }
    }

    @ParameterizedTest
    @Tag("lab")
    @CsvSource(
            delimiter = '|',
            value = {
                "nand|nand 1|medium-failed|the board has no nand 1",
                "sf|sf 1:0|medium-failed|Failed to initialize SPI flash at 1:0",
                "ubi|\"ubi nosuch:rootfs\"|medium-failed|Partition nosuch not found",
                "ubi|\"ubi UBI:home\"|medium-failed|has no volume home, only rootfs, data",
                "virtio|sf 0|medium-failed|Unknown command",
                "ubi|\"ubi UBI:rootfs\"; at: 128KiB|recipe-invalid|leave out at and room",
                "sf|sf 0; at: 4KiB|recipe-invalid|at: 0x1000 has to be a multiple of 65536",
                "nand|nand 0; room: 384KiB|image-too-large|leaves room for 393216"
            })
    void aMediumThatIsNotThereOrDoesNotFitTheRecipeIsNamed(String kind, String to, String failure, String message)
            throws Exception {
        try (UbootLine line = line(to.replace("; ", "\n    "), text -> text)) {
            line.plug(",size=2M,bad=1,medium=" + kind);

            Verdicts.requireFailed(line.run(), failure, message);
        }
    }

    @ParameterizedTest
    @Tag("lab")
    @CsvSource({"sf", "nand", "ubi"})
    void aResetInTheMiddleOfAWriteIsRetried(String kind) throws Exception {
        try (UbootLine line = line(to(kind), text -> text.replace("attempts: 1", "attempts: 3"))) {
            ConsoleBoard board = line.plug(",size=2M,fault=reset-write,medium=" + kind);

            JobSummary job = line.run();

            assertThat(job.attempts()).hasSize(2);
            line.requireGreen(job, board);
        }
    }

    /** Its memory has no room for two pieces of the usual size. */
    @Test
    void aPieceIsNoLargerThanTheBoardsMemoryHasRoomFor() throws Exception {
        try (UbootLine line = line("virtio 0", text -> text.replace("piece: 128KiB", "piece: 64MiB"))) {
            ConsoleBoard board = line.plug(",ram=4M");

            line.requireGreen(line.run(), board);
        }
    }
}
