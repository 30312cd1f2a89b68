package dev.gangway.rockchip;

import static dev.gangway.rockchip.RockchipRig.content;
import static dev.gangway.rockchip.RockchipRig.download;
import static dev.gangway.rockchip.RockchipRig.failure;
import static dev.gangway.rockchip.RockchipRig.image;
import static dev.gangway.rockchip.RockchipRig.loader;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Our client on virtual boards, in the boot ROM and in what it was given. */
class RockchipDeviceTest {
    /** Each length is another case of where the check sum and the last piece fall. */
    @ParameterizedTest
    @ValueSource(ints = {100, 4093, 4094, 4095, 4096, 4097, 8190, 8191, 8192})
    void theBootRomTakesCodeOfEveryLength(int length) throws Exception {
        try (RockchipRig rig = new RockchipRig("rockchip:soc=rk3399,plug=loader")) {
            RockchipDevice rom = rig.open();
            assertThat(rom.looksLikeBootRom()).isTrue();

            download(rom, loader("rk3399", length, length));

            RockchipDevice plug = rig.open();
            assertThat(plug.looksLikeBootRom()).isFalse();
            assertThat(plug.isReady()).isTrue();
            assertThat(rig.pauses()).containsExactly(Duration.ofMillis(3), Duration.ofMillis(3));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rk3288", "rk3328", "rk3399", "rk3568", "rk3588"})
    void everyChipTakesItsOwnLoader(String soc) throws Exception {
        try (RockchipRig rig = new RockchipRig("rockchip:soc=" + soc)) {
            download(rig.open(), loader(soc, 3000, 5000));

            assertThat(rig.open().isReady()).isTrue();
        }
    }

    @Test
    void theMessageEndsShortWhateverItsLength() {
        assertThat(RockchipDevice.message(ByteBuffer.allocate(4094)).remaining())
                .isEqualTo(4097);
        assertThat(RockchipDevice.message(ByteBuffer.allocate(4095)).remaining())
                .isEqualTo(4098);
        assertThat(RockchipDevice.message(ByteBuffer.allocate(4096)).remaining())
                .isEqualTo(4098);
        // The check value of CRC-16/CCITT-FALSE.
        ByteBuffer known = RockchipDevice.message(ByteBuffer.wrap("123456789".getBytes(StandardCharsets.US_ASCII)));
        assertThat(known.getShort(9) & 0xffff).isEqualTo(0x29b1);
    }

    @Test
    void aLoaderForAnotherChipIsRefusedBeforeAnythingIsSent() throws Exception {
        try (RockchipRig rig = new RockchipRig("rockchip:soc=rk3568")) {
            RockchipDevice rom = rig.open();

            Failure failure = failure(() -> download(rom, loader("rk3399", 3000, 5000)));

            assertThat(failure.kind()).isEqualTo(FailureKind.IMAGE_INVALID);
            assertThat(failure.message()).contains("for rk3399", "has rk3568");
            download(rom, loader("rk3568", 3000, 5000));
        }
    }

    @Test
    void sectorsAreWrittenReadAndCompared() throws Exception {
        try (RockchipRig rig = new RockchipRig("rockchip:pace=none,size=16M")) {
            RockchipDevice device = rig.loaded();
            byte[] bytes = content(200_001);

            device.write(64, image(bytes), moved -> {});
            device.verify(64, image(bytes), moved -> {});

            assertThat(rig.board().read(64 * 512, bytes.length)).isEqualTo(bytes);
            assertThat(rig.board().read(64 * 512 + bytes.length, 191)).containsOnly(0);
            byte[] other = bytes.clone();
            other[150_000] ^= 1;
            Failure failure = failure(() -> device.verify(64, image(other), moved -> {}));
            assertThat(failure.kind()).isEqualTo(FailureKind.VERIFY_MISMATCH);
            assertThat(failure.message()).contains("at byte 150000", "sector 64");
        }
    }

    @Test
    void erasedSectorsAreZeros() throws Exception {
        try (RockchipRig rig = new RockchipRig("rockchip:pace=none,size=32M")) {
            RockchipDevice device = rig.loaded();
            device.write(1000, image(content(4096)), moved -> {});
            long[] erased = {0};

            device.erase(0, device.flashInfo().sectors(), count -> erased[0] += count);

            assertThat(erased[0]).isEqualTo(65536);
            assertThat(rig.board().read(1000 * 512, 4096)).containsOnly(0);
        }
    }

    @Test
    void theLoaderTellsWhatItIs() throws Exception {
        try (RockchipRig rig = new RockchipRig("rockchip:starts=loader,size=16M")) {
            RockchipDevice device = rig.open();

            assertThat(RockchipDevice.text(device.flashId())).isEqualTo("45 4D 4D 43 20");
            assertThat(device.chipInfo()).hasSize(16).startsWith('C', '0', '3', '3');
            assertThat(device.capability()).startsWith(5);
            assertThat(device.flashInfo().sectors()).isEqualTo(32768);
            assertThat(device.flashInfo().makerName()).isEqualTo("SAMSUNG");
        }
    }

    @Test
    void aResetLeadsToTheMediumOrToTheBootRom() throws Exception {
        try (RockchipRig rig = new RockchipRig("rockchip:pace=none,size=16M")) {
            RockchipDevice device = rig.loaded();
            device.reset(RockchipDevice.Reset.NORMAL);
            RockchipDevice empty = rig.open();
            assertThat(empty.looksLikeBootRom()).isTrue();
            download(empty, loader("rk3399", 500, 500));
            byte[] first = Arrays.copyOf(new byte[] {0x3b, (byte) 0x8c, (byte) 0xdc, (byte) 0xfc}, 512);
            RockchipDevice again = rig.open();

            again.write(64, image(first), moved -> {});
            again.reset(RockchipDevice.Reset.NORMAL);

            await().until(rig.board()::runsSystem);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "write-error, medium-failed, writing 128 sectors at 64",
        "wrong-tag, protocol-garbage, of another command",
        "larger, medium-failed, writing",
        "stall@40000, transfer-stalled, rockusb command 15",
        "garbage@20000, protocol-garbage, status",
        "disconnect@60000:never, cable-lost, rockusb command 15"
    })
    void aWriteThatFailsSaysWhy(String fault, String kind, String words) throws Exception {
        try (RockchipRig rig = new RockchipRig("rockchip:pace=none,size=1M,fault=" + fault)) {
            int size = fault.equals("larger") ? 1 << 20 : 100_000;
            Failure failure = failure(() -> rig.loaded().write(64, image(content(size)), moved -> {}));

            assertThat(failure.kind().code()).as("%s", failure).isEqualTo(kind);
            assertThat(failure.message()).contains(words);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "swallow-write, verify-mismatch",
        "corrupt-write, verify-mismatch",
        "read-error, medium-failed",
        "garbage@111500, upload-damaged"
    })
    void whatAWriteHidesTheReadingBackFinds(String fault, String kind) throws Exception {
        try (RockchipRig rig = new RockchipRig("rockchip:pace=none,size=16M,fault=" + fault)) {
            RockchipDevice device = rig.loaded();
            byte[] bytes = content(100_000);
            device.write(64, image(bytes), moved -> {});

            Failure failure = failure(() -> device.verify(64, image(bytes), moved -> {}));

            assertThat(failure.kind().code()).as("%s", failure).isEqualTo(kind);
        }
    }

    @Test
    void moreThanTheMediumHasRoomForIsRefusedBeforeAnythingIsWritten() throws Exception {
        try (RockchipRig rig = new RockchipRig("rockchip:pace=none,size=1M")) {
            RockchipDevice device = rig.loaded();

            Failure failure = failure(() -> device.write(2000, image(content(48 * 512 + 1)), moved -> {}));

            assertThat(failure.kind()).isEqualTo(FailureKind.IMAGE_TOO_LARGE);
            assertThat(failure.message()).contains("end at sector 2049", "has 2048");
            assertThat(rig.board().read(2000 * 512, 512)).containsOnly(0);
        }
    }

    @Test
    void whatTheBootRomWasGivenMayLookLikeIt() throws Exception {
        try (RockchipRig rig = new RockchipRig("rockchip:plug=maskrom")) {
            RockchipDevice plug = rig.loaded();

            assertThat(plug.looksLikeBootRom()).isTrue();
            assertThat(plug.isReady()).isTrue();
        }
    }

    @Test
    void codeThatDoesNotStartLeavesTheBusSilent() throws Exception {
        try (RockchipRig rig = new RockchipRig("rockchip:fault=no-loader")) {
            download(rig.open(), loader("rk3399", 500, 500));

            await().until(() -> !rig.onTheBus());
        }
    }
}
