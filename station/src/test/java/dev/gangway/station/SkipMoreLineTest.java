package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobSummary;
import dev.gangway.model.FailureKind;
import dev.gangway.protocol.FileServers;
import dev.gangway.recipe.Recipe;
import dev.gangway.serve.BoardFiles;
import dev.gangway.virtual.VirtualBoard;
import dev.gangway.virtual.allwinner.AllwinnerBoard;
import dev.gangway.virtual.dfu.DfuBoard;
import dev.gangway.virtual.dfu.SparkCoreKind;
import dev.gangway.virtual.kind.BoardOptions;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import dev.gangway.virtual.uboot.ConsoleBoard;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing there, all there, partly there, by each protocol that can look. */
@Tag("lab")
@Tag("long")
class SkipMoreLineTest {
    private static final int LENGTH = 300_001;
    private static final int SECTOR = 4096;

    @TempDir
    Path folder;

    private final PageStore pages = PageStore.temporary();
    private FileServers.Own server;
    private int units;

    @BeforeEach
    void begin() throws IOException {
        server = BoardFiles.open(InetAddress.getLoopbackAddress(), 0, 0);
    }

    @AfterEach
    void close() {
        server.close();
        pages.close();
    }

    private Path images() throws IOException {
        return Files.createDirectories(folder.resolve("images"));
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(21).nextBytes(bytes);
        return bytes;
    }

    private VirtualBoard make(String spec) {
        return BoardSpec.parse(spec, 1).make(pages, told -> {}).board();
    }

    /** A job on a station of its own, whose recipe and images are as they are now. */
    private JobSummary run(Recipe recipe, VirtualBoard board, String serial) throws Exception {
        try (LineHarness line = LineSetup.in(folder)
                .ports(2)
                .recipes(recipe)
                .images(images())
                .protocols(StationProtocols.with(server))
                .start()) {
            return line.visit(1, board, String.format(serial, ++units));
        }
    }

    private static final String SPI = """
            kind: recipe
            version: 1
            title: A board with SPI flash
            serves: { mode: fel, chips: [h3] }
            serial: { pattern: "SP-[0-9]{5}" }
            images:
              system: { file: system.bin, format: raw }
            retry: { attempts: 1, powerCycle: false }
            verify: readback
            steps:
              - await: fel
              - fel.spi-write: system
                at: 0x10000
                skip: same
              - fel.spi-verify: system
                at: 0x10000
            """;

    @Test
    void ofAnSpiFlashOnlyTheSectorsThatDifferAreWritten() throws Exception {
        byte[] system = random(40_000);
        Files.write(images().resolve("system.bin"), system);
        Recipe recipe = TestRecipes.of("spi", SPI);
        AllwinnerBoard board = (AllwinnerBoard) make("allwinner:soc=h3,spi=winbond16m");

        ImageUsed first = Verdicts.passed(run(recipe, board, "SP-%05d"), "system");
        assertThat(first.written()).isEqualTo(10 * SECTOR);
        int programs = board.spiFlash().programs();

        ImageUsed same = Verdicts.passed(run(recipe, board, "SP-%05d"), "system");
        assertThat(same.wasAlreadyThere()).isTrue();
        assertThat(same.proved()).isEqualTo("already there, SPI flash read back over FEL, byte by byte");
        assertThat(board.spiFlash().programs()).isEqualTo(programs);

        int erases = board.spiFlash().erases();
        system[3 * SECTOR + 5] ^= 1;
        system[39_999] ^= 1;
        Files.write(images().resolve("system.bin"), system);
        ImageUsed partly = Verdicts.passed(run(recipe, board, "SP-%05d"), "system");
        assertThat(partly.written()).isEqualTo(2 * SECTOR);
        assertThat(board.spiFlash().erases()).isEqualTo(erases + 2);
        assertThat(board.spiFlash().content(0x10000, system.length)).isEqualTo(system);
    }

    @Test
    void ofADfuBoardOnlyTheFilesThatDifferAreWritten() throws Exception {
        SparkCoreKind kind = new SparkCoreKind();
        kind.writeImages(BoardOptions.of(kind, Map.of()), images(), 30_000, 4);
        Recipe recipe = TestRecipes.shipped("spark-core", text -> text.replace("attempts: 3", "attempts: 1")
                .replaceAll("(- dfu.write: .*\n)", "$1    skip: same\n"));
        DfuBoard board = (DfuBoard) make("spark-core:pace=none");

        ImageUsed first = Verdicts.passed(run(recipe, board, "SC-%05d"), "firmware");
        assertThat(first.written()).isEqualTo(first.bytes());

        JobSummary same = run(recipe, board, "SC-%05d");
        assertThat(Verdicts.passed(same, "firmware").proved()).isEqualTo("already there, DFU upload, byte by byte");
        assertThat(same.images()).allMatch(ImageUsed::wasAlreadyThere);

        Path file = images().resolve(first.file());
        byte[] firmware = Files.readAllBytes(file);
        firmware[20_000] ^= 1;
        Files.write(file, firmware);
        JobSummary partly = run(recipe, board, "SC-%05d");
        assertThat(Verdicts.passed(partly, "firmware").wasAlreadyThere()).isFalse();
        assertThat(Verdicts.passed(partly, "factory").wasAlreadyThere()).isTrue();
        assertThat(board.read(0, 0x08005000L, firmware.length)).isEqualTo(firmware);
    }

