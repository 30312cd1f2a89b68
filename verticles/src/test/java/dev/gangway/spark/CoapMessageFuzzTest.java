package dev.gangway.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages of Cores, and what else decrypts to something. */
class CoapMessageFuzzTest {
    static Stream<byte[]> seeds() {
        return Stream.of(
                        "50022022b168ff0000000300000000",
                        "60001001",
                        "5144202302ff00",
                        "40012030b163ff00030007",
                        "50022001b1450d05737061726b2f6465766963652f7265736574ff646675",
                        "4001dead" + "bd00" + "00".repeat(13) + "ff",
                        "41012022" + "01" + "b174")
                .map(SparkVectors::bytes);
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10s")
    void isReadOrRefused(byte[] bytes) {
        try {
            CoapMessage message = CoapMessage.parse(ByteBuffer.wrap(bytes));
            assertThat(message.payload().remaining()
                            + message.path().length()
                            + message.token().remaining())
                    .isLessThan(bytes.length);
            assertThat(message.id()).isBetween(0, 0xffff);
            CoreHello.of(message);
        } catch (FailureException refused) {
            assertThat(refused.failure().kind()).isEqualTo(FailureKind.PROTOCOL_GARBAGE);
        }
    }
}
