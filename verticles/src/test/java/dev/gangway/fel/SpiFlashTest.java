package dev.gangway.fel;

import static dev.gangway.model.Failures.kindOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.channel.UsbIdentity;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.soc.AllwinnerSoc;
import dev.gangway.soc.SpiWiring;
import dev.gangway.virtual.allwinner.AllwinnerFault;
import dev.gangway.virtual.allwinner.SpiChip;
import dev.gangway.virtual.fault.Fault;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Our SPI routine, run by the interpreter against both generations of the controller. */
class SpiFlashTest {
    static Stream<AllwinnerSoc> wired() {
        return AllwinnerSoc.ALL.stream().filter(soc -> SpiWiring.of(soc).isPresent());
    }

    static Stream<AllwinnerSoc> unknown() {
        return AllwinnerSoc.ALL.stream().filter(soc -> SpiWiring.of(soc).isEmpty());
    }

    @Test
    void knowsTheSocsThatTheDossierNames() {
        assertThat(wired().map(AllwinnerSoc::id))
                .containsExactlyInAnyOrder(
                        0x1623, 0x1625, 0x1651, 0x1663, 0x1680, 0x1681, 0x1689, 0x1701, 0x1718, 0x1728, 0x1816, 0x1817,
                        0x1823);
    }

    @ParameterizedTest
    @MethodSource("wired")
    void identifiesTheFlashOnEverySocAndLeavesTheBoardInFel(AllwinnerSoc soc) throws FailureException {
        BoardRig rig = rig(soc, SpiChip.WINBOND16M);
        FelDevice device = FelDevice.open(rig.session(), time -> {});

        SpiFlashId id = device.spiFlash().orElseThrow().id().orElseThrow();

        assertThat(id.text()).isEqualTo("Manufacturer: Winbond (EFh), model: 40h, size: 16777216 bytes.");
        device.spl(SplFiles.tiny());
        assertThat(rig.board().hung()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("unknown")
    void touchesNothingOnOtherSocs(AllwinnerSoc soc) throws FailureException {
        assertThat(FelDevice.open(rig(soc, SpiChip.NONE).session(), time -> {}).spiFlash())
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("wired")
    void seesThatThereIsNoFlash(AllwinnerSoc soc) throws FailureException {
        SpiFlash flash = open(rig(soc, SpiChip.NONE));

        assertThat(flash.id()).isEmpty();
        assertThat(kindOf(() -> flash.write(0, ByteBuffer.allocate(1), n -> {})))
                .isEqualTo(FailureKind.BOARD_REFUSED);
        assertThat(kindOf(() -> flash.read(0, ByteBuffer.allocate(1), n -> {}))).isEqualTo(FailureKind.BOARD_REFUSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"A20", "H3"})
    void writesAndReadsBackBitForBit(String name) throws FailureException {
        BoardRig rig = rig(soc(name), SpiChip.WINBOND16M);
        SpiFlash flash = open(rig);
        byte[] data = random(65_536 + 2 * 4096 + 77);
        List<Long> moved = new ArrayList<>();

        flash.write(0x1f_f000, ByteBuffer.wrap(data), moved::add);

        assertThat(rig.board().spiFlash().content(0x1f_f000, data.length)).isEqualTo(data);
        // A sector up to the block's border, the block, and two sectors behind it.
        assertThat(rig.board().spiFlash().erases()).isEqualTo(1 + 1 + 2);
        assertThat(rig.board().spiFlash().programs()).isEqualTo((data.length + 255) / 256);
        assertThat(moved.stream().mapToLong(n -> n).sum()).isEqualTo(data.length);
        assertThat(moved).hasSizeGreaterThan(10);
        assertThat(readBack(flash, 0x1f_f000, data.length)).isEqualTo(data);
        assertThat(readBack(flash, 0x1f_f123, 5000)).isEqualTo(Arrays.copyOfRange(data, 0x123, 0x123 + 5000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"A20", "H3"})
    void erasesWhatItOverwritesAndOnlyThat(String name) throws FailureException {
        BoardRig rig = rig(soc(name), SpiChip.WINBOND16M);
        SpiFlash flash = open(rig);
        byte[] first = random(3 * 4096);
        byte[] second = random(100);
        flash.write(0, ByteBuffer.wrap(first), n -> {});

        flash.write(4096, ByteBuffer.wrap(second), n -> {});

        byte[] expected = first.clone();
        Arrays.fill(expected, 4096, 8192, (byte) 0xff);
        System.arraycopy(second, 0, expected, 4096, second.length);
        assertThat(rig.board().spiFlash().content(0, expected.length)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"A20", "H3"})
    void leavesTheMemoryThatItUsesAsItWas(String name) throws FailureException {
        BoardRig rig = rig(soc(name), SpiChip.WINBOND16M);
        FelDevice device = FelDevice.open(rig.session(), time -> {});
        byte[] before = random(4096);
        device.write(0, ByteBuffer.wrap(before));
        SpiFlash flash = device.spiFlash().orElseThrow();

        flash.write(0, ByteBuffer.wrap(random(9000)), n -> {});
        readBack(flash, 0, 9000);

        ByteBuffer after = ByteBuffer.allocate(4096);
        device.read(0, after);
        assertThat(after.array()).isEqualTo(before);
    }

    @Test
    void reachesTheLastByteAndNothingBehindIt() throws FailureException {
        BoardRig rig = rig(soc("H3"), SpiChip.WINBOND16M);
        SpiFlash flash = open(rig);
        byte[] data = random(4096);

        flash.write(0xff_f000, ByteBuffer.wrap(data), n -> {});

        assertThat(readBack(flash, 0xff_f000, 4096)).isEqualTo(data);
        assertThat(kindOf(() -> flash.write(0xff_f000, ByteBuffer.allocate(4097), n -> {})))
                .isEqualTo(FailureKind.IMAGE_TOO_LARGE);
        assertThat(kindOf(() -> flash.read(0xff_ffff, ByteBuffer.allocate(2), n -> {})))
                .isEqualTo(FailureKind.RECIPE_INVALID);
        assertThat(kindOf(() -> flash.write(256, ByteBuffer.allocate(1), n -> {})))
                .isEqualTo(FailureKind.RECIPE_INVALID);
        assertThat(rig.board().spiFlash().content(0xff_f000, 4096)).isEqualTo(data);
    }

    @ParameterizedTest
    @ValueSource(strings = {"A20", "H3"})
    void reachesBeyondSixteenMebibytesAndLeavesShortAddressesBehind(String name) throws FailureException {
        BoardRig rig = rig(soc(name), SpiChip.MACRONIX32M);
        SpiFlash flash = open(rig);
        byte[] data = random(3 * 4096 + 5);

        flash.write(0xff_e000, ByteBuffer.wrap(data), n -> {});

        assertThat(rig.board().spiFlash().content(0xff_e000, data.length)).isEqualTo(data);
        assertThat(rig.board().spiFlash().content(0, 4096)).containsOnly(0xff);
        assertThat(readBack(flash, 0xff_e000, data.length)).isEqualTo(data);
        flash.write(0x1ff_f000, ByteBuffer.wrap(data, 0, 4096), n -> {});
        assertThat(rig.board().spiFlash().content(0x1ff_f000, 4096)).isEqualTo(Arrays.copyOf(data, 4096));
        assertThat(readBack(flash, 0xff_e000, 4096)).isEqualTo(Arrays.copyOf(data, 4096));
        flash.erase(0x1ff_f000, 4096, n -> {});
        assertThat(rig.board().spiFlash().content(0x1ff_f000, 4096)).containsOnly(0xff);
        assertThat(kindOf(() -> flash.write(0x1ff_f000, ByteBuffer.allocate(4097), n -> {})))
                .isEqualTo(FailureKind.IMAGE_TOO_LARGE);
    }

    @Test
    void keepsWhatStandsAroundWhenAsked() throws FailureException {
        BoardRig rig = rig(soc("H3"), SpiChip.WINBOND16M);
        SpiFlash flash = open(rig);
        byte[] around = random(5 * 4096);
        byte[] data = random(2 * 4096 + 100);
        flash.write(0x8000, ByteBuffer.wrap(around), n -> {});
        List<Long> moved = new ArrayList<>();

        flash.writeBetween(0x8ffe, ByteBuffer.wrap(data), moved::add);

        byte[] expected = around.clone();
        System.arraycopy(data, 0, expected, 0xffe, data.length);
        assertThat(rig.board().spiFlash().content(0x8000, around.length)).isEqualTo(expected);
        assertThat(moved.stream().mapToLong(n -> n).sum()).isEqualTo(data.length);
    }

    @Test
    void programsNoPageThatIsBlankAfterTheErase() throws FailureException {
        BoardRig rig = rig(soc("H3"), SpiChip.WINBOND16M);
        SpiFlash flash = open(rig);
        byte[] data = new byte[65_536];
        Arrays.fill(data, (byte) 0xff);
        data[70] = 5;
        flash.write(0, ByteBuffer.wrap(random(9000)), n -> {});
        int before = rig.board().spiFlash().programs();

        flash.write(0, ByteBuffer.wrap(data), n -> {});

        assertThat(rig.board().spiFlash().programs() - before).isEqualTo(1);
        assertThat(rig.board().spiFlash().content(0, data.length)).isEqualTo(data);
    }

    @Test
    void erasesWholeUnitsAndSeesWhenOneWasNot() throws FailureException {
        BoardRig rig = BoardRig.of(
                VirtualBoardTest.settings(soc("H3")).withSpi(SpiChip.WINBOND16M),
                new AllwinnerFault.NotErased(0, Fault.ALWAYS));
        SpiFlash flash = open(rig);
        flash.write(0, ByteBuffer.wrap(random(12_288)), n -> {});

        assertThatThrownBy(() -> flash.erase(0, 0x20000, n -> {}))
                .hasMessageContaining("did not take the erase at 0x0");
        assertThat(kindOf(() -> flash.erase(0, 100, n -> {}))).isEqualTo(FailureKind.RECIPE_INVALID);
        assertThat(kindOf(() -> flash.erase(0xff_f000, 8192, n -> {}))).isEqualTo(FailureKind.RECIPE_INVALID);
    }

    @Test
    void erasesASectorOrABlockAndNothingBeside() throws FailureException {
        BoardRig rig = rig(soc("H3"), SpiChip.WINBOND16M);
        SpiFlash flash = open(rig);
        flash.write(0xf000, ByteBuffer.wrap(random(3 * 4096)), n -> {});
        byte[] before = rig.board().spiFlash().content(0xf000, 4096);

        flash.erase(0x10000, 0x11000, n -> {});

        assertThat(rig.board().spiFlash().content(0x10000, 0x11000)).containsOnly(0xff);
        assertThat(rig.board().spiFlash().content(0xf000, 4096)).isEqualTo(before);
        assertThat(rig.board().spiFlash().erases()).isEqualTo(3 + 2);
    }

    @Test
    void refusesAProtectedFlashBeforeTheFirstByte() throws FailureException {
        BoardRig rig = BoardRig.of(
                VirtualBoardTest.settings(soc("H3")).withSpi(SpiChip.WINBOND16M),
                new AllwinnerFault.ProtectedFlash(0, 1));
        SpiFlash flash = open(rig);

        assertThatThrownBy(() -> flash.write(0, ByteBuffer.allocate(4), n -> {}))
                .hasMessageContaining("write-protected, its status is 1c");
        assertThat(kindOf(() -> flash.erase(0, 4096, n -> {}))).isEqualTo(FailureKind.BOARD_REFUSED);
        assertThat(readBack(flash, 0, 16)).containsOnly(0xff);
    }

    @ParameterizedTest
    @ValueSource(strings = {"F1C100s", "H3", "R40"})
    void aBoardComesBackAtHighSpeedWithItsMemory(String name) throws FailureException {
        BoardRig rig = rig(soc(name), SpiChip.WINBOND16M);
        FelDevice device = FelDevice.open(rig.session(), time -> {});
        byte[] kept = random(64);
        device.write(soc(name).spl() + 0x100, ByteBuffer.wrap(kept));
        assertThat(device.takesHighSpeed()).isTrue();

        device.takeHighSpeed();

        rig.settle();
        assertThat(rig.session().identity().speed()).isEqualTo(UsbIdentity.Speed.HIGH);
        FelDevice again = FelDevice.open(rig.session(), time -> {});
        assertThat(again.takesHighSpeed()).isFalse();
        ByteBuffer found = ByteBuffer.allocate(64);
        again.read(soc(name).spl() + 0x100, found);
        assertThat(found.array()).isEqualTo(kept);
        assertThat(again.spiFlash().orElseThrow().id()).isPresent();
    }

    @Test
    void highSpeedIsRefusedWhereNobodyReportsHow() throws FailureException {
        FelDevice device = FelDevice.open(rig(soc("A20"), SpiChip.NONE).session(), time -> {});

        assertThatThrownBy(device::takeHighSpeed).hasMessageContaining("A20");
        assertThat(kindOf(device::takesHighSpeed)).isEqualTo(FailureKind.RECIPE_INVALID);
    }

    /** Dossier fel.md 9.11. */
    @Test
    void asksForTheIdAsTheDossierSays() {
        assertThat(ScriptedUsb.hex(SpiList.id())).isEqualTo("00049f0000000000");
        byte[] answer = HexFormat.of().parseHex("000400ef40180000");
        assertThat(new SpiFlashId(answer[3] & 0xff, answer[4] & 0xff, answer[5] & 0xff).text())
                .isEqualTo("Manufacturer: Winbond (EFh), model: 40h, size: 16777216 bytes.");
    }

    private static BoardRig rig(AllwinnerSoc soc, SpiChip chip) {
        return BoardRig.of(VirtualBoardTest.settings(soc).withSpi(chip));
    }

    private static SpiFlash open(BoardRig rig) throws FailureException {
        return FelDevice.open(rig.session(), time -> {}).spiFlash().orElseThrow();
    }

    private static AllwinnerSoc soc(String name) {
        return AllwinnerSoc.ofName(name).orElseThrow();
    }

    private static byte[] readBack(SpiFlash flash, long address, int length) throws FailureException {
        ByteBuffer into = ByteBuffer.allocate(length);
        flash.read(address, into, n -> {});
        return into.array();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
