package dev.gangway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WrongBarcodeTest {
    private final WrongBarcode wrong =
            new WrongBarcode(new DispatchSettings.Prefixes("SLOT-", "CMD-", "OP-"), List.of("01", "02", "Bench.3"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "CMD-REWORKK|nearest is CMD-REWORK.",
                "cmd-cancel|nearest is CMD-CANCEL. Caps Lock",
                "CMD-ABROT-02|nearest is CMD-ABORT-02.",
                "CMD/END|nearest is CMD-END. The scanner types with another keyboard layout",
                "CMD\u00dfEND|nearest is CMD-END.",
                "C?D)LEQRN|nearest is CMD-LEARN.",
                "CMD-FOO|there are CMD-SLOT, CMD-ABORT, ",
                "CMD-|there are CMD-SLOT",
                "GANGWAY:REWROK|nearest is GANGWAY:REWORK.",
                "gangway:slot:02|nearest is GANGWAY:SLOT:02.",
                "SLOT/02|nearest is SLOT-02. The scanner types with another keyboard layout",
                "slot-02|nearest is SLOT-02. Caps Lock",
                "SLOT-|nearest is SLOT-01.",
                "OP'anna|nearest is OP-anna. The scanner",
                "op-ANNA|nearest is OP-anna. Caps Lock",
                "OP-|nearest is OP-NAME."
            })
    void namesTheNearestRightOne(String scanned, String expected) {
        assertThat(wrong.problemOf(scanned)).get().asString().contains(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CP-00141", "HELLO", "02", "SLOT02", "OPERA-1", "(01)04012345678901", "0104012345678901"})
    void leavesOtherTextsAlone(String scanned) {
        assertThat(wrong.problemOf(scanned)).isEmpty();
    }
}
