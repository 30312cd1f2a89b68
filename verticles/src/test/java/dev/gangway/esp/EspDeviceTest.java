package dev.gangway.esp;

import static dev.gangway.esp.EspRig.assertHolds;
import static dev.gangway.esp.EspRig.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.esp.FlashPlan.FlashFile;
import dev.gangway.format.ImageData;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import dev.gangway.soc.EspSoc;
import dev.gangway.virtual.esp.EspBoard;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client on virtual boards. */
class EspDeviceTest {
    private static final int APP = 40_001;

    @TempDir
    Path folder;

    private final EspRig rig = new EspRig();

    @AfterEach
    void close() {
        rig.close();
    }

    @ParameterizedTest
    @EnumSource(EspSoc.class)
    void eachChipTellsWhoItIsAndGetsItsBuild(EspSoc soc) throws Exception {
        EspBoard board = rig.plug("esp:revision=100,mac=24:6f:28:a0:c0:db,flash=8M,chip=" + soc.code());
        FlashPlan plan = EspRig.build(folder, soc.code(), APP);

        EspDevice device = rig.open();

        assertThat(device.soc()).isEqualTo(soc);
        assertThat(device.mac()).hasValue("24:6f:28:a0:c0:db");
        assertThat(device.flash()).isEqualTo(new FlashChip(0x1740ef, 8 << 20));
        assertThat(device.revision()).hasValue(soc == EspSoc.ESP8266 ? 0 : 100);
        FlashPlan ready = device.prepare(plan, new FlashWords("dout", FlashWords.KEEP, FlashWords.DETECT));
        for (FlashFile file : ready.files()) {
            device.write(file, moved -> {});
            if (soc.isFull()) {
                device.verify(file);
            }
        }
        assertHolds(board, ready);
        assertThat(board.read(soc.bootloader() + 2, 1)[0]).isEqualTo((byte) 3);
        device.run();
        await().until(board::runsApplication);
    }

    @ParameterizedTest
    @ValueSource(strings = {"esp32s3", "esp32h2"})
    void aChipIsReachedThroughItsOwnPort(String chip) throws Exception {
        EspBoard board = rig.plug("esp:usb=own,chip=" + chip);
        EspDevice device = rig.openOwnUsb();

        FlashPlan ready = EspRig.flash(device, EspRig.build(folder, chip, APP));

        assertHolds(board, ready);
        device.run();
        await().until(board::runsApplication);
    }

    @Test
    void theRateIsRaisedAndBroughtBack() throws Exception {
        for (String spec :
                List.of("esp:chip=esp32", "esp:chip=esp32c2,crystal=26", "esp:chip=esp32c2", "esp:chip=esp32c3")) {
            try (EspRig other = new EspRig()) {
                other.plug(spec);
                EspDevice device = other.open();

                assertThat(device.speed(921_600)).as(spec).isTrue();
                assertThat(device.flash().size()).isEqualTo(4 << 20);
                device.slow();
                assertThat(device.mac()).isPresent();
            }
        }
    }

    /** The seed report's failure: "result was 0xc1" in the middle, and the next try went through. */
    @ParameterizedTest
    @ValueSource(strings = {"bad-block@20000:c1", "bad-block@20000x2"})
    void aBlockThatCameDamagedIsSentAgain(String fault) throws Exception {
        EspBoard board = rig.plug("esp:fault=" + fault);

        FlashPlan ready = EspRig.flash(rig.open(), EspRig.build(folder, "esp32", APP));

        assertHolds(board, ready);
    }

    @Test
    void aLineThatAlwaysDamagesBlocksIsToldSo() throws Exception {
        rig.plug("esp:fault=bad-block@1000xalways:c1");
        FlashPlan plan = EspRig.build(folder, "esp32", APP);
        EspDevice device = rig.open();

        Failure failure = failure(() -> EspRig.flash(device, plan));

        assertThat(failure.kind()).isEqualTo(FailureKind.UPLOAD_DAMAGED);
        assertThat(failure.message()).contains("bootloader.bin", "result was 0xc1, 0x0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-sync", "boot-pin"})
    void aResetThatGoesWrongOnceIsOvercome(String fault) throws Exception {
        isOvercome(fault);
    }

    @ParameterizedTest
    @Tag("lab") // each waits for an answer that never comes
    @ValueSource(
            strings = {
                "no-syncx3",
                "wrong-answer@20000",
                "chip-reset@20000",
                "drop-byte@20000",
                "double-byte@20000",
                "flip-byte@20000"
            })
    void whatGoesWrongOnceIsOvercome(String fault) throws Exception {
        isOvercome(fault);
    }

    private void isOvercome(String fault) throws Exception {
        EspBoard board = rig.plug("esp:fault=" + fault);

        FlashPlan ready = EspRig.flash(rig.open(), EspRig.build(folder, "esp32", APP));

        assertHolds(board, ready);
    }

