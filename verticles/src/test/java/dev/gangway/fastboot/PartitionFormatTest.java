package dev.gangway.fastboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.gangway.channel.UsbSession;
import dev.gangway.format.FormatException;
import dev.gangway.format.SparseChunk;
import dev.gangway.format.SparseImage;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.virtual.VirtualAttach;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.gadget.BlockPartitions;
import dev.gangway.virtual.gadget.FastbootBoard;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionFormatTest {
    private static final String PHONE = "fastboot:loader=aosp,max-download=64k,partitions=boot:8M+tiny:4M+data:100M,";

    private final PageStore store = PageStore.temporary();
    private final VirtualHub hub = new VirtualHub(1);

    @AfterEach
    void close() {
        hub.close();
        store.close();
    }

    private FastbootClient plug(String spec) throws Exception {
        BoardSpec.parse(spec, 1).plug(hub, 1, store, line -> {});
        await().until(() -> hub.attach(1).filter(VirtualAttach::isIdentified).isPresent());
        VirtualAttach attach = hub.attach(1).orElseThrow();
        return FastbootClient.open(hub.open(attach.path(), attach.deviceKey(), UsbSession.class));
    }

    private ByteBuffer held(String partition, long at, int length) throws Exception {
        BlockPartitions blocks = (BlockPartitions) ((FastbootBoard) hub.board(1).orElseThrow()).partitions();
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        blocks.read(partition, at, bytes);
        return bytes.flip();
    }

    private static void format(FastbootClient board, String partition) throws FailureException {
        new PartitionFormat(board).format(partition, Optional.empty(), OptionalLong.empty(), moved -> {});
    }

    private static Failure failing(FastbootClient board, String partition) {
        return catchThrowableOfType(FailureException.class, () -> format(board, partition))
                .failure();
    }

    @Test
    void aPartitionGetsTheFileSystemThatTheBoardSays() throws Exception {
        FastbootClient board = plug(PHONE + "types=data:ext4");
        AtomicLong moved = new AtomicLong();

        new PartitionFormat(board).format("data", Optional.empty(), OptionalLong.empty(), moved::addAndGet);

        ByteBuffer superblock = held("data", 1024, 1024);
        assertThat(superblock.getShort(56)).as("its magic").isEqualTo((short) 0xef53);
        assertThat(superblock.getInt(4)).as("its blocks").isEqualTo((100 << 20) / 4096);
        assertThat(moved.get()).as("zeros are not sent").isBetween(10_000L, 100_000L);
    }

    @Test
    void ubootSaysWhatIsThereSoTheKindIsNamedAtFirst() throws Exception {
        FastbootClient board = plug("fastboot:partitions=data:16M");
        assertThat(failing(board, "data").message())
                .contains("the board says that data is raw, and only ext4 is made here");

        new PartitionFormat(board).format("data", Optional.of("ext4"), OptionalLong.empty(), moved -> {});

        assertThat(board.getvar("partition-type:data")).contains("ext4");
        format(board, "data");
    }

    @Test
    void aSizeMayBeNamed() throws Exception {
        FastbootClient board = plug(PHONE + "types=data:ext4");

        new PartitionFormat(board).format("data", Optional.empty(), OptionalLong.of(32 << 20), moved -> {});

        assertThat(held("data", 1024, 1024).getInt(4)).isEqualTo((32 << 20) / 4096);
    }

    @Test
    void whatCannotBeFormattedIsSaidBeforeAnythingIsSent() throws Exception {
        FastbootClient board = plug(PHONE + "types=data:f2fs+tiny:ext4");

        assertThat(failing(board, "data").kind()).isEqualTo(FailureKind.BOARD_REFUSED);
        assertThat(failing(board, "data").message()).contains("the board says that data is f2fs");
        assertThat(failing(board, "boot").message()).contains("the board says that boot is raw");
        assertThat(failing(board, "nowhere").message()).contains("does not say of which kind nowhere is");
        assertThat(failing(board, "tiny").kind()).isEqualTo(FailureKind.IMAGE_TOO_LARGE);
        assertThat(failing(board, "tiny").message()).contains("has 4194304 bytes, and an ext4 is made from 16777216");
        assertThat(held("tiny", 1024, 1024).getShort(56)).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {EmptyExt4.SMALLEST, 128 << 20, (128L << 20) + (1 << 20), (1L << 30) + 4096, 1L << 40})
    void theImageIsASoundSparseOneOfThePartitionsLength(long size) throws FormatException {
        SparseImage image = SparseImage.parse(EmptyExt4.sparse(size, new UUID(1, 2)));

        assertThat(image.expandedLength()).isEqualTo(size);
    }

    @Test
    void sizesThatNoFileSystemHasAreRefused() {
        assertThatThrownBy(() -> EmptyExt4.sparse(EmptyExt4.SMALLEST - 1, new UUID(1, 2)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EmptyExt4.sparse(EmptyExt4.LARGEST + 1, new UUID(1, 2)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** e2fsck judges, on a medium that held something else before. */
    @ParameterizedTest
    @ValueSource(
            longs = {
                EmptyExt4.SMALLEST,
                100 << 20,
                128 << 20,
                (128L << 20) + (1 << 20),
                (128L << 20) + (3 << 20),
                1L << 30,
                (3L << 30) + 12345 * 4096,
                300L << 30
            })
    @Tag("lab")
    void debiansE2fsckFindsNothingWrong(long size, @TempDir Path folder) throws Exception {
        Path file = folder.resolve("system");
        SparseImage image = SparseImage.parse(EmptyExt4.sparse(size, UUID.randomUUID()));
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer old = ByteBuffer.allocate(64 << 20);
            while (old.hasRemaining()) {
                old.putInt(0xdeadbeef);
            }
            out.write(old.flip(), 0);
            out.write(ByteBuffer.allocate(1), size - 1);
            image.chunks().stream()
                    .filter(chunk -> chunk.kind() != SparseChunk.Kind.DONT_CARE)
                    .forEach(chunk -> write(out, image, chunk.block() * 4096, chunk.blocks() * 4096));
        }

        Process check = new ProcessBuilder("e2fsck", "-f", "-n", file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(check.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(check.exitValue()).as(said).isZero();
        assertThat(said).contains("11/");
    }

    private static void write(FileChannel out, SparseImage image, long at, long length) {
        try {
            ByteBuffer bytes = ByteBuffer.allocate((int) length);
            image.expanded().read(at, bytes);
            out.write(bytes.flip(), at);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
