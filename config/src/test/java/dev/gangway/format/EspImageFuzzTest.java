package dev.gangway.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Images of Espressif's chips. */
class EspImageFuzzTest {
    static Stream<byte[]> seeds() throws Exception {
        byte[] old = Arrays.copyOf(EspFiles.image(0, 64), 150);
        return Stream.of(EspFiles.image(9, 100), old);
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10s")
    void isReadOrRefused(byte[] bytes) throws FormatException {
        ImageData data = EspFiles.data(bytes);
        EspImage image;
        try {
            image = EspImage.parse(data);
        } catch (FormatException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
            return;
        }
        assertThat(image.length()).isLessThanOrEqualTo(bytes.length);
        ImageData changed = image.with(new EspImage.Settings(Optional.of(3), Optional.of(2), Optional.of(0)), data);
        assertThat(changed.length()).isEqualTo(bytes.length);
        assertThat(EspImage.parse(changed)).isEqualTo(image);
    }
}
