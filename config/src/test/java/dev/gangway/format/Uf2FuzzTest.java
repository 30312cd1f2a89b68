package dev.gangway.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** UF2 files, also with the magic numbers of every block made right. */
class Uf2FuzzTest {
    static Stream<byte[]> seeds() {
        byte[] two = Foreign.file("two-families.uf2.gz");
        byte[] tagged = Arrays.copyOf(two, 512);
        ByteBuffer bytes = ByteBuffer.wrap(tagged).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(8, 0xe000).putInt(24, 1).putInt(32 + 256, 8 | 0x0be9f7 << 8);
        byte[] contained = Arrays.copyOf(two, 512);
        ByteBuffer file = ByteBuffer.wrap(contained).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(8, 0x1000).putInt(12, 0).putInt(24, 1).putInt(28, 256).put(32 + 256, (byte) 'a');
        return Stream.of(two, tagged, contained);
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10s")
    void isReadOrRefused(byte[] bytes) {
        read(bytes);
        ByteBuffer sealed = ByteBuffer.wrap(bytes.clone()).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at + 512 <= bytes.length; at += 512) {
            sealed.putInt(at, 0x0a324655).putInt(at + 4, 0x9e5d5157).putInt(at + 508, 0x0ab16f30);
        }
        read(sealed.array());
    }

    private static void read(byte[] bytes) {
        try {
            Uf2File file = Uf2File.parse(ImageData.of(ByteBuffer.wrap(bytes)));
            for (Uf2File.Family family : file.families().values()) {
                assertThat(family.segments().stream()
                                .mapToLong(Uf2File.Segment::length)
                                .sum())
                        .isEqualTo(family.bytes());
            }
        } catch (FormatException refused) {
            assertThat(refused.getMessage()).startsWith("UF2: ");
        }
    }
}
