package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.config.StationConfig;
import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobSummary;
import dev.gangway.message.ScanOutcome;
import dev.gangway.message.StepResult;
import dev.gangway.model.PortPath;
import dev.gangway.model.Slot;
import dev.gangway.model.Verdict;
import dev.gangway.recipe.Recipe;
import dev.gangway.serial.SerialBus;
import dev.gangway.serve.BoardFiles;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real U-Boot judges how flash is written: its sandbox has a SPI NOR, whose file is compared from outside, a NAND with soft error
 * correction, and UBI. It fetches by TFTP over the loopback, for which it needs raw sockets: root.
 */
@Tag("lab")
@Tag("long")
@Timeout(1800)
class UbootSandboxLabTest {
    private static final int ERASE = 128 << 10;
    private static final int NOR_ERASE = 64 << 10;

    @TempDir
    Path folder;

    private byte[] image(int length) throws Exception {
        byte[] image = new byte[length];
        new SplittableRandom(length).nextBytes(image);
        Files.createDirectories(folder.resolve("images"));
        Files.write(folder.resolve("images/disk.img"), image);
        return image;
    }

    /** Has a sandbox flashed by the shipped recipe with these steps before and after its write. */
    private JobSummary flash(UbootSandbox board, String to, List<String> before, List<String> after, String says)
            throws Exception {
        Recipe recipe = TestRecipes.shipped("uboot-tftp", text -> text.replace("attempts: 3", "attempts: 1")
                .replace(
                        "  - uboot.network: dhcp\n",
                        run("prepare", before)
                                + "  - uboot.network: fixed\n    address: 127.0.0.1\n    netmask: 255.0.0.0\n")
                .replace("to: virtio 0", "to: " + to + "\n    ram: 0x1000000\n    piece: 256KiB")
                .replace("    window: 8\n", "")
                .replaceAll("(?s)  - uboot.boot: boot.*", run("look", after) + "    says: \"" + says + "\"\n"));
        PortPath port = new PortPath("serial:" + board.console());
        try (BoardFiles server = BoardFiles.open(InetAddress.getByName("127.0.0.1"), 0, 0);
                LineHarness line = LineSetup.in(folder)
                        .ports(1)
                        .images(folder.resolve("images"))
                        .recipes(recipe)
                        .protocols(StationProtocols.with(server))
                        .slots(new StationConfig.PortEntry(port, new Slot("S"), 0, 0, List.of()))
                        .and(new SerialBus(List.of(port)))
                        .start()) {
            ScanOutcome scanned = line.scanFor("S", "UB-00001");
            assertThat(scanned).isInstanceOf(ScanOutcome.Started.class);
            return line.ended(((ScanOutcome.Started) scanned).job()).summary();
        }
    }

    private static String run(String name, List<String> commands) {
        return "  - uboot.run: |\n      " + String.join("\n      ", commands) + "\n    name: " + name + "\n";
    }

    private static final List<String> LOOPBACK = List.of("setenv ethrotate no", "setenv ethact host_lo");

    private static void requireGreen(JobSummary job) {
        assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
        assertThat(job.images())
                .extracting(ImageUsed::proved)
                .containsExactly("read back into the board's memory, CRC-32 by U-Boot");
    }

    private static String sum(byte[] image, int from, int length) {
        CRC32 crc = new CRC32();
        crc.update(image, from, length);
        return String.format("%08x", crc.getValue());
    }

    @Test
    void itsSpiNorHoldsTheImageAndErasedBytesBehindIt() throws Exception {
        byte[] image = image(700_001);
        try (UbootSandbox board = UbootSandbox.start(folder)) {
            JobSummary job = flash(board, "sf 0:0\n    at: " + NOR_ERASE, LOOPBACK, List.of("version"), "U-Boot");

            requireGreen(job);
            byte[] nor = board.nor();
            assertThat(Arrays.mismatch(Arrays.copyOfRange(nor, NOR_ERASE, NOR_ERASE + image.length), image))
                    .isEqualTo(-1);
            assertThat(Arrays.copyOfRange(nor, NOR_ERASE + image.length, nor.length))
                    .containsOnly((byte) 0xff);
            assertThat(Arrays.copyOf(nor, NOR_ERASE)).containsOnly((byte) 0xff);
        }
    }

    /** Blocks 1 and 3 are marked; U-Boot itself then tells what block 2 holds. */
    @Test
    void itsNandIsWrittenAroundBadBlocks() throws Exception {
        byte[] image = image(600_001);
        try (UbootSandbox board = UbootSandbox.start(folder)) {
            JobSummary job = flash(
                    board,
                    "nand 0",
                    List.of("setenv ethrotate no", "setenv ethact host_lo", "nand markbad 20000 60000"),
                    List.of("nand read 2000000 40000 20000", "crc32 2000000 20000"),
                    "==> " + sum(image, ERASE, ERASE));

            requireGreen(job);
            assertThat(job.steps()).extracting(StepResult::facts).anySatisfy(facts -> assertThat(facts)
                    .containsEntry("badBlocks", "0x20000, 0x60000"));
        }
    }

    @Test
    void itsUbiVolumeIsWrittenInPartsAndReadBack() throws Exception {
        image(1_000_001);
        try (UbootSandbox board = UbootSandbox.start(folder)) {
            JobSummary job = flash(
                    board,
                    "\"ubi UBI:rootfs\"",
                    List.of(
                            "setenv ethrotate no",
                            "setenv ethact host_lo",
                            "setenv mtdids nand0=nand0",
                            "setenv mtdparts mtdparts=nand0:16m(boot),16m(UBI)",
                            "ubi part UBI",
                            "ubi create rootfs 200000"),
                    List.of("ubi info l"),
                    "layout volume");

            requireGreen(job);
        }
    }
}
