package dev.gangway.image;

import static dev.gangway.model.Failures.failureOf;
import static dev.gangway.model.Failures.kindOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.format.EgonSpl;
import dev.gangway.format.LegacyImage;
import dev.gangway.format.NandGeometry;
import dev.gangway.format.SparseImage;
import dev.gangway.format.SplPages;
import dev.gangway.model.Digest;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.recipe.ImageSpec.ImageFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageStoreTest {
    @TempDir
    Path folder;

    @Test
    void preparesAPlainImage() throws Exception {
        byte[] bytes = random(100_000);
        ImageStore store = store();

        PreparedImage image = store.prepare("rootfs", write("a.bin", bytes), ImageFormat.RAW);

        assertThat(image.sha256()).isEqualTo(Digest.of(ByteBuffer.wrap(bytes)));
        assertThat(image.used().file()).isEqualTo("a.bin");
        assertThat(image.used().bytes()).isEqualTo(100_000);
        assertThat(image.data().slice(0, 100_000)).isEqualTo(ByteBuffer.wrap(bytes));
        assertThat(image.contentCrc32(5, 1000)).isEqualTo(crc(bytes, 5, 1000));
    }

    @Test
    void readsAnImageOnceForSixtyFourPorts() throws Exception {
        Path file = write("a.gz", gzip(random(3_000_000)));
        ImageStore store = store();
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService ports = Executors.newFixedThreadPool(64);
        List<Future<PreparedImage>> asked = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            asked.add(ports.submit(() -> {
                start.await();
                return store.prepare("rootfs", file, ImageFormat.RAW);
            }));
        }

        start.countDown();

        for (Future<PreparedImage> one : asked) {
            assertThat(one.get().data()).isSameAs(asked.get(0).get().data());
        }
        ports.shutdown();
        try (Stream<Path> cached = Files.list(folder.resolve("cache"))) {
            assertThat(cached.filter(f -> f.toString().endsWith(".img"))).hasSize(1);
        }
    }

    @Test
    void unpacksAndDigestsThePackedFile() throws Exception {
        byte[] bytes = random(70_000);
        byte[] packed = gzip(bytes);

        PreparedImage image = store().prepare("rootfs", write("a.img", packed), ImageFormat.RAW);

        assertThat(image.length()).isEqualTo(70_000);
        assertThat(image.data().slice(0, 70_000)).isEqualTo(ByteBuffer.wrap(bytes));
        assertThat(image.sha256()).isEqualTo(Digest.of(ByteBuffer.wrap(packed)));
        assertThat(image.used().bytes()).isEqualTo(packed.length);
    }

    @Test
    void unpacksAgainWhenTheCachedFileIsDamaged() throws Exception {
        byte[] bytes = random(70_000);
        Path file = write("a.gz", gzip(bytes));
        Path cached = store().prepare("x", file, ImageFormat.RAW).cachedFile();
        byte[] damaged = bytes.clone();
        damaged[4711] ^= 1;
        Files.write(cached, damaged);

        PreparedImage image = store().prepare("x", file, ImageFormat.RAW);

        assertThat(image.data().slice(0, 70_000)).isEqualTo(ByteBuffer.wrap(bytes));
    }

    @Test
    void refusesATruncatedPackedImageAndLeavesNothingBehind() throws Exception {
        byte[] packed = gzip(random(70_000));
        Path file = write("a.gz", Arrays.copyOf(packed, packed.length - 100));

        Failure failure = failure("x", file, ImageFormat.RAW);

        assertThat(failure.kind()).isEqualTo(FailureKind.IMAGE_INVALID);
        assertThat(failure.message()).contains("a.gz", "damaged or truncated");
        try (Stream<Path> cached = Files.list(folder.resolve("cache"))) {
            assertThat(cached).isEmpty();
        }
    }

    @Test
    void saysWhenTheCacheCannotBeWritten() throws Exception {
        Path file = write("a.gz", gzip(random(100)));
        write("cache", new byte[1]);

        assertThat(failure("x", file, ImageFormat.RAW).kind()).isEqualTo(FailureKind.HOST_IO);
    }

    @Test
    void noticesAFileThatChangesAfterTheCheck() throws Exception {
        ImageStore store = store();
        Path file = write("a.bin", random(1000));
        PreparedImage image = store.prepare("x", file, ImageFormat.RAW);
        Path other = write("b.bin", random(1001));
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);

        assertThat(kindOf(image::data)).isEqualTo(FailureKind.IMAGE_INVALID);
        assertThat(store.prepare("x", file, ImageFormat.RAW).length()).isEqualTo(1001);
    }

    @Test
    void checksEachFormat() throws Exception {
        ByteBuffer spl = spl(5000);
        byte[] pages = bytes(SplPages.encode(spl, new NandGeometry(0x40000, 0x1000, 0x100), 1));
        byte[] script = bytes(LegacyImage.script("x", "reset\n", 0));
        byte[] sparse = sparse(9);
        byte[] badSpl = bytes(spl);
        badSpl[3000] ^= 1;
        byte[] badPages = pages.clone();
        Arrays.fill(badPages, 2 * 0x1100, 3 * 0x1100, (byte) 0x55);

        assertThat(problem("a.bin", bytes(spl), ImageFormat.EGON)).isEmpty();
        assertThat(problem("b.bin", badSpl, ImageFormat.EGON)).contains("b.bin", "checksum");
        assertThat(problem("c.bin", Arrays.copyOf(badSpl, 4000), ImageFormat.EGON))
                .contains("truncated");
        assertThat(problem("d.bin", pages, ImageFormat.SPL_PAGES)).isEmpty();
        assertThat(problem("spl-40000-1000-100.bin", badPages, ImageFormat.SPL_PAGES))
                .contains("SPL page 2");
        assertThat(problem("spl-400000-4000-680.bin", pages, ImageFormat.SPL_PAGES))
                .contains("geometry");
        assertThat(problem("e.bin", script, ImageFormat.UIMAGE)).isEmpty();
        assertThat(problem("f.bin", sparse, ImageFormat.SPARSE)).isEmpty();
        assertThat(problem("g.bin", sparse, ImageFormat.UBI_SPARSE)).contains("UBI");
        assertThat(problem("h.bin", random(200_000), ImageFormat.UBI)).contains("UBI");
        assertThat(problem("i.bin", new byte[0], ImageFormat.RAW)).contains("empty");
        assertThat(failure("x", folder.resolve("none"), ImageFormat.RAW).kind()).isEqualTo(FailureKind.IMAGE_MISSING);
    }

    @Test
    void givesTheExpandedContentOfASparseImage() throws Exception {
        PreparedImage image = store().prepare("x", write("a", sparse(3)), ImageFormat.SPARSE);
        byte[] expanded = new byte[3 * 4096];
        Arrays.fill(expanded, (byte) 0x11);

        assertThat(image.contentLength()).isEqualTo(3 * 4096);
        assertThat(image.contentCrc32(4096, 8192)).isEqualTo(crc(expanded, 4096, 8192));
        assertThat(kindOf(() -> image.contentCrc32(4096, 1 << 20))).isEqualTo(FailureKind.IMAGE_INVALID);
    }

    private ImageStore store() {
        return new ImageStore(folder.resolve("cache"));
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private String problem(String name, byte[] bytes, ImageFormat format) throws IOException {
        Path file = write(name, bytes);
        try {
            store().prepare("x", file, format);
            return "";
        } catch (FailureException e) {
            assertThat(e.failure().kind()).isEqualTo(FailureKind.IMAGE_INVALID);
            return e.failure().message();
        }
    }

    private Failure failure(String name, Path file, ImageFormat format) {
        return failureOf(() -> store().prepare(name, file, format));
    }

    /** An SPL with pseudo-random code. */
    private static ByteBuffer spl(int length) {
        ByteBuffer spl = ByteBuffer.wrap(random(length)).order(ByteOrder.LITTLE_ENDIAN);
        spl.put(4, "eGON.BT0".getBytes(StandardCharsets.US_ASCII)).putInt(EgonSpl.LENGTH, length);
        return spl.putInt(EgonSpl.CHECKSUM, EgonSpl.sum(spl, length));
    }

    /** Blocks full of 0x11, and a don't-care tail. */
    private static byte[] sparse(int blocks) {
        ByteBuffer out = ByteBuffer.allocate(28 + 16 + 12).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(SparseImage.MAGIC).putInt(1).putShort((short) 28).putShort((short) 12);
        out.putInt(4096).putInt(blocks + 5).putInt(2).putInt(0);
        out.putInt(0xcac2).putInt(blocks).putInt(16).putInt(0x11111111);
        out.putInt(0xcac3).putInt(5).putInt(12);
        return out.array();
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static int crc(byte[] bytes, int offset, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }
}
