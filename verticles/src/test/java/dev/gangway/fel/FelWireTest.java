package dev.gangway.fel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.channel.ChannelFault;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Exact transcripts, from dossier fel.md 1.4 and 9. */
class FelWireTest {
    private static final String W16 = "41575543 00000000 10000000 0000000c 12001000 00000000 00000000 00000000";
    private static final String R8 = "41575543 00000000 08000000 0000000c 11000800 00000000 00000000 00000000";
    private static final String S = "41575553 00000000 00000000 00";
    private static final String OK = "ffff0000 00000000";

    private final ScriptedUsb usb = new ScriptedUsb();

    @Test
    void asksForTheVersionAsTheBootRomExpects() throws FailureException {
        usb.out(W16)
                .out("01000000 00000000 00000000 00000000")
                .in(S)
                .out("41575543 00000000 20000000 0000000c 11002000 00000000 00000000 00000000")
                .in("41575553 42464558 00801600 01000000 01004408 007e0000 00000000 00000000")
                .in(S)
                .out(R8)
                .in(OK)
                .in(S);

        FelVersion version = wire().version();

        assertThat(version.socId()).isEqualTo(0x1680);
        assertThat(version.text("H3"))
                .isEqualTo("AWUSBFEX soc=00001680(H3) 00000001 ver=0001 44 08 scratchpad=00007e00 00000000 00000000");
        assertThat(usb.complaints()).isEmpty();
    }

    @Test
    void readsTheWholeScratchpadAddress() throws FailureException {
        usb.sent("01000000 00000000 00000000 00000000")
                .received("415755534246455800591800010000000100440800500400 0000000000000000")
                .status();

        FelVersion version = wire().version();

        assertThat(version.socId()).isEqualTo(0x1859);
        assertThat(version.scratchpad()).isEqualTo(0x45000);
    }

    @Test
    void writesMemory() throws FailureException {
        usb.out(W16)
                .out("01010000 00200000 04000000 00000000")
                .in(S)
                .out("41575543 00000000 04000000 0000000c 12000400 00000000 00000000 00000000")
                .out("78563412")
                .in(S)
                .out(R8)
                .in(OK)
                .in(S);

        wire().write(0x2000, bytes("78563412"));

        assertThat(usb.complaints()).isEmpty();
    }

    @Test
    void readsMemoryThatComesInPieces() throws FailureException {
        usb.out(W16)
                .out("03010000 00200000 04000000 00000000")
                .in(S)
                .out("41575543 00000000 04000000 0000000c 11000400 00000000 00000000 00000000")
                .in("7856")
                .in("")
                .in("3412")
                .in(S)
                .out(R8)
                .in(OK)
                .in(S);
        ByteBuffer into = ByteBuffer.allocate(4);

        wire().read(0x2000, into);

        assertThat(HexFormat.of().formatHex(into.array())).isEqualTo("78563412");
        assertThat(usb.complaints()).isEmpty();
    }

    @Test
    void startsCode() throws FailureException {
        usb.out(W16)
                .out("02010000 00100000 00000000 00000000")
                .in(S)
                .out(R8)
                .in(OK)
                .in(S);

        wire().exec(0x1000);

        assertThat(usb.complaints()).isEmpty();
    }

    @Test
    void sendsDataOfAnyLengthAsOneMessageWithItsProgress() throws FailureException {
        byte[] data = new byte[0x2_0003];
        data[0x2_0000] = 0x11;
        usb.sent("01010000 00000040 03000200 00000000")
                .sent("00".repeat(0x2_0000) + "110000")
                .status();
        AtomicLong progress = new AtomicLong();

        MemoryAccess.write(wire(), 0x4000_0000, ByteBuffer.wrap(data), progress::addAndGet);

        assertThat(progress).hasValue(data.length);
        assertThat(usb.complaints()).isEmpty();
    }

    @Test
    void readsDataOfAnyLengthAsOneMessageAndTellsOfEachPiece() throws FailureException {
        int piece = 512 * 1024;
        usb.sent("03010000 00000040 01000800 00000000")
                .out(ScriptedUsb.awuc(0x11, piece + 1))
                .in("11".repeat(piece))
                .in("22")
                .in(S)
                .status();
        List<Long> progress = new ArrayList<>();
        ByteBuffer into = ByteBuffer.allocate(piece + 1);

        MemoryAccess.read(wire(), 0x4000_0000, into, progress::add);

        assertThat(progress).containsExactly((long) piece, 1L);
        assertThat(into.hasRemaining()).isFalse();
        assertThat(into.get(piece)).isEqualTo((byte) 0x22);
        assertThat(usb.complaints()).isEmpty();
    }

    @Test
    void fillsAnyLengthAsOneMessage() throws FailureException {
        int piece = 1 << 20;
        usb.sent("01010000 00000040 02001000 00000000")
                .out(ScriptedUsb.awuc(0x12, piece + 2))
                .out("5a".repeat(piece))
                .out("5a5a")
                .in(S)
                .status();
        AtomicLong progress = new AtomicLong();

        MemoryAccess.fill(wire(), 0x4000_0000, piece + 2, (byte) 0x5a, progress::addAndGet);

        assertThat(progress).hasValue(piece + 2);
        assertThat(usb.complaints()).isEmpty();
    }

