package dev.gangway.disk.uf2;

import static dev.gangway.disk.uf2.Uf2Samples.RP2040;
import static dev.gangway.disk.uf2.Uf2Samples.SAMD51;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.gangway.disk.uf2.Uf2Content.By;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our client on the drives of virtual UF2 boards. */
class Uf2DriveTest {
    private static final long FLASH = 0x10000000L;

    private final byte[] content = Uf2Samples.content(300);
    private final byte[] file = Uf2Samples.file(content, RP2040);

    private static Failure failing(ThrowingCallable doing) {
        return catchThrowableOfType(FailureException.class, doing).failure();
    }

    private void writes(String spec, byte[] written, By by) throws Exception {
        try (Uf2Rig rig = new Uf2Rig(spec)) {
            rig.write(written, by);

            await().until(rig.board()::runsApplication);
            assertThat(rig.board().read(FLASH, content.length)).isEqualTo(content);
        }
    }

    @Test
    void knowsItsBoardByWhatTheDriveSays() throws Exception {
        try (Uf2Rig rig = new Uf2Rig("uf2");
                Uf2Rig other = new Uf2Rig("uf2:board=rp2350,size=16M")) {
            Uf2Drive drive = rig.open();
            assertThat(drive.boardId()).isEqualTo("RPI-RP2");
            assertThat(drive.model()).isEqualTo("Raspberry Pi RP2");
            assertThat(drive.family(Optional.empty())).isEqualTo(0xe48bff56L);
            assertThat(failing(() -> drive.family(Optional.of(0xe48bff59L))).message())
                    .contains("the board is RPI-RP2, which takes no family e48bff59 (RP2350_ARM_S)");
            Uf2Drive second = other.open();
            assertThat(second.family(Optional.empty())).isEqualTo(0xe48bff59L);
            assertThat(second.family(Optional.of(0xe48bff5aL))).isEqualTo(0xe48bff5aL);
        }
    }

    @ParameterizedTest
    @EnumSource(By.class)
    void theBoardHasItsImageAndLeaves(By by) throws Exception {
        writes("uf2", file, by);
    }

    @ParameterizedTest
    @EnumSource(By.class)
    void aBoardThatLeavesBeforeItsLastAnswerHasItsImageToo(By by) throws Exception {
        writes("uf2:leave=0ms", file, by);
    }

    @ParameterizedTest
    @EnumSource(By.class)
    void blocksInAnyOrderAndRepeatedAreGivenUntilTheBoardHasAll(By by) throws Exception {
        byte[] again = Uf2Samples.join(Uf2Samples.backwards(file), Arrays.copyOf(file, 20 * 512));
        writes("uf2:leave=0ms", again, by);
    }

    @ParameterizedTest
    @EnumSource(By.class)
    void ofAFileForSeveralFamiliesTheBoardHasItsOwn(By by) throws Exception {
        byte[] other = Uf2Samples.file(Uf2Samples.content(77), SAMD51);
        writes("uf2", Uf2Samples.join(other, file), by);
        writes("uf2", Uf2Samples.join(file, other), by);
    }

    @Test
    void whatIsForAnotherFamilyIsRefusedBeforeTheFirstByte() throws Exception {
        try (Uf2Rig rig = new Uf2Rig("uf2")) {
            Uf2Drive drive = rig.open();
            Uf2Content other = Uf2Rig.content(Uf2Samples.file(content, SAMD51));
            long before = rig.moved();

            Failure failure = failing(() -> drive.write(other, 0xe48bff56L, By.DRIVE, () -> {}, moved -> {}));

            assertThat(failure.kind()).isEqualTo(FailureKind.IMAGE_INVALID);
            assertThat(failure.message())
                    .isEqualTo("the UF2 file is for 55114460 (SAMD51); this board takes e48bff56 (RP2040)");
            assertThat(rig.moved()).isEqualTo(before);
        }
    }

