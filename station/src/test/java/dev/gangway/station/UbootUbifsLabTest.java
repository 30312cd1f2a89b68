package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.channel.SerialDevice;
import dev.gangway.channel.SerialLine;
import dev.gangway.config.StationConfig;
import dev.gangway.format.NandGeometry;
import dev.gangway.message.JobSummary;
import dev.gangway.message.ScanOutcome;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.PortPath;
import dev.gangway.model.Slot;
import dev.gangway.model.Verdict;
import dev.gangway.serial.SerialBus;
import dev.gangway.serial.TtyLine;
import dev.gangway.serve.BoardFiles;
import dev.gangway.station.cli.CommandRun;
import dev.gangway.uboot.UbootDevice;
import dev.gangway.uboot.UbootMemory;
import dev.gangway.uboot.UbootWays;
import dev.gangway.virtual.sample.SampleImages;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A NAND image built here, written to the NAND of a real U-Boot by a recipe: U-Boot attaches it, mounts its UBIFS, and finds the files
 * that the archive had.
 */
@Tag("lab")
@Tag("long")
@Timeout(1800)
class UbootUbifsLabTest {
    private static final Path TREE = Path.of("src/lab/ubifs/tree.py").toAbsolutePath();
    private static final NandGeometry NAND = new NandGeometry(0x40000, 0x1000, 0x100);
    private static final int SUBPAGE = 1024;

    /** Blocks of the volume afterwards. */
    private static final int GROWN = 100;

    private static final long LOADED = 0x2000000;
    private static final Duration LONG = Duration.ofMinutes(5);

    private static final String RECIPE = """
            kind: recipe
            version: 1
            title: A NAND as a C.H.I.P. Pro's
            serves: { mode: uboot-console }
            serial: { pattern: "US-[0-9]{5}", check: none }
            images:
              ubi: { file: whole.ubi, format: raw }
            retry: { attempts: 1 }
            verify: readback
            steps:
              - { uboot.stop: usual, name: prompt, within: 60s }
              - { uboot.run: "setenv ethrotate no; setenv ethact host_lo", name: loopback }
              - { uboot.network: fixed, address: 127.0.0.1, netmask: 255.0.0.0, name: network }
              - { uboot.write: ubi, to: nand.trimffs 0, at: 16MiB, ram: 0x1000000, piece: 1MiB, name: nand }
            """;

    @TempDir
    Path folder;

    private void run(String command) throws IOException, InterruptedException {
        ShellCommand.need(folder, Duration.ofMinutes(5), command);
    }

    private void build() throws Exception {
        run("fakeroot sh -c 'python3 " + TREE + " make tree &&"
                + " tar --create --file=rootfs.tar --directory=tree --format=pax --xattrs --xattrs-include=* .'");
        SampleImages.chip(folder.resolve("u-boot"), NAND, 1, 1);
        CommandRun built = CommandRun.of(
                "image",
                "build",
                "chip-nand",
                "--uboot",
                folder.resolve("u-boot").toString(),
                "--rootfs",
                folder.resolve("rootfs.tar").toString(),
                "--nand",
                "toshiba-512",
                "--out",
                folder.resolve("built").toString());
        assertThat(built.err()).isEmpty();
        assertThat(built.code()).isZero();
        run("mkdir images && simg2img built/*.sparse images/whole.ubi");
        grow(folder.resolve("images/whole.ubi"));
    }

    /**
     * UBI makes the volume as large as its NAND when it attaches it first, and writes two headers into one page for that. A real SLC
     * NAND takes them; the sandbox's takes each page once. So both volume tables, and nothing else, are made as UBI would leave them.
     */
    private static void grow(Path image) throws IOException {
        byte[] bytes = Files.readAllBytes(image);
        ByteBuffer ubi = ByteBuffer.wrap(bytes);
        int tables = 0;
        for (int block = 0; block < bytes.length; block += NAND.eraseSize()) {
            boolean table = ubi.getInt(block + SUBPAGE) == 0x55424921 && ubi.getInt(block + SUBPAGE + 8) == 0x7fffefff;
            if (table) {
                int record = block + NAND.pageSize();
                assertThat(ubi.get(record + 144)).isEqualTo((byte) 1);
                ubi.put(record + 144, (byte) 0);
                ubi.putInt(record, GROWN);
                ubi.putInt(record + 168, ~(int) crc(Arrays.copyOfRange(bytes, record, record + 168)));
                tables++;
            }
        }
        assertThat(tables).isEqualTo(2);
        Files.write(image, bytes);
    }

