package dev.gangway.dfu;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gangway.format.FormatException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** What DfuSe boards say of their memories, and the functional descriptor. */
class MemoryLayoutFuzzTest {
    static Stream<byte[]> seeds() {
        return Stream.of(
                        "@Internal Flash  /0x08000000/04*016Kg,01*064Kg,07*128Kg",
                        "@OTP Memory /0x1FFF7800/01*512 e,01*016 e",
                        "@Two/0x0/1*1Kg/0x10000/2*4Mg",
                        "\t\2\44\0\1\1\0\200\62\t\4\0\0\0\376\1\2\0\t!\13\377\0\0\4\32\1")
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10s")
    void isReadOrRefused(byte[] bytes) {
        DfuDescriptors.functional(bytes)
                .ifPresent(told -> assertThat(told.transferSize()).isBetween(0, 0xffff));
        try {
            MemoryLayout layout = MemoryLayout.parse(new String(bytes, StandardCharsets.ISO_8859_1));
            layout.segments().forEach(segment -> {
                assertThat(segment.page()).isPositive();
                assertThat(segment.end()).isBetween(segment.from() + 1, 1L << 32);
            });
        } catch (FormatException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        }
    }
}
