package dev.gangway.virtual.gadget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.virtual.nand.PageStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's {@code fastboot} judges the device side. */
@Tag("lab")
class ReferenceClientTest {
    private static final int IMAGE = 20 << 20;
    private static final long LIMIT = 4 << 20;

    @Test
    void theReferenceClientFlashesAnImageThatItMustSplit(@TempDir Path folder) throws Exception {
        Path image = image(folder);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (PageStore store = PageStore.temporary()) {
            BlockPartitions partitions = new BlockPartitions(store, Map.of("UBI", 32L << 20, "env", 1L << 20));
            FastbootBoard board = new FastbootBoard(
                    "162542130082604c", Dialect.UBOOT_2026, LIMIT, partitions, store, GadgetFaults.none(), 0);
            TcpFastboot server = new TcpFastboot(board);
            Future<?> served = thread.submit(() -> {
                server.serve();
                return true;
            });
            assertThat(run(server, "getvar", "max-download-size")).contains("max-download-size: 0x00400000");
            assertThat(run(server, "getvar", "serialno")).contains("162542130082604c");
            assertThat(run(server, "getvar", "nonsense")).contains("FAILED (remote: 'Variable not implemented')");
            assertThat(run(server, "flash", "env", small(folder).toString())).contains("Finished");
            assertThat(run(server, "flash", "UBI", image.toString())).contains("Sending sparse 'UBI' 5/", "Finished");
            assertThat(content(partitions, "UBI", IMAGE)).isEqualTo(Files.readAllBytes(image));
            assertThat(content(partitions, "env", 4096)).containsOnly('e');
            assertThat(run(server, "flash", "nowhere", image.toString())).contains("FAILED");
            assertThat(run(server, "erase", "env")).contains("Finished");
            assertThat(content(partitions, "env", 4096)).containsOnly(0);
            assertThat(run(server, "continue")).contains("Finished");
            server.close();
            served.get(10, TimeUnit.SECONDS);
        } finally {
            thread.shutdownNow();
        }
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

    private static String run(TcpFastboot server, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("fastboot", "-s", "tcp:127.0.0.1:" + server.port()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(text).isTrue();
        return text;
    }
}
