package dev.gangway.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Android sparse images. */
class SparseFuzzTest {
    private static final int MOST_READ = 1 << 20;

    static Stream<byte[]> seeds() {
        ByteBuffer sparse = ByteBuffer.allocate(28 + 16 + 12 + 12 + 8 + 16).order(ByteOrder.LITTLE_ENDIAN);
        sparse.putInt(SparseImage.MAGIC).putInt(1).putShort((short) 28).putShort((short) 12);
        sparse.putInt(8).putInt(6).putInt(4).putInt(0);
        sparse.putInt(0xcac2).putInt(3).putInt(16).putInt(5);
        sparse.putInt(0xcac3).putInt(2).putInt(12);
        sparse.putInt(0xcac1).putInt(1).putInt(20).putLong(0x0102030405060708L);
        sparse.putInt(0xcac4).putInt(0).putInt(16).putInt(7);
        return Stream.of(sparse.array());
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10s")
    void isReadOrRefused(byte[] bytes) {
        try {
            SparseImage image = SparseImage.parse(ImageData.of(ByteBuffer.wrap(bytes)), true);
            long length = Math.min(image.contentLength(), MOST_READ);
            image.expanded().read(0, ByteBuffer.allocate((int) length));
        } catch (FormatException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        }
    }
}
