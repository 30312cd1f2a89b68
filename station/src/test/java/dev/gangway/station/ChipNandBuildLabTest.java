package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.format.NandGeometry;
import dev.gangway.message.JobSummary;
import dev.gangway.model.Verdict;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.cli.CommandRun;
import dev.gangway.virtual.nand.VirtualNand;
import dev.gangway.virtual.sample.SampleImages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Images built of a root file system's archive, by Debian's mtd-utils and fakeroot, flashed to a virtual board by the shipped recipe.
 * A Linux kernel of Debian reads what lies in the board's NAND, and Python's tarfile says whether it is what the archive had.
 */
@Tag("lab")
class ChipNandBuildLabTest {
    private static final Path LAB = Path.of("src/lab/ubifs").toAbsolutePath();
    private static final Path KERNEL = Path.of("target/lab/vm").toAbsolutePath();
    private static final long ROOTFS = 0x1000000;

    @TempDir
    Path folder;

    private Path uboot;
    private Path rootfs;
    private Path out;

    @BeforeEach
    void files() throws IOException {
        uboot = folder.resolve("u-boot");
        SampleImages.chip(uboot, new NandGeometry(0x40000, 0x1000, 0x100), 1, 1);
        rootfs = folder.resolve("rootfs.tar");
        out = folder.resolve("new-image");
    }

    private void archive() throws Exception {
        run(
                "fakeroot sh -c 'python3 " + LAB + "/tree.py make tree &&"
                        + " tar --create --file=rootfs.tar --directory=tree --format=pax --xattrs --xattrs-include=* . && rm -r tree'");
    }

    private CommandRun build(Path from, String nand) {
        return CommandRun.of(
                "image",
                "build",
                "chip-nand",
                "--uboot",
                uboot.toString(),
                "--rootfs",
                from.toString(),
                "--nand",
                nand,
                "--out",
                out.toString());
    }

    @Test
    void linuxReadsInTheBoardsNandWhatTheArchiveHad() throws Exception {
        archive();
        run("zstd -q rootfs.tar");

        CommandRun built = build(folder.resolve("rootfs.tar.zst"), "toshiba-512");

        assertThat(built.err()).isEmpty();
        assertThat(built.code()).isZero();
        run("cd new-image && sha256sum --quiet --check SHA256SUMS");
        assertThat(readBack(flashed("Toshiba_512M_SLC"), folder)).isEqualTo(facts(rootfs));
        assertThat(build(rootfs, "toshiba-512").code()).isEqualTo(ExitCode.INVALID);
    }

    @Test
    void anMlcBoardTakesItOnOnePageOfEachPair() throws Exception {
        archive();
        run("xz -0 rootfs.tar");

        CommandRun built = build(folder.resolve("rootfs.tar.xz"), "hynix-8g");

        assertThat(built.err()).isEmpty();
        assertThat(built.code()).isZero();
        VirtualNand nand = flashed("Hynix_8G_MLC");
        for (int page = 2; page < 255; page += 2) {
            assertThat(isErased(nand, ROOTFS / 0x4000 + page))
                    .as("page %d", page)
                    .isTrue();
        }
        run(
                "simg2img new-image/*.sparse whole.ubi && img2simg whole.ubi again.sparse 4194304 && simg2img again.sparse again.ubi"
                        + " && cmp whole.ubi again.ubi");
    }

    private VirtualNand flashed(String flash) throws Exception {
        TestBoard board = flashedBoard(flash);
        assertThat(board.console()).noneMatch(line -> line.startsWith("(UBIFS: "));
        return board.nand();
    }

    private TestBoard flashedBoard(String flash) throws Exception {
        String tree = flash.endsWith("SLC") ? "ntc-gr8-crumb.dtb" : "sun5i-r8-chip.dtb";
        try (LineHarness line = LineSetup.in(folder).images(out).start()) {
            TestBoard board = TestBoard.chip(1, flash, (source, nand) -> source);

            JobSummary job = line.run(1, board, "CP-00001");

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(job.verified()).isEqualTo("readback");
            // Its own U-Boot, from the NAND: UBI, UBIFS, the kernel and the tree of this board.
            assertThat(board.console())
                    .containsSubsequence(
                            "(boots from NAND: SPL and U-Boot are sound)",
                            "UBIFS: mounted UBI device 0, volume 0, name \"rootfs\"",
                            "Loading file '/boot/" + tree + "' to addr 0x43000000...",
                            "Loading file '/boot/zImage' to addr 0x42000000...",
                            "Starting kernel ...",
                            "Booting Linux on physical CPU 0x0");
            return board;
        }
    }

