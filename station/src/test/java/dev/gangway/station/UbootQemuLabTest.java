package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobSummary;
import dev.gangway.message.StepResult;
import dev.gangway.model.Verdict;
import dev.gangway.protocol.FileServers;
import dev.gangway.recipe.Recipe;
import dev.gangway.serve.BoardFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A real U-Boot judges: the shipped recipe flashes virtual disks of Debian's U-Boot in qemu-system-aarch64, over its console on a
 * pty and TFTP, and the disks are compared from outside. Its build knows TFTP's usual port only, so this needs root, or
 * {@code unshare -rn} with the loopback up.
 */
@Tag("lab")
@Timeout(300)
class UbootQemuLabTest {
    private static final Path RECIPE = Path.of("../config/recipes/uboot-tftp.yaml");
    private static final int MIB = 1 << 20;

    /** QEMU has a TFTP server of its own at the address that its users know this machine by; this one it passes on. */
    private static final String ADDRESS = "127.0.0.2";

    @TempDir
    Path folder;

    private static Recipe recipe(UnaryOperator<String> change) throws IOException {
        return TestRecipes.of("uboot-tftp", change.apply(Files.readString(RECIPE)));
    }

    private byte[] image(int length) throws IOException {
        byte[] image = new byte[length];
        new SplittableRandom(length).nextBytes(image);
        Files.createDirectories(folder.resolve("images"));
        Files.write(folder.resolve("images/disk.img"), image);
        return image;
    }

    private List<JobSummary> flash(FileServers servers, Recipe recipe, List<QemuUboot> boards) throws Exception {
        return new QemuLine(folder, "UB-%05d")
                .flash(folder.resolve("images"), StationProtocols.with(servers), recipe, boards);
    }

    private static void requireGreen(JobSummary job) {
        assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
        assertThat(job.images())
                .extracting(ImageUsed::proved)
                .containsExactly("read back into the board's memory, CRC-32 by U-Boot");
    }

    private static long resent(JobSummary job) {
        return job.steps().stream()
                .map(StepResult::facts)
                .filter(facts -> facts.containsKey("tftpResent"))
                .mapToLong(facts -> Long.parseLong(facts.get("tftpResent")))
                .sum();
    }

    @Test
    void aRealUbootTakesAnImage() throws Exception {
        byte[] image = image(5_000_001);
        try (BoardFiles server = BoardFiles.open(InetAddress.getByName(ADDRESS), QemuLine.TFTP, 0);
                QemuUboot board = QemuUboot.start(folder, "one", 1, 32L * MIB)) {
            JobSummary job = flash(server, recipe(text -> text), List.of(board)).get(0);

            requireGreen(job);
            board.assertHolds(image);
            assertThat(Objects.requireNonNull(job.boardId()).text()).matches("[0-9a-f]{2}(:[0-9a-f]{2}){5}");
        }
    }

    @Test
    void fourAtOnce() throws Exception {
        byte[] image = image(2 * MIB + 7);
        List<QemuUboot> boards = new ArrayList<>();
        try (BoardFiles server = BoardFiles.open(InetAddress.getByName(ADDRESS), QemuLine.TFTP, 0)) {
            for (int i = 1; i <= 4; i++) {
                boards.add(QemuUboot.start(folder, "board" + i, i, 16L * MIB));
            }
            flash(server, recipe(text -> text.replace("window: 8", "window: 8\n    piece: 1MiB")), boards)
                    .forEach(UbootQemuLabTest::requireGreen);
            for (QemuUboot board : boards) {
                board.assertHolds(image);
            }
        } finally {
            boards.forEach(QemuUboot::close);
        }
    }

    /** Each of them is chosen in its own way. */
    @ParameterizedTest
    @Tag("long")
    @CsvSource({
        "nvme 0, 'nvme,drive=d0,serial=n1'",
        "scsi 0, 'ich9-ahci,id=ahci;ide-hd,drive=d0,bus=ahci.0'",
        "usb 0, 'usb-ehci,id=usb;usb-storage,drive=d0,bus=usb.0'"
    })
    void disksOnOtherControllersTakeAnImage(String medium, String devices) throws Exception {
        byte[] image = image(MIB + 7);
        try (BoardFiles server = BoardFiles.open(InetAddress.getByName(ADDRESS), QemuLine.TFTP, 0);
                QemuUboot board = QemuUboot.startOn(folder, "other", 16L * MIB, devices.split(";"))) {
            JobSummary job = flash(server, recipe(text -> text.replace("virtio 0", medium)), List.of(board))
                    .get(0);

            requireGreen(job);
            board.assertHolds(image);
        }
    }

    @Test
    void sixtyFourMebibytesNeedNoRetransmission() throws Exception {
        byte[] image = image(64 * MIB);
        try (BoardFiles server = BoardFiles.open(InetAddress.getByName(ADDRESS), QemuLine.TFTP, 0);
                QemuUboot board = QemuUboot.start(folder, "large", 1, 96L * MIB)) {
            Recipe recipe = recipe(text ->
                    text.replace("window: 8", "window: 8\n    blockSize: 1468\n    piece: 64MiB\n    ram: 0x42000000"));

            JobSummary job = flash(server, recipe, List.of(board)).get(0);

            requireGreen(job);
            board.assertHolds(image);
            assertThat(resent(job)).isZero();
        }
    }

    @Test
    void onePacketLostInAHundredIsNoError() throws Exception {
        byte[] image = image(8 * MIB);
        try (LossyTftp network = new LossyTftp(InetAddress.getByName(ADDRESS), QemuLine.TFTP);
                QemuUboot board = QemuUboot.start(folder, "lossy", 1, 32L * MIB)) {
            JobSummary job =
                    flash(network, recipe(text -> text), List.of(board)).get(0);

            requireGreen(job);
            board.assertHolds(image);
            assertThat(job.attempts()).hasSize(1);
            assertThat(network.lost()).isGreaterThan(20);
            assertThat(resent(job)).isPositive();
        }
    }
}
