package dev.gangway.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Partition tables of Espressif's chips. */
class EspPartitionsFuzzTest {
    static Stream<byte[]> seeds() throws Exception {
        return Stream.of(EspFiles.table());
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10s")
    void isReadOrRefused(byte[] bytes) {
        ImageData data = EspFiles.data(bytes);
        try {
            EspPartitions table = EspPartitions.parse(data);
            table.entries()
                    .forEach(entry -> assertThat(table.at(entry.offset())).hasValue(entry));
        } catch (FormatException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        }
        assertThat(EspPartitions.startsLikeOne(data)).isIn(true, false);
    }
}
