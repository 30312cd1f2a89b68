package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.channel.SerialDevice;
import dev.gangway.channel.SerialLine;
import dev.gangway.config.StationConfig;
import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobSummary;
import dev.gangway.message.ScanOutcome;
import dev.gangway.message.StepResult;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.PortPath;
import dev.gangway.model.Slot;
import dev.gangway.model.Verdict;
import dev.gangway.serial.SerialBus;
import dev.gangway.serial.TtyLine;
import dev.gangway.serve.BoardFiles;
import dev.gangway.uboot.ChosenMedium;
import dev.gangway.uboot.UbootDevice;
import dev.gangway.uboot.UbootMedium;
import dev.gangway.uboot.UbootMemory;
import dev.gangway.uboot.UbootWays;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real U-Boot judges how flash is written: its sandbox has a SPI NOR, whose file is compared from outside, a NAND, and UBI. A recipe
 * has it fetch images over the loopback; else what is written is made in its memory by its own commands.
 */
@Tag("lab")
@Tag("long")
@Timeout(1800)
class UbootSandboxLabTest {
    private static final long MEMORY = 0x1000000;
    private static final long BACK = 0x2000000;
    private static final int STRIPE = 0x8000;
    private static final int NAND_ERASE = 128 << 10;
    private static final int NAND_PAGE = 2048;
    private static final int NOR_ERASE = 64 << 10;

    @TempDir
    Path folder;

    /** Fills the board's memory with stripes, each with a word of its own; returns what is there now. */
    private static byte[] stripes(UbootDevice board, int length) throws FailureException {
        return stripes(board, length, 0);
    }

