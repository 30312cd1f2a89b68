package dev.gangway.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class Uf2FileTest {
    private static final int RP2040 = 0xe48bff56;

    @Test
    void readsTwoFamiliesThatUf2convWrote() throws Exception {
        Uf2File file = Uf2File.parse(ImageData.of(ByteBuffer.wrap(Foreign.file("two-families.uf2.gz"))));

        assertThat(file.blocks()).isEqualTo(12);
        assertThat(file.families())
                .isEqualTo(Map.of(
                        0xe48bff56L,
                        new Uf2File.Family(5, 1280, List.of(new Uf2File.Segment(0x10000000L, 1280))),
                        0x55114460L,
                        new Uf2File.Family(7, 1792, List.of(new Uf2File.Segment(0x4000, 1792)))));
        assertThat(file.notes()).containsExactly();
        assertThat(Uf2Families.told(0x55114460L)).isEqualTo("55114460 (SAMD51)");
        assertThat(Uf2Families.told(1)).isEqualTo("00000001");
    }

    @Test
    void putsTogetherWhatTouchesAndKeepsGapsApart() throws Exception {
        Uf2File file = parse(
                block(0, 3, RP2040, 0x10000000, 256),
                block(1, 3, RP2040, 0x10000100, 256),
                block(2, 3, RP2040, 0x10001000, 100));

        assertThat(family(file).segments())
                .containsExactly(new Uf2File.Segment(0x10000000L, 512), new Uf2File.Segment(0x10001000L, 100));
        assertThat(family(file).segments().get(1).end()).isEqualTo(0x10001064L);
    }

    @Test
    void refusesTwoBlocksForOneAddressAndOneNumberTwice() {
        byte[] other = block(0, 2, RP2040, 0x10000000, 256);
        other[40]++;

        refused(
                "both for address 0x100000ff",
                block(0, 2, RP2040, 0x10000000, 256),
                block(1, 2, RP2040, 0x100000ff, 4));
        refused("and they differ", block(0, 2, RP2040, 0x10000000, 256), other);
        refused("beyond the last address", block(0, 1, RP2040, 0xffffff80, 256));
    }

    @Test
    void aLyingNumberOfBlocksCostsNothing() {
        refused("block 0 of 4294967295 is missing", block(-2, -1, RP2040, 0x10000000, 256));
    }

    @Test
    void blocksThatAreNotForFlashTakePartInTheNumbering() throws Exception {
        byte[] source = block(1, 3, RP2040, 0, 256);
        source[8] |= 1;

        Uf2File file = parse(block(0, 3, RP2040, 0x10000000, 256), source, block(2, 3, RP2040, 0x10000100, 256));

        assertThat(family(file).blocks()).isEqualTo(2);
        assertThat(file.notes()).containsExactly("1 of its blocks are not for the flash memory");
    }

    @Test
    void aContainerHoldsFiles() throws Exception {
        byte[] first = contained(0, 2, "a.txt", 300, 0, 256);
        byte[] second = contained(1, 2, "a.txt", 300, 256, 44);

        assertThat(parse(second, first, first).files()).isEqualTo(Map.of("a.txt", 300L));
        refused("blocks of it are missing", first);
        refused("others say 300", first, contained(1, 2, "a.txt", 301, 256, 44));
        refused("goes to 356, it has 300", first, contained(1, 2, "a.txt", 300, 256, 100));
        refused("repeats bytes", first, contained(1, 2, "a.txt", 300, 200, 44));
        refused("names none", contained(0, 1, "", 300, 0, 256));
    }

    @Test
    void comparesTheDigestOfARegionThatItHoldsWhole() throws Exception {
        byte[] first = block(0, 2, 0x1c5f21b0, 0x1000, 256);
        byte[] second = block(1, 2, 0x1c5f21b0, 0x1100, 256);
        MessageDigest md5 = MessageDigest.getInstance("MD5");
        md5.update(first, 32, 256);
        md5.update(second, 32, 256);
        byte[] digest = md5.digest();
        byte[] told = region(first, 0x1000, 512, digest);
        byte[] wrong = digest.clone();
        wrong[3]++;

        assertThat(parse(told, region(second, 0x1000, 512, digest)).families()).hasSize(1);
        refused("the MD5 of the 512 bytes at 0x00001000", region(first, 0x1000, 512, wrong), second);
        assertThat(parse(region(first, 0x1000, 4096, wrong), second).families())
                .as("the rest of it stands on the board")
                .hasSize(1);
        refused("two MD5 regions", told, region(second, 0x1080, 512, digest));
        byte[] room = region(first, 0x1000, 512, digest);
        ByteBuffer.wrap(room).order(ByteOrder.LITTLE_ENDIAN).putInt(16, 460);
        refused("460 bytes of data", room);
    }

    @Test
    void saysWhatItsTagsSay() throws Exception {
        byte[] tagged = block(0, 1, RP2040, 0x10000000, 256);
        ByteBuffer bytes = ByteBuffer.wrap(tagged).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(9, (byte) 0xa0).position(32 + 256);
        bytes.putInt(9 | 0x9fc7bc << 8)
                .put("0.1.2".getBytes(StandardCharsets.US_ASCII))
                .position(32 + 256 + 12);
        bytes.putInt(8 | 0x0be9f7 << 8).putInt(4096);
        bytes.putInt(12 | 0xc8a729 << 8).putLong(0x1122334455667788L);
        bytes.putInt(5 | 0x123456 << 8).putInt(7).putInt(0);

        assertThat(parse(tagged).tags())
                .containsExactly(
                        "version of the firmware: 0.1.2",
                        "page size of the device: 4096",
                        "device type 1122334455667788",
                        "extension tag 123456, 1 bytes");
        tagged[32 + 256] = 3;
        refused("claims 3 bytes", tagged);
        tagged[32 + 256] = (byte) 255;
        refused("claims 255 bytes", tagged);
    }

    private static Uf2File.Family family(Uf2File file) {
        return Objects.requireNonNull(file.families().get(0xe48bff56L));
    }

    private static void refused(String said, byte[]... blocks) {
        assertThatThrownBy(() -> parse(blocks))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining(said);
    }

    private static Uf2File parse(byte[]... blocks) throws FormatException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        for (byte[] block : blocks) {
            file.writeBytes(block);
        }
        return Uf2File.parse(ImageData.of(ByteBuffer.wrap(file.toByteArray())));
    }

    private static byte[] block(int number, int total, int family, int address, int size) {
        ByteBuffer block = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
        block.putInt(0x0a324655)
                .putInt(0x9e5d5157)
                .putInt(0x2000)
                .putInt(address)
                .putInt(size);
        block.putInt(number).putInt(total).putInt(family).putInt(508, 0x0ab16f30);
        Arrays.fill(block.array(), 32, 32 + size, (byte) (number + 1));
        return block.array();
    }

    private static byte[] contained(int number, int total, String name, int fileSize, int offset, int size) {
        byte[] block = block(number, total, fileSize, offset, size);
        block[9] = 0x10;
        byte[] text = name.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, block, 32 + size, text.length);
        return block;
    }

    private static byte[] region(byte[] block, int address, int length, byte[] md5) {
        byte[] told = block.clone();
        ByteBuffer bytes = ByteBuffer.wrap(told).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(9, (byte) 0x60).position(32 + 452);
        bytes.putInt(address).putInt(length).put(md5);
        return told;
    }
}
