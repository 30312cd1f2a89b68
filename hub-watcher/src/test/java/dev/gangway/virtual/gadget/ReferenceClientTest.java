package dev.gangway.virtual.gadget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.virtual.VirtualAttach;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.lan.LanExport;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Debian's {@code fastboot} judges the device side. */
@Tag("lab")
class ReferenceClientTest {
    private static final int IMAGE = 20 << 20;
    private static final long LIMIT = 4 << 20;

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "udp"})
    void theReferenceClientFlashesAnImageThatItMustSplit(String transport, @TempDir Path folder) throws Exception {
        Path image = image(folder);
        try (PageStore store = PageStore.temporary();
                VirtualHub hub = new VirtualHub(1);
                LanExport lan = new LanExport(hub, 1, InetAddress.getLoopbackAddress(), 0)) {
            BlockPartitions partitions = new BlockPartitions(store, Map.of("UBI", 32L << 20, "env", 1L << 20));
            hub.plug(
                    1,
                    new FastbootBoard(
                            "162542130082604c", Dialect.UBOOT_2026, LIMIT, partitions, store, GadgetFaults.none(), 0));
            Awaitility.await()
                    .until(() ->
                            hub.attach(1).filter(VirtualAttach::isIdentified).isPresent());
            String board = transport + ":127.0.0.1:" + lan.number(1);
            assertThat(run(board, "getvar", "max-download-size")).contains("max-download-size: 0x00400000");
            assertThat(run(board, "getvar", "serialno")).contains("162542130082604c");
            assertThat(run(board, "getvar", "all")).contains("(bootloader) version: 0.4");
            assertThat(run(board, "getvar", "nonsense")).contains("FAILED (remote: 'Variable not implemented')");
            assertThat(run(board, "flash", "env", small(folder).toString())).contains("Finished");
            assertThat(run(board, "flash", "UBI", image.toString())).contains("Sending sparse 'UBI' 5/", "Finished");
            assertThat(content(partitions, "UBI", IMAGE)).isEqualTo(Files.readAllBytes(image));
            assertThat(content(partitions, "env", 4096)).containsOnly('e');
            assertThat(run(board, "flash", "nowhere", image.toString())).contains("FAILED");
            assertThat(run(board, "erase", "env")).contains("Finished");
            assertThat(content(partitions, "env", 4096)).containsOnly(0);
            assertThat(run(board, "continue")).contains("Finished");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "udp"})
    void theReferenceClientUsesSlotsUserSpaceAndWhatIsStaged(String transport, @TempDir Path folder) throws Exception {
        try (PageStore store = PageStore.temporary();
                VirtualHub hub = new VirtualHub(1);
                LanExport lan = new LanExport(hub, 1, InetAddress.getLoopbackAddress(), 0)) {
            BoardSpec.parse("fastboot:loader=aosp,partitions=boot_a:1M+boot_b:1M,logical=system:64k")
                    .plug(hub, 1, store, line -> {});
            FastbootBoard board = (FastbootBoard) hub.board(1).orElseThrow();
            BlockPartitions partitions = (BlockPartitions) board.partitions();
            String address = transport + ":127.0.0.1:" + lan.number(1);
            Path image = small(folder);
            awaitBoard(hub, 0);
            assertThat(run(address, "flash", "boot", image.toString())).contains("'boot_a'", "Finished");
            assertThat(run(address, "--slot", "other", "flash", "boot", image.toString()))
                    .contains("'boot_b'", "Finished");
            assertThat(content(partitions, "boot_b", 4096)).containsOnly('e');
            assertThat(run(address, "set_active", "b")).contains("Setting current slot to 'b'", "Finished");
            assertThat(run(address, "getvar", "current-slot")).contains("current-slot: b");
            assertThat(run(address, "oem", "stage-variables")).contains("Finished");
            Path staged = folder.resolve("staged");
            assertThat(run(address, "get_staged", staged.toString())).contains("Finished");
            assertThat(Files.readString(staged)).contains("current-slot: b");
            long loader = hub.attach(1).orElseThrow().deviceKey();
            assertThat(run(address, "reboot-fastboot")).contains("Finished");
            awaitBoard(hub, loader);
            assertThat(run(address, "getvar", "is-userspace")).contains("is-userspace: yes");
            assertThat(run(address, "create-logical-partition", "vendor", "8192"))
                    .contains("Finished");
            assertThat(run(address, "flash", "vendor", image.toString())).contains("Resizing 'vendor'", "Finished");
            assertThat(partitions.size("vendor")).isEqualTo(4096);
            assertThat(content(partitions, "vendor", 4096)).containsOnly('e');
            assertThat(run(address, "delete-logical-partition", "vendor")).contains("Finished");
            Path boot = folder.resolve("boot.img");
            byte[] bytes = new byte[1 << 16];
            System.arraycopy("ANDROID!".getBytes(StandardCharsets.US_ASCII), 0, bytes, 0, 8);
            assertThat(run(address, "boot", Files.write(boot, bytes).toString()))
                    .contains("Booting", "Finished");
            Awaitility.await().until(() -> board.booted().isPresent());
            assertThat(board.booted().orElseThrow()).isEqualTo(ByteBuffer.wrap(bytes));
        }
    }

    /**
     * It asks the board for kind and size, has the mke2fs beside it make the file system, and flashes that. Debian has none there,
     * and its own does not know {@code android_sparse}.
     */
    @ParameterizedTest
    @ValueSource(strings = {"format", "format:ext4"})
    void theReferenceClientFormatsAPartition(String verb, @TempDir Path folder) throws Exception {
        Path fastboot = Files.copy(
                Path.of("/usr/lib/android-sdk/platform-tools/fastboot"),
                folder.resolve("fastboot"),
                StandardCopyOption.COPY_ATTRIBUTES);
        Path maker = Files.writeString(folder.resolve("mke2fs"), """
                #!/bin/sh
                for each in "$@"; do
                    shift
                    case $each in -E | android_sparse*) ;; *) set -- "$@" "$each" ;; esac
                done
                unset MKE2FS_CONFIG
                exec /sbin/mke2fs -q -F "$@"
                """);
        assertThat(maker.toFile().setExecutable(true)).isTrue();
        try (PageStore store = PageStore.temporary();
                VirtualHub hub = new VirtualHub(1);
                LanExport lan = new LanExport(hub, 1, InetAddress.getLoopbackAddress(), 0)) {
            BoardSpec.parse("fastboot:loader=aosp,partitions=data:64M,types=data:ext4")
                    .plug(hub, 1, store, line -> {});
            awaitBoard(hub, 0);
            BlockPartitions partitions =
                    (BlockPartitions) ((FastbootBoard) hub.board(1).orElseThrow()).partitions();

            assertThat(run(fastboot.toString(), "tcp:127.0.0.1:" + lan.number(1), List.of(verb, "data")))
                    .contains("Finished");

            assertThat(content(partitions, "data", 2048)[1024 + 56]).isEqualTo((byte) 0x53);
        }
    }

    private static void awaitBoard(VirtualHub hub, long before) {
        Awaitility.await().until(() -> hub.attach(1)
                .filter(there -> there.isIdentified() && there.deviceKey() > before)
                .isPresent());
    }

    private static byte[] content(BlockPartitions partitions, String name, int length) throws StoreException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        partitions.read(name, 0, bytes);
        return bytes.array();
    }

    private static Path small(Path folder) throws IOException {
        byte[] bytes = new byte[4096];
        Arrays.fill(bytes, (byte) 'e');
        return Files.write(folder.resolve("env.bin"), bytes);
    }

    /** Random bytes, a stretch of FF and one of zeros. */
    private static Path image(Path folder) throws IOException {
        Path file = folder.resolve("image.bin");
        byte[] piece = new byte[1 << 20];
        Random random = new Random(11);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < IMAGE >> 20; i++) {
                if (i == 7 || i == 9) {
                    Arrays.fill(piece, (byte) (i == 7 ? 0xFF : 0));
                } else {
                    random.nextBytes(piece);
                }
                out.write(piece);
            }
        }
        return file;
    }

    private static String run(String board, String... arguments) throws IOException, InterruptedException {
        return run("fastboot", board, List.of(arguments));
    }

    private static String run(String program, String board, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program, "-s", board));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(text).isTrue();
        return text;
    }
}
