package dev.gangway.fel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.format.LoadedUboot;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.IdentityBasis;
import dev.gangway.model.Mark;
import dev.gangway.soc.AllwinnerSoc;
import dev.gangway.virtual.allwinner.AllwinnerFault;
import dev.gangway.virtual.allwinner.BoardSettings;
import dev.gangway.virtual.allwinner.ChipSid;
import dev.gangway.virtual.fault.Fault;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client against boards that interpret what it uploads. */
class VirtualBoardTest {
    private static final long DRAM = 0x4200_0000L;

    static Stream<AllwinnerSoc> everySoc() {
        return AllwinnerSoc.ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("everySoc")
    void readsTheChipsOwnId(AllwinnerSoc soc) throws FailureException {
        FelDevice device = open(soc);

        assertThat(device.soc()).isEqualTo(soc);
        if (soc.hasSid()) {
            assertThat(device.fuses().sid().map(Sid::colons)).contains(sid(soc).toString());
            assertThat(device.identity().derived()).isNotEmpty();
        } else {
            assertThat(device.fuses().sid()).isEmpty();
            assertThat(device.identity().boardId()).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"A13", "A20", "H3", "A64"})
    void predictsTheSerialThatTheBoardsFirmwareShows(String name) throws FailureException {
        assertThat(open(soc(name)).identity().derived())
                .containsExactly(new Mark(
                        IdentityBasis.DERIVED_SERIAL,
                        Mark.GADGET_SERIAL,
                        sid(soc(name)).serialNumber(soc(name))));
    }

    @ParameterizedTest
    @MethodSource("everySoc")
    void accessesRegistersAsWords(AllwinnerSoc soc) throws FailureException {
        FelDevice device = open(soc);
        long register = soc.spl() + 0x2000;
        int[] values = new Random(7).ints(300).toArray();

        device.writel(register, values);
        device.clearSetBits(register, 0xff, 0x12);

        assertThat(device.readl(register, 300))
                .startsWith((values[0] & ~0xff) | 0x12)
                .endsWith(values[299]);
        assertThat(device.readl(register + 4, 299)).isEqualTo(java.util.Arrays.copyOfRange(values, 1, 300));
    }

    @ParameterizedTest
    @MethodSource("everySoc")
    void runsAnSplAndLeavesTheBootRomAsItWas(AllwinnerSoc soc) throws FailureException {
        BoardRig rig = rig(soc);
        FelDevice device = FelDevice.open(rig.session(), time -> {});

        device.spl(SplFiles.tiny());

        ByteBuffer data = random(200_000);
        device.write(DRAM, data.duplicate());
        assertThat(readBack(device, DRAM, 200_000)).isEqualTo(data);
        assertThat(rig.board().hung()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("everySoc")
    void runsTheLargestSplThatFits(AllwinnerSoc soc) throws FailureException {
        FelDevice device = open(soc);
        int length = 0x1000;
        while (fits(soc, length + 0x200)) {
            length += 0x200;
        }

        device.spl(SplFiles.filled(length));
        device.spl(SplFiles.tiny());

        assertThat(device.readl(DRAM, 1)).hasSize(1);
    }

    @Test
    void dramDoesNotAnswerBeforeAnSpl() throws FailureException {
        FelDevice device = open(soc("H3"));

        assertFailure(() -> device.write(DRAM, random(16)), FailureKind.TRANSFER_TIMEOUT);
        assertFailure(() -> device.readl(0), FailureKind.TRANSFER_TIMEOUT);
    }

    @Test
    void anSplThatIsPlainCodeRunsWithItsReturnAddress() throws FailureException {
        FelDevice device = open(soc("A20"));
        // mov r0, #0x4000; mov r1, #0x5a; str r1, [r0]; bx lr
        ByteBuffer spl = SplFiles.unsigned(0x400, 0xe3a00901, 0xe3a0105a, 0xe5801000, 0xe12fff1e);

        device.spl(spl);

        assertThat(device.readl(0x4000)).isEqualTo(0x5a);
    }

    @Test
    void anSplThatNeverReturnsIsADramFailure() throws FailureException {
        FelDevice device = open(soc("A20"));

        assertFailure(() -> device.spl(SplFiles.unsigned(0x400, 0xeafffffe)), FailureKind.DRAM_FAILED);
        assertFailure(device::stackPointers, FailureKind.TRANSFER_TIMEOUT);
    }

    @Test
    void anSplThatOverwritesItsHeaderIsReported() throws FailureException {
        FelDevice device = open(soc("A20"));
        // mov r0, #0; str r0, [r0, #8]; bx lr
        ByteBuffer spl = SplFiles.unsigned(0x400, 0xe3a00000, 0xe5800008, 0xe12fff1e);

        assertFailure(() -> device.spl(spl), FailureKind.PROTOCOL_GARBAGE);
    }

    @Test
    void anSplThatArrivesDamagedIsNotStarted() throws FailureException {
        BoardRig rig = rig(soc("A20"));
        FelDevice device = FelDevice.open(rig.tampering(b -> b.remaining() == 0x400, 0x200), time -> {});

        assertFailure(() -> device.spl(SplFiles.tiny()), FailureKind.UPLOAD_DAMAGED);
        device.spl(SplFiles.spl(0x800, "", 0xe12fff1e));
    }

    /**
     * One wrong bit in a word of the SPL routine that matters. Damage in the exchange, in the operands or in the call is
     * noticed because the board's boot ROM or its SPL is not what it was.
     */
    @ParameterizedTest
    @ValueSource(
            ints = {0x3c, 0x40, 0x54, 0x60, 0x70, 0x74, 0x94, 0xbc, 0xc8, 0xd0, 0xd4, 0xe4, 0xe8, 0x160, 0x164, 0x168})
    void aWrongSplRoutineFails(int offset) throws FailureException {
        BoardRig rig = rig(soc("A20"));
        int routine = ArmRoutine.SPL.length() + 4 + 12 * 4;
        FelDevice device = FelDevice.open(rig.tampering(b -> b.remaining() == routine, offset), time -> {});

        assertThatThrownBy(() -> {
                    device.spl(SplFiles.filled(0x8000));
                    device.write(DRAM, random(64));
                    device.readl(0);
                })
                .isInstanceOf(FailureException.class);
    }

    @Test
    void anUndamagedSplRoutineOfThatLengthPasses() throws FailureException {
        BoardRig rig = rig(soc("A20"));
        FelDevice device = FelDevice.open(rig.tampering(b -> false, 0), time -> {});

        device.spl(SplFiles.filled(0x8000));
        device.write(DRAM, random(64));

        assertThat(device.readl(0)).isNotZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"A64", "H3", "H5"})
    void aLockedChipIsBroughtBackIntoSecureState(String name) throws FailureException {
        BoardRig rig = BoardRig.of(settings(soc(name)).withSecure(true));
        FelDevice device = FelDevice.open(rig.session(), time -> {});

        assertThat(device.fuses().sid().map(Sid::colons))
                .contains(sid(soc(name)).toString());
        device.spl(SplFiles.tiny());
    }

    @Test
    void aChipThatStaysLockedIsSecureBoot() throws FailureException {
        BoardRig rig = BoardRig.of(settings(soc("H616")).withSecure(true));
        FelDevice device = FelDevice.open(rig.session(), time -> {});

        assertThat(device.identity().boardId()).isNull();
        assertFailure(() -> device.spl(SplFiles.tiny()), FailureKind.SECURE_BOOT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0 0 0",
                "0 1 1",
                "1 0 1",
                "1 5 2",
                "0 4 64",
                "4 0 64",
                "1 5 63",
                "5 1 63",
                "0 3 100",
                "3 0 101",
                "2 6 7",
                "6 2 9",
                "0 200 50",
                "203 3 51"
            })
    void movesMemoryExactlyToTheByte(String areas) throws FailureException {
        String[] words = areas.split(" ");
        int to = Integer.parseInt(words[0]);
        int from = Integer.parseInt(words[1]);
        int length = Integer.parseInt(words[2]);
        FelDevice device = open(soc("A20"));
        byte[] memory = new byte[300];
        new Random(3).nextBytes(memory);
        device.write(0x4000, ByteBuffer.wrap(memory.clone()));

        device.memmove(0x4000 + to, 0x4000 + from, length);

        System.arraycopy(memory, from, memory, to, length);
        assertThat(readBack(device, 0x4000, 300)).isEqualTo(ByteBuffer.wrap(memory));
    }

    @Test
    void runsCodeFromMemory() throws FailureException {
        FelDevice device = open(soc("H3"));
        // mov r0, #0x4000; mvn r1, #0; str r1, [r0]; bx lr
        ByteBuffer code = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        code.putInt(0xe3a00901)
                .putInt(0xe3e01000)
                .putInt(0xe5801000)
                .putInt(0xe12fff1e)
                .flip();
        device.fill(0x4000, 16, (byte) 0x11, moved -> {});
        device.write(0x2000, code);

        device.exec(0x2000);

        assertThat(device.readl(0x4000, 2)).containsExactly(-1, 0x11111111);
    }

    @Test
    void tellsTheStackPointers() throws FailureException {
        assertThat(open(soc("A64")).stackPointers()).containsExactly(0x12000, 0x15e08);
    }

    @Test
    void resetsTheBoardByItsWatchdog() throws FailureException {
        for (AllwinnerSoc soc : AllwinnerSoc.ALL) {
            BoardRig rig = rig(soc);
            FelDevice device = FelDevice.open(rig.session(), time -> {});

            device.watchdogReset();
            rig.settle();

            assertThat(rig.log()).as(soc.name()).contains("reset");
            assertFailure(device::stackPointers, FailureKind.CABLE_LOST);
            assertThat(FelDevice.open(rig.session(), time -> {}).soc()).isEqualTo(soc);
        }
    }

    @Test
    void readsFusesBySection() throws FailureException {
        FelDevice device = open(soc("A64"));
        ChipSid sid = sid(soc("A64"));

        assertThat(device.fuses().read(0, 16)).containsExactly(sid.word0(), sid.word1(), sid.word2(), sid.word3());
        assertThat(device.fuses().read(0x34, 8)[0]).isNotZero();
    }

    @Test
    void loadsStartsAndInformsALegacyUboot() throws FailureException {
        var firmware = new BoardRig.Recorder(0x4a00_0000L);
        BoardRig rig = BoardRig.of(settings(soc("H3")), firmware);
        FelDevice device = FelDevice.open(rig.session(), time -> {});
        byte[] payload = "U-Boot payload!\n".getBytes(StandardCharsets.US_ASCII);

        LoadedUboot loaded = device.loadUboot(SplFiles.withUboot(payload));
        assertThat(device.announceScript(0x4310_0000L, 0)).isTrue();

        assertThat(loaded.entry()).isEqualTo(0x4a00_0000L);
        assertThat(loaded.aarch64()).isFalse();
        assertThat(readBack(device, loaded.load(), 16)).isEqualTo(loaded.data()).isEqualTo(ByteBuffer.wrap(payload));
        assertFailure(() -> device.write(0x4a00_0010L, random(4)), FailureKind.RECIPE_INVALID);
        assertFailure(() -> device.fill(0x49ff_fff0L, 16, (byte) 0, moved -> {}), FailureKind.RECIPE_INVALID);
        device.write(0x4a00_0011L, random(4));
        device.start(loaded);
        rig.settle();
        assertThat(firmware.starts()).singleElement().satisfies(start -> {
            assertThat(start.felBooted()).isTrue();
            assertThat(start.scriptAddress()).isEqualTo(0x4310_0000L);
            assertThat(start.aarch64()).isFalse();
        });
        assertThat(rig.onTheBus()).isFalse();
    }

    @Test
    void saysWhenThereIsNoSplToInform() throws FailureException {
        FelDevice device = open(soc("H3"));
        device.fill(0, 64, (byte) 0, moved -> {});

        assertThat(device.announceScript(0x4310_0000L, 0)).isFalse();
    }

    @Test
    void startsAnArm64FitByWarmReset() throws FailureException {
        var firmware = new BoardRig.Recorder(0x4_4000L);
        BoardRig rig = BoardRig.of(settings(soc("A64")), firmware);
        FelDevice device = FelDevice.open(rig.session(), time -> {});

        LoadedUboot loaded = device.loadUboot(FitFiles.withSpl());
        device.start(loaded);
        rig.settle();

        assertThat(loaded.aarch64()).isTrue();
        assertThat(firmware.starts()).singleElement().satisfies(start -> {
            assertThat(start.entry()).isEqualTo(0x4_4000L);
            assertThat(start.aarch64()).isTrue();
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void findsTheResetVectorOfBothDies(boolean later) throws FailureException {
        var firmware = new BoardRig.Recorder(0x4000_0000L);
        BoardRig rig = BoardRig.of(settings(soc("H616")).withLaterDie(later), firmware);
        FelDevice device = FelDevice.open(rig.session(), time -> {});

        device.spl(SplFiles.tiny());
        device.resetToAarch64(0x4000_0000L);
        rig.settle();

        assertThat(firmware.starts()).hasSize(1);
    }

    @Test
    void aBoardThatDisappearsInMidWriteIsALostCable() throws FailureException {
        BoardRig rig = BoardRig.of(settings(soc("H3")), new Fault.Disconnect(40_000, 1, null));
        FelDevice device = FelDevice.open(rig.session(), time -> {});
        device.spl(SplFiles.tiny());

        assertFailure(() -> device.write(DRAM, random(100_000)), FailureKind.CABLE_LOST);
        assertFailure(() -> device.exec(DRAM), FailureKind.CABLE_LOST);
    }

    @Test
    void survivesTransfersThatEndEarly() throws FailureException {
        BoardRig rig = BoardRig.of(settings(soc("H3")), new Fault.ShortTransfer(333, Fault.ALWAYS));
        FelDevice device = FelDevice.open(rig.session(), time -> {});
        device.spl(SplFiles.tiny());
        ByteBuffer data = random(100_000);

        device.write(DRAM, data.duplicate());

        assertThat(readBack(device, DRAM, 100_000)).isEqualTo(data);
    }

    @Test
    void refusalsAndStallsAreTold() throws FailureException {
        assertFailure(() -> faulty(new Fault.Stall(30_000, 1)), FailureKind.TRANSFER_STALLED);
        assertFailure(() -> faulty(new Fault.Silence(30_000, 1, null)), FailureKind.TRANSFER_TIMEOUT);
        assertFailure(() -> faulty(new AllwinnerFault.WrongFelStatus(30_000, 1, 5)), FailureKind.BOARD_REFUSED);
        assertFailure(() -> faulty(new AllwinnerFault.WrongWrapperStatus(30_000, 1, 1)), FailureKind.BOARD_REFUSED);
        assertFailure(() -> faulty(new Fault.Garbage(30_000, 1)), FailureKind.PROTOCOL_GARBAGE);
    }

    private static void faulty(Fault fault) throws FailureException {
        BoardRig rig = BoardRig.of(settings(soc("H3")), fault);
        FelDevice device = FelDevice.open(rig.session(), time -> {});
        device.spl(SplFiles.tiny());
        device.write(DRAM, random(100_000));
    }

    private static boolean fits(AllwinnerSoc soc, int length) {
        try {
            return !SplPlacement.of(soc, length).isEmpty();
        } catch (FailureException e) {
            return false;
        }
    }

    static ChipSid sid(AllwinnerSoc soc) {
        return ChipSid.of(soc, 4711);
    }

    static BoardSettings settings(AllwinnerSoc soc) {
        return BoardSettings.of(soc, sid(soc));
    }

    private static BoardRig rig(AllwinnerSoc soc) {
        return BoardRig.of(settings(soc));
    }

    private static FelDevice open(AllwinnerSoc soc) throws FailureException {
        return FelDevice.open(rig(soc).session(), time -> {});
    }

    private static AllwinnerSoc soc(String name) {
        return AllwinnerSoc.ofName(name).orElseThrow();
    }

    private static ByteBuffer random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    private static ByteBuffer readBack(FelDevice device, long address, int length) throws FailureException {
        ByteBuffer into = ByteBuffer.allocate(length);
        device.read(address, into);
        return into.flip();
    }

    private static void assertFailure(ThrowingCallable call, FailureKind kind) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure().kind()).as(e.getMessage()).isEqualTo(kind));
    }
}
