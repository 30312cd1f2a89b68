package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.fel.DebianUboot;
import dev.gangway.format.EgonSpl;
import dev.gangway.format.NandGeometry;
import dev.gangway.format.SplPages;
import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobSummary;
import dev.gangway.message.ScanOutcome;
import dev.gangway.model.Digest;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import dev.gangway.model.JobId;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import dev.gangway.soc.AllwinnerSoc;
import dev.gangway.virtual.allwinner.AllwinnerBoard;
import dev.gangway.virtual.allwinner.BoardSettings;
import dev.gangway.virtual.allwinner.ChipSid;
import dev.gangway.virtual.gadget.BlockPartitions;
import dev.gangway.virtual.nand.NandDriver;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.nand.VirtualNand;
import dev.gangway.virtual.uboot.UBootSettings;
import dev.gangway.virtual.uboot.UBootSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole station runs both recipes with the boot loaders of Debian's package u-boot-sunxi. The boards start these very
 * bytes and no others; what the SPL and U-Boot then do is modelled (docs/adr/0007).
 */
@Tag("lab")
class DebianBoardsLabTest {
    private static final NandGeometry NAND = new NandGeometry(0x40000, 0x1000, 0x100);
    private static final long SPL_BACKUP = 0x400000;
    private static final long UBOOT = 0x800000;
    private static final long ROOTFS = 0x1000000;
    private static final String GEOMETRY = "40000-1000-100";

    @TempDir
    static Path packages;

    private static Path boards = Path.of("");

    @TempDir
    Path folder;

    @BeforeAll
    static void fetch() throws IOException, InterruptedException {
        boards = DebianUboot.fetch(packages, "armhf");
    }

    @Test
    void aNanoPiNeoStartsItsUboot() throws Exception {
        Path images = boards.resolve("nanopi_neo");
        ByteBuffer file = contentOf(images.resolve(DebianUboot.FILE));
        try (PageStore pages = PageStore.temporary();
                LineHarness line = LineSetup.in(folder)
                        .recipes(TestRecipes.uboot(text -> text))
                        .images(images)
                        .start()) {
            UBootSource uboot = new UBootSource(
                    UBootSettings.mainline(), Optional.of(new BlockPartitions(pages, Map.of("boot", 1L << 20))));

            JobSummary job = run(line, 1, board("H3", uboot, file), "NEO-00001");

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(job.verified()).isEqualTo("readback");
            assertThat(job.images()).extracting(ImageUsed::sha256).containsExactly(Digest.of(file));
            assertThat(line.recorded(job.job()).summary()).isEqualTo(job);
        }
    }

    /** Debian's build for this board has no USB gadget: on hardware it ends like the second board here. */
    @Test
    void aUbootThatDoesNotRunOrHasNoFastbootFails() throws Exception {
        Path images = boards.resolve("nanopi_neo");
        ByteBuffer file = contentOf(images.resolve(DebianUboot.FILE));
        ByteBuffer other = contentOf(images.resolve(DebianUboot.FILE));
        int wrong = file.capacity() / 2;
        other.put(wrong, (byte) (other.get(wrong) ^ 1));
        try (LineHarness line = LineSetup.in(folder)
                .recipes(TestRecipes.uboot(text -> text.replace("attempts: 3", "attempts: 1")))
                .images(images)
                .start()) {
            UBootSource none = new UBootSource(UBootSettings.mainline(), Optional.empty());
            JobId different = begin(line, 1, board("H3", none, other), "NEO-00001");
            JobId noFastboot = begin(line, 2, board("H3", none, file), "NEO-00002");

            for (JobId job : List.of(different, noFastboot)) {
                JobSummary ended = line.ended(job).summary();
                assertThat(ended.verdict()).isEqualTo(Verdict.FAILED);
                Failure failure = Objects.requireNonNull(ended.failure());
                assertThat(failure.kind()).isEqualTo(FailureKind.BOARD_NOT_BACK);
                assertThat(failure.message()).contains("built without fastboot");
            }
        }
    }

    private static JobId begin(LineHarness line, int port, AllwinnerBoard board, String serial) {
        line.plug(port, board);
        line.awaitState(port, PortState.AwaitingScan.class);
        return ((ScanOutcome.Started) line.scanFor(port, serial)).job();
    }

    private static JobSummary run(LineHarness line, int port, AllwinnerBoard board, String serial) {
        return line.ended(begin(line, port, board, serial)).summary();
    }

    @Test
    void aChipTakesDebiansBootLoaderIntoItsNandAndBoots() throws Exception {
        ByteBuffer file = contentOf(boards.resolve("CHIP").resolve(DebianUboot.FILE));
        Path images = newImage(folder.resolve("new-image"), file);
        try (LineHarness line = LineSetup.in(folder).images(images).start()) {
            TestBoard board = TestBoard.chip(
                    1, (own, chip) -> only(new UBootSource(UBootSettings.ntc(), new NandDriver(chip)), file));
            VirtualNand nand = board.nand();

            JobSummary job = line.run(1, board, "CP-00001");

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(job.verified()).isEqualTo("readback");
            assertThat(line.recorded(job.job()).summary()).isEqualTo(job);
            assertThat(job.images())
                    .extracting(ImageUsed::sha256)
                    .contains(Digest.of(contentOf(images.resolve("sunxi-spl.bin"))), Digest.of(proper(file)));
            assertThat(splAt(nand, 0)).isEqualTo(spl(file));
            assertThat(splAt(nand, SPL_BACKUP)).isEqualTo(spl(file));
            assertThat(read(nand, UBOOT, proper(file).remaining())).isEqualTo(proper(file));
            ByteBuffer ubi = contentOf(images.resolve("rootfs.ubi"));
            assertThat(read(nand, ROOTFS, ubi.remaining())).isEqualTo(ubi);
        }
    }

