package dev.gangway.dfu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The client on virtual boards that speak DfuSe. */
class DfuSeDeviceTest {
    private static final String CORE = "spark-core:pace=none";

    @Test
    void readsWhatABoardSaysOfItself() throws Exception {
        try (DfuRig rig = new DfuRig(CORE)) {
            DfuDevice device = rig.open();

            assertThat(device.functional()).isEqualTo(new DfuFunctional(0x0b, 255, 1024, 0x011a));
            assertThat(device.functional().isDfuSe()).isTrue();
            assertThat(device.functional().staysAfterManifest()).isFalse();
            assertThat(device.memories())
                    .extracting(DfuMemory::text)
                    .containsExactly("0 (Internal Flash)", "1 (SPI Flash : SST25x)");
            assertThat(device.isApplication()).isFalse();
            assertThat(device.layout(device.memory("1")).segments())
                    .containsExactly(new MemoryLayout.Segment(0, 4096, 512, 7));
        }
    }

    @Test
    void findsAMemoryByItsNumberAndItsName() throws Exception {
        try (DfuRig rig = new DfuRig(CORE)) {
            DfuDevice device = rig.open();

            assertThat(device.memory("1")).isEqualTo(device.memory("SPI Flash : SST25x"));
            Failure failure = DfuRig.failure(() -> device.memory("eeprom"));
            assertThat(failure.kind()).isEqualTo(FailureKind.RECIPE_INVALID);
            assertThat(failure.message()).contains("0 (Internal Flash), 1 (SPI Flash : SST25x)");
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 0x80000, 100000", "1, 0x80003, 4099", "1, 0x1ff000, 4096", "0, 0x08005000, 1", "0, 0x08005000, 9999"
    })
    void whatWasWrittenIsThereAndIsRead(String memory, String address, int length) throws Exception {
        long at = Long.decode(address);
        byte[] content = DfuRig.content(length);
        try (DfuRig rig = new DfuRig(CORE)) {
            DfuDevice device = rig.open();

            assertThat(DfuRig.write(device, memory, at, content)).isTrue();
            DfuRig.verify(device, memory, at, content);

            assertThat(rig.board().read(0, at, length)).isEqualTo(content);
            byte[] other = content.clone();
            other[length - 1] ^= 1;
            DfuRig.write(device, memory, at, other);
            assertThat(DfuRig.failure(() -> DfuRig.verify(device, memory, at, content))
                            .kind())
                    .isEqualTo(FailureKind.VERIFY_MISMATCH);
            assertThat(rig.console()).noneMatch(line -> line.contains("refused") || line.contains("asked while"));
        }
    }

    @Test
    void waitsAsLongAsTheBoardSays() throws Exception {
        try (DfuRig rig = new DfuRig("spark-core")) {
            DfuDevice device = rig.open();

            DfuRig.write(device, "1", 0x80000, DfuRig.content(3000));

            // A page erased, an address chosen, three blocks.
            assertThat(rig.pauses())
                    .containsExactly(
                            Duration.ofMillis(20),
                            Duration.ofMillis(30),
                            Duration.ofMillis(30),
                            Duration.ofMillis(30),
                            Duration.ofMillis(30));
            assertThat(rig.console()).noneMatch(line -> line.contains("asked while"));
        }
    }

    @Test
    void aBoardThatRefusesTheStatusWhileItIsBusyIsAskedAgain() throws Exception {
        byte[] content = DfuRig.content(5000);
        try (DfuRig rig = new DfuRig("dfuse:chip=f105,pace=none,fault=busy-stallx3")) {
            DfuDevice device = rig.open();

            DfuRig.write(device, "0", 0x08000000, content);

            assertThat(rig.board().read(0, 0x08000000, 5000)).isEqualTo(content);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "write-error, medium-failed",
        "erase-error, medium-failed",
        "protected, secure-boot",
        "stuck, transfer-timeout",
        "stall@3000, transfer-stalled",
        "disconnect@3000:never, cable-lost",
        "garbage@3000, protocol-garbage"
    })
    void whatGoesWrongIsToldForWhatItIs(String fault, String kind) throws Exception {
        try (DfuRig rig = new DfuRig("spark-core:pace=none,fault=" + fault)) {
            DfuDevice device = rig.open();

            Failure failure = DfuRig.failure(() -> DfuRig.write(device, "1", 0x80000, DfuRig.content(20000)));

            assertThat(failure.kind().code()).as(failure.message()).isEqualTo(kind);
        }
    }

    @Test
    void anErrorOfBeforeIsClearedAndTheNextTryHelps() throws Exception {
        byte[] content = DfuRig.content(20000);
        try (DfuRig rig = new DfuRig("spark-core:pace=none,fault=write-error@9000")) {
            DfuDevice device = rig.open();
            assertThat(DfuRig.failure(() -> DfuRig.write(device, "1", 0x80000, content))
                            .kind())
                    .isEqualTo(FailureKind.MEDIUM_FAILED);

            DfuRig.write(device, "1", 0x80000, content);
            DfuRig.verify(device, "1", 0x80000, content);
        }
    }

