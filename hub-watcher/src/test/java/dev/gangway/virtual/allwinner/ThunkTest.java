package dev.gangway.virtual.allwinner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.soc.AllwinnerSoc;
import dev.gangway.virtual.FirmwareSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The reference clients' routines (§3) run on the board as on the chip, and damaged ones do not. */
class ThunkTest {
    private static final AllwinnerSoc A20 = AllwinnerSoc.ofName("a20").orElseThrow();
    private static final long SCRATCH = 0x1000;
    private static final int[] MOVE_UP = words("""
            e59f0054 e59f1054 e59f2054 e0413000 e3130003 1a00000b e3110003 0a000004 e4d13001 e4c03001 e2522001 5afffff9
            e12fff1e e2522004 54913004 54803004 5afffffb e2822004 e2522001 412fff1e e4d13001 e4c03001 eafffffa
            """);
    private static final int[] MOVE_DOWN = words("""
            e59f0058 e59f1058 e59f2058 e0403001 e3130003 1a00000c e0813002 e3130003 0a000004 e2522001 412fff1e e7d13002
            e7c03002 eafffff7 e2522004 57913002 57803002 5afffffb e2822004 e2522001 412fff1e e7d13002 e7c03002 eafffffa
            """);

    private final FelRig rig = new FelRig();
    private final AllwinnerBoard board =
            new AllwinnerBoard(BoardSettings.of(A20, ChipSid.of(A20, 1)), FirmwareSource.NONE, rig.log::add);

    ThunkTest() {
        rig.plug(board);
    }

    private static int[] words(String hex) {
        return Arrays.stream(hex.trim().split("\\s+"))
                .mapToInt(word -> Integer.parseUnsignedInt(word, 16))
                .toArray();
    }

    private void run(int[] code, int... operands) {
        int[] all = Arrays.copyOf(code, code.length + operands.length);
        System.arraycopy(operands, 0, all, code.length, operands.length);
        rig.write(SCRATCH, FelRig.words(all).array());
        rig.exec(SCRATCH);
    }

    private static byte[] numbers(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (i * 7);
        }
        return bytes;
    }

    @Test
    void movesMemoryUpAndDown() {
        byte[] data = numbers(301);
        rig.write(0x2001, data);

        run(MOVE_DOWN, 0x2051, 0x2001, 301);
        assertThat(rig.read(0x2051, 301)).isEqualTo(data);

        run(MOVE_UP, 0x2003, 0x2051, 301);
        assertThat(rig.read(0x2003, 301)).isEqualTo(data);
    }

    @Test
    void clearsAndSetsBits() {
        rig.writel(SCRATCH, 0x1c20800, 0xff00ff00);

        run(
                words("e59f0018 e5901000 e59f2014 e1c11002 e59f2010 e1811002 e5801000 e12fff1e"),
                0x1c20800,
                0x0f000000,
                0x000000f0);

        assertThat(rig.readl(SCRATCH, 0x1c20800, 1)).containsExactly(0xf000fff0);
    }

    @Test
    void tellsItsStackPointers() {
        run(words("e10f0000 e3c0101f e3811012 e121f001 e1a0100d e121f000 e58f1004 e58fd004 e12fff1e"), 0, 0);

        assertThat(rig.read(SCRATCH + 0x24, 8))
                .isEqualTo(FelRig.words(0x2000, 0x5e08).array());
    }

    @Test
    void tellsTheSystemControlRegister() {
        run(words("ee110f10 e58f0000 e12fff1e"), 0);

        assertThat(rig.word(SCRATCH + 0xc) & ~0x00c03841).isEqualTo(0x00050038);
        assertThat(rig.word(SCRATCH + 0xc) & 1).isEqualTo(1);
    }

    @Test
    void holdsAnIdentityTableThatMayBeSwitchedOffAndOn() {
        run(words("ee120f10 e58f0000 e12fff1e"), 0);
        long table = Integer.toUnsignedLong(rig.word(SCRATCH + 0xc));
        ByteBuffer entries = ByteBuffer.wrap(rig.read(table, 0x4000)).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 4096; i++) {
            assertThat(entries.getInt(4 * i)).isEqualTo((i << 20) | 0xde2);
        }
        run(words("ee110f10 e3c00001 e3c00b06 ee010f10 e12fff1e"));
        int[] on = words("e3a00000 ee080f17 ee070f15 ee070fd5 f57ff04f f57ff06f ee110f10 e3800001 e3800b06 ee010f10 "
                + "e12fff1e");

        run(on);
        assertThat(rig.version()).hasSize(32);

        run(words("ee110f10 e3c00001 e3c00b06 ee010f10 e12fff1e"));
        rig.write(table + 0x1000, new byte[4]);
        run(on);
        assertThatThrownBy(rig::version).hasMessage("time-out");
        assertThat(board.hung()).hasValueSatisfying(why -> assertThat(why).contains("MMU"));
    }

    @Test
    void callsAFunctionThroughTheReferenceFrame() {
        // add r0,r0,r1; ldr r1,[sp]; add r0,r0,r1; bx lr with the arguments 1, 2, 0, 0, 40
        int newSp = 0x1000 + 0x100;
        run(
                words("e58fe040 e58fd040 e59fd040 e28fc040 e1a0200d e49c0004 e3500000 0a000003 e49c1004 e4821004 "
                        + "e2500001 1afffffb e8bc000f e12fff3c e59fe008 e59fd008 e58f0000 e12fff1e 00000000 00000000"),
                newSp,
                1,
                40,
                1,
                2,
                0,
                0,
                0xe0800001,
                0xe59d1000,
                0xe0800001,
                0xe12fff1e);

        assertThat(rig.word(SCRATCH + 0x48)).isEqualTo(43);
    }

    @Test
    void runsXfelsRegisterAccessAtTheScratchpad() {
        byte[] head = HexFormat.of().parseHex("0000a0e3170f08ee150f07eed50f07ee9a0f07ee950f07eeffffffea");
        byte[] write = HexFormat.of().parseHex("08009fe508109fe5001080e51eff2fe1");
        byte[] read = HexFormat.of().parseHex("0c009fe50c108fe2002090e5002081e51eff2fe1");

        rig.write(
                0x7e00, joined(head, write, FelRig.words(0x1c20810, 0x12345678).array()));
        rig.exec(0x7e00);
        rig.write(0x7e00, joined(head, read, FelRig.words(0x1c20810).array()));
        rig.exec(0x7e00);

        assertThat(rig.word(0x7e00 + 28 + 20 + 4)).isEqualTo(0x12345678);
    }

    private static byte[] joined(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(
                Arrays.stream(parts).mapToInt(part -> part.length).sum());
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }

    @Test
    void diesOfARoutineThatGoesWrong() {
        int[] damaged = MOVE_UP.clone();
        damaged[14] ^= 0x0c000000;

        run(damaged, 0x2000, 0x3000, 64);

        assertThatThrownBy(rig::version).hasMessage("time-out");
    }
}
