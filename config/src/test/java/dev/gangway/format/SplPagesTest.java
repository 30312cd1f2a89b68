package dev.gangway.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.model.Digest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SplPagesTest {
    private static final NandGeometry HYNIX = new NandGeometry(0x400000, 0x4000, 0x680);
    private static final NandGeometry SLC = new NandGeometry(0x40000, 0x1000, 0x100);

    @Test
    void scramblesErasedDataIntoTheKnownStreamExceptWhenAllOfItIsErased() {
        ByteBuffer zeros = ByteBuffer.allocate(SplPages.USABLE);
        byte[] erased = new byte[SplPages.USABLE];
        Arrays.fill(erased, (byte) 0xff);

        byte[] page = SplPages.encodePage(zeros);
        byte[] erasedPage = SplPages.encodePage(ByteBuffer.wrap(erased));

        assertThat(Arrays.copyOf(page, 8)).isEqualTo(HexFormat.of().parseHex("c06f102c0c1dc5c9"));
        assertThat(erasedPage).containsOnly((byte) 0xff);
    }

    @Test
    void encodesTheDossiersVector() {
        byte[] letters = new byte[SplPages.USABLE];
        Arrays.fill(letters, (byte) 'A');
        byte[] message = Arrays.copyOf(letters, SplPages.USABLE + 4);
        Arrays.fill(message, SplPages.USABLE, message.length, (byte) 0xff);

        byte[] parity = BchCode.parity(message, message.length);
        byte[] page = SplPages.encodePage(ByteBuffer.wrap(letters));

        assertThat(HexFormat.of().formatHex(parity))
                .startsWith("1db5c7b2b5a028a0")
                .endsWith("35007ba1f5ac3cac");
        assertThat(Digest.of(ByteBuffer.wrap(page)).hex())
                .isEqualTo("60ba334d323169e9044f88e9df199ef6524b9d19065377b7f18b7375d4d85151");
    }

    @Test
    void correctsUpTo64WrongBitsAnywhereAndNoMore() throws FormatException {
        Random random = new Random(7);
        byte[] data = new byte[SplPages.USABLE];
        for (int round = 0; round < 40; round++) {
            random.nextBytes(data);
            int wrong = round % 2 == 0 ? 64 : random.nextInt(64);
            byte[] page = SplPages.encodePage(ByteBuffer.wrap(data));
            flip(page, wrong, random);
            ByteBuffer into = ByteBuffer.allocate(SplPages.USABLE);

            int corrected = SplPages.decodePage(ByteBuffer.wrap(page), into);

            assertThat(corrected).isEqualTo(wrong);
            assertThat(into.array()).isEqualTo(data);
        }
        for (int wrong = 65; wrong < 90; wrong++) {
            byte[] page = SplPages.encodePage(ByteBuffer.wrap(data));
            flip(page, wrong, random);
            assertThatThrownBy(() -> SplPages.decodePage(ByteBuffer.wrap(page), ByteBuffer.allocate(SplPages.USABLE)))
                    .isInstanceOf(FormatException.class)
                    .hasMessageContaining("64 wrong bits");
        }
    }

    @Test
    void makesFilesOfTheReleasesSizesAndReadsThemBack() throws FormatException {
        ByteBuffer spl = spl(24 * 1024, 3);

        ByteBuffer mlc = SplPages.encode(spl, HYNIX, 1);
        ByteBuffer slc = SplPages.encode(spl, SLC, 1);

        assertThat(mlc.remaining()).isEqualTo(4_620_288);
        assertThat(SplPages.encode(spl, new NandGeometry(0x400000, 0x4000, 0x500), 1)
                        .remaining())
                .isEqualTo(4_521_984);
        assertThat(slc.remaining()).isEqualTo(278_528);
        assertThat(SplPages.decode(mlc, HYNIX).spl()).isEqualTo(spl);
        assertThat(SplPages.decode(mlc, HYNIX).soundCopies()).isEqualTo(4);
        assertThat(SplPages.decode(slc, SLC).copies()).isEqualTo(1);
        SplPages.verify(mlc, HYNIX, spl);
        for (int page = 0; page < 256; page++) {
            assertThat(mlc.getShort(page * 0x4680 + 0x4000)).isEqualTo((short) -1);
        }
        assertThat(SplPages.encode(spl, HYNIX, 1)).isEqualTo(mlc);
        assertThat(SplPages.encode(spl, HYNIX, 2)).isNotEqualTo(mlc);
    }

    @Test
    void takesAnotherCopyWhenTheFirstIsLostAndSaysSo() throws FormatException {
        ByteBuffer spl = spl(5000, 4);
        ByteBuffer raw = SplPages.encode(spl, HYNIX, 1);
        for (int i = 0; i < SplPages.CODED; i++) {
            raw.put(3 * 0x4680 + i, (byte) 0);
        }
        raw.put(64 * 0x4680 + 5, (byte) ~raw.get(64 * 0x4680 + 5));

        SplPages found = SplPages.decode(raw, HYNIX);

        assertThat(found.spl()).isEqualTo(spl);
        assertThat(found.soundCopies()).isEqualTo(3);
        assertThat(found.correctedBits()).isEqualTo(8);
        assertThatThrownBy(() -> SplPages.verify(raw, HYNIX, spl))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("3 of 4");
    }

    @Test
    void readsFromFlashWithoutOob() throws FormatException {
        ByteBuffer spl = spl(3000, 5);
        ByteBuffer raw = SplPages.encode(spl, SLC, 9);
        PageReader main =
                (offset, into) -> PageReader.of(raw).read(offset / 0x1000 * SLC.rawPageSize() + offset % 0x1000, into);

        SplPages found = SplPages.decode(main, 0x1000, 64);

        assertThat(found.spl()).isEqualTo(spl);
    }

    @Test
    void refusesOtherSplsOtherSizesAndGarbage() throws FormatException {
        ByteBuffer raw = SplPages.encode(spl(3000, 5), SLC, 9);
        ByteBuffer garbage = ByteBuffer.allocate(raw.remaining());
        new Random(1).nextBytes(garbage.array());

        assertThatThrownBy(() -> SplPages.verify(raw, SLC, spl(3000, 6)))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("another SPL");
        assertThatThrownBy(() -> SplPages.decode(raw, HYNIX))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("400000-4000-680");
        assertThatThrownBy(() -> SplPages.decode(garbage, SLC))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("SPL page 0");
        assertThatThrownBy(() -> SplPages.encode(spl(64 * 1024 + 4, 1), SLC, 1))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("65536 fit");
    }

    @Test
    void knowsTheGeometryThatAFileNameCarries() {
        assertThat(NandGeometry.ofFileName("spl-400000-4000-680.bin")).contains(HYNIX);
        assertThat(NandGeometry.ofFileName("chip-40000-1000-100.ubi.sparse")).contains(SLC);
        assertThat(NandGeometry.ofFileName("sunxi-spl.bin")).isEmpty();
        assertThat(NandGeometry.ofFileName("x-99999999-4000-680")).isEmpty();
    }

    /** A sound SPL with pseudo-random code. */
    static ByteBuffer spl(int length, long seed) {
        ByteBuffer spl = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        new Random(seed).nextBytes(spl.array());
        spl.put(4, "eGON.BT0".getBytes(StandardCharsets.US_ASCII));
        spl.putInt(EgonSpl.LENGTH, length);
        spl.putInt(EgonSpl.CHECKSUM, EgonSpl.sum(spl, length));
        return spl;
    }

    private static void flip(byte[] page, int count, Random random) {
        BitSet chosen = new BitSet();
        while (chosen.cardinality() < count) {
            chosen.set(random.nextInt(page.length * 8));
        }
        chosen.stream().forEach(bit -> page[bit / 8] ^= (byte) (1 << (bit % 8)));
    }
}
