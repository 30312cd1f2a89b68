package dev.gangway.image;

import static dev.gangway.model.Failures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdOutputStream;
import dev.gangway.model.Digest;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import dev.gangway.recipe.ImageSpec.ImageFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class PackedImageTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"zst", "xz"})
    void unpacksOnceAndDigestsThePackedFile(String kind) throws Exception {
        byte[] bytes = content(3_000_000);
        byte[] packed = pack(kind, bytes);
        Path file = Files.write(folder.resolve("rootfs.img." + kind), packed);

        PreparedImage image = store().prepare("rootfs", file, ImageFormat.RAW);
        PreparedImage again = store().prepare("rootfs", file, ImageFormat.RAW);

        assertThat(packed.length).isLessThan(bytes.length);
        assertThat(image.data().slice(0, bytes.length)).isEqualTo(ByteBuffer.wrap(bytes));
        assertThat(image.sha256()).isEqualTo(Digest.of(ByteBuffer.wrap(packed)));
        assertThat(image.used().bytes()).isEqualTo(packed.length);
        assertThat(again.cachedFile()).isEqualTo(image.cachedFile());
        assertThat(cached())
                .containsExactlyInAnyOrder(
                        image.sha256().hex() + ".img", image.sha256().hex() + ".sha256");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zst", "xz"})
    void refusesATruncatedOrDamagedFileAndLeavesNothingBehind(String kind) throws Exception {
        byte[] packed = pack(kind, content(300_000));
        byte[] damaged = packed.clone();
        damaged[packed.length / 2] ^= 0x55;
        Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(packed, packed.length - 100));
        Path broken = Files.write(folder.resolve("broken"), damaged);

        assertThat(failure(store(), cut).kind()).isEqualTo(FailureKind.IMAGE_INVALID);
        assertThat(failure(store(), broken).message()).contains("damaged or truncated");
        assertThat(cached()).isEmpty();
    }

    @Test
    void refusesXzThatNeedsTooMuchMemory() throws Exception {
        // The header tells how much the reader must set aside; the content does not matter.
        Path file = Files.write(folder.resolve("a.xz"), withDictionaryOf256MiB(pack("xz", content(1000))));

        Failure failure = failure(store(), file);

        assertThat(failure.kind()).isEqualTo(FailureKind.IMAGE_INVALID);
        assertThat(failure.message()).contains("128 MiB of memory").doesNotContain("damaged");
    }

    /** The first block's header (.xz file format 1.1.0, 3.1 and 5.3.1) names another dictionary, under a checksum that fits. */
    private static byte[] withDictionaryOf256MiB(byte[] xz) {
        int header = 12;
        int length = (xz[header] + 1) * 4 - 4;
        assertThat(xz[header + 2]).as("LZMA2").isEqualTo((byte) 0x21);
        xz[header + 4] = 2 * (28 - 12);
        CRC32 sum = new CRC32();
        sum.update(xz, header, length);
        ByteBuffer.wrap(xz).order(ByteOrder.LITTLE_ENDIAN).putInt(header + length, (int) sum.getValue());
        return xz;
    }

    /** A frame header that asks for a window of 256 MiB (RFC 8878, 3.1.1.1.2), and an empty last block. */
    @Test
    void refusesZstdThatNeedsTooMuchMemory() throws Exception {
        byte[] frame = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0x00, (byte) ((28 - 10) << 3), 0x01, 0x00, 0x00};

        Failure failure = failure(store(), Files.write(folder.resolve("a.zst"), frame));

        assertThat(failure.kind()).isEqualTo(FailureKind.IMAGE_INVALID);
        assertThat(failure.message()).contains("128 MiB of memory").doesNotContain("damaged");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zst", "xz"})
    void stopsAtTheLargestImage(String kind) throws Exception {
        Path bomb = Files.write(folder.resolve("bomb"), pack(kind, new byte[5_000_000]));
        ImageStore store = new ImageStore(new Unpacker(folder.resolve("cache"), 4_999_999));

        Failure failure = failure(store, bomb);

        assertThat(failure.kind()).isEqualTo(FailureKind.IMAGE_TOO_LARGE);
        assertThat(cached()).isEmpty();
        assertThat(new ImageStore(new Unpacker(folder.resolve("cache"), 5_000_000))
                        .prepare("x", bomb, ImageFormat.RAW)
                        .length())
                .isEqualTo(5_000_000);
    }

    /** Needs root, for a file system of 2 MiB. */
    @Tag("lab")
    @ParameterizedTest
    @ValueSource(strings = {"zst", "xz"})
    void saysWhenTheDiskIsFullAndGoesOnWhenItIsNot(String kind) throws Exception {
        byte[] bytes = content(3 << 20);
        Path file = Files.write(folder.resolve("a"), pack(kind, bytes));
        Path cache = Files.createDirectory(folder.resolve("cache"));
        run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", cache.toString());
        try {
            ImageStore store = store();
            Failure failure = failure(store, file);

            assertThat(failure.kind()).isEqualTo(FailureKind.HOST_IO);
            assertThat(failure.message()).contains("Free space there");
            assertThat(cached()).isEmpty();

            run("mount", "-o", "remount,size=8m", cache.toString());
            assertThat(store.prepare("x", file, ImageFormat.RAW).data().slice(0, bytes.length))
                    .isEqualTo(ByteBuffer.wrap(bytes));
        } finally {
            run("umount", "-l", cache.toString());
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(String.join(" ", command)).isZero();
    }

    private ImageStore store() {
        return new ImageStore(folder.resolve("cache"));
    }

    private Failure failure(ImageStore store, Path file) {
        return failureOf(() -> store.prepare("x", file, ImageFormat.RAW));
    }

    private String[] cached() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
            return files.map(f -> String.valueOf(f.getFileName())).toArray(String[]::new);
        }
    }

    private static byte[] pack(String kind, byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        // With a checksum, as the programs xz and zstd write it.
        try (OutputStream packer = kind.equals("xz")
                ? new XZOutputStream(out, new LZMA2Options(1))
                : new ZstdOutputStream(out).setChecksum(true)) {
            packer.write(bytes);
        }
        return out.toByteArray();
    }

    /** Half of it can be packed. */
    private static byte[] content(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        Arrays.fill(bytes, 0, length / 2, (byte) 7);
        return bytes;
    }
}
