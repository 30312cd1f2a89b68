package dev.gangway.disk.uf2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.gangway.disk.Picoboot;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PICOBOOT on virtual boards. */
class PicobootTest {
    private static final long FLASH = 0x10000000L;
    private static final byte[] CONTENT = Uf2Samples.content(700);

    private static Uf2Flash flash(byte[] file) throws Exception {
        return Uf2Flash.of(Uf2Rig.content(file), Integer.toUnsignedLong(Uf2Samples.RP2040));
    }

    private static Failure failure(ThrowingCallable call) {
        FailureException thrown = catchThrowableOfType(FailureException.class, call);
        assertThat(thrown).as("a failure").isNotNull();
        return thrown.failure();
    }

    @Test
    void whatIsWrittenIsReadBackAndTheBoardStartsIt() throws Exception {
        try (Uf2Rig rig = new Uf2Rig("uf2")) {
            Picoboot picoboot = rig.device().picoboot();
            Uf2Flash flash = flash(Uf2Samples.backwards(Uf2Samples.file(CONTENT, Uf2Samples.RP2040)));
            AtomicLong moved = new AtomicLong();

            flash.write(picoboot, moved::addAndGet);

            assertThat(rig.board().read(FLASH, CONTENT.length)).isEqualTo(CONTENT);
            assertThat(rig.board().read(FLASH + CONTENT.length, 256))
                    .as("the rest of the sector")
                    .containsOnly(0xff);
            assertThat(moved).hasValue(CONTENT.length);
            assertThat(flash.difference(picoboot, read -> {})).isEmpty();
            picoboot.reboot();
            await().until(rig.board()::runsApplication);
        }
    }

    @Test
    void theSecondChipRestartsInItsOwnWay() throws Exception {
        try (Uf2Rig rig = new Uf2Rig("uf2:board=rp2350")) {
            rig.device().picoboot().reboot();

            await().until(rig.board()::runsApplication);
        }
    }

    @Test
    void aBitThatIsWrongIsFoundAtItsPlace() throws Exception {
        try (Uf2Rig rig = new Uf2Rig("uf2:fault=weak-cell@70000")) {
            Picoboot picoboot = rig.device().picoboot();
            Uf2Flash flash = flash(Uf2Samples.file(CONTENT, Uf2Samples.RP2040));

            flash.write(picoboot, moved -> {});

            byte[] held = rig.board().read(FLASH, CONTENT.length);
            assertThat(flash.difference(picoboot, read -> {}))
                    .isEqualTo(OptionalLong.of(FLASH + Arrays.mismatch(held, CONTENT)));
        }
    }

    @Test
    void whileItHasTheFlashMemoryTheDriveTakesNothing() throws Exception {
        try (Uf2Rig rig = new Uf2Rig("uf2")) {
            Uf2Drive drive = rig.open();
            rig.device().picoboot();

            Failure failure = failure(() -> drive.write(
                    Uf2Rig.content(Uf2Samples.file(Uf2Samples.content(4), Uf2Samples.RP2040)),
                    drive.family(Optional.empty()),
                    Uf2Content.By.DRIVE,
                    () -> {},
                    moved -> {}));

            assertThat(failure.message()).contains("stays a drive");
            assertThat(rig.board().read(FLASH, 256)).containsOnly(0);
        }
    }

    @ParameterizedTest
    @CsvSource({"0x10000100, bad alignment", "0x20000000, invalid address"})
    void whatTheBoardRefusesIsToldAndTheNextCommandIsTaken(String address, String told) throws Exception {
        try (Uf2Rig rig = new Uf2Rig("uf2")) {
            Picoboot picoboot = rig.device().picoboot();

            Failure failure = failure(() -> picoboot.erase(Long.decode(address), 4096));

            assertThat(failure.kind()).isEqualTo(FailureKind.BOARD_REFUSED);
            assertThat(failure.message()).contains("erasing 4096 bytes", told);
            picoboot.erase(FLASH, 4096);
            assertThat(rig.board().read(FLASH, 4096)).containsOnly(0xff);
        }
    }

    @Test
    void aBoardThatShowsADriveOnlyHasNone() throws Exception {
        try (Uf2Rig rig = new Uf2Rig(new byte[1 << 20])) {
            assertThat(failure(() -> rig.device().picoboot()).message()).contains("no PICOBOOT", "uf2.write");
        }
    }

    @Test
    void aBlockThatIsNoPageIsRefusedBeforeTheBoardIsTouched() {
        byte[] file = Uf2Samples.file(CONTENT, Uf2Samples.RP2040);
        ByteBuffer.wrap(file).putInt(12, Integer.reverseBytes(0x20000000));

        Failure failure = failure(() -> flash(file));

        assertThat(failure.kind()).isEqualTo(FailureKind.IMAGE_INVALID);
        assertThat(failure.message()).contains("256 bytes for 0x20000000", "no page of the flash memory");
    }
}
