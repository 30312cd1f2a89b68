package dev.gangway.ymodem;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CRC and header. */
class FormatTest {
    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void theCrcIsXmodems() {
        assertThat(Crc16.of(bytes("123456789"))).isEqualTo(0x31c3);
    }

    @Test
    void theCrcGoesHighByteFirst() {
        ByteBuffer block = Block.encode(1, bytes("123456789").limit(9), 128, 0, true);

        assertThat(block.remaining()).isEqualTo(133);
        assertThat(block.getShort(131) & 0xffff).isEqualTo(Crc16.of(block.slice(3, 128)));
    }

    @Test
    void aHeaderIsNameZeroAndSize() {
        assertThat(new FileHeader("a.bin", OptionalLong.of(1234)).encode("")).isEqualTo(bytes("a.bin\0" + "1234"));
        assertThat(new FileHeader("a.bin", OptionalLong.of(0)).encode(" ")).isEqualTo(bytes("a.bin\0" + "0 "));
    }

    @Test
    void whatSendersAddIsLeftAside() {
        assertThat(FileHeader.decode(bytes("b.bin\0" + "2100 15300223531 100644 0 1 2100\0\0")))
                .contains(new FileHeader("b.bin", OptionalLong.of(2100)));
        assertThat(FileHeader.decode(bytes("b.bin\0\0\0"))).contains(new FileHeader("b.bin", OptionalLong.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no zero anywhere", "x\0" + "9999999999999999999999"})
    void nonsenseIsNoHeader(String text) {
        assertThat(FileHeader.decode(bytes(text))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"/tmp/My Firmware.BIN, my-firmware.bin", "C:\\x\\A.bin, a.bin", "plain.bin, plain.bin", "/, file"})
    void namesAreMadePlain(String file, String plain) {
        assertThat(FileHeader.plainName(file)).isEqualTo(plain);
    }
}