    @Test
    void aBitThatIsProgrammedWrongIsFound() throws Exception {
        byte[] content = DfuRig.content(20000);
        try (DfuRig rig = new DfuRig("spark-core:pace=none,fault=corrupt-write@9000")) {
            DfuDevice device = rig.open();
            DfuRig.write(device, "1", 0x80000, content);

            Failure failure = DfuRig.failure(() -> DfuRig.verify(device, "1", 0x80000, content));

            assertThat(failure.kind()).isEqualTo(FailureKind.VERIFY_MISMATCH);
            assertThat(failure.message()).containsPattern("0x8[0-9a-f]{4}");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0x08000000, 4, recipe-invalid, cannot be written",
        "0, 0x08004fff, 4, recipe-invalid, cannot be written",
        "0, 0x0801fff0, 17, image-too-large, ends at 0x08020000",
        "0, 0x00080000, 4, recipe-invalid, in no memory",
        "1, 0x001fffff, 2, image-too-large, ends at 0x00200000",
        "1, 0x00002000, 612, recipe-invalid, private key",
        "1, 0x00001000, 294, recipe-invalid, key of its server",
        "1, 0x0001ffff, 1, recipe-invalid, private key",
        "1, 0x00000fff, 2, recipe-invalid, key of its server"
    })
    void refusesBeforeAnythingIsSent(String memory, String at, int length, String kind, String words) throws Exception {
        try (DfuRig rig = new DfuRig(CORE)) {
            DfuDevice device = rig.open();

            Failure failure =
                    DfuRig.failure(() -> DfuRig.write(device, memory, Long.decode(at), DfuRig.content(length)));

            assertThat(failure.kind().code()).as(failure.message()).isEqualTo(kind);
            assertThat(failure.message()).contains(words);
            assertThat(rig.pauses()).isEmpty();
            assertThat(rig.board().read(0, 0, 0x20000)).containsOnly(0xff);
        }
    }

    @Test
    void keysAreWrittenWhenThatIsMeant() throws Exception {
        byte[] key = DfuRig.content(611);
        try (DfuRig rig = new DfuRig(CORE)) {
            DfuDevice device = rig.open();

            device.write(device.memory("1"), 0x2000, true, DfuRig.image(key), 0, key.length, moved -> {});

            assertThat(rig.board().read(0, 0x2000, 611)).isEqualTo(key);
            assertThat(rig.board().read(0, 0x2000 + 611, 1)).containsOnly(0xff);
        }
    }

    @Test
    void erasesPagesAndNothingElse() throws Exception {
        try (DfuRig rig = new DfuRig(CORE)) {
            DfuDevice device = rig.open();
            DfuRig.write(device, "1", 0x80000, DfuRig.content(0x3000));

            device.erase(device.memory("1"), 0x81004, 1, false);

            byte[] now = rig.board().read(0, 0x80000, 0x3000);
            byte[] before = DfuRig.content(0x3000);
            Arrays.fill(before, 0x1000, 0x2000, (byte) 0xff);
            assertThat(now).isEqualTo(before);
            assertThat(DfuRig.failure(() -> device.erase(device.memory("1"), 0, 0x200000, false))
                            .message())
                    .contains("intoKeys");
            device.massErase();
            assertThat(rig.board().read(0, 0x80000, 0x3000)).containsOnly(0xff);
        }
    }

    @Test
    void startsTheFirmwareAndTheBoardIsGone() throws Exception {
        byte[] firmware = DfuRig.content(3000);
        System.arraycopy(new byte[] {0, 0x50, 0, 0x20, 1, 0x51, 0, 8}, 0, firmware, 0, 8);
        try (DfuRig rig = new DfuRig(CORE)) {
            DfuDevice device = rig.open();
            DfuRig.write(device, "0", 0x08005000, firmware);

            device.leave(0x08005000);

            await().until(rig.board()::runsApplication);
            assertThat(rig.session().identity().pid()).isEqualTo(0x607d);
        }
    }

    @Test
    void leavingWithoutSoundFirmwareEndsInTheLoader() throws Exception {
        try (DfuRig rig = new DfuRig("dfuse:pace=none")) {
            rig.open().leave(0x08000000);

            assertThat(rig.open().isApplication()).isFalse();
        }
    }

    @Test
    void takingReadProtectionOffErasesAllAndTheBoardComesBack() throws Exception {
        try (DfuRig rig = new DfuRig("dfuse:pace=none")) {
            DfuDevice device = rig.open();
            DfuRig.write(device, "0", 0x08000000, DfuRig.content(100));

            device.unprotect();

            rig.open();
            assertThat(rig.board().read(0, 0x08000000, 100)).containsOnly(0xff);
        }
    }

    @Test
    void sectorsOfSeveralSizesAreErasedEach() throws Exception {
        byte[] content = DfuRig.content(200_000);
        try (DfuRig rig = new DfuRig("dfuse:pace=none")) {
            DfuDevice device = rig.open();
            DfuRig.write(device, "0", 0x08000000, DfuRig.content(199_999));

            DfuRig.write(device, "Internal Flash", 0x08000000, content);
            DfuRig.verify(device, "Internal Flash", 0x08000000, content);
        }
    }
}
