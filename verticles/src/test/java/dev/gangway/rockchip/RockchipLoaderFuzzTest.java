package dev.gangway.rockchip;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import dev.gangway.format.RockchipCrc;
import dev.gangway.format.RockchipLoader;
import dev.gangway.virtual.rockchip.SampleLoader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Rockchip's loader files, also with the CRC at their end made right. */
class RockchipLoaderFuzzTest {
    static Stream<byte[]> seeds() {
        return Stream.of(SampleLoader.make("rk3399", 300, 200, 1, 7));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10s")
    void isReadOrRefused(byte[] bytes) {
        read(bytes);
        if (bytes.length > 4) {
            ByteBuffer file = ByteBuffer.wrap(bytes.clone()).order(ByteOrder.LITTLE_ENDIAN);
            file.putInt(bytes.length - 4, RockchipCrc.crc32(file.duplicate().limit(bytes.length - 4)));
            read(file.array());
        }
    }

    private static void read(byte[] bytes) {
        try {
            RockchipLoader.parse(ImageData.of(ByteBuffer.wrap(bytes)))
                    .parts()
                    .forEach(part -> assertThat(part.offset() + part.size()).isLessThanOrEqualTo(bytes.length));
        } catch (FormatException refused) {
            assertThat(refused.getMessage()).contains("Rockchip loader");
        }
    }
}
