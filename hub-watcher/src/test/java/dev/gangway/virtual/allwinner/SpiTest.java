package dev.gangway.virtual.allwinner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.soc.AllwinnerSoc;
import dev.gangway.soc.SpiWiring;
import dev.gangway.virtual.FirmwareSource;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reference client's SPI routine (§6), through its call frame (§3.8), drives controller and flash. */
class SpiTest {
    private static final long SCRATCH = 0x1000;
    private static final int FRAME = 0x50;
    private static final int STACK = 56;
    private static final int[] CALL = words("""
            e58fe040 e58fd040 e59fd040 e28fc040 e1a0200d e49c0004 e3500000 0a000003 e49c1004 e4821004 e2500001 1afffffb
            e8bc000f e12fff3c e59fe008 e59fd008 e58f0000 e12fff1e 00000000 00000000
            """);
    private static final int[] ROUTINE = words("""
            e92d4ff0 e59f91c8 e24dd014 e58d2000 e28d200c e58d2004 e5d06001 e5d02000 e1822406 e1a06422 e1866402 e1a06806
            e1a06826 e3560000 0a000063 e1560009 03a02005 05cd200c e59d2040 11a05006 03a05002 e5825000 e59d2044 01a07000
            e5825000 e59d2048 059d0004 12800002 e3520000 15825000 e2602000 e2022003 e282403c e1550004 31a04005 e080e004
            e1a0c000 e15c000e 1a00001b e0454004 e10fa000 e38ac0c0 e121f00c e591c000 e59d8000 e1550002 e188c00c 31a02005
            e581c000 e0808002 e1a0c000 e158000c 1a000011 e0452002 e3520003 8a000014 e3520000 1a000025 e121f00a e1560009
            10800005 1affffc7 e5dd200d e3120001 02870002 11a00007 eaffffc2 e59da038 e4dc8001 e5ca8000 eaffffdd e593b000
            e31b007f 159db03c 15dbb000 14ccb001 eaffffe5 e593b000 e31b007c e1a0882b 159db03c e208807f 159bb000 148cb004
            12422004 e358003b c3a08000 d3a08001 e3540003 93a08000 e3580000 159db038 149e8004 12444004 158b8000 eaffffd5
            e593b000 e31b007f e1a0882b 159db03c e208807f 15dbb000 14ccb001 12422001 e358003b c3a08000 d3a08001 e3540000
            03a08000 e3580000 159db038 14de8001 12444001 15cb8000 eaffffc4 e28dd014 e8bd8ff0 0000ffff
            """);

    private final FelRig rig = new FelRig();

    private static int[] words(String hex) {
        return Arrays.stream(hex.trim().split("\\s+"))
                .mapToInt(word -> Integer.parseUnsignedInt(word, 16))
                .toArray();
    }

    /** §9.7 and §9.11. */
    @Test
    void theReferenceRoutineIsTheOneOfTheDossier() {
        CRC32 crc = new CRC32();
        crc.update(FelRig.words(ROUTINE));

        assertThat(ROUTINE).hasSize(472 / 4);
        assertThat(crc.getValue()).isEqualTo(0x5e624da2L);
        assertThat(frame(SpiWiring.of(soc("H3")).orElseThrow())).hasSize(0x290);
    }