    private static boolean isErased(VirtualNand nand, long page) throws Exception {
        return !nand.isProgrammed(page)
                || ByteBuffer.wrap(read(nand, page)).mismatch(ByteBuffer.wrap(erased(nand))) < 0;
    }

    private static byte[] erased(VirtualNand nand) {
        byte[] page = new byte[nand.geometry().pageSize()];
        Arrays.fill(page, (byte) 0xff);
        return page;
    }

    private static byte[] read(VirtualNand nand, long page) throws Exception {
        ByteBuffer into = ByteBuffer.allocate(nand.geometry().pageSize());
        nand.read(page, into);
        return into.array();
    }

    /** What Linux sees in the chip's UBI partition. */
    private String readBack(VirtualNand nand, Path to) throws Exception {
        Path image = to.resolve("nand.ubi");
        try (var file = Files.newOutputStream(image)) {
            byte[] blank = erased(nand);
            int pages = nand.geometry().pagesPerBlock();
            for (long block = ROOTFS / pages / blank.length; nand.isProgrammed(block * pages); block++) {
                for (int i = 0; i < pages; i++) {
                    file.write(read(nand, block * pages + i));
                }
            }
        }
        run("bash " + LAB + "/read.sh " + KERNEL + " nand.ubi back.tar 500");
        return facts(to.resolve("back.tar"));
    }

    private String facts(Path archive) throws Exception {
        run("python3 " + LAB + "/tree.py facts " + archive + " > " + archive + ".facts");
        return Files.readString(Path.of(archive + ".facts"));
    }

    /** Linux writes to what was built and loses its power; that NAND goes onto a board, whose U-Boot does not replay a journal. */
    @Test
    @Tag("long")
    void aBoardSaysWhatItDoesNotSeeOfAFileSystemThatLinuxWroteTo() throws Exception {
        archive();
        assertThat(build(rootfs, "toshiba-512").code()).isZero();
        run("simg2img new-image/*.sparse whole.ubi && bash " + LAB + "/read.sh " + KERNEL
                + " whole.ubi nand.img 300 written"
                + " && head -c $((160 << 18)) nand.img >written.ubi && img2simg written.ubi new-image/*.sparse 262144");

        TestBoard board = flashedBoard("Toshiba_512M_SLC");

        assertThat(board.console())
                .anyMatch(line -> line.matches(
                        "\\(UBIFS: the file system was not unmounted, and its journal is not replayed here: what"
                                + " was written to LEB [0-9, ]+ since the last commit is not seen\\)"));
    }

    /** Half a gigabyte that does not compress. */
    @Test
    @Tag("long")
    void aRootFileSystemThatTheVolumeDoesNotTakeIsRefused() throws Exception {
        run(
                "mkdir tree && openssl enc -aes-128-ctr -pass pass:x -nosalt </dev/zero 2>/dev/null | head -c 560000000 >tree/noise"
                        + " && tar -C tree -cf rootfs.tar . && rm -r tree");

        CommandRun built = build(rootfs, "toshiba-512");

        assertThat(built.code()).isEqualTo(ExitCode.INVALID);
        assertThat(built.err())
                .contains(" blocks of 258048 bytes, the volume on this NAND has 1942; leave something out");
        assertThat(out).doesNotExist();
    }

