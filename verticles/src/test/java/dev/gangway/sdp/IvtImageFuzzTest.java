package dev.gangway.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import dev.gangway.format.IvtImage;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Images with a vector table, as NXP's boot ROMs take them. */
class IvtImageFuzzTest {
    static Stream<byte[]> seeds() {
        return Stream.of(Imx.signed(700), Imx.withDcd(700), Imx.plain(700));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10s")
    void isReadOrRefused(byte[] bytes) {
        try {
            IvtImage image = IvtImage.parse(ImageData.of(ByteBuffer.wrap(bytes)));
            assertThat(image.offset() + image.length()).isLessThanOrEqualTo(bytes.length);
            assertThat(image.address() + image.length()).isLessThanOrEqualTo(1L << 32);
            image.dcd().ifPresent(dcd -> {
                assertThat(dcd.offset() + dcd.length()).isLessThanOrEqualTo(bytes.length);
                assertThat(dcd.length()).isBetween(4, IvtImage.MOST_DCD);
            });
        } catch (FormatException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        }
    }
}
