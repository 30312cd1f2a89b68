package dev.gangway.fastboot;

import static dev.gangway.model.Failures.kindOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.Sighting;
import dev.gangway.channel.UsbSession;
import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import dev.gangway.format.ImagePiece;
import dev.gangway.format.SparseImage;
import dev.gangway.format.SparseSplitter;
import dev.gangway.model.FailureKind;
import dev.gangway.model.PortPath;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.gadget.BlockPartitions;
import dev.gangway.virtual.gadget.Dialect;
import dev.gangway.virtual.gadget.FastbootBoard;
import dev.gangway.virtual.gadget.GadgetFaults;
import dev.gangway.virtual.gadget.NandPartitions;
import dev.gangway.virtual.gadget.PartitionStore;
import dev.gangway.virtual.gadget.StoreException;
import dev.gangway.virtual.nand.ChipGeometry;
import dev.gangway.virtual.nand.NandDriver;
import dev.gangway.virtual.nand.NandException;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.nand.VirtualNand;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The client against the virtual gadget, through the virtual hub. */
class VirtualGadgetTest {
    private static final String SERIAL = "162542130082604c";
    private static final long LIMIT = 1 << 20;
    private static final ChipGeometry CHIP = new ChipGeometry("small", 64, 64, 0x1000, 0x100);
    private static final String MTDPARTS = "mtdparts=nand:1m(env),8m(UBI),-(rest)";

    private final PageStore store = PageStore.temporary();
    private final VirtualHub hub = new VirtualHub(1);
    private final BlockPartitions blocks = new BlockPartitions(store, Map.of("UBI", 8L << 20, "env", 1L << 20));
    private final VirtualNand chip = new VirtualNand(CHIP, store, VirtualNand.SecondProgram.FAILS);