    @Test
    void aFileWithoutAFamilyOrWithADamagedBlockIsRefused() throws Exception {
        byte[] damaged = file.clone();
        damaged[512] ^= 1;
        byte[] nobodys = file.clone();
        for (int at = 9; at < nobodys.length; at += 512) {
            nobodys[at] = 0;
        }

        assertThat(failing(() -> Uf2Rig.content(damaged)).kind()).isEqualTo(FailureKind.IMAGE_INVALID);
        assertThat(failing(() -> Uf2Rig.content(nobodys).requireFor(0xe48bff56L))
                        .message())
                .startsWith("the UF2 file is for no family that it names");
    }

    @ParameterizedTest
    @EnumSource(By.class)
    void aLoaderThatMissedABlockIsFoundOut(By by) throws Exception {
        try (Uf2Rig rig = new Uf2Rig("uf2:fault=drop-block@90000")) {
            Failure failure = failing(() -> rig.write(file, by));

            assertThat(failure.kind()).isEqualTo(FailureKind.BOARD_REFUSED);
            assertThat(failure.message()).contains("has been given every block and stays a drive");
            assertThat(rig.board().runsApplication()).isFalse();
        }
    }

    /** It leaves at once when it has all blocks, so it must not have counted those of the try before. */
    @ParameterizedTest
    @EnumSource(By.class)
    void aLoaderThatMissedABlockIsGivenAllOfThemAgainWithoutAPowerCycle(By by) throws Exception {
        try (Uf2Rig rig = new Uf2Rig("uf2:leave=0ms,fault=drop-block@90000")) {
            failing(() -> rig.write(file, by));
            rig.letGo();

            rig.write(file, by);

            await().until(rig.board()::runsApplication);
            assertThat(rig.board().read(FLASH, content.length)).isEqualTo(content);
        }
    }

    @Test
    void aBoardOfAnotherFamilyThanItsIdSaysIsFoundOut() throws Exception {
        try (Uf2Rig rig = new Uf2Rig("uf2:family=ada52840")) {
            assertThat(failing(() -> rig.write(file, By.DRIVE)).kind()).isEqualTo(FailureKind.BOARD_REFUSED);
            assertThat(rig.board().read(FLASH, content.length)).containsOnly(0);
        }
    }

    @Test
    void aBoardThatVanishesBeforeTheLastBlockFails() throws Exception {
        try (Uf2Rig rig = new Uf2Rig("uf2:fault=disconnect@150000:never")) {
            assertThat(failing(() -> rig.write(file, By.FILE)).kind()).isEqualTo(FailureKind.CABLE_LOST);
        }
    }

    @Test
    void eachByteIsCountedAndTheLeaveIsToldBeforeTheLastBlock() throws Exception {
        try (Uf2Rig rig = new Uf2Rig("uf2")) {
            AtomicLong moved = new AtomicLong();
            AtomicLong atLeave = new AtomicLong();
            Uf2Content what = Uf2Rig.content(file);

            rig.open().write(what, 0xe48bff56L, By.DRIVE, () -> atLeave.set(moved.get()), moved::addAndGet);

            assertThat(atLeave.get()).isEqualTo(file.length - 512);
            assertThat(moved.get()).isEqualTo(file.length).isEqualTo(what.length(0xe48bff56L, By.DRIVE));
        }
    }

    @Test
    void theFamilyOfABoardThatIsNotKnownHasToBeSaid() throws Exception {
        try (Uf2Rig rig = new Uf2Rig(FatSamples.volume(100, 1, true))) {
            Uf2Drive drive = rig.open();

            assertThat(drive.boardId()).isEqualTo("SAMPLE-1");
            assertThat(failing(() -> drive.family(Optional.empty())).message())
                    .startsWith("the board calls itself \"SAMPLE-1\", whose UF2 family is not known here");
            assertThat(drive.family(Optional.of(0xada52840L))).isEqualTo(0xada52840L);
        }
    }

    @Test
    void aDriveWithoutTheLoadersFileOrAnyFileSystemIsRefused() throws Exception {
        byte[] volume = FatSamples.volume(5000, 1, false);
        try (Uf2Rig empty = new Uf2Rig(new byte[1 << 20]);
                Uf2Rig stick = new Uf2Rig(volume)) {
            assertThat(failing(empty::open).message()).contains("no FAT12 or FAT16 file system");
            assertThat(failing(stick::open).message()).contains("has no INFO_UF2.TXT");
        }
    }
}