    /**
     * From a disk that has no room for the unpacked files to one that has room for all: it fills up below tar, mkfs.ubifs, ubinize
     * and what is written here.
     */
    @Test
    @Tag("long")
    void aFullDiskIsToldAndLeavesNothing() throws Exception {
        archive();
        Path disk = Files.createDirectory(folder.resolve("disk"));
        out = disk.resolve("new-image");
        CommandRun built = null;
        Set<String> failed = new HashSet<>();
        for (int kib = 1024; built == null || built.code() != 0; kib += kib / 3) {
            run("mount -t tmpfs -o size=" + kib + "k gangway disk");
            try {
                built = build(rootfs, "toshiba-512");
                if (built.code() != 0) {
                    assertThat(built.code()).as("%s", built.err()).isEqualTo(ExitCode.ENVIRONMENT);
                    assertThat(built.err()).contains("No space left", "nothing of it is left, make room");
                    failed.add(built.err().replaceFirst("(?s).* was not made: (\\w+).*", "$1"));
                    try (Stream<Path> left = Files.list(disk)) {
                        assertThat(left).as("%d KiB", kib).isEmpty();
                    }
                }
            } finally {
                // Lazily: images that were looked at stay mapped for a while.
                run("umount --lazy disk");
            }
        }
        assertThat(failed).contains("tar", "mkfs", "ubinize");
    }

    /** In place of mkfs.ubifs a program that does not end, so that the kill comes in the middle. */
    @Test
    void aKilledBuildLeavesNothingUnderTheName() throws Exception {
        archive();
        Path programs = Files.createDirectories(folder.resolve("programs"));
        Path slow = Files.writeString(
                programs.resolve("mkfs.ubifs"), "#!/bin/sh\necho $$ >" + folder + "/begun\nexec sleep 600\n");
        Files.setPosixFilePermissions(slow, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path begun = folder.resolve("begun");

        Process terminated = start(programs);
        await().atMost(60, TimeUnit.SECONDS).until(() -> Files.exists(begun) && Files.size(begun) > 0);
        long sleeper = Long.parseLong(Files.readString(begun).strip());
        assertThat(build(rootfs, "toshiba-512").err()).contains("right now");
        terminated.destroy();
        assertThat(terminated.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(hidden()).isEmpty();
        // Its parent was ended too, so it stays a zombie until the first process takes note.
        await().atMost(30, TimeUnit.SECONDS)
                .until(() -> ProcessHandle.of(sleeper).isEmpty());

        Files.delete(begun);
        Process killed = start(programs);
        await().atMost(60, TimeUnit.SECONDS).until(() -> Files.exists(begun) && Files.size(begun) > 0);
        killed.toHandle().destroyForcibly();
        assertThat(killed.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(out).doesNotExist();
        assertThat(hidden()).isNotEmpty();
        ProcessHandle.of(Long.parseLong(Files.readString(begun).strip())).ifPresent(ProcessHandle::destroyForcibly);

        CommandRun again = build(rootfs, "toshiba-512");

        assertThat(again.err()).isEmpty();
        assertThat(again.code()).isZero();
        assertThat(hidden()).isEmpty();
    }

    private Process start(Path programs) throws IOException {
        List<String> command = new ArrayList<>(ProductJvm.command(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1")));
        command.addAll(List.of("image", "build", "chip-nand", "--uboot", uboot.toString()));
        command.addAll(List.of("--rootfs", rootfs.toString(), "--nand", "toshiba-512", "--out", out.toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("build.log").toFile());
        builder.environment().merge("PATH", programs.toString(), (old, first) -> first + ":" + old);
        return builder.start();
    }

    private List<String> hidden() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("."))
                    .toList();
        }
    }

    private void run(String command) throws IOException, InterruptedException {
        ShellCommand.need(folder, Duration.ofMinutes(10), command);
    }

    /** A whole Debian, made by Debian's own program; a kernel's head and device trees are added, since minbase has none. */
    @Test
    @Tag("long")
    void linuxReadsAWholeDebianInTheBoardsNand() throws Exception {
        run("command -v debootstrap || { echo 'apt-get install debootstrap'; exit 1; }");
        run(
                "debootstrap --variant=minbase --include=iputils-ping bookworm debian >debootstrap.log 2>&1"
                        + " && python3 " + LAB
                        + "/tree.py boot debian && tar --create --file=rootfs.tar --directory=debian --format=pax --numeric-owner --xattrs --xattrs-include=* .");

        CommandRun built = build(rootfs, "toshiba-512");

        assertThat(built.err()).isEmpty();
        assertThat(built.code()).isZero();
        assertThat(readBack(flashed("Toshiba_512M_SLC"), folder)).isEqualTo(facts(rootfs));
    }
}