    private static byte[] stripes(UbootDevice board, int length, int seed) throws FailureException {
        ByteBuffer all = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; all.hasRemaining(); i++) {
            int word = 0x9e3779b9 * (i + 1) + seed;
            board.need(
                    String.format("mw.l %x %x %x", MEMORY + all.position(), word, STRIPE / 4),
                    FailureKind.BOARD_REFUSED);
            for (int k = 0; k < STRIPE / 4; k++) {
                all.putInt(word);
            }
        }
        return all.array();
    }

    /** Writes the memory's stripes in pieces, reads them back, and compares their sum; returns what goes on record. */
    private static Map<String, String> write(UbootDevice board, String medium, long at, byte[] image, int piece)
            throws FailureException {
        UbootMemory ram = new UbootMemory(board);
        ChosenMedium chosen =
                UbootMedium.parse(medium).choose(board, new UbootMedium.Stretch(at, image.length, Optional.empty()));
        assertThat(piece % chosen.layout().unit()).isZero();
        for (int from = 0; from < image.length; from += piece) {
            chosen.write(MEMORY + from, from, chosen.layout().padded(Math.min(piece, image.length - from)));
        }
        int step = chosen.layout().whole() ? image.length : piece;
        for (int from = 0; from < image.length; from += step) {
            int length = Math.min(step, image.length - from);
            ram.fill(BACK, length);
            chosen.read(BACK, from, length);
            assertThat(ram.sum(BACK, length)).as(chosen.place(from, length)).isEqualTo(sum(image, from, length));
        }
        return chosen.finish();
    }

    private static int sum(byte[] image, int from, int length) {
        CRC32 crc = new CRC32();
        crc.update(image, from, length);
        return (int) crc.getValue();
    }

    private static UbootDevice prompted(SerialLine line) throws FailureException {
        UbootDevice board = UbootDevice.open(line, UbootWays.USUAL.within(Duration.ofSeconds(30)));
        board.prompt();
        return board;
    }

    @Test
    void itsSpiNorHoldsTheImageAndNothingElse() throws Exception {
        try (UbootSandbox sandbox = UbootSandbox.start(folder);
                SerialLine line =
                        TtyLine.open(new SerialDevice(sandbox.console().toString()))) {
            UbootDevice board = prompted(line);
            byte[] image = stripes(board, 8 * NOR_ERASE);

            assertThat(write(board, "sf 0:0", NOR_ERASE, image, 2 * NOR_ERASE)).containsEntry("flash", "m25p16");
            // A second time nothing differs, and it is read back all the same.
            write(board, "sf 0:0", NOR_ERASE, image, 4 * NOR_ERASE);

            byte[] nor = sandbox.nor();
            assertThat(Arrays.mismatch(Arrays.copyOfRange(nor, NOR_ERASE, NOR_ERASE + image.length), image))
                    .isEqualTo(-1);
            assertThat(Arrays.copyOf(nor, NOR_ERASE)).containsOnly((byte) 0xff);
            assertThat(Arrays.copyOfRange(nor, NOR_ERASE + image.length, nor.length))
                    .containsOnly((byte) 0xff);
        }
    }

    private static final String RECIPE = """
            kind: recipe
            version: 1
            title: A SPI NOR, a NAND, and a volume of UBI
            serves: { mode: uboot-console }
            serial: { pattern: "US-[0-9]{5}", check: none }
            images:
              nor: { file: nor.img, format: raw }
              nand: { file: nand.img, format: raw }
              rootfs: { file: rootfs.img, format: raw }
            retry: { attempts: 1 }
            verify: readback
            steps:
              - { uboot.stop: usual, name: prompt, within: 60s }
              - { uboot.run: "setenv ethrotate no; setenv ethact host_lo; nand markbad 20000", name: loopback }
              - { uboot.network: fixed, address: 127.0.0.1, netmask: 255.0.0.0, name: network }
              - { uboot.write: nor, to: "sf 0:0", at: 64KiB, ram: 0x1000000, name: nor }
              - { uboot.write: nand, to: nand 0, ram: 0x1000000, piece: 128KiB, name: nand }
              - { uboot.run: "setenv mtdids nand0=nand0; setenv mtdparts 'mtdparts=nand0:16m(boot),16m(UBI)'", name: partitions }
              # Its NAND takes a page once, not in halves.
              - { uboot.run: "ubi part UBI 2048; ubi create rootfs 100000", name: volume }
              - { uboot.write: rootfs, to: "ubi UBI:rootfs", ram: 0x1000000, piece: 128KiB, name: rootfs }
            """;

    private byte[] image(String file, int length) throws IOException {
        byte[] image = new byte[length];
        new SplittableRandom(length).nextBytes(image);
        Files.write(Files.createDirectories(folder.resolve("images")).resolve(file), image);
        return image;
    }

    /** A whole job: the files come over the loopback. */
    @Test
    void aRecipeHasItsSpiNorItsNandAndItsUbiVolumeWrittenAndReadBack() throws Exception {
        byte[] nor = image("nor.img", 200_001);
        image("nand.img", 300_007);
        byte[] rootfs = image("rootfs.img", 400_009);
        try (BoardFiles server = BoardFiles.open(InetAddress.getLoopbackAddress(), 0, 0);
                UbootSandbox sandbox = UbootSandbox.start(folder)) {
            PortPath port = new PortPath("serial:" + sandbox.console());
            try (LineHarness line = LineSetup.in(folder)
                    .ports(1)
                    .images(folder.resolve("images"))
                    .recipes(TestRecipes.of("uboot-flash", RECIPE))
                    .protocols(StationProtocols.with(server))
                    .slots(new StationConfig.PortEntry(port, new Slot("S1"), 0, 0, List.of()))
                    .and(new SerialBus(List.of(port)))
                    .start()) {
                ScanOutcome scanned = line.scanFor("S1", "US-00001");
                assertThat(scanned).isInstanceOf(ScanOutcome.Started.class);
                JobSummary job =
                        line.ended(((ScanOutcome.Started) scanned).job()).summary();

                assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
                assertThat(job.images())
                        .hasSize(3)
                        .extracting(ImageUsed::proved)
                        .containsOnly("read back into the board's memory, CRC-32 by U-Boot");
                assertThat(job.steps())
                        .filteredOn(step -> step.step().equals("nand"))
                        .singleElement()
                        .extracting(StepResult::facts)
                        .satisfies(facts -> assertThat(facts).containsEntry("badBlocks", "0x20000"));
            }
            byte[] volume = ubiVolume(sandbox.nand((32 << 20) / NAND_PAGE), 16 << 20);
            assertThat(Arrays.mismatch(Arrays.copyOf(volume, rootfs.length), rootfs))
                    .isEqualTo(-1);
            byte[] is = sandbox.nor();
            assertThat(Arrays.mismatch(Arrays.copyOfRange(is, NOR_ERASE, NOR_ERASE + nor.length), nor))
                    .isEqualTo(-1);
            assertThat(Arrays.copyOf(is, NOR_ERASE)).containsOnly((byte) 0xff);
            assertThat(Arrays.copyOfRange(is, NOR_ERASE + nor.length, is.length))
                    .containsOnly((byte) 0xff);
        }
    }

    /**
     * What a NAND of 2 KiB pages holds of UBI's volume 0 from this byte on, by its headers (drivers/mtd/ubi/ubi-media.h), which are in
     * a block's second page: of two blocks with one number the later one counts.
     */
    private static byte[] ubiVolume(byte[] nand, int from) {
        Map<Integer, Long> latest = new TreeMap<>();
        Map<Integer, byte[]> blocks = new TreeMap<>();
        ByteBuffer all = ByteBuffer.wrap(nand);
        for (int block = from; block < nand.length; block += NAND_ERASE) {
            int header = block + NAND_PAGE;
            if (all.getInt(header) == 0x55424921 && all.getInt(header + 8) == 0) {
                int number = all.getInt(header + 12);
                long sequence = all.getLong(header + 40);
                if (sequence > latest.getOrDefault(number, -1L)) {
                    latest.put(number, sequence);
                    blocks.put(number, Arrays.copyOfRange(nand, header + NAND_PAGE, block + NAND_ERASE));
                }
            }
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        blocks.values().forEach(content::writeBytes);
        return content.toByteArray();
    }

    /** Blocks 1 and 3 are marked; U-Boot itself then tells what blocks 2 and 4 hold. */
    @Test
    void itsNandIsWrittenAroundBadBlocks() throws Exception {
        try (UbootSandbox sandbox = UbootSandbox.start(folder);
                SerialLine line =
                        TtyLine.open(new SerialDevice(sandbox.console().toString()))) {
            UbootDevice board = prompted(line);
            board.need("nand markbad 20000 60000", FailureKind.MEDIUM_FAILED);
            byte[] image = stripes(board, 4 * NAND_ERASE);

            assertThat(write(board, "nand 0", 0, image, NAND_ERASE)).containsEntry("badBlocks", "0x20000, 0x60000");

            UbootMemory ram = new UbootMemory(board);
            board.need("nand read " + Long.toHexString(BACK) + " 40000 20000", FailureKind.MEDIUM_FAILED);
            assertThat(ram.sum(BACK, NAND_ERASE)).isEqualTo(sum(image, NAND_ERASE, NAND_ERASE));
            board.need("nand read " + Long.toHexString(BACK) + " 80000 20000", FailureKind.MEDIUM_FAILED);
            assertThat(ram.sum(BACK, NAND_ERASE)).isEqualTo(sum(image, 2 * NAND_ERASE, NAND_ERASE));
            write(board, "nand.trimffs 0", 0, image, 2 * NAND_ERASE);
        }
    }

    /** A board on whose NAND UBI has a volume of a MiB. */
    private static UbootDevice withVolume(SerialLine line) throws FailureException {
        UbootDevice board = prompted(line);
        board.need("setenv mtdids nand0=nand0", FailureKind.BOARD_REFUSED);
        board.need("setenv mtdparts 'mtdparts=nand0:16m(boot),16m(UBI)'", FailureKind.BOARD_REFUSED);
        // Its NAND takes a page once, not in halves.
        board.run("ubi part UBI 2048", Duration.ofSeconds(60));
        board.need("ubi create rootfs 100000", FailureKind.MEDIUM_FAILED);
        return board;
    }

    @Test
    void itsUbiVolumeHoldsTheImageInOnePieceAndInSeveral() throws Exception {
        try (UbootSandbox sandbox = UbootSandbox.start(folder);
                SerialLine line =
                        TtyLine.open(new SerialDevice(sandbox.console().toString()))) {
            UbootDevice board = withVolume(line);
            byte[] image = stripes(board, 12 * STRIPE);
            UbootMemory ram = new UbootMemory(board);
            for (int piece : new int[] {image.length, 4 * STRIPE}) {
                ChosenMedium volume = UbootMedium.parse("ubi UBI:rootfs")
                        .choose(board, new UbootMedium.Stretch(0, image.length, Optional.empty()));
                for (int from = 0; from < image.length; from += piece) {
                    volume.write(MEMORY + from, from, piece);
                }
                ram.fill(BACK, image.length);
                volume.read(BACK, 0, image.length);

                assertThat(ram.sum(BACK, image.length)).isEqualTo(sum(image, 0, image.length));
                // The next one has other bytes to write.
                image = stripes(board, 12 * STRIPE, piece);
            }
        }
    }

    @Test
    void itsUbiVolumesAreFoundWithTheirRoom() throws Exception {
        try (UbootSandbox sandbox = UbootSandbox.start(folder);
                SerialLine line =
                        TtyLine.open(new SerialDevice(sandbox.console().toString()))) {
            UbootDevice board = withVolume(line);
            UbootMedium rootfs = UbootMedium.parse("ubi UBI:rootfs");

            assertThat(rootfs.choose(board, new UbootMedium.Stretch(0, 0x100000, Optional.empty()))
                            .layout()
                            .whole())
                    .isTrue();
            assertThatThrownBy(() -> rootfs.choose(board, new UbootMedium.Stretch(0, 0x200000, Optional.empty())))
                    .hasMessageContaining("and 2097152 are needed");
            assertThatThrownBy(() -> UbootMedium.parse("ubi UBI:home")
                            .choose(board, new UbootMedium.Stretch(0, 1, Optional.empty())))
                    .hasMessageContaining("UBI on UBI has no volume home, only rootfs:");
        }
    }
}
