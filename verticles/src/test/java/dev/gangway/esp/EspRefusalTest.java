package dev.gangway.esp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.model.FailureKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a loader's error says about the job: whether another try may help. */
class EspRefusalTest {
    @ParameterizedTest
    @CsvSource({
        "0x01, 0x06, TRANSFER_FAILED",
        "0x01, 0x07, UPLOAD_DAMAGED",
        "0x01, 0x08, MEDIUM_FAILED",
        "0x01, 0x64, BOARD_REFUSED",
        "0xc1, 0x00, UPLOAD_DAMAGED",
        "0xc4, 0x00, MEDIUM_FAILED"
    })
    void anErrorIsWhatItSays(int status, int error, FailureKind kind) {
        assertThat(new EspRefusal(status, error).asFailure("writing").failure().kind())
                .isEqualTo(kind);
    }
}
