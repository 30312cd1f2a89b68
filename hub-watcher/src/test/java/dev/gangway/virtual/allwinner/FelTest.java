package dev.gangway.virtual.allwinner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.soc.AllwinnerSoc;
import dev.gangway.virtual.FirmwareSource;
import dev.gangway.virtual.UsbFunction;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The wrapper and the commands of FEL, against the dossier's worked examples. */
class FelTest {
    private static final AllwinnerSoc H3 = AllwinnerSoc.ofName("h3").orElseThrow();
    private static final AllwinnerSoc A20 = AllwinnerSoc.ofName("a20").orElseThrow();

    private final FelRig rig = new FelRig();

    private AllwinnerBoard plugged(AllwinnerSoc soc) {
        return plugged(BoardSettings.of(soc, ChipSid.of(soc, 1)));
    }

    private AllwinnerBoard plugged(BoardSettings settings) {
        AllwinnerBoard board = new AllwinnerBoard(settings, FirmwareSource.NONE, rig.log::add);
        rig.plug(board);
        return board;
    }

    @Test
    void answersTheVersionRequestByteForByte() {
        plugged(H3);

        rig.out(HexFormat.of().parseHex("4157554300000000100000000000000c12001000000000000000000000000000"));
        rig.out(HexFormat.of().parseHex("01000000000000000000000000000000"));
        assertThat(HexFormat.of().formatHex(rig.status())).isEqualTo("41575553000000000000000000");
        rig.out(HexFormat.of().parseHex("4157554300000000200000000000000c11002000000000000000000000000000"));
        assertThat(HexFormat.of().formatHex(rig.in(32)))
                .isEqualTo("4157555342464558008016000100000001004408007e00000000000000000000");
        assertThat(HexFormat.of().formatHex(rig.status())).isEqualTo("41575553000000000000000000");
        rig.felStatus();
    }

    @Test
    void showsTheBootRomsIdentity() {
        plugged(H3);

        var identity = rig.device().identity();

        assertThat(identity.vid()).isEqualTo(0x1f3a);
        assertThat(identity.pid()).isEqualTo(0xefe8);
        assertThat(identity.serial()).isNull();
        assertThat(identity.interfaces().get(0).bulk(true).orElseThrow().address())
                .isEqualTo(0x82);
        assertThat(identity.interfaces().get(0).bulk(false).orElseThrow().maxPacket())
                .isEqualTo(64);
    }

    @Test
    void echoesTheTag() {
        plugged(H3);

        rig.out(HexFormat.of().parseHex("4157554378563412100000000000000c12001000000000000000000000000000"));
        rig.out(new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});

