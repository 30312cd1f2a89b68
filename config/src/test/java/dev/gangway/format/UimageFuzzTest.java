package dev.gangway.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.params.provider.MethodSource;

/** U-Boot legacy images, also with both CRCs made right. */
class UimageFuzzTest {
    static Stream<byte[]> seeds() {
        return Stream.of(Foreign.file("script.uimage"));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10s")
    void isReadOrRefused(byte[] bytes) {
        read(bytes);
        read(sealed(bytes.clone()));
    }

    private static void read(byte[] bytes) {
        try {
            LegacyImage image = LegacyImage.parse(ByteBuffer.wrap(bytes));
            assertThat(image.data().remaining()).isLessThanOrEqualTo(bytes.length);
            assertThat(image.scriptText()).isNotNull();
        } catch (FormatException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        }
    }

    private static byte[] sealed(byte[] bytes) {
        ByteBuffer file = ByteBuffer.wrap(bytes);
        if (bytes.length >= 64) {
            file.putInt(0, LegacyImage.MAGIC);
            int size = file.getInt(12);
            if (size >= 0 && size <= bytes.length - 64) {
                file.putInt(24, crc(bytes, 64, size));
            }
            file.putInt(4, 0).putInt(4, crc(bytes, 0, 64));
        }
        return bytes;
    }

    private static int crc(byte[] bytes, int from, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }
}
