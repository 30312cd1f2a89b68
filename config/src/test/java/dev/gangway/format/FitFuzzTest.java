package dev.gangway.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** FIT images, and the device trees that they are. */
class FitFuzzTest {
    static Stream<byte[]> seeds() {
        return Stream.of("inside.itb", "behind.itb").map(Foreign::file);
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10s")
    void isReadOrRefused(byte[] bytes) {
        try {
            ByteBuffer file = ByteBuffer.wrap(bytes);
            if (FitImage.isOne(file)) {
                FitImage fit = FitImage.parse(file);
                fit.images()
                        .forEach(image -> assertThat(image.data().remaining()).isLessThanOrEqualTo(bytes.length));
                fit.configuration("board").ifPresent(configuration -> fit.image(configuration.firmware()));
            }
        } catch (FormatException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        }
    }
}