    /** A board that starts the U-Boot out of this file and nothing else. */
    private static AllwinnerBoard board(String chip, UBootSource uboot, ByteBuffer file) {
        AllwinnerSoc soc = AllwinnerSoc.ofName(chip).orElseThrow();
        return new AllwinnerBoard(BoardSettings.of(soc, ChipSid.of(soc, 1)), only(uboot, file), line -> {});
    }

    private static UBootSource only(UBootSource uboot, ByteBuffer file) {
        ByteBuffer proper = proper(file);
        return uboot.expect(proper.remaining(), Digest.of(proper));
    }

    /**
     * A folder as CHIP-tools leave it: Debian's SPL and U-Boot; a UBIFS by Debian's mkfs.ubifs and ubinize with the C.H.I.P.
     * Pro's sizes, made sparse by Debian's img2simg.
     */
    private static Path newImage(Path to, ByteBuffer file) throws Exception {
        Files.createDirectories(to);
        write(to.resolve("sunxi-spl.bin"), spl(file));
        write(to.resolve("u-boot-dtb.bin"), proper(file));
        int padded = (proper(file).remaining() + NAND.eraseSize() - 1) / NAND.eraseSize() * NAND.eraseSize();
        write(
                to.resolve("uboot-40000.bin"),
                ByteBuffer.allocate(padded).put(proper(file)).clear());
        write(to.resolve("spl-" + GEOMETRY + ".bin"), SplPages.encode(spl(file), NAND, 1));
        Path root = Files.createDirectories(to.resolve("root/boot"));
        byte[] kernel = new byte[3 << 20];
        new Random(5).nextBytes(kernel);
        // What U-Boot looks for: a zImage's magic number, begin and end; a device tree's magic number.
        ByteBuffer.wrap(kernel)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0x24, 0x016f2818)
                .putInt(0x28, 0)
                .putInt(0x2c, kernel.length);
        Files.write(root.resolve("zImage"), kernel);
        byte[] tree = new byte[20_000];
        ByteBuffer.wrap(tree).putInt(0xd00dfeed);
        Files.write(root.resolve("ntc-gr8-crumb.dtb"), tree);
        Files.writeString(to.resolve("ubi.ini"), """
                [rootfs]
                mode=ubi
                image=rootfs.ubifs
                vol_id=0
                vol_type=dynamic
                vol_name=rootfs
                vol_flags=autoresize
                """);
        run(to, "mkfs.ubifs -d root -m 0x1000 -e 0x3f000 -c 2000 -x none -o rootfs.ubifs");
        run(to, "ubinize -o rootfs.ubi -p 0x40000 -m 0x1000 -s 0x400 ubi.ini");
        run(to, "img2simg rootfs.ubi chip-" + GEOMETRY + ".ubi.sparse 262144");
        return to;
    }

    private static ByteBuffer spl(ByteBuffer file) {
        return file.slice(0, file.order(ByteOrder.LITTLE_ENDIAN).getInt(EgonSpl.LENGTH));
    }

    private static ByteBuffer proper(ByteBuffer file) {
        return DebianUboot.proper(file.duplicate().order(ByteOrder.BIG_ENDIAN));
    }

    private static ByteBuffer splAt(VirtualNand nand, long offset) throws Exception {
        ByteBuffer block = ByteBuffer.allocate(NAND.pagesPerBlock() * NAND.rawPageSize());
        for (long page = offset / NAND.pageSize(); block.hasRemaining(); page++) {
            nand.readRaw(page, block);
        }
        return SplPages.decode(block.flip(), NAND).spl();
    }

    private static ByteBuffer read(VirtualNand nand, long offset, int length) throws Exception {
        int page = NAND.pageSize();
        ByteBuffer held = ByteBuffer.allocate((length + page - 1) / page * page);
        for (long number = offset / page; held.hasRemaining(); number++) {
            nand.read(number, held);
        }
        return held.flip().slice(0, length);
    }

    private static ByteBuffer contentOf(Path file) throws IOException {
        return ByteBuffer.wrap(Files.readAllBytes(file));
    }

    private static void write(Path file, ByteBuffer content) throws IOException {
        byte[] bytes = new byte[content.remaining()];
        content.duplicate().get(bytes);
        Files.write(file, bytes);
    }

    private static void run(Path folder, String command) throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(command.split(" "))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).as(command).isTrue();
        assertThat(process.exitValue())
                .as(command + "\n" + Files.readString(log))
                .isZero();
    }
}
