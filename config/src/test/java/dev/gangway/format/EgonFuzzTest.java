package dev.gangway.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Allwinner boot files, also with the checksum made right. */
class EgonFuzzTest {
    static Stream<byte[]> seeds() {
        ByteBuffer spl = ByteBuffer.allocate(128).order(ByteOrder.LITTLE_ENDIAN);
        spl.put(4, "eGON.BT0".getBytes(StandardCharsets.US_ASCII)).putInt(EgonSpl.LENGTH, 64);
        spl.put(0x14, "SPL".getBytes(StandardCharsets.US_ASCII))
                .put(0x17, (byte) 2)
                .putInt(0x20, 0x30);
        spl.put(0x30, "board".getBytes(StandardCharsets.US_ASCII));
        ByteBuffer behind = ByteBuffer.allocate(0x8000 + 256).order(ByteOrder.LITTLE_ENDIAN);
        behind.put(0, spl, 0, 64).putInt(EgonSpl.LENGTH, 0x8000);
        ByteBuffer uboot = LegacyImage.script("u", "x", 0);
        behind.put(0x8000, uboot, 0, uboot.remaining());
        return Stream.of(sealed(spl.array()), sealed(behind.array()));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10s")
    void isReadOrRefused(byte[] bytes) {
        read(bytes);
        read(sealed(bytes.clone()));
    }

    private static void read(byte[] bytes) {
        ByteBuffer file = ByteBuffer.wrap(bytes);
        try {
            EgonSpl spl = EgonSpl.parse(file);
            assertThat(spl.length()).isLessThanOrEqualTo(bytes.length);
            if (BootFile.hasSecondStage(file)) {
                BootFile.parse(file).startable();
            }
        } catch (FormatException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        }
    }

    private static byte[] sealed(byte[] bytes) {
        ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length >= 32) {
            int length = file.getInt(EgonSpl.LENGTH);
            if (length >= 32 && length <= bytes.length && length % 4 == 0) {
                file.putInt(EgonSpl.CHECKSUM, EgonSpl.sum(file, length));
            }
        }
        return bytes;
    }
}