    private static long crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }

    private void flash(UbootSandbox sandbox) throws Exception {
        PortPath port = new PortPath("serial:" + sandbox.console());
        try (BoardFiles server = BoardFiles.open(InetAddress.getLoopbackAddress(), 0, 0);
                LineHarness line = LineSetup.in(folder)
                        .ports(1)
                        .images(folder.resolve("images"))
                        .recipes(TestRecipes.of("uboot-nand", RECIPE))
                        .protocols(StationProtocols.with(server))
                        .slots(new StationConfig.PortEntry(port, new Slot("S1"), 0, 0, List.of()))
                        .and(new SerialBus(List.of(port)))
                        .start()) {
            ScanOutcome scanned = line.scanFor("S1", "US-00001");
            JobSummary job = line.ended(((ScanOutcome.Started) scanned).job()).summary();
            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
        }
    }

    private static List<String> did(UbootDevice board, String command) throws FailureException {
        var answer = board.run(command, LONG);
        assertThat(answer.status()).as("%s: %s", command, answer.lines()).isZero();
        return answer.lines();
    }

    @Test
    void realUbootMountsWhatWasBuiltAndReadsItsFiles() throws Exception {
        build();
        try (UbootSandbox sandbox = UbootSandbox.start(folder, "chip.dtb")) {
            flash(sandbox);
            try (SerialLine line =
                    TtyLine.open(new SerialDevice(sandbox.console().toString()))) {
                UbootDevice board = UbootDevice.open(line, UbootWays.USUAL.within(Duration.ofSeconds(30)));
                board.prompt();
                board.need("setenv mtdids nand0=nand0", FailureKind.BOARD_REFUSED);
                board.need("setenv mtdparts 'mtdparts=nand0:16m(boot),-(UBI)'", FailureKind.BOARD_REFUSED);
                did(board, "ubi part UBI");
                did(board, "ubifsmount ubi0:rootfs");
                assertThat(did(board, "ubifsls /boot"))
                        .anyMatch(entry -> entry.contains("1048576") && entry.endsWith(" zImage"))
                        .anyMatch(entry -> entry.contains("20004") && entry.endsWith(" sun5i-r8-chip.dtb"));
                compare(board);
            }
        }
    }

    /** Packed data, a name of a file that has another one, a symbolic link, names that are many. Each file, and where it is here. */
    private void compare(UbootDevice board) throws Exception {
        UbootMemory ram = new UbootMemory(board);
        Map<String, String> files = new TreeMap<>(Map.of("etc/absolute", "bin/su"));
        for (String same : List.of("boot/zImage", "home/chip/large", "bin/same", "bin/su", "tmp/000", "tmp/299")) {
            files.put(same, same);
        }
        for (Map.Entry<String, String> each : files.entrySet()) {
            String file = each.getKey();
            byte[] is = Files.readAllBytes(folder.resolve("tree").resolve(each.getValue()));
            ram.fill(LOADED, is.length + 4L);
            did(board, String.format("ubifsload %x /%s", LOADED, file));
            assertThat(board.variable("filesize")).as(file).contains(Integer.toHexString(is.length));
            assertThat(ram.sum(LOADED, is.length)).as(file).isEqualTo((int) crc(is));
        }
        for (String none : List.of("/boot/none", "/etc/relative")) { // the link goes up, which U-Boot does not
            assertThat(board.run(String.format("ubifsload %x %s", LOADED, none), LONG)
                            .status())
                    .as(none)
                    .isNotZero();
        }
    }
}
