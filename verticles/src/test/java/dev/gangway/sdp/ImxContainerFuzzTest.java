package dev.gangway.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import dev.gangway.format.ImxContainer;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Containers, as NXP's boot ROMs take them in a stream. */
class ImxContainerFuzzTest {
    static Stream<byte[]> seeds() {
        return Stream.of(Streams.containers(), Streams.behindV2x(), Streams.single(2000), Streams.marked(100));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10s")
    void isReadOrRefused(byte[] bytes) {
        ImageData file = ImageData.of(ByteBuffer.wrap(bytes));
        assertThat(ImxContainer.wanted(file)).isBetween(0L, (long) bytes.length);
        try {
            ImxContainer.require(file);
        } catch (FormatException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        }
    }
}
