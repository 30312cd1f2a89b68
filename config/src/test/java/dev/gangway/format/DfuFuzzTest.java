package dev.gangway.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.params.provider.MethodSource;

/** DFU files with their suffix and prefixes, and DfuSe files, also with the suffix made right. */
class DfuFuzzTest {
    private static final int SUFFIX = 16;

    static Stream<byte[]> seeds() {
        ByteBuffer dfuSe =
                ByteBuffer.allocate(11 + 274 + 8 + 20 + 8 + 4 + SUFFIX).order(ByteOrder.LITTLE_ENDIAN);
        dfuSe.put("DfuSe".getBytes(StandardCharsets.US_ASCII)).put((byte) 1);
        dfuSe.putInt(dfuSe.capacity() - SUFFIX).put((byte) 1);
        dfuSe.put("Target".getBytes(StandardCharsets.US_ASCII)).position(11 + 274 - 8);
        dfuSe.putInt(40).putInt(2).putInt(0x08000000).putInt(20).position(11 + 274 + 28);
        dfuSe.putInt(0x08010000).putInt(4).position(dfuSe.capacity() - SUFFIX);
        dfuSe.putInt(-1).putShort((short) -1).putShort((short) 0x011a);
        ByteBuffer stellaris = ByteBuffer.allocate(8 + 20 + SUFFIX).order(ByteOrder.LITTLE_ENDIAN);
        stellaris.putShort((short) 1).putShort((short) 32).putInt(20);
        ByteBuffer lpc = ByteBuffer.allocate(16 + SUFFIX).order(ByteOrder.LITTLE_ENDIAN);
        lpc.putShort((short) 0x3f1a).putShort((short) 9).putInt(12, -1);
        return Stream.of(dfuSe, stellaris, lpc).map(ByteBuffer::array).map(DfuFuzzTest::sealed);
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10s")
    void isReadOrRefused(byte[] bytes) {
        read(bytes);
        read(sealed(bytes));
    }

    private static void read(byte[] bytes) {
        ImageData data = ImageData.of(ByteBuffer.wrap(bytes));
        DfuPrefix.of(data, data.length())
                .ifPresent(prefix -> assertThat(prefix.text()).isNotEmpty());
        try {
            DfuFile file = DfuFile.parse(data);
            for (DfuFile.Target target : file.targets()) {
                for (DfuFile.Element element : target.elements()) {
                    assertThat(element.offset() + element.size()).isLessThanOrEqualTo(file.length());
                }
            }
            DfuPrefix.of(data, file.length());
        } catch (FormatException refused) {
            assertThat(refused.getMessage()).startsWith("D");
        }
    }

    private static byte[] sealed(byte[] bytes) {
        if (bytes.length < SUFFIX) {
            return bytes;
        }
        byte[] sealed = Arrays.copyOf(bytes, bytes.length);
        ByteBuffer suffix = ByteBuffer.wrap(sealed).order(ByteOrder.LITTLE_ENDIAN);
        suffix.put(sealed.length - 8, "UFD".getBytes(StandardCharsets.US_ASCII)).put(sealed.length - 5, (byte) SUFFIX);
        CRC32 crc = new CRC32();
        crc.update(sealed, 0, sealed.length - 4);
        suffix.putInt(sealed.length - 4, ~(int) crc.getValue());
        return sealed;
    }
}