    private static final String FASTBOOT = """
            kind: recipe
            version: 1
            title: A board with slots
            serves: { mode: fastboot }
            serial: { pattern: "AN-[0-9]{5}" }
            retry: { attempts: 1 }
            verify: readback
            images:
              boot: { file: boot.img, format: raw }
            steps:
              - fastboot.flash: boot
                partition: boot
                slot: all
                skip: same
              - fastboot.verify: boot
                partition: boot
                slot: all
            """;

    @Test
    void ofFastbootsPartitionsThoseThatDifferAreFlashed() throws Exception {
        byte[] boot = random(700_000);
        System.arraycopy("ANDROID!".getBytes(StandardCharsets.US_ASCII), 0, boot, 0, 8);
        Files.write(images().resolve("boot.img"), boot);
        Recipe recipe = TestRecipes.of("slots", FASTBOOT);
        VirtualBoard board = make("fastboot:loader=aosp,partitions=boot_a:2M+boot_b:2M,max-download=1M");

        assertThat(Verdicts.passed(run(recipe, board, "AN-%05d"), "boot").written())
                .isEqualTo(2L * boot.length);
        ImageUsed same = Verdicts.passed(run(recipe, board, "AN-%05d"), "boot");
        assertThat(same.wasAlreadyThere()).isTrue();
        assertThat(same.proved()).isEqualTo("already there, partition read back over fastboot, bytes");

        Recipe one = TestRecipes.of("slots", FASTBOOT.replace("slot: all\n    skip", "slot: a\n    skip"));
        boot[1000] ^= 1;
        Files.write(images().resolve("boot.img"), boot);
        Verdicts.requireFailed(run(one, board, "AN-%05d"), FailureKind.VERIFY_MISMATCH); // slot b has the old one
        assertThat(Verdicts.passed(run(recipe, board, "AN-%05d"), "boot").written())
                .isEqualTo(boot.length);
    }

    private void linux(byte[] disk) throws IOException {
        Files.write(images().resolve("disk.img"), disk);
        byte[] kernel = random(100_000);
        // booting.rst of the kernel: the magic of an Image.
        ByteBuffer.wrap(kernel).order(ByteOrder.LITTLE_ENDIAN).putInt(56, 0x644d5241);
        Files.write(images().resolve("Image"), kernel);
        Files.write(
                images().resolve("initramfs.cpio.gz"),
                "0707010000000000".repeat(40).getBytes(StandardCharsets.US_ASCII));
    }

    private static Recipe console(String name) {
        return TestRecipes.shipped(name, text -> text.replace("attempts: 3", "attempts: 1")
                .replace("within: 60s", "within: 6s")
                .replace("window: 8\n    timeout", "window: 8\n    piece: 100KiB\n    skip: crc32\n    timeout")
                .replaceAll("(?s)  # A unit that was written right and does not start.*", "")
                .replace("- linux.write: disk\n", "- linux.write: disk\n    skip: same\n"));
    }

    @Test
    void throughLinuxAnImageIsWrittenWhenItsDigestIsAnother() throws Exception {
        byte[] disk = random(LENGTH);
        linux(disk);
        Recipe recipe = console("uboot-linux");
        ConsoleBoard board = (ConsoleBoard) make("uboot-console:pace=none");

        assertThat(Verdicts.passed(run(recipe, board, "UL-%05d"), "disk").written())
                .isEqualTo(LENGTH);
        ImageUsed same = Verdicts.passed(run(recipe, board, "UL-%05d"), "disk");
        assertThat(same.wasAlreadyThere()).isTrue();
        assertThat(same.proved()).isEqualTo("already there, read back past the board's cache, SHA-256");

        disk[LENGTH - 1] ^= 1;
        linux(disk);
        assertThat(Verdicts.passed(run(recipe, board, "UL-%05d"), "disk").written())
                .isEqualTo(LENGTH);
        assertThat(board.read(0, LENGTH)).isEqualTo(disk);
    }

    /** A digest out of a cache that does not go proves nothing: not that the image is there, and not that it was written. */
    @Test
    void aLinuxThatKeepsItsCacheIsNotBelieved() throws Exception {
        linux(random(LENGTH));
        Recipe recipe = console("uboot-linux");
        VirtualBoard board = make("uboot-console:pace=none,fault=sticky-cache@0xalways");

        JobSummary job = run(recipe, board, "UL-%05d");

        Verdicts.requireFailed(job, FailureKind.BOARD_REFUSED);
    }

    @Test
    void byUbootsConsoleOnlyPiecesWithAnotherCrcAreWritten() throws Exception {
        byte[] disk = random(LENGTH);
        Files.write(images().resolve("disk.img"), disk);
        Recipe recipe = console("uboot-tftp");
        ConsoleBoard board = (ConsoleBoard) make("uboot-console:pace=none");

        assertThat(Verdicts.passed(run(recipe, board, "UB-%05d"), "disk").written())
                .isEqualTo(LENGTH);
        ImageUsed same = Verdicts.passed(run(recipe, board, "UB-%05d"), "disk");
        assertThat(same.wasAlreadyThere()).isTrue();
        assertThat(same.proved()).isEqualTo("already there, read back into the board's memory, CRC-32 by U-Boot");

        disk[150_000] ^= 1;
        Files.write(images().resolve("disk.img"), disk);
        ImageUsed partly = Verdicts.passed(run(recipe, board, "UB-%05d"), "disk");
        assertThat(partly.written()).isEqualTo(100 << 10);
        assertThat(board.read(0, LENGTH)).isEqualTo(disk);
    }
}
