package dev.gangway.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Block maps. */
class BmapFuzzTest {
    static Stream<byte[]> seeds() {
        return Stream.concat(
                Stream.of("bmaptool-2.0.bmap", "1.4.bmap", "1.3.bmap").map(Foreign::file),
                Stream.of("<bmap version=\"1.2\"><ImageSize> 9 </ImageSize><BlockSize>4</BlockSize><BlocksCount>3"
                                + "</BlocksCount><MappedBlocksCount>2</MappedBlocksCount><BlockMap><Range>0-1</Range>"
                                + "</BlockMap></bmap>")
                        .map(text -> text.getBytes(StandardCharsets.UTF_8)));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10s")
    void isReadOrRefused(byte[] bytes) {
        try {
            Bmap map = Bmap.parse(bytes);
            long end = 0;
            for (Bmap.Range range : map.ranges()) {
                assertThat(map.offset(range)).isGreaterThanOrEqualTo(end);
                assertThat(map.length(range)).isPositive();
                end = map.offset(range) + map.length(range);
            }
            assertThat(end).isLessThanOrEqualTo(map.imageSize());
            if (map.imageSize() < 1 << 20) {
                map.problem(ImageData.of(ByteBuffer.allocate((int) map.imageSize())), map.imageSize());
            }
        } catch (FormatException refused) {
            assertThat(refused.getMessage()).startsWith("bmap: ");
        }
    }
}
