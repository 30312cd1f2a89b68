package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.format.NandGeometry;
import dev.gangway.recipe.Recipe;
import dev.gangway.virtual.nand.NandException;
import dev.gangway.virtual.nand.VirtualNand;
import dev.gangway.virtual.sample.SampleImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.stream.Stream;

/** Image folders for tests, made once, and what a flash chip has to hold after they were written to it. */
final class TestImages {
    /** Where the recipe puts things. */
    private static final long SPL_BACKUP = 0x400000;

    private static final long UBOOT = 0x800000;
    private static final long ROOTFS = 0x1000000;
    private static final int SPARSE_HEADER = 28;
    private static final int CHUNK_HEADER = 12;

    static final String SPL_PAGES = "spl-40000-1000-100.bin";
    static final String UBOOT_PADDED = "uboot-40000.bin";
    static final String UBI = "chip-40000-1000-100.ubi.sparse";

    private static final Path SHARED = make();

    private TestImages() {}

    private static Path make() {
        try {
            Path folder = Files.createTempDirectory("gangway-test-images");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            SampleImages.chip(folder.resolve("chip"), new NandGeometry(0x40000, 0x1000, 0x100), 1 << 20, 7);
            SampleImages.uboot(folder.resolve("uboot"), 7);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(java.io.File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path chip() {
        return SHARED.resolve("chip");
    }

    static Path of(Recipe recipe) {
        return recipe.images().containsKey("rootfs") ? chip() : SHARED.resolve("uboot");
    }

    /** A copy of the C.H.I.P. folder that a test may spoil. */
    static Path copy(Path to) {
        try (Stream<Path> files = Files.list(chip())) {
            Files.createDirectories(to);
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(String.valueOf(file.getFileName())), StandardCopyOption.REPLACE_EXISTING);
            }
            return to;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The chip holds the folder's images, bit for bit. */
    static void assertHeldBy(VirtualNand nand, Path folder) throws IOException, NandException {
        ByteBuffer pages = ByteBuffer.wrap(Files.readAllBytes(folder.resolve(SPL_PAGES)));
        assertRaw(nand, 0, pages.duplicate());
        assertRaw(nand, SPL_BACKUP, pages);
        assertThat(read(nand, UBOOT, (int) Files.size(folder.resolve(UBOOT_PADDED))))
                .isEqualTo(ByteBuffer.wrap(Files.readAllBytes(folder.resolve(UBOOT_PADDED))));
        ByteBuffer ubi = expanded(folder.resolve(UBI), nand.geometry().blockSize());
        assertThat(read(nand, ROOTFS, ubi.remaining())).isEqualTo(ubi);
    }

    private static void assertRaw(VirtualNand nand, long offset, ByteBuffer expected) throws NandException {
        int raw = nand.geometry().rawPage();
        assertThat(expected.remaining()).isPositive().matches(length -> length % raw == 0);
        long page = offset / nand.geometry().pageSize();
        ByteBuffer held = ByteBuffer.allocate(expected.remaining());
        while (held.hasRemaining()) {
            nand.readRaw(page++, held);
        }
        assertThat(held.flip()).isEqualTo(expected);
    }

    private static ByteBuffer read(VirtualNand nand, long offset, int length) throws NandException {
        ByteBuffer held = ByteBuffer.allocate(length);
        for (long page = offset / nand.geometry().pageSize(); held.hasRemaining(); page++) {
            nand.read(page, held);
        }
        return held.flip();
    }

    /** All chunks of the demo's sparse image are raw, one erase block each. */
    private static ByteBuffer expanded(Path sparse, int block) throws IOException {
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(sparse));
        int blocks = (file.remaining() - SPARSE_HEADER) / (CHUNK_HEADER + block);
        ByteBuffer content = ByteBuffer.allocate(blocks * block);
        for (int i = 0; i < blocks; i++) {
            content.put(file.slice(SPARSE_HEADER + i * (CHUNK_HEADER + block) + CHUNK_HEADER, block));
        }
        return content.flip();
    }
}