    @ParameterizedTest
    @CsvSource({
        "fault=dead-flash, medium-failed, does not answer",
        "fault=write-error@20000, medium-failed, does not hold what was written",
        "fault=lost-write@0xalways, verify-mismatch, write-protected",
        "fault=flip-write@20000, verify-mismatch, MD5 of the flash",
        "flash=1M, image-too-large, this board's ends at 0x100000 (1MB)",
        "encryption=on, secure-boot, keeps its flash encrypted",
        "secure-boot=on, secure-boot, never start again"
    })
    void aBoardThatCannotTakeItIsToldApart(String spec, String kind, String told) throws Exception {
        rig.plug("esp:" + spec);
        FlashPlan plan = EspRig.build(folder, "esp32", APP);
        EspDevice device = rig.open();

        Failure failure = failure(() -> EspRig.flash(device, plan));

        assertThat(failure.kind().code()).as("%s", failure).isEqualTo(kind);
        assertThat(failure.message()).contains(told);
    }

    @ParameterizedTest
    @Tag("lab") // all ways to reset it are tried
    @CsvSource({
        "fault=no-syncxalways, transfer-timeout, does not answer",
        "fault=boot-pinxalways, transfer-timeout, the boot pin is not low"
    })
    void aChipThatIsNotInItsLoaderIsToldSo(String spec, String kind, String told) throws Exception {
        rig.plug("esp:" + spec);

        Failure failure = failure(rig::open);

        assertThat(failure.kind().code()).isEqualTo(kind);
        assertThat(failure.message()).contains(told);
    }

    @Test
    void aBootPinThatIsHeldByHandWillDo() throws Exception {
        EspBoard board = rig.plug("esp:usb=by-hand,chip=esp32c3");

        FlashPlan ready = EspRig.flash(rig.open(), EspRig.build(folder, "esp32c3", APP));

        assertHolds(board, ready);
    }

    @Test
    void anotherChipsImageIsRefusedBeforeAnythingIsWritten() throws Exception {
        EspBoard board = rig.plug("esp:chip=esp32s3");
        FlashPlan plan = EspRig.build(folder, "esp32", APP);
        EspDevice device = rig.open();

        Failure failure = failure(() -> device.prepare(plan, FlashWords.UNCHANGED));

        assertThat(failure.kind()).isEqualTo(FailureKind.IMAGE_INVALID);
        assertThat(failure.message()).contains("is for ESP32, and this board has an ESP32-S3");
        assertThat(board.read(0x1000, 16)).containsOnly(0xff);
    }

    @Test
    void aCutDownLoaderIsWrittenButNotRead() throws Exception {
        EspBoard board = rig.plug("esp:chip=esp32c3,secure-download=on");
        EspDevice device = rig.open();
        assertThat(device.security().text()).isEqualTo("secure boot off, flash encryption off, secure download mode");
        assertThat(device.mac()).isEmpty();
        FlashPlan ready = device.prepare(EspRig.build(folder, "esp32c3", APP), FlashWords.UNCHANGED);

        for (FlashFile file : ready.files()) {
            device.write(file, moved -> {});
        }

        assertHolds(board, ready);
        Failure failure = failure(() -> device.verify(ready.files().get(0)));
        assertThat(failure.kind()).isEqualTo(FailureKind.BOARD_REFUSED);
        assertThat(failure.message()).contains("verify: none");
    }

    @Test
    void readsBackAndErases() throws Exception {
        EspBoard board = rig.plug("esp:chip=esp32c6,flash=512k");
        byte[] bytes = new byte[5000];
        new Random(3).nextBytes(bytes);
        FlashFile file = new FlashFile("data", 0x20000, ImageData.of(ByteBuffer.wrap(bytes)));
        EspDevice device = rig.open();
        device.flash();
        device.write(file, moved -> {});

        device.verifyBytes(file, moved -> {});
        ByteBuffer into = ByteBuffer.allocate(100);
        device.read(0x20001, into, moved -> {});
        assertThat(into.flip()).isEqualTo(ByteBuffer.wrap(bytes, 1, 100));

        device.erase(0x20000, 0x1000);
        assertThat(board.read(0x20000, 0x1000)).containsOnly(0xff);
        assertThat(board.read(0x21000, 100)).isEqualTo(Arrays.copyOfRange(bytes, 0x1000, 0x1000 + 100));
        assertThat(failure(() -> device.verifyBytes(file, moved -> {})).kind()).isEqualTo(FailureKind.VERIFY_MISMATCH);
        assertThat(failure(() -> device.erase(0x20000, 0x800)).kind()).isEqualTo(FailureKind.RECIPE_INVALID);
        assertThat(failure(() -> device.erase(0x7f000, 0x2000)).kind()).isEqualTo(FailureKind.RECIPE_INVALID);

        device.eraseAll();
        assertThat(board.read(0, 512 << 10)).containsOnly(0xff);
    }
}
