package dev.gangway.image.nvs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.format.FormatException;
import dev.gangway.model.Digest;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NvsImageTest {
    private static final String TABLE = """
            key,type,encoding,value
            unit,namespace,,
            serial,data,string,UF-00042
            mac,data,hex2bin,02aabbccddee
            count,data,u8,255
            temp,data,i16,-40
            limit,data,u32,4294967295
            big,data,u64,18446744073709551615
            wifi,namespace,,
            ssid,data,string,"a, b"
            """;

    /** The digests are of what Espressif's esp-idf-nvs-partition-gen makes of the same tables, run once by hand. */
    @Test
    void makesWhatEspressifsProgramMakes() throws FormatException, IOException {
        StringBuilder longer = new StringBuilder(TABLE + "cert,data,hex2bin,");
        for (int i = 0; i < 9000; i++) {
            longer.append(String.format("%02x", i * 7 + 3 & 0xff));
        }

        assertThat(digest(TABLE)).isEqualTo("9390e133506f92de5b0427f312a1358eb3954a8ec0e5a4e6a1e5507397c8397e");
        assertThat(digest(longer + "\n")).isEqualTo("61e9841c6731b58f0d0fd79c02520fe3888cc78d5f8c046c54e2c51e4e2b3c64");
    }

    @Test
    void whatIsWrittenIsReadBack() throws FormatException, IOException {
        List<NvsEntry> entries = new ArrayList<>(NvsTable.read(TABLE, NvsImageTest::none));
        entries.add(new NvsEntry("wifi", "last", new NvsValue.Whole(NvsType.I64, BigInteger.valueOf(Long.MIN_VALUE))));
        for (int i = 0; i < 200; i++) {
            entries.add(new NvsEntry("many", "key" + i, new NvsValue.Text("x".repeat(i))));
        }
        entries.add(new NvsEntry("many", "nothing", new NvsValue.Blob(ByteBuffer.allocate(0))));
        entries.add(new NvsEntry("many", "much", new NvsValue.Blob(ByteBuffer.wrap(new byte[20_000]))));

        assertThat(NvsReader.read(NvsWriter.write(entries, 0x14000))).containsExactlyInAnyOrderElementsOf(entries);
    }

    @Test
    void aLastPageIsKeptEmptyAndTooMuchIsRefused() throws FormatException {
        List<NvsEntry> full = List.of(new NvsEntry("a", "b", new NvsValue.Blob(ByteBuffer.wrap(new byte[7900]))));

        byte[] image = NvsWriter.write(full, 3 * 4096);

        assertThat(ByteBuffer.wrap(image, 2 * 4096, 4096)).isEqualTo(ByteBuffer.wrap(erased(4096)));
        assertThatThrownBy(() -> NvsWriter.write(
                        List.of(new NvsEntry("a", "b", new NvsValue.Blob(ByteBuffer.wrap(new byte[8000])))), 3 * 4096))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("do not fit on 2 pages");
    }

    /** NVS believes nothing whose checksum is wrong; neither do we. */
    @ParameterizedTest
    @ValueSource(ints = {4, 64 + 3, 64 + 32 + 10, 64 + 2 * 32 + 2, 32, 3 * 4096 + 9})
    void aByteThatChangedIsFound(int at) throws FormatException, IOException {
        byte[] image = NvsWriter.write(NvsTable.read(TABLE, NvsImageTest::none), 0x6000);
        List<NvsEntry> before = NvsReader.read(image);
        image[at] ^= 4;

        try {
            assertThat(NvsReader.read(image)).isNotEqualTo(before);
        } catch (FormatException e) {
            assertThat(e).hasMessageContaining("NVS");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "unit,namespace,, ; k,data,u8,256          | line 3: the value is no u8",
                "unit,namespace,, ; k,data,u8,0xzz         | line 3: the value is no u8",
                "k,data,u8,1                               | line 2: a line of the type namespace",
                "unit,namespace,, ; k,data,hex2bin,abc     | line 3: the value is no pairs",
                "unit,namespace,, ; k,data,float,1         | line 3: \"float\" is no encoding",
                "unit,namespace,, ; k,blob,u8,1            | line 3: \"blob\" is no type",
                "unit,namespace,, ; k,data,u8              | line 3: 3 cells",
                "unit,namespace,, ; k,data,string,\"a      | line 3: a quote has no end",
                "unit,namespace,, ; k,data,u8,1 ; k,data,u8,2 | unit/k is there twice",
                "unit,namespace,, ; a-key-that-is-long,data,u8,1 | is no key of NVS",
            })
    void whatIsWrongInATableIsToldWithItsLine(String lines, String told) {
        String table = "key,type,encoding,value\n" + lines.replace(" ; ", "\n");

        assertThatThrownBy(() -> NvsWriter.write(NvsTable.read(table, NvsImageTest::none), 0x3000))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining(told);
    }

    @Test
    void whatIsNoPartitionIsRefused() {
        assertThatThrownBy(() -> NvsReader.read(new byte[4096])).hasMessageContaining("none of NVS");
        assertThatThrownBy(() -> NvsReader.read(new byte[100])).hasMessageContaining("multiple of 4096");
        assertThatThrownBy(() -> NvsWriter.write(List.of(), 5000)).hasMessageContaining("multiple of 4096");
    }

    private static String digest(String table) throws FormatException, IOException {
        return Digest.of(ByteBuffer.wrap(NvsWriter.write(NvsTable.read(table, NvsImageTest::none), 0x6000)))
                .hex();
    }

    private static byte[] none(String name) throws IOException {
        throw new IOException("no file " + name);
    }

    private static byte[] erased(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 0xff);
        return bytes;
    }
}
