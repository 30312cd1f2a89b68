package dev.gangway.dfu;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gangway.model.FailureException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes to which memory of a board, also with the suffix of the file made right. */
class DfuContentFuzzTest {
    private static final int SUFFIX = 16;

    static Stream<byte[]> seeds() {
        return Stream.of(
                DfuContentTest.container(), DfuContentTest.suffixed(DfuRig.content(300), 0x1d50, 0x607f, 0x0100));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10s")
    void isReadOrRefused(byte[] bytes) {
        read(bytes);
        if (bytes.length >= SUFFIX) {
            read(sealed(bytes.clone()));
        }
    }

    private static void read(byte[] bytes) {
        try {
            DfuContent.of(DfuRig.image(bytes)).parts().forEach(part -> assertThat(part.offset() + part.length())
                    .isLessThanOrEqualTo(bytes.length));
        } catch (FailureException refused) {
            assertThat(refused.failure().message()).containsIgnoringCase("dfu");
        }
    }

    private static byte[] sealed(byte[] bytes) {
        ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        file.put(bytes.length - 8, "UFD".getBytes(StandardCharsets.US_ASCII)).put(bytes.length - 5, (byte) SUFFIX);
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, bytes.length - 4);
        return file.putInt(bytes.length - 4, ~(int) crc.getValue()).array();
    }
}
