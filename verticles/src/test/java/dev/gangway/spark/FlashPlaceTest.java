package dev.gangway.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a Core would do and nobody may ask of it (the dossier's section 9). */
class FlashPlaceTest {
    @ParameterizedTest
    @CsvSource({
        // D3: the addresses that wrap to the server's key, the board's own, and those that are them.
        "0x1000, 16, recipe-invalid",
        "0xfffa1000, 16, recipe-invalid",
        "0x2000, 16, recipe-invalid",
        "0x0, 16, recipe-invalid",
        "0x20000, 16, recipe-invalid",
        "0x40000, 16, recipe-invalid",
        "0x60000, 16, recipe-invalid",
        "0x7f000, 16, recipe-invalid",
        "-4096, 16, recipe-invalid",
        // D4: not a sector's beginning.
        "0x80001, 16, recipe-invalid",
        "0x80200, 16, recipe-invalid",
        // D6: behind the end, where the chip wraps.
        "0x200000, 16, recipe-invalid",
        "0x1ff000, 4097, image-too-large",
        "0x80000, 1572865, image-too-large",
        "0x1ff000, 0, image-invalid",
    })
    void nothingGoesWhereACoreLivesFrom(String at, long length, String kind) {
        FailureException refused =
                catchThrowableOfType(FailureException.class, () -> FlashPlace.file(Long.decode(at), length));

        assertThat(refused.failure().kind().code()).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({"0x80000, 1", "0x80000, 1572864", "0x1ff000, 4096", "0x1ff000, 4095", "0x90000, 300000"})
    void aFileGoesIntoTheUsersPart(String at, long length) throws FailureException {
        FlashPlace place = FlashPlace.file(Long.decode(at), length);

        assertThat(place.address()).isEqualTo(Long.decode(at));
        assertThat(place.isInstalled()).isFalse();
    }

    /** D7. */
    @Test
    void firmwareThatWouldBeCutOffIsRefused() throws FailureException {
        assertThat(FlashPlace.firmware(110_592).isInstalled()).isTrue();
        assertThat(kind(() -> FlashPlace.firmware(110_593))).isEqualTo(FailureKind.IMAGE_TOO_LARGE);
        assertThat(kind(() -> FlashPlace.firmware(0))).isEqualTo(FailureKind.IMAGE_INVALID);
        assertThat(FlashPlace.factory(131_072).address()).isEqualTo(0x20000);
        assertThat(kind(() -> FlashPlace.factory(131_073))).isEqualTo(FailureKind.IMAGE_TOO_LARGE);
    }

    private static FailureKind kind(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(FailureException.class, call).failure().kind();
    }
}