    @Test
    void neverSendsAnEmptyWrite() throws FailureException {
        MemoryAccess.write(wire(), 0x2000, ByteBuffer.allocate(0), moved -> {});
        MemoryAccess.fill(wire(), 0x2000, 0, (byte) 1, moved -> {});

        assertThat(usb.complaints()).isEmpty();
    }

    @Test
    void refusesAddressesBeyond32Bit() {
        assertFailure(
                () -> MemoryAccess.write(wire(), 0xffff_fffeL, ByteBuffer.allocate(4), moved -> {}),
                FailureKind.RECIPE_INVALID,
                "32-bit address space");
    }

    @ParameterizedTest
    @CsvSource({
        "41575553000000000000000001, BOARD_REFUSED, status is 1",
        "00000000000000000000000000, PROTOCOL_GARBAGE, where AWUS belongs",
        "41575553010000000000000000, PROTOCOL_GARBAGE, tag 00000001",
    })
    void rejectsAWrongWrapperStatus(String awus, FailureKind kind, String message) {
        usb.out(W16).out("02010000 00100000 00000000 00000000").in(awus);

        assertFailure(() -> wire().exec(0x1000), kind, message);
    }

    @Test
    void waitsForTheRestOfAStatusAndNoLongerThanTheTimeOut() {
        usb.out(W16).out("02010000 00100000 00000000 00000000").in("4157555300").inFails(ChannelFault.TIMEOUT);

        assertFailure(() -> wire().exec(0x1000), FailureKind.TRANSFER_TIMEOUT, "FEL exec");
        assertThat(usb.complaints()).isEmpty();
    }

    @Test
    void doesNotWaitForEverForAStatus() {
        usb.out(W16).out("02010000 00100000 00000000 00000000");
        for (int i = 0; i < 100; i++) {
            usb.in("");
        }

        assertFailure(() -> wire().exec(0x1000), FailureKind.PROTOCOL_GARBAGE, "empty packets");
    }

    @Test
    void rejectsAStatusWithoutItsMark() {
        usb.sent("02010000 00100000 00000000 00000000").received("feff000000000000");

        assertFailure(() -> wire().exec(0x1000), FailureKind.PROTOCOL_GARBAGE, "fffe where ffff belongs");
    }

    @Test
    void aRefusalInTheStatusLeavesTheLineInStep() throws FailureException {
        FelWire wire = wire();
        usb.sent("02010000 00100000 00000000 00000000").received("ffff000001000000");
        usb.sent("02010000 00100000 00000000 00000000").status();

        assertFailure(() -> wire.exec(0x1000), FailureKind.BOARD_REFUSED, "state 1");
        wire.exec(0x1000);

        assertThat(usb.complaints()).isEmpty();
    }

    @Test
    void rejectsAVersionWithoutItsMagic() {
        usb.sent("01000000 00000000 00000000 00000000")
                .out("41575543 00000000 20000000 0000000c 11002000 00000000 00000000 00000000")
                .in("ff".repeat(32))
                .in(S)
                .status();

        assertFailure(() -> wire().version(), FailureKind.PROTOCOL_GARBAGE, "AWUSBFEX");
    }

    @ParameterizedTest
    @CsvSource({
        "TIMEOUT, TRANSFER_TIMEOUT",
        "STALL, TRANSFER_STALLED",
        "DISCONNECTED, CABLE_LOST",
        "CANCELLED, STOPPED_BY_PERSON",
        "IO, TRANSFER_FAILED",
    })
    void afterAWireFailureEveryCallFailsAtOnceAndSaysWhatHelps(ChannelFault fault, FailureKind kind) {
        FelWire wire = wire();
        usb.sent("01010000 00200000 04000000 00000000")
                .out("41575543 00000000 04000000 0000000c 12000400 00000000 00000000 00000000")
                .outFails(fault);

        assertFailure(() -> wire.write(0x2000, bytes("78563412")), kind, "FEL write of 4 bytes at 0x00002000");
        assertFailure(wire::version, kind, "reset or power-cycle");
        assertFailure(() -> wire.exec(0), kind, "out of step");
        assertThat(usb.complaints()).isEmpty();
    }

    @Test
    void isOutOfStepAfterGarbageToo() {
        FelWire wire = wire();
        usb.out(W16).out("02010000 00100000 00000000 00000000").in("00".repeat(13));

        assertFailure(() -> wire.exec(0x1000), FailureKind.PROTOCOL_GARBAGE, "AWUS");
        assertFailure(() -> wire.exec(0x1000), FailureKind.PROTOCOL_GARBAGE, "out of step");
    }

    private FelWire wire() {
        usb.claim(0);
        return new FelWire(usb, 0x01, 0x82);
    }

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }

    private static void assertFailure(ThrowingCallable call, FailureKind kind, String message) {
        assertThatThrownBy(call).isInstanceOfSatisfying(FailureException.class, e -> {
            assertThat(e.failure().kind()).isEqualTo(kind);
            assertThat(e.failure().message()).contains(message);
        });
    }
}
