package dev.gangway.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChpFileTest {
    private static final int FEL = 0x1f3aefe8;
    private static final int FASTBOOT = 0x1f3a1010;

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();

    private ChpFileTest record(int argument, int command, int compressed, int length, byte[] data) {
        ByteBuffer header = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(argument).put((byte) command).put((byte) compressed).putShort((short) 0).putInt(length);
        file.writeBytes(header.array());
        file.writeBytes(data);
        return this;
    }

    private ChpFileTest record(int command, String data) {
        return record(0, command, 0, data.length(), data.getBytes(StandardCharsets.UTF_8));
    }

    private ChpFile parse(int less) throws FormatException {
        byte[] all = file.toByteArray();
        return ChpFile.parse(ImageData.of(ByteBuffer.wrap(Arrays.copyOf(all, all.length - less))));
    }

    private ChpFileTest whole() {
        return record(FEL, 0, 0, 4711, new byte[0])
                .record(1, "loading spl")
                .record(5, "{}")
                .record(3, "AWUC")
                .record(2, "AWUS")
                .record(250_000, 4, 0, 0, new byte[0])
                .record(FASTBOOT, 0, 0, 0, new byte[0])
                .record(FASTBOOT, 0, 0, 0, new byte[0])
                .record(1, "fastboot\ncontinue")
                .record(3, "continue");
    }

    @Test
    void tellsWhatWouldBePlayed() throws FormatException {
        ChpFile read = whole().parse(0);

        assertThat(read.records()).isEqualTo(10);
        assertThat(read.devices()).containsExactly("1f3a:efe8", "1f3a:1010");
        assertThat(read.stages()).extracting(ChpFile.Stage::text).containsExactly("loading spl", "fastboot continue");
        assertThat(read.written()).isEqualTo(12);
        assertThat(read.compared()).isEqualTo(4);
        assertThat(read.slept()).isEqualTo(250_000);
        assertThat(read.promised()).isEqualTo(4711);
        assertThat(ChpFile.startsLikeOne(ImageData.of(ByteBuffer.wrap(file.toByteArray())))).isTrue();
    }

    /** Cut anywhere but between two records it is refused. */
    @Test
    void aFileThatWasCutIsRefused() {
        whole();
        for (int less = 1; less < 20; less++) {
            int cut = less;
            assertThatThrownBy(() -> parse(cut)).isInstanceOf(FormatException.class).hasMessageContaining("record 10 at byte");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "9 | 0 | 0  | its command is 9",
                "6 | 0 | 0  | its command is 6",
                "3 | 1 | 0  | compressed",
                "3 | 0 | -1 | its data has 4294967295 bytes",
            })
    void aRecordThatNobodyKnowsIsNamed(int command, int compressed, int length, String told) {
        record(FEL, 0, 0, 0, new byte[0]).record(0, command, compressed, length, new byte[0]);

        assertThatThrownBy(() -> parse(0)).hasMessageContaining("record 2 at byte 12").hasMessageContaining(told);
    }

    @Test
    void whatWritesNothingOrBeginsOtherwiseIsRefused() {
        assertThatThrownBy(() -> record(3, "x").parse(0)).hasMessageContaining("begins with the board");
        file.reset();
        assertThatThrownBy(() -> record(FEL, 0, 0, 0, new byte[0]).parse(0)).hasMessageContaining("nothing is written");
    }
}
