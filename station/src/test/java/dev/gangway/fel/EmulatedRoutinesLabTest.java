package dev.gangway.fel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.channel.Pauses;
import dev.gangway.channel.UsbSession;
import dev.gangway.format.BootFile;
import dev.gangway.soc.AllwinnerSoc;
import dev.gangway.station.lab.emulated.DebianUboot;
import dev.gangway.station.lab.emulated.EmulatedRig;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The routines that an H3 in its ordinary state does not need, on an emulated H3 all the same. Only the warm reset is left
 * out: its register is one of 64-bit cores.
 */
@Tag("lab")
class EmulatedRoutinesLabTest {
    private static final AllwinnerSoc SOC = EmulatedRig.SOC;
    private static final int SCTLR_MMU = 1;
    private static final int SCTLR_ICACHE = 0x1000;

    /** In SRAM C, where neither the SPL nor our routines come. */
    private static final int TABLE = 0x1_4000;

    private static final long SRAM = 0x2000;

    @TempDir
    private Path folder;

    @AutoClose
    private EmulatedRig rig;

    private FelWire wire;
    private ArmCore core;

    @BeforeEach
    void plug() throws Exception {
        rig = new EmulatedRig(folder);
        UsbSession usb = rig.session();
        usb.claim(0);
        wire = new FelWire(usb, 0x01, 0x82);
        core = new ArmCore(wire, SOC, true);
    }

    @Test
    void systemRegistersAreWrittenAndRead() throws Exception {
        core.write(Cp15.DACR, 0x5555_5551);
        core.write(Cp15.TTBR0, TABLE);
        assertThat(core.read(Cp15.DACR)).isEqualTo(0x5555_5551);
        assertThat(core.read(Cp15.TTBR0)).isEqualTo(TABLE);
        assertThat(core.read(Cp15.SCTLR) & SCTLR_MMU).isZero();
    }

    @Test
    void theInstructionCacheIsSwitchedOff() throws Exception {
        core.run(ArmRoutine.MMU_OFF, 0);
        int off = core.read(Cp15.SCTLR);
        core.write(Cp15.SCTLR, off | SCTLR_ICACHE);
        assertThat(core.read(Cp15.SCTLR)).isEqualTo(off | SCTLR_ICACHE);

        core.run(ArmRoutine.ICACHE_OFF, 0);

        assertThat(core.read(Cp15.SCTLR)).isEqualTo(off);
    }

    @Test
    void theL2CacheRoutineReturns() throws Exception {
        core.run(ArmRoutine.L2_ENABLE, 0);
        assertThat(wire.version().socId()).isEqualTo(SOC.id());
    }

    @Test
    void anSplRunsBetweenMmuOffAndMmuOn() throws Exception {
        wire.write(TABLE, TranslationTable.identity().bytes());
        core.write(Cp15.DACR, 0x5555_5555);
        core.write(Cp15.TTBCR, 0);
        core.write(Cp15.TTBR0, TABLE);
        core.run(ArmRoutine.MMU_ON, 0);
        assertThat(core.read(Cp15.SCTLR) & SCTLR_MMU).as("the MMU translates").isEqualTo(SCTLR_MMU);
        ByteBuffer spl = BootFile.parse(DebianUboot.nanopiNeo()).spl();

        new SplRunner(wire, core, SOC, Pauses.UNSTOPPED).run(spl, moved -> {});

        assertThat(rig.console()).contains("DRAM: ").contains("Trying to boot from FEL");
        assertThat(core.read(Cp15.SCTLR) & SCTLR_MMU)
                .as("the MMU translates again")
                .isEqualTo(SCTLR_MMU);
        ByteBuffer table = ByteBuffer.allocate(TranslationTable.BYTES);
        wire.read(TABLE, table);
        TranslationTable quick = TranslationTable.identity();
        quick.quicken();
        assertThat(table.flip()).isEqualTo(quick.bytes());
        core.writeWords(0x4300_0000L, 0x0c0f_fee0);
        assertThat(core.readWords(0x4300_0000L, 1)).containsExactly(0x0c0f_fee0);
    }

    /** The emulated H3 has no SPI controller: four words of memory stand in for its registers. */
    @Test
    void theSpiBatchMovesBytesAndReturns() throws Exception {
        int list = (int) SRAM;
        int control = list + 0x100;
        int fifo = list + 0x104;
        int data = list + 0x108; // sent into and received from the same place
        int burst = list + 0x10c;
        int transmit = list + 0x110;
        ByteBuffer records = ByteBuffer.wrap(new byte[] {0, 1, 0x21, 0, 3, 0x31, 0x32, 0x33, 0, 0});
        wire.write(list, records);
        core.writeWords(control, 0x80, 1, 0, 0, 0); // one byte is always there to be received

        core.run(ArmRoutine.SPI_BATCH, 0, list, control, 0, fifo, data, data, burst, transmit, 0);

        ByteBuffer back = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN);
        wire.read(list, back);
        // What came back is what was sent last, for memory is no FIFO.
        assertThat(back.array()).containsExactly(0, 1, 0x21, 0, 3, 0x33, 0x33, 0x33, 0, 0);
        assertThat(core.readWords(burst, 2)).as("lengths of the last burst").containsExactly(3, 3);
    }
}
