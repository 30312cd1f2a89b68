package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.fel.DebianUboot;
import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobSummary;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import dev.gangway.model.Verdict;
import dev.gangway.recipe.Recipe;
import dev.gangway.serve.BoardFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real U-Boot writes a real controller's card ({@code mmc}): Debian's build for an Allwinner H3, in QEMU's Orange Pi PC, which it
 * starts from that card. The card is compared from outside.
 */
@Tag("lab")
@Timeout(300)
class UbootCardLabTest {
    private static final int MIB = 1 << 20;
    private static final int CARD = 64 * MIB;
    private static final int AT = 16 * MIB;
    private static final int SECTOR = 512;

    /** Free of QEMU's own TFTP server, and of the other labs'. */
    private static final String ADDRESS = "127.0.0.4";

    @TempDir
    static Path packages;

    private static Path uboot = Path.of("");

    @TempDir
    Path folder;

    /** A board with the Ethernet port that is in the chip, which is what QEMU's machine has. */
    @BeforeAll
    static void fetch() throws IOException, InterruptedException {
        uboot = DebianUboot.fetch(packages, "armhf").resolve("nanopi_neo").resolve(DebianUboot.FILE);
    }

    private static Recipe recipe(String medium) throws IOException {
        String text = Files.readString(Path.of("../config/recipes/uboot-tftp.yaml"));
        return TestRecipes.of(
                "uboot-tftp",
                text.replace("to: virtio 0", "to: " + medium + "\n    at: 16MiB\n    piece: 2MiB")
                        .replace("attempts: 3", "attempts: 1"));
    }

    private byte[] image(int length) throws IOException {
        byte[] image = new byte[length];
        new SplittableRandom(length).nextBytes(image);
        Files.createDirectories(folder.resolve("images"));
        Files.write(folder.resolve("images/disk.img"), image);
        return image;
    }

    private JobSummary flash(QemuUboot board, String medium) throws Exception {
        try (BoardFiles server = BoardFiles.open(InetAddress.getByName(ADDRESS), QemuLine.TFTP, 0)) {
            return new QemuLine(folder, "UB-%05d")
                    .flash(folder.resolve("images"), StationProtocols.with(server), recipe(medium), List.of(board))
                    .get(0);
        }
    }

    private static void assertSame(byte[] is, byte[] was, int from, int to) {
        assertThat(Arrays.equals(is, from, to, was, from, to))
                .as("the card from %d to %d is as it was", from, to)
                .isTrue();
    }

    @Test
    void aRealUbootWritesItsCardWhereTheRecipeSaysAndNowhereElse() throws Exception {
        byte[] image = image(5 * MIB + 1);
        try (QemuUboot board = QemuUboot.startFromCard(folder, "card", uboot, CARD, -1)) {
            byte[] was = Files.readAllBytes(board.disk());
            JobSummary job = flash(board, "mmc 0");

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(job.images())
                    .extracting(ImageUsed::proved)
                    .containsExactly("read back into the board's memory, CRC-32 by U-Boot");
            byte[] is = Files.readAllBytes(board.disk());
            assertThat(Arrays.equals(is, AT, AT + image.length, image, 0, image.length))
                    .as("the image is on the card")
                    .isTrue();
            assertSame(is, was, 0, AT);
            // The last block is filled with zeros, which are there already.
            assertSame(is, was, AT + image.length, CARD);
        }
    }

    /** One sector is written nowhere, and neither card nor U-Boot say so: what is read back has to. */
    @Test
    void aCardThatSwallowsASectorIsNotGreen() throws Exception {
        image(MIB);
        try (QemuUboot board = QemuUboot.startFromCard(folder, "worn", uboot, CARD, AT / SECTOR + 100)) {
            Failure failure = Objects.requireNonNull(flash(board, "mmc 0").failure());

            assertThat(failure.kind()).isEqualTo(FailureKind.VERIFY_MISMATCH);
            assertThat(failure.message()).contains("mmc 0 holds other bytes than were written");
        }
    }

    @Test
    void anImageThatIsTooLargeIsToldBeforeAnythingIsWritten() throws Exception {
        image(CARD - AT + 1);
        try (QemuUboot board = QemuUboot.startFromCard(folder, "small", uboot, CARD, -1)) {
            byte[] was = Files.readAllBytes(board.disk());

            Failure failure = Objects.requireNonNull(flash(board, "mmc 0").failure());

            assertThat(failure.kind()).isEqualTo(FailureKind.IMAGE_TOO_LARGE);
            assertThat(failure.message()).isEqualTo("mmc 0 has 67108864 bytes, and 67108865 are needed");
            assertSame(Files.readAllBytes(board.disk()), was, 0, CARD);
        }
    }

    @Test
    @Tag("long")
    void aCardThatIsNotThereIsTold() throws Exception {
        image(MIB);
        try (QemuUboot board = QemuUboot.startFromCard(folder, "missing", uboot, CARD, -1)) {
            assertThat(Objects.requireNonNull(flash(board, "mmc 5").failure()).kind())
                    .isEqualTo(FailureKind.MEDIUM_FAILED);
        }
    }
}
