package dev.gangway.virtual.uf2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.virtual.fault.FaultPlan;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.nand.StoredMemory;
import dev.gangway.virtual.spec.BoardSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class Uf2MediumTest {
    private static final int RP2040 = 0xe48bff56;
    private static final int FLASH = 0x10000000;
    private static final int SIZE = 64 << 10;

    private final PageStore pages = PageStore.temporary();
    private final StoredMemory flash = new StoredMemory(Uf2Medium.FLASH, SIZE, pages);
    private final List<String> told = new ArrayList<>();
    private final Uf2Medium drive = new Uf2Medium(
            new Uf2Volume(16 << 20, Uf2Model.RP2040),
            Uf2Model.RP2040.family(),
            flash,
            SIZE,
            FaultPlan.sound(),
            line -> {},
            () -> told.add("whole"));

    @AfterEach
    void close() {
        pages.close();
    }

    private static byte[] block(int number, int total, int family, int address) {
        ByteBuffer block = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
        block.putInt(0x0a324655).putInt(0x9e5d5157).putInt(0x2000).putInt(address);
        block.putInt(256).putInt(number).putInt(total).putInt(family).putInt(508, 0x0ab16f30);
        Arrays.fill(block.array(), 32, 288, (byte) (number + 1));
        return block.array();
    }

    private void write(long sector, byte[] bytes) {
        drive.write(sector * 512, ByteBuffer.wrap(bytes));
    }

    private byte first(int page) throws Exception {
        ByteBuffer into = ByteBuffer.allocate(1);
        flash.read(FLASH + page * 256L, into);
        return into.get(0);
    }

    @Test
    void aBlockIsProgrammedWhereverItLandsAndTheLastOneEndsIt() throws Exception {
        write(5, block(2, 3, RP2040, FLASH + 512));
        write(30000, block(0, 3, RP2040, FLASH));
        write(30000, block(0, 3, RP2040, FLASH));
        assertThat(told).isEmpty();

        write(77, block(1, 3, RP2040, FLASH + 256));

        assertThat(told).containsExactly("whole");
        assertThat(List.of(first(0), first(1), first(2))).containsExactly((byte) 1, (byte) 2, (byte) 3);
    }

    @Test
    void whatIsForAnotherFamilyOrOutsideOfTheFlashIsIgnored() throws Exception {
        write(100, block(0, 1, 0x55114460, FLASH));
        write(101, block(0, 1, 0, FLASH));
        write(102, block(0, 1, RP2040, FLASH + SIZE));
        write(103, block(0, 1, RP2040, FLASH + 4));
        write(104, block(3, 2, RP2040, FLASH));
        write(105, new byte[512]);

        assertThat(told).isEmpty();
        assertThat(first(0)).isZero();
    }

    @Test
    void aBlockCountsWhenAllOfItHasComeInOneGo() throws Exception {
        byte[] block = block(0, 1, RP2040, FLASH);
        drive.write(512 * 9, ByteBuffer.wrap(block, 0, 300));
        drive.write(512 * 10 + 300, ByteBuffer.wrap(block, 300, 212));
        assertThat(told).isEmpty();

        drive.write(512 * 9, ByteBuffer.wrap(block, 0, 300));
        drive.write(512 * 9 + 300, ByteBuffer.wrap(block, 300, 212));

        assertThat(told).containsExactly("whole");
    }

    @Test
    void blocksOfAnotherImageBeginAnew() {
        write(1, block(0, 2, RP2040, FLASH));
        write(2, block(1, 3, RP2040, FLASH + 256));
        write(3, block(0, 2, RP2040, FLASH));
        assertThat(told).isEmpty();

        write(4, block(1, 2, RP2040, FLASH + 256));

        assertThat(told).containsExactly("whole");
    }

    @Test
    void aBlockThatComesTwiceIsTakenOnce() throws Exception {
        byte[] other = block(0, 2, RP2040, FLASH);
        Arrays.fill(other, 32, 288, (byte) 0x55);
        write(1, block(0, 2, RP2040, FLASH));
        write(2, other);

        assertThat(first(0)).isEqualTo((byte) 1);
        assertThat(told).isEmpty();
    }

    @Test
    void untilTheDriveIsResetItKnowsWhichBlocksItHas() {
        write(1, block(0, 3, RP2040, FLASH));
        write(2, block(1, 3, RP2040, FLASH + 256));
        drive.reset();
        write(3, block(2, 3, RP2040, FLASH + 512));
        write(4, block(0, 3, RP2040, FLASH));
        assertThat(told).isEmpty();

        write(5, block(1, 3, RP2040, FLASH + 256));

        assertThat(told).containsExactly("whole");
    }

    @Test
    void whatIsWrittenIsNotOnTheDriveAfterwards() {
        ByteBuffer all = ByteBuffer.allocate(1 << 20);
        drive.read(0, all);
        write(3, new byte[512]);
        ByteBuffer again = ByteBuffer.allocate(1 << 20);
        drive.read(0, again);

        assertThat(again.array()).isEqualTo(all.array());
        assertThat(new String(all.array(), StandardCharsets.ISO_8859_1))
                .contains("INFO_UF2TXT", "Board-ID: RPI-RP2\r\n");
    }

    @Test
    void aDriveOfNoSizeThatFat16HasIsRefused() {
        assertThatThrownBy(() -> BoardSpec.parse("uf2:size=1M"))
                .hasMessageContaining("a FAT16 drive of 3M to 2G is possible");
        assertThatThrownBy(() -> BoardSpec.parse("uf2:family=rp2040")).hasMessageContaining("eight digits of hex");
    }
}
