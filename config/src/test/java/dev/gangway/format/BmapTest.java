package dev.gangway.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BmapTest {
    private static final ImageData IMAGE = ImageData.of(ByteBuffer.wrap(Foreign.mappedImage()));

    @ParameterizedTest
    @CsvSource({"bmaptool-2.0.bmap, 2.0, SHA256", "1.4.bmap, 1.4, SHA256", "1.3.bmap, 1.3, SHA1"})
    void readsEachVersionAndFindsItsImageUnchanged(String file, String version, Bmap.Algorithm algorithm)
            throws Exception {
        Bmap map = Bmap.read(new ByteArrayInputStream(Foreign.file(file)));

        assertThat(map.version()).isEqualTo(version);
        assertThat(map.algorithm()).contains(algorithm);
        assertThat(map.imageSize()).isEqualTo(1_050_000);
        assertThat(map.blockSize()).isEqualTo(4096);
        assertThat(map.blocks()).isEqualTo(257);
        assertThat(map.mappedBlocks()).isEqualTo(5);
        assertThat(map.ranges()).extracting(Bmap.Range::first).containsExactly(0L, 10L, 256L);
        assertThat(map.ranges()).extracting(Bmap.Range::last).containsExactly(0L, 12L, 256L);
        assertThat(map.offset(map.ranges().get(1))).isEqualTo(40_960);
        assertThat(map.length(map.ranges().get(1))).isEqualTo(12_288);
        assertThat(map.length(map.ranges().get(2))).as("the image ends in it").isEqualTo(1_050_000 - 256 * 4096);
        assertThat(map.problem(IMAGE, IMAGE.length())).isEmpty();
    }

    @Test
    void saysWhichBlocksOfAnImageDiffer() throws Exception {
        Bmap map = Bmap.parse(Foreign.file("bmaptool-2.0.bmap"));
        byte[] changed = Foreign.mappedImage();
        changed[11 * 4096]++;
        changed[5 * 4096]++;

        assertThat(map.problem(ImageData.of(ByteBuffer.wrap(changed)), changed.length))
                .hasValueSatisfying(said -> assertThat(said).contains("blocks 10 to 12"));
        byte[] longer = Arrays.copyOf(changed, 1_050_001);
        assertThat(map.problem(ImageData.of(ByteBuffer.wrap(longer)), longer.length))
                .hasValueSatisfying(said -> assertThat(said).contains("1050000 bytes, this one has 1050001"));
    }

    @ParameterizedTest
    @CsvSource({"bmaptool-2.0.bmap, 1050000, 1050001", "1.3.bmap, 10-12, 10-11", "1.4.bmap, 257, 258"})
    void aChangedFileDoesNotFitItsOwnChecksum(String file, String from, String to) {
        assertThatThrownBy(() -> Bmap.parse(changed(file, from, to)))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("its own checksum is wrong");
    }

    @Test
    void aVersionBefore13HasNoChecksums() throws Exception {
        Bmap map = Bmap.parse(old(" 0-1 ", 2));

        assertThat(map.algorithm()).isEmpty();
        assertThat(map.ranges().get(0).digest()).isEmpty();
        assertThat(map.problem(ImageData.of(ByteBuffer.allocate(9000)), 9000)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0-3 | 4 | a number up to 2",
                "2-1 | 2 | does not come after",
                "0-1 | 3 | promises 3 mapped blocks and lists 2",
                "x | 1 | a number up to 2",
                "99999999999999999999 | 1 | a number up to 2"
            })
    void refusesRangesThatCannotBe(String range, int mapped, String said) {
        assertThatThrownBy(() -> Bmap.parse(old(range, mapped)))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining(said);
    }

    @Test
    void refusesWhatIsNoBlockMap() {
        refused("<html/>", "first element is \"html\"");
        refused("<bmap version=\"3.0\"/>", "its version is \"3.0\"");
        refused("<bmap version=\"2.0\"><ImageSize>1</ImageSize>", "no sound XML");
        refused("<bmap version=\"2.0\"/>", "no element ChecksumType");
        refused("<bmap version=\"2.0\"><ChecksumType>md4</ChecksumType></bmap>", "\"md4\"");
        refused("<bmap version=\"1.2\"><ImageSize>1</ImageSize><ImageSize>1</ImageSize></bmap>", "two elements");
        refused("", "no sound XML");
    }

    @Test
    void anEntityIsNeverLookedUp() {
        String outside = "<!DOCTYPE bmap [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><bmap version=\"1.2\">"
                + "<ImageSize>&x;</ImageSize></bmap>";

        refused(outside, "bmap: ");
    }

    @Test
    void aFileIsReadFromItsPlace(@TempDir Path folder) throws Exception {
        Path file = Files.write(folder.resolve("image.bmap"), Foreign.file("1.4.bmap"));

        assertThat(Bmap.read(file)).isEqualTo(Bmap.parse(Foreign.file("1.4.bmap")));
        assertThatThrownBy(() -> Bmap.read(folder.resolve("none"))).isInstanceOf(IOException.class);
    }

    private static void refused(String text, String said) {
        assertThatThrownBy(() -> Bmap.parse(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining(said);
    }

    private static byte[] changed(String file, String from, String to) {
        String text = new String(Foreign.file(file), StandardCharsets.UTF_8);
        assertThat(text).contains(from);
        return text.replace(from, to).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] old(String range, int mapped) {
        return ("<bmap version=\"1.2\"><ImageSize> 9000 </ImageSize><BlockSize>4096</BlockSize><BlocksCount>3</BlocksCount>"
                        + "<MappedBlocksCount>" + mapped + "</MappedBlocksCount><BlockMap><Range>" + range
                        + "</Range></BlockMap></bmap>")
                .getBytes(StandardCharsets.UTF_8);
    }
}
