package dev.gangway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.model.Slot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScanCommandTest {
    private static final DispatchSettings.Prefixes PREFIXES = new DispatchSettings.Prefixes("SLOT-", "CMD-", "OP-");

    @ParameterizedTest
    @CsvSource({
        "GANGWAY:ABORT:07,ABORT,07",
        "CMD-ABORT-07,ABORT,07",
        "CMD-CANCEL,CANCEL,''",
        "SLOT-07,SLOT,07",
        "07,SLOT,07",
        "OP-lind,BADGE,lind",
        "CMD-REWORK,REWORK,''",
        "CMD-LEARN,LEARN,''",
        "GANGWAY:LEARN,LEARN,''"
    })
    void knowsCommands(String text, ScanCommand.Verb verb, String argument) {
        assertThat(ScanCommand.parse(text, PREFIXES, new Slot("07")::equals)).contains(new ScanCommand(verb, argument));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CP-00141", "08", "CMD-EXPLODE-07", "GANGWAY:EXPLODE", "SLOT-", "OP-"})
    void leavesEverythingElseToTheSerialRules(String text) {
        assertThat(ScanCommand.parse(text, PREFIXES, new Slot("07")::equals)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"SLOT-Bench.3,Bench.3", "GANGWAY:SLOT:07,07", "07,07", "A-12,A-12"})
    void aLessonTakesASlotsLabel(String text, String label) {
        assertThat(ScanCommand.label(text, PREFIXES)).contains(label);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CP-00141", "GANGWAY:ABORT:07", "12345", "a b"})
    void aLessonLeavesSerialsAndOrdersAlone(String text) {
        assertThat(ScanCommand.label(text, PREFIXES)).isEmpty();
    }

    @Test
    void aKindWithoutPrefixDoesNotExist() {
        DispatchSettings.Prefixes none = new DispatchSettings.Prefixes("", "", "");

        assertThat(ScanCommand.parse("OP-lind", none, slot -> false)).isEmpty();
    }
}
