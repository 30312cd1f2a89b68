package dev.gangway.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** GPT and MBR, also with the CRCs of the primary table made right. */
class DiskTableFuzzTest {
    private static final int TABLE = 1024 + 128 * 128;
    private static final long DISK = 4 << 20;

    static Stream<byte[]> seeds() {
        return Stream.of("gpt-sgdisk.img.gz", "gpt-sfdisk.img.gz", "mbr-sfdisk.img.gz", "mbr-parted.img.gz")
                .map(file -> Arrays.copyOf(Foreign.file(file), TABLE));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10s")
    void isReadOrRefused(byte[] bytes) {
        read(bytes);
        if (bytes.length >= TABLE) {
            read(DiskSanityTest.tableSealed(bytes.clone()));
        }
    }

    private static void read(byte[] bytes) {
        ImageData image = ImageData.of(ByteBuffer.wrap(bytes));
        for (int blockSize : new int[] {512, 4096}) {
            DiskSanity.of(image, image.length(), DISK, blockSize).problem().ifPresent(said -> assertThat(said)
                    .isNotEmpty());
        }
        try {
            Gpt gpt = Gpt.parse(image, image.length(), 512);
            gpt.partitions()
                    .forEach(partition -> assertThat(partition.first()).isBetween(gpt.firstUsable(), partition.last()));
        } catch (FormatException refused) {
            assertThat(refused.getMessage()).contains("GPT");
        }
    }
}
