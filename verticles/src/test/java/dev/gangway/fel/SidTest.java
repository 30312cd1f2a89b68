package dev.gangway.fel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.soc.AllwinnerSoc;
import org.junit.jupiter.api.Test;

class SidTest {
    private static final Sid SID = new Sid(0x16254291, 0x50303743, 0x39383030, 0x0d4267de);

    @Test
    void isWrittenAsPeopleKnowIt() {
        assertThat(SID.text()).isEqualTo("16254291-50303743-39383030-0d4267de");
        assertThat(SID.colons()).isEqualTo("16254291:50303743:39383030:0d4267de");
        assertThat(SID.boardId().value()).isEqualTo("sid:16254291-50303743-39383030-0d4267de");
    }

    @Test
    void predictsTheGadgetsSerialOnOldFamiliesFromWords0And3() {
        assertThat(SID.fastbootSerial(soc("A13"))).isEqualTo("162542910d4267de");
    }

    /** CRC-32 of the bytes 43 37 30 50 30 30 38 39 de 67 42 0d, computed with Python's zlib. */
    @Test
    void hashesTheLastWordsOnNewerFamilies() {
        assertThat(SID.fastbootSerial(soc("H3"))).isEqualTo("162542917983d593");
    }

    @Test
    void keepsTheLowerHalfFromBeingZero() {
        assertThat(new Sid(0x16254291, 1, 2, 0x12000000).fastbootSerial(soc("A20")))
                .isEqualTo("1625429112800000");
    }

    @Test
    void knowsABlankOne() {
        assertThat(new Sid(0, 0, 0, 0).isBlank()).isTrue();
        assertThat(SID.isBlank()).isFalse();
    }

    private static AllwinnerSoc soc(String name) {
        return AllwinnerSoc.ofName(name).orElseThrow();
    }
}
