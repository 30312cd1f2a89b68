package dev.gangway.virtual.allwinner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.virtual.fault.FaultPlan;
import org.junit.jupiter.api.Test;

class SpiNorTest {
    private final SpiNor flash = new SpiNor(SpiChip.WINBOND16M, FaultPlan.sound());

    @Test
    void programsOnlyAfterAWriteEnableAndOnlyClearsBits() {
        send(0x02, 0, 0, 0, 0xf0);
        assertThat(flash.content(0, 1)).containsExactly(0xff);

        program(0xf0);
        assertThat(flash.content(0, 2)).containsExactly(0xf0, 0xff);

        program(0x3c);
        assertThat(flash.content(0, 1)).containsExactly(0x30);
        assertThat(flash.programs()).isEqualTo(2);
    }

    @Test
    void isDeafWhileItIsBusyExceptForItsStatus() {
        send(0x06);
        send(0x20, 0, 0, 0);

        assertThat(send(0x9f, 0, 0, 0)).containsExactly(0, 0xff, 0xff, 0xff);
        assertThat(send(0x05, 0)[1] & 3).isEqualTo(3);
        await();
        assertThat(send(0x05, 0)[1]).isZero();
        assertThat(send(0x9f, 0, 0, 0)).containsExactly(0, 0xef, 0x40, 0x18);
    }

    @Test
    void wrapsWithinAPage() {
        send(0x06);
        send(0x02, 0, 1, 0xfe, 1, 2, 3);

        assertThat(flash.content(0x1fe, 2)).containsExactly(1, 2);
        assertThat(flash.content(0x100, 1)).containsExactly(3);
        assertThat(flash.content(0x200, 1)).containsExactly(0xff);
    }

    @Test
    void erasesASectorOrABlockAndNothingForACommandOfTheWrongLength() {
        for (int at : new int[] {0x0f, 0x10, 0x1f}) {
            send(0x06);
            send(0x02, 0, at << 4 & 0xff, 0, at);
            await();
        }
        int sector = 0x0f << 12 & 0xf000;
        assertThat(flash.content(sector, 1)).containsExactly(0x0f);

        send(0x06);
        send(0x20, 0, 0xf0);
        send(0x20, 0, 0xf0, 0, 0);
        assertThat(flash.erases()).isZero();

        send(0x20, 0, 0xf0, 0x55);
        await();
        assertThat(flash.content(sector, 1)).containsExactly(0xff);
        assertThat(flash.erases()).isEqualTo(1);

        send(0x20, 0, 0, 0);
        assertThat(flash.erases()).as("the write enable was used up").isEqualTo(1);
        send(0x06);
        send(0xd8, 0, 0x12, 0x34);
        assertThat(flash.content(0, 1)).containsExactly(0xff);
        assertThat(flash.erases()).isEqualTo(2);
    }

    @Test
    void readsOnAndOnAcrossItsEnd() {
        send(0x06);
        send(0x02, 0xff, 0xff, 0xff, 0x5a);
        await();

        assertThat(send(0x03, 0xff, 0xff, 0xff, 0, 0)).endsWith(0x5a, 0xff);
    }

    private void program(int value) {
        send(0x06);
        send(0x02, 0, 0, 0, value);
        await();
    }

    private void await() {
        int[] status = send(0x05, 0);
        for (int i = 0; i < 100 && (status[1] & 1) != 0; i++) {
            status = send(0x05, 0);
        }
        assertThat(status[1] & 1).isZero();
    }

    private int[] send(int... bytes) {
        int[] answer = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            answer[i] = flash.exchange(bytes[i]);
        }
        flash.deselect();
        return answer;
    }
}