    @ParameterizedTest
    @ValueSource(strings = {"A20", "H3"})
    void answersTheRequestForItsId(String name) {
        board(name, SpiChip.WINBOND16M);
        setUp(name);

        byte[] answer = run(name, HexFormat.of().parseHex("00049f0000000000"));

        assertThat(HexFormat.of().formatHex(answer)).isEqualTo("000400ef40180000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"A20", "H3"})
    void erasesProgramsAndReads(String name) {
        AllwinnerBoard board = board(name, SpiChip.WINBOND16M);
        setUp(name);
        byte[] page = new byte[256];
        new Random(5).nextBytes(page);

        run(name, list("06", "20123000", "+", "06", "02123400" + HexFormat.of().formatHex(page), "+"));
        byte[] answer = run(name, list("03123400" + "00".repeat(256)));

        assertThat(Arrays.copyOfRange(answer, 6, 6 + 256)).isEqualTo(page);
        assertThat(board.spiFlash().content(0x123400, 256)).isEqualTo(page);
        assertThat(board.spiFlash().content(0x123500, 16)).containsOnly(0xff);
        assertThat(rig.version()).hasSize(32);
    }

    @ParameterizedTest
    @ValueSource(strings = {"A20", "H3"})
    void nothingAnswersWithoutPinsOrWithoutAChip(String name) {
        board(name, SpiChip.WINBOND16M);
        SpiWiring wiring = setUp(name);
        rig.writel(SCRATCH, wiring.pinRegister(wiring.pins().get(2)), 0);

        assertThat(Arrays.copyOfRange(run(name, HexFormat.of().parseHex("00049f0000000000")), 3, 6))
                .containsOnly(0xff);
    }

    @ParameterizedTest
    @ValueSource(strings = {"A20", "H3"})
    void aControllerWithoutItsClockNeverFinishes(String name) {
        board(name, SpiChip.WINBOND16M);
        SpiWiring wiring = setUp(name);
        rig.writel(SCRATCH, wiring.gates().get(0).register(), 0);

        assertThat(rig.readl(SCRATCH, wiring.base() + wiring.layout().burst(), 1))
                .containsExactly(0);
        assertThatThrownBy(() -> run(name, HexFormat.of().parseHex("00049f0000000000")))
                .hasMessage("time-out");
    }

    @Test
    void theContentOutlivesTheBoardsPower() {
        AllwinnerBoard board = board("H3", SpiChip.WINBOND16M);
        setUp("H3");
        run("H3", list("06", "0200000001020304", "+"));

        board.unplugged();
        rig.plug(board);
        setUp("H3");

        assertThat(Arrays.copyOfRange(run("H3", list("0300000000000000")), 6, 10))
                .containsExactly(1, 2, 3, 4);
    }

    private AllwinnerBoard board(String name, SpiChip chip) {
        AllwinnerSoc soc = soc(name);
        AllwinnerBoard board = new AllwinnerBoard(
                BoardSettings.of(soc, ChipSid.of(soc, 1)).withSpi(chip), FirmwareSource.NONE, rig.log::add);
        rig.plug(board);
        return board;
    }

    private static AllwinnerSoc soc(String name) {
        return AllwinnerSoc.ofName(name).orElseThrow();
    }

    /** As the reference client brings pins, clocks and controller up. */
    private SpiWiring setUp(String name) {
        SpiWiring wiring = SpiWiring.of(soc(name)).orElseThrow();
        for (int pin : wiring.pins()) {
            int shift = SpiWiring.pinShift(pin);
            or(wiring.pinRegister(pin), wiring.function() << shift);
        }
        wiring.gates().forEach(gate -> or(gate.register(), gate.value()));
        wiring.clocks().forEach(clock -> rig.writel(SCRATCH, clock.register(), clock.value()));
        rig.writel(SCRATCH, wiring.base() + wiring.layout().divider(), wiring.divider());
        if (wiring.layout() == SpiWiring.Layout.SUN4I) {
            or(wiring.base() + 0x08, 0x303);
        } else {
            or(wiring.base() + 0x04, 0x80000003);
            assertThat(rig.readl(SCRATCH, wiring.base() + 0x04, 1)[0]).isNotNegative();
        }
        return wiring;
    }

    private void or(long register, int bits) {
        rig.writel(SCRATCH, register, rig.readl(SCRATCH, register, 1)[0] | bits);
    }

    /** Runs a list at the start of SRAM and gives it back. */
    private byte[] run(String name, byte[] list) {
        rig.write(0, list);
        rig.write(SCRATCH, frame(SpiWiring.of(soc(name)).orElseThrow()));
        rig.exec(SCRATCH);
        return rig.read(0, list.length);
    }

    private static byte[] frame(SpiWiring wiring) {
        SpiWiring.Layout layout = wiring.layout();
        int base = (int) wiring.base();
        int[] stacked = {
            base + layout.transmit(),
            base + layout.receive(),
            base + layout.burst(),
            base + layout.count(),
            layout.single() == 0 ? 0 : base + layout.single()
        };
        int used = FRAME + 8 + 4 * stacked.length + 16 + 4 * ROUTINE.length + STACK;
        int size = (used + 7) / 8 * 8;
        ByteBuffer frame = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        frame.put(FelRig.words(CALL))
                .putInt((int) SCRATCH + size)
                .putInt(stacked.length)
                .put(FelRig.words(stacked));
        frame.putInt(0).putInt(base + layout.control()).putInt(layout.start()).putInt(base + layout.status());
        return frame.put(FelRig.words(ROUTINE)).array();
    }

    /** A list of records in hex; + waits until the flash is ready. */
    private static byte[] list(String... records) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String record : records) {
            if (record.equals("+")) {
                out.writeBytes(new byte[] {-1, -1});
            } else {
                byte[] bytes = HexFormat.of().parseHex(record);
                out.write(bytes.length >> 8);
                out.write(bytes.length);
                out.writeBytes(bytes);
            }
        }
        out.writeBytes(new byte[2]);
        return out.toByteArray();
    }
}