        assertThat(HexFormat.of().formatHex(rig.status())).startsWith("4157555378563412");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 31, 33, 64, 1000})
    void takesTransfersInAnySplits(int size) {
        plugged(H3);
        byte[] data = new byte[300];
        java.util.Arrays.fill(data, (byte) 0x5a);

        rig.command(0x101, 0x2000, data.length);
        rig.request(0x12, data.length);
        for (int at = 0; at < data.length; at += size) {
            rig.out(java.util.Arrays.copyOfRange(data, at, Math.min(data.length, at + size)));
            rig.out(new byte[0]);
        }
        assertThat(rig.status()[12]).isZero();
        rig.felStatus();

        assertThat(rig.read(0x2000, 300)).isEqualTo(data);
    }

    @Test
    void storesAStreamedWriteBeforeItsStatus() throws Exception {
        AllwinnerBoard board = plugged(H3);
        rig.command(0x101, 0x2000, 8);
        rig.request(0x12, 8);

        rig.out(new byte[] {1, 2, 3});

        ByteBuffer there = ByteBuffer.allocate(3);
        board.memory().read(0x2000, there);
        assertThat(there.array()).containsExactly(1, 2, 3);
        assertThat(rig.device().bulkIn(RomWire.IN, ByteBuffer.allocate(13))).isEqualTo(UsbFunction.NAK);
    }

    @Test
    void hangsOnABadMagic() {
        AllwinnerBoard board = plugged(H3);

        rig.out(new byte[32]);

        assertThat(board.hung()).isPresent();
        assertThatThrownBy(rig::version).hasMessage("time-out");
    }

    @Test
    void hangsOnAWrongPhase() {
        AllwinnerBoard board = plugged(H3);
        rig.command(0x101, 0x2000, 8);

        rig.request(0x11, 8);

        assertThat(board.hung()).hasValueSatisfying(why -> assertThat(why).contains("not due"));
        assertThatThrownBy(() -> rig.in(8)).hasMessage("time-out");
    }

    @Test
    void hangsOnAnUnknownRequest() {
        plugged(H3);

        rig.command(0x777, 0, 0);

        assertThatThrownBy(rig::felStatus).hasMessage("time-out");
    }

    @ParameterizedTest
    @ValueSource(longs = {0x4000_0000L, 0x5000_0000L, 0x0100_0000L})
    void neverAnswersWhereNothingIs(long address) {
        plugged(H3);

        assertThatThrownBy(() -> rig.read(address, 4)).hasMessage("time-out");
        assertThatThrownBy(rig::version).hasMessage("time-out");
    }

    @Test
    void diesWhenTheClientOverwritesTheBootRomsData() {
        plugged(H3);

        assertThatThrownBy(() -> rig.write(0x6ffc, new byte[8])).hasMessage("time-out");
    }

    @Test
    void toleratesWritesBesideTheBootRomsData() {
        plugged(H3);

        rig.write(0x7000, new byte[0xc00]);
        rig.write(0x7e00, new byte[0x100]);

        assertThat(rig.version()).hasSize(32);
    }

    @Test
    void readsRegistersByWordsOnly() {
        AllwinnerBoard board = plugged(A20);
        ChipSid sid = board.settings().sid();

        int[] words = rig.readl(A20.scratch(), 0x1c23800, 4);

        assertThat(words).containsExactly(sid.word0(), sid.word1(), sid.word2(), sid.word3());
        assertThat(rig.word(0x1c23800)).isNotEqualTo(sid.word0());
    }

    @Test
    void readsTheSidThroughItsControlRegister() {
        AllwinnerBoard board = plugged(H3);
        ChipSid sid = board.settings().sid();

        rig.write(
                H3.scratch(),
                FelRig.words(
                                0xe59f0044,
                                0xe59f1044,
                                0xe28f3048,
                                0xe1a02801,
                                0xe3822b2b,
                                0xe3822002,
                                0xe5802040,
                                0xe5902040,
                                0xe3120002,
                                0x1afffffc,
                                0xe5902060,
                                0xe4832004,
                                0xe2811004,
                                0xe59f2018,
                                0xe1510002,
                                0x3afffff2,
                                0xe3a02000,
                                0xe5802040,
                                0xe12fff1e,
                                0x1c14000,
                                0,
                                16)
                        .array());
        rig.exec(H3.scratch());

        assertThat(rig.read(H3.scratch() + 0x58, 16))
                .isEqualTo(FelRig.words(sid.word0(), sid.word1(), sid.word2(), sid.word3())
                        .array());
        assertThat(rig.readl(H3.scratch(), 0x1c14200, 1)[0]).isNotEqualTo(sid.word0());
    }

    @Test
    void isResetByItsWatchdogAndKeepsItsSram() {
        plugged(A20);
        rig.write(0x2000, new byte[] {1, 2, 3, 4});

        rig.writel(A20.scratch(), 0x1c20c94, 3);
        rig.pass(java.time.Duration.ofSeconds(1));

        assertThat(rig.detaches).isEqualTo(1);
        assertThat(rig.attaches).isEqualTo(2);
        assertThat(rig.read(0x2000, 4)).containsExactly(1, 2, 3, 4);
    }

    @Test
    void losesItsSramWithItsPower() {
        AllwinnerBoard board = plugged(A20);
        rig.write(0x2000, new byte[] {1, 2, 3, 4});

        board.unplugged();
        rig.plug(board);

        assertThat(rig.read(0x2000, 4)).isNotEqualTo(new byte[] {1, 2, 3, 4});
    }

    @Test
    void forgetsAnExchangeOnABusReset() {
        plugged(H3);
        rig.command(0x101, 0x2000, 8);
        rig.request(0x12, 8);
        rig.out(new byte[3]);

        rig.device().busReset();

        assertThat(rig.version()).hasSize(32);
    }

    @Test
    void showsSecureBootUntilTheSmc() {
        AllwinnerBoard board = plugged(BoardSettings.of(H3, ChipSid.of(H3, 1)).withSecure(true));
        assertThat(rig.word(0x40004)).isZero();

        rig.write(H3.scratch(), FelRig.words(0xe1600070, 0xe12fff1e).array());
        rig.exec(H3.scratch());

        assertThat(rig.word(0x40004)).isNotZero();
        assertThat(board.hung()).isEmpty();
    }

    @Test
    void crashesOnAnSmcWithoutAMonitor() {
        plugged(H3);
        assertThat(rig.word(0x40004)).isNotZero();

        rig.write(H3.scratch(), FelRig.words(0xe1600070, 0xe12fff1e).array());
        rig.exec(H3.scratch());

        assertThatThrownBy(rig::version).hasMessage("time-out");
    }

    @Test
    void servesEverySocOfTheTable() {
        for (AllwinnerSoc soc : AllwinnerSoc.ALL) {
            FelRig own = new FelRig();
            own.plug(new AllwinnerBoard(BoardSettings.of(soc, ChipSid.of(soc, 7)), FirmwareSource.NONE, own.log::add));
            assertThat(ByteBuffer.wrap(own.version())
                            .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                            .getInt(8))
                    .as(soc.name())
                    .isEqualTo(soc.id() << 8);
            own.write(soc.scratch(), new byte[] {1, 2, 3, 4});
            assertThat(own.read(soc.scratch(), 4)).as(soc.name()).containsExactly(1, 2, 3, 4);
        }
    }
}