    @AfterEach
    void close() {
        hub.close();
        store.close();
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void asksForVariablesInEveryDialect(Dialect dialect) throws Exception {
        FastbootClient client = client(plug(dialect, blocks, GadgetFaults.none()));

        assertThat(client.getvar("version")).contains("0.4");
        assertThat(client.getvar("serialno")).contains(SERIAL);
        assertThat(client.getvar("max-download-size").map(Long::decode)).contains(LIMIT);
        assertThat(client.getvar("no-such-thing")).isEmpty();
        assertThat(client.getvar("version-of-no-such-thing").isPresent()).isEqualTo(dialect == Dialect.NTC_2016);
    }

    @Test
    void listsVariablesWhereTheLoaderCan() throws Exception {
        List<String> lines = new ArrayList<>();

        FastbootClient client = client(plug(Dialect.UBOOT_2026, blocks, GadgetFaults.none()));
        client.listen(lines::add);
        client.getvarAll();

        assertThat(lines).contains("version: 0.4", "serialno: " + SERIAL, "max-download-size: 0x00100000");
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void flashesASparseImageInPiecesBitForBit(Dialect dialect) throws Exception {
        byte[] content = content(5 << 20);
        SparseImage sparse = SparseSplitter.fromRaw(ImageData.of(ByteBuffer.wrap(content)), 4096);
        FastbootClient client = client(plug(dialect, blocks, GadgetFaults.none()));
        List<Long> moved = new ArrayList<>();

        client.flash("UBI", file(sparse), moved::add);

        assertThat(readBlocks("UBI", content.length)).isEqualTo(content);
        assertThat(moved.stream().mapToLong(n -> n).sum()).isGreaterThan(3 * LIMIT);
    }

    @ParameterizedTest
    @EnumSource(
            value = Dialect.class,
            names = {"NTC_2016", "UBOOT_2026"})
    void flashesARawImageOverTheLimitOntoNandPastABadBlock(Dialect dialect) throws Exception {
        chip.factoryBad(7);
        byte[] content = content(3 << 20);
        FastbootClient client = client(plug(dialect, nand(dialect), GadgetFaults.none()));

        client.erase("UBI");
        client.flash("UBI", ImageData.of(ByteBuffer.wrap(content)), CHIP.pageSize(), n -> {});

        assertThat(readNand(1 << 20, content.length)).isEqualTo(content);
        assertThat(chip.isProgrammed(7L * CHIP.pagesPerBlock())).isFalse();
    }

    @Test
    void aSecondFlashWithoutEraseFailsAsTheMediumDoes() throws Exception {
        FastbootClient client = client(plug(Dialect.NTC_2016, nand(Dialect.NTC_2016), GadgetFaults.none()));
        ImageData image = ImageData.of(ByteBuffer.wrap(content(100_000)));
        client.flash("UBI", image, n -> {});

        assertThat(kindOf(() -> client.flash("UBI", image, n -> {}))).isEqualTo(FailureKind.MEDIUM_FAILED);
        client.erase("UBI");
        client.flash("UBI", image, n -> {});

        assertThat(readNand(1 << 20, 100_000)).isEqualTo(content(100_000));
    }

    @Test
    void erasesAPartition() throws Exception {
        FastbootClient client = client(plug(Dialect.UBOOT_2026, blocks, GadgetFaults.none()));
        client.flash("env", ImageData.of(ByteBuffer.wrap(content(4096))), n -> {});
        assertThat(readBlocks("env", 4096)).isEqualTo(content(4096));

        client.erase("env");

        assertThat(readBlocks("env", 4096)).containsOnly(0);
    }

    @Test
    void theAnswerToContinueArrivesBeforeTheBoardLeaves() throws Exception {
        FastbootBoard board = plug(Dialect.UBOOT_2026, blocks, GadgetFaults.none());

        for (int i = 0; i < 20; i++) {
            client(board).continueBoot();
            await().atMost(Duration.ofSeconds(30)).until(() -> hub.survey().isEmpty());
            assertThat(board.hasContinued()).isTrue();
            hub.unplug(1);
            hub.plug(1, board);
        }
    }

    @Test
    void rebootBringsTheBoardBackAsAnotherAttach() throws Exception {
        FastbootBoard board = plug(Dialect.NTC_2016, blocks, GadgetFaults.none());
        FastbootClient client = client(board);
        long before = present().deviceKey();

        client.reboot(RebootTo.SYSTEM);

        await().atMost(Duration.ofSeconds(30))
                .until(() -> hub.survey().stream().anyMatch(s -> s.identity() != null && s.deviceKey() != before));
        assertThat(client(board).getvar("version")).contains("0.4");
    }

    @Test
    void aBoardWhoseAnswerNobodyFetchesLeavesAllTheSame() throws Exception {
        plug(Dialect.UBOOT_2026, blocks, GadgetFaults.none());
        UsbSession session = hub.open(PortPath.virtual(1), present().deviceKey(), UsbSession.class);
        session.claim(0);
        ByteBuffer command = ByteBuffer.allocateDirect(8).put("continue".getBytes(StandardCharsets.US_ASCII));
        long before = System.nanoTime();

        session.bulkOut(0x01, command.flip(), Duration.ofSeconds(30));

        await().atMost(Duration.ofSeconds(30)).until(() -> hub.survey().isEmpty());
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(500));
        session.close();
    }

    @Test
    void saysWhoCanMendWhatTheBoardReports() throws Exception {
        FastbootClient client =
                client(plug(Dialect.UBOOT_2026, blocks, GadgetFaults.none().failFlash(3, 1)));
        ImageData image = ImageData.of(ByteBuffer.wrap(content(3 << 20)));

        assertThat(kindOf(() -> client.flash("nowhere", image, n -> {}))).isEqualTo(FailureKind.RECIPE_INVALID);
        assertThat(kindOf(() -> client.erase("nowhere"))).isEqualTo(FailureKind.RECIPE_INVALID);
        assertThat(kindOf(() -> client.flash("UBI", image, n -> {}))).isEqualTo(FailureKind.MEDIUM_FAILED);
        assertThat(kindOf(() -> client.reboot(RebootTo.BOOTLOADER))).isEqualTo(FailureKind.BOARD_REFUSED);
        assertThat(kindOf(() -> client.command("oem nonsense"))).isEqualTo(FailureKind.BOARD_REFUSED);
        client.flash("UBI", image, n -> {});

        assertThat(readBlocks("UBI", 3 << 20)).isEqualTo(content(3 << 20));
    }

    @Test
    void anImageThatDoesNotFitIsTheImagesFault() throws Exception {
        FastbootClient small = client(plug(Dialect.UBOOT_2026, blocks, GadgetFaults.none()));

        assertThat(kindOf(() -> small.flash("env", ImageData.of(ByteBuffer.wrap(content(2 << 20))), n -> {})))
                .isEqualTo(FailureKind.IMAGE_TOO_LARGE);
    }

    @Test
    void aBoardThatLiesAboutItsBufferRefusesTheDownload() throws Exception {
        FastbootClient client =
                client(plug(Dialect.UBOOT_2026, blocks, GadgetFaults.none().claimMaxDownload(4 << 20)));

        assertThat(kindOf(() -> client.flash("UBI", ImageData.of(ByteBuffer.wrap(content(3 << 20))), n -> {})))
                .isEqualTo(FailureKind.IMAGE_TOO_LARGE);
    }

    @Test
    void refusesAGapForTheLoaderThatWouldMisplaceWhatFollows() throws Exception {
        ByteBuffer gap = ByteBuffer.allocate(28 + 16 + 12 + 16).order(ByteOrder.LITTLE_ENDIAN);
        gap.putInt(SparseImage.MAGIC).putInt(1).putShort((short) 28).putShort((short) 12);
        gap.putInt(4096).putInt(3).putInt(3).putInt(0);
        gap.putInt(0xcac2).putInt(1).putInt(16).putInt(0x01010101);
        gap.putInt(0xcac3).putInt(1).putInt(12);
        gap.putInt(0xcac2).putInt(1).putInt(16).putInt(0x02020202);
        ImageData image = ImageData.of(gap.flip());
        FastbootClient ntc = client(plug(Dialect.NTC_2016, nand(Dialect.NTC_2016), GadgetFaults.none()));

        assertThat(kindOf(() -> ntc.flash("UBI", image, n -> {}))).isEqualTo(FailureKind.IMAGE_INVALID);
        hub.unplug(1);
        client(plug(Dialect.UBOOT_2026, nand(Dialect.UBOOT_2026), GadgetFaults.none()))
                .flash("UBI", image, n -> {});

        byte[] back = readNand(1 << 20, 3 * 4096);
        assertThat(Arrays.copyOf(back, 4096)).containsOnly(1);
        assertThat(Arrays.copyOfRange(back, 4096, 8192)).containsOnly(0xff);
        assertThat(Arrays.copyOfRange(back, 8192, 12288)).containsOnly(2);
    }

    @Test
    void aSilentBoardHoldsTheJobUntilItIsStoppedAndTimesOutForTheNext() throws Exception {
        GadgetFaults faults = GadgetFaults.none().silentAtFlash(1, 1);
        plug(Dialect.UBOOT_2026, blocks, faults);
        UsbSession session = hub.open(PortPath.virtual(1), present().deviceKey(), UsbSession.class);
        FastbootClient client = FastbootClient.open(session);
        CompletableFuture<FailureKind> result = CompletableFuture.supplyAsync(
                () -> kindOf(() -> client.flash("UBI", ImageData.of(ByteBuffer.wrap(content(4096))), n -> {})));
        await().atMost(Duration.ofSeconds(30)).until(faults::hasFallenSilent);

        session.cancel();

        assertThat(result.get(30, TimeUnit.SECONDS)).isEqualTo(FailureKind.STOPPED_BY_PERSON);
        session.close();
        FastbootClient next =
                FastbootClient.open(hub.open(PortPath.virtual(1), present().deviceKey(), UsbSession.class));
        assertThat(kindOf(() -> next.getvar("version"))).isEqualTo(FailureKind.TRANSFER_TIMEOUT);
    }

    @Test
    void aPulledBoardIsALostCable() throws Exception {
        FastbootClient client =
                client(plug(Dialect.UBOOT_2026, blocks, GadgetFaults.none().slow(200_000)));
        CompletableFuture<Void> pulled = new CompletableFuture<>();

        FailureKind kind = kindOf(() -> client.flash("UBI", ImageData.of(ByteBuffer.wrap(content(1 << 20))), n -> {
            if (!pulled.isDone()) {
                hub.unplug(1);
                pulled.complete(null);
            }
        }));

        assertThat(pulled).isDone();
        assertThat(kind).isEqualTo(FailureKind.CABLE_LOST);
        assertThat(kindOf(() -> client.getvar("version"))).isEqualTo(FailureKind.PROTOCOL_GARBAGE);
    }

    private FastbootBoard plug(Dialect dialect, PartitionStore partitions, GadgetFaults faults) {
        FastbootBoard board = new FastbootBoard(SERIAL, dialect, LIMIT, partitions, store, faults, 0);
        hub.plug(1, board);
        return board;
    }

    private NandPartitions nand(Dialect dialect) {
        return new NandPartitions(new NandDriver(chip), () -> MTDPARTS, dialect);
    }

    private Sighting present() throws ChannelException {
        await().atMost(Duration.ofSeconds(30)).until(() -> hub.survey().stream().anyMatch(s -> s.identity() != null));
        return hub.survey().get(0);
    }

    private FastbootClient client(FastbootBoard board) throws Exception {
        assertThat(hub.board(1)).isEqualTo(Optional.of(board));
        return FastbootClient.open(hub.open(PortPath.virtual(1), present().deviceKey(), UsbSession.class));
    }

    private byte[] readBlocks(String partition, int length) throws StoreException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        blocks.read(partition, 0, bytes);
        return bytes.array();
    }

    private byte[] readNand(long offset, int length) throws NandException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        new NandDriver(chip).read(offset, length, bytes::put);
        return bytes.array();
    }

    /** A sparse image as a file. */
    private static ImageData file(SparseImage sparse) throws FormatException {
        ImagePiece piece =
                SparseSplitter.split(sparse, SparseSplitter.LARGEST_PIECE).get(0);
        ByteBuffer bytes = ByteBuffer.allocate((int) piece.length());
        for (ImagePiece.Part part : piece.parts()) {
            bytes.put(part.data().slice(part.offset(), (int) part.length()));
        }
        return ImageData.of(bytes.flip());
    }

    /** Random bytes with a stretch of zeros and one of FF. */
    private static byte[] content(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        Arrays.fill(bytes, length / 4, length / 2, (byte) 0);
        Arrays.fill(bytes, length / 2, length / 2 + length / 8, (byte) 0xff);
        return bytes;
    }
}
