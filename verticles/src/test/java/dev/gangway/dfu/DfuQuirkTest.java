package dev.gangway.dfu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.channel.UsbIdentity;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which boards have which quirk. */
class DfuQuirkTest {
    private static UsbIdentity board(String id, int release) {
        int vid = Integer.parseInt(id.substring(0, 4), 16);
        int pid = Integer.parseInt(id.substring(5), 16);
        return new UsbIdentity(vid, pid, 0x0200, release, UsbIdentity.Speed.FULL, List.of(), null, null, null);
    }

    @ParameterizedTest
    @CsvSource({
        "1d50:5117, 0x0100, POLL_IS_NONSENSE",
        "1457:5126, 0x0100, POLL_IS_NONSENSE",
        "0908:02c4, 0x0000, POLL_IS_NONSENSE",
        "1eaf:0003, 0x0200, IS_VERSION_11",
        "28e9:0189, 0x0100, LAYOUT_IN_SERIAL",
        "1d50:607f, 0x0100, EVEN_LENGTH"
    })
    void aBoardOfTheTableHasIt(String id, String release, DfuQuirk quirk) {
        assertThat(DfuQuirk.of(board(id, Integer.decode(release)))).containsExactly(quirk);
    }

    @ParameterizedTest
    @CsvSource({"1d50:5116, 0x0100", "1d50:5127, 0x0100", "0908:02c4, 0x0001", "1eaf:0003, 0x0201", "0483:df11, 0x2200"
    })
    void othersHaveNone(String id, String release) {
        assertThat(DfuQuirk.of(board(id, Integer.decode(release)))).isEmpty();
    }
}
