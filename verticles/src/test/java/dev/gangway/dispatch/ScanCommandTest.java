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
        "CMD-REWORK,REWORK,''"
    })
    void knowsCommands(String text, ScanCommand.Verb verb, String argument) {
        assertThat(ScanCommand.parse(text, PREFIXES, new Slot("07")::equals)).contains(new ScanCommand(verb, argument));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CP-00141", "08", "CMD-EXPLODE-07", "GANGWAY:EXPLODE", "SLOT-", "OP-"})
    void leavesEverythingElseToTheSerialRules(String text) {
        assertThat(ScanCommand.parse(text, PREFIXES, new Slot("07")::equals)).isEmpty();
    }

    @Test
    void aKindWithoutPrefixDoesNotExist() {
        DispatchSettings.Prefixes none = new DispatchSettings.Prefixes("", "", "");

        assertThat(ScanCommand.parse("OP-lind", none, slot -> false)).isEmpty();
    }
}
