package dev.gangway.virtual.nand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.virtual.nand.NandException.Fault;
import dev.gangway.virtual.nand.VirtualNand.SecondProgram;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VirtualNandTest {
    private static final ChipGeometry SMALL = new ChipGeometry("small", 8, 4, 512, 16);

    private final PageStore store = PageStore.temporary();

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void readsBackWhatWasProgrammedAndErases() throws NandException {
        VirtualNand nand = new VirtualNand(SMALL, store, SecondProgram.FAILS);
        assertThat(page(nand, 5)).containsOnly(0xFF);
        nand.program(5, filled(512, 0x5A));
        assertThat(page(nand, 5)).containsOnly(0x5A);
        assertThat(page(nand, 4)).containsOnly(0xFF);
        nand.erase(1);
        assertThat(page(nand, 5)).containsOnly(0xFF);
    }

    @Test
    void refusesToProgramAPageTwice() throws NandException {
        VirtualNand nand = new VirtualNand(SMALL, store, SecondProgram.FAILS);
        nand.program(0, filled(512, 0xF0));
        assertThatThrownBy(() -> nand.program(0, filled(512, 0x0F)))
                .isInstanceOfSatisfying(
                        NandException.class, e -> assertThat(e.fault()).isEqualTo(Fault.PROGRAM));
        assertThat(page(nand, 0)).containsOnly(0xF0);
    }

    @Test
    void andsSilentlyWhenToldSo() throws NandException {
        VirtualNand nand = new VirtualNand(SMALL, store, SecondProgram.ANDS_SILENTLY);
        nand.programRaw(1, filled(528, 0xF1));
        nand.programRaw(1, filled(528, 0x1F));
        ByteBuffer raw = ByteBuffer.allocate(528);
        nand.readRaw(1, raw);
        assertThat(raw.array()).containsOnly(0x11);
        nand.program(2, filled(512, 0xFF));
        nand.program(2, filled(512, 0xFF));
        assertThatThrownBy(() -> page(nand, 2)).hasMessageContaining("uncorrectable");
    }

    @Test
    void rawPagesDoNotReadThroughErrorCorrection() throws NandException {
        VirtualNand nand = new VirtualNand(SMALL, store, SecondProgram.FAILS);
        nand.programRaw(3, filled(528, 0xFF));
        assertThat(nand.isRaw(3)).isTrue();
        assertThatThrownBy(() -> page(nand, 3)).hasMessageContaining("uncorrectable");
    }

    @Test
    void aRawPageWithoutFfAtTheMarkMakesTheBlockBad() throws NandException {
        VirtualNand nand = new VirtualNand(SMALL, store, SecondProgram.FAILS);
        nand.programRaw(5, filled(528, 0));
        assertThat(nand.isMarked(1)).isFalse();
        nand.programRaw(8, filled(528, 0));
        assertThat(nand.isMarked(2)).isTrue();
    }

    @Test
    void factoryMarksShowInTheSpareBytes() throws NandException {
        VirtualNand nand = new VirtualNand(SMALL, store, SecondProgram.FAILS).factoryBad(3);
        ByteBuffer raw = ByteBuffer.allocate(528);
        nand.readRaw(12, raw);
        assertThat(raw.get(512)).isZero();
        assertThat(raw.get(513)).isEqualTo((byte) 0xFF);
    }

    @Test
    void writingSkipsBadBlocksSoThatDataShifts() throws NandException {
        VirtualNand nand = new VirtualNand(SMALL, store, SecondProgram.FAILS).factoryBad(1);
        NandDriver driver = new NandDriver(nand);
        long used = driver.write(0, 4096, nand.geometry().size(), false, b -> fill(b, 7));
        assertThat(used).isEqualTo(6144);
        assertThat(page(nand, 4)).containsOnly(0xFF);
        assertThat(page(nand, 8)).containsOnly(7);
        assertThat(driver.reserve(0, 4096)).isEqualTo(6144);
        int[] sum = new int[1];
        driver.read(0, 4096, b -> {
            while (b.hasRemaining()) {
                sum[0] += b.get();
            }
        });
        assertThat(sum[0]).isEqualTo(4096 * 7);
    }

    @Test
    void rawWritesDoNotSkipBadBlocks() {
        NandDriver driver = new NandDriver(new VirtualNand(SMALL, store, SecondProgram.FAILS).factoryBad(0));
        assertThatThrownBy(() -> driver.writeRaw(0, 1, b -> fill(b, 0xFF)))
                .isInstanceOfSatisfying(
                        NandException.class, e -> assertThat(e.fault()).isEqualTo(Fault.PROGRAM));
    }

    @Test
    void erasingMarksBlocksThatFailAndScrubbingWipesMarks() throws NandException {
        VirtualNand nand = new VirtualNand(SMALL, store, SecondProgram.FAILS).wearOut(2);
        nand.mark(4);
        NandDriver driver = new NandDriver(nand);
        assertThat(driver.erase(0, SMALL.size(), false)).isEqualTo(2);
        assertThat(nand.isMarked(2)).isTrue();
        driver.erase(0, SMALL.size(), true);
        assertThat(nand.isMarked(4)).isFalse();
    }

    @Test
    void droppedPagesOfFfStayErased() throws NandException {
        VirtualNand nand = new VirtualNand(SMALL, store, SecondProgram.FAILS);
        NandDriver driver = new NandDriver(nand);
        ByteBuffer content = ByteBuffer.allocate(2048);
        fill(content, 0xFF);
        content.clear().put(600, (byte) 1);
        driver.write(0, 2048, 4096, true, b -> {
            int length = b.remaining();
            b.put(content.slice(content.position(), length));
            content.position(content.position() + length);
        });
        assertThat(nand.isProgrammed(0)).isTrue();
        assertThat(nand.isProgrammed(1)).isTrue();
        assertThat(nand.isProgrammed(2)).isFalse();
    }

    @Test
    void refusesToWriteBeyondItsLimit() {
        NandDriver driver = new NandDriver(new VirtualNand(SMALL, store, SecondProgram.FAILS).factoryBad(0));
        assertThatThrownBy(() -> driver.write(0, 4096, 4096, false, b -> fill(b, 1)))
                .hasMessageContaining("outside");
    }

    @Test
    void readsThePartitionMapOfTheChip() {
        ChipGeometry chip = ChipGeometry.HYNIX_8G_MLC;
        MtdParts map = MtdParts.parse("mtdparts=sunxi-nand.0:4m(spl),4m(spl-backup),4m(uboot),4m(env),-(UBI)", chip)
                .orElseThrow();
        assertThat(map.find("env")).contains(new MtdParts.Partition("env", 0xC00000, 0x400000));
        assertThat(map.find("UBI")).contains(new MtdParts.Partition("UBI", 0x1000000, chip.size() - 0x1000000));
        assertThat(map.find("rootfs")).isEmpty();
        assertThat(MtdParts.parse("mtdparts=x:1m(a)", chip)).isEmpty();
        assertThat(MtdParts.parse("mtdparts=x:-(a),4m(b)", chip)).isEmpty();
        assertThat(MtdParts.parse("x:4m", chip)).isEmpty();
    }

    private static ByteBuffer filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return ByteBuffer.wrap(bytes);
    }

    private static void fill(ByteBuffer buffer, int value) {
        while (buffer.hasRemaining()) {
            buffer.put((byte) value);
        }
    }

    private static byte[] page(VirtualNand nand, long page) throws NandException {
        ByteBuffer buffer = ByteBuffer.allocate(512);
        nand.read(page, buffer);
        return buffer.array();
    }
}
