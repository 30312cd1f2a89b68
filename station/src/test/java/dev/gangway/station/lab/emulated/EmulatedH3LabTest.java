package dev.gangway.station.lab.emulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.fel.FelDevice;
import dev.gangway.format.LoadedUboot;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our client on an H3 that we did not write: what it uploads runs on QEMU's core, Debian's boot loader included. */
@Tag("lab")
class EmulatedH3LabTest {
    private static final long SRAM = 0x2000;
    private static final long DRAM = 0x4300_0000L;
    private static final long SCRIPT = 0x4310_0000L;
    private static final long BLOB = 0x4320_0000L;

    @TempDir
    private Path folder;

    @AutoClose
    private EmulatedRig rig;

    private FelDevice device;

    @BeforeEach
    void plug() throws Exception {
        rig = new EmulatedRig(folder);
        device = rig.open();
    }

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private byte[] read(long address, int length) throws Exception {
        byte[] bytes = new byte[length];
        device.read(address, ByteBuffer.wrap(bytes));
        return bytes;
    }

    private void awaitConsole(String text) {
        await().atMost(EmulatedRig.LONG).until(() -> rig.console().contains(text));
    }

    @Test
    void tellsWhatItIs() throws Exception {
        assertThat(device.version().socId()).isEqualTo(0x1680);
        assertThat(device.fuses().sid().orElseThrow().colons())
                .isEqualTo(rig.sid().toString());
        assertThat(device.stackPointers()).containsExactly(0x2000, 0x5e08);
    }

    @Test
    void registersAreReadAndWrittenInWords() throws Exception {
        int[] words = new Random(1).ints(600).toArray();
        device.writel(SRAM, words);
        assertThat(device.readl(SRAM, words.length)).containsExactly(words);
        device.clearSetBits(SRAM, 0xff00_ff00, 0x0a00_0b00);
        assertThat(device.readl(SRAM)).isEqualTo((words[0] & 0x00ff_00ff) | 0x0a00_0b00);
        // A register that FEL's own writes do not reach in the emulator: gates of bus clocks (H3 manual, 4.3,
        // BUS_CLK_GATING_REG2).
        int bits = device.readl(0x01c2_0068L);
        device.writel(0x01c2_0068L, bits ^ 0x20);
        assertThat(device.readl(0x01c2_0068L)).as("gates of bus clocks").isEqualTo(bits ^ 0x20);
    }

    @Test
    void memoryIsMovedToTheByte() throws Exception {
        for (int[] move : new int[][] {
            {0, 700, 400},
            {3, 700, 401},
            {1, 602, 333},
            {700, 0, 400},
            {5, 2, 500},
            {2, 5, 500},
            {9, 5, 500},
            {5, 9, 500},
            {6, 5, 1},
            {4, 4, 17},
            {8, 3, 0}
        }) {
            byte[] bytes = noise(1200);
            device.write(SRAM, ByteBuffer.wrap(bytes));
            device.memmove(SRAM + move[0], SRAM + move[1], move[2]);
            System.arraycopy(bytes, move[1], bytes, move[0], move[2]);
            assertThat(read(SRAM, bytes.length))
                    .as("to %d from %d, %d bytes", move[0], move[1], move[2])
                    .isEqualTo(bytes);
        }
    }

    @Test
    void aLockedChipIsBroughtBackBySecureCall() throws Exception {
        // At its reset address 0 the monitor's vectors lie in SRAM (DDI 0406C, B1.8.1): add r0, pc, #16; mov r1, #1;
        // str r1, [r0]; movs pc, lr.
        device.writel(8, 0xe28f0010, 0xe3a01001, 0xe5801000, 0xe1b0f00e, 0, 0, 0);
        device.write(EmulatedRig.SOC.smcProbe(), ByteBuffer.allocate(4));
        device.close();

        device = rig.open();

        assertThat(device.readl(0x20)).as("left by the monitor").isEqualTo(1);
    }

    @Test
    void debiansSplRunsAndReturns() throws Exception {
        device.spl(DebianUboot.nanopiNeo());

        assertThat(rig.console())
                .contains("U-Boot SPL 20")
                .containsPattern("DRAM: \\d+ MiB")
                .contains("Trying to boot from FEL");
        byte[] bytes = noise(300_000);
        device.write(DRAM, ByteBuffer.wrap(bytes));
        assertThat(read(DRAM, bytes.length)).isEqualTo(bytes);
        assertThat(device.fuses().sid().orElseThrow().colons())
                .isEqualTo(rig.sid().toString());
    }

    @Test
    void debiansUbootRunsAnUploadedScript() throws Exception {
        byte[] blob = noise(200_001);
        CRC32 sum = new CRC32();
        sum.update(blob);
        LoadedUboot uboot = device.loadUboot(DebianUboot.nanopiNeo());
        device.write(BLOB, ByteBuffer.wrap(blob));
        device.write(
                SCRIPT,
                DebianUboot.script(
                        folder,
                        List.of(
                                "echo fel_booted=${fel_booted}",
                                String.format("crc32 %x %x", BLOB, blob.length),
                                "echo the script is through")));
        assertThat(device.announceScript(SCRIPT, 0)).isTrue();

        device.start(uboot);

        await().atMost(EmulatedRig.LONG).until(() -> rig.seen().isEmpty());
        awaitConsole("the script is through\r");
        assertThat(rig.console())
                .containsPattern("U-Boot 20.*Allwinner Technology")
                .contains("fel_booted=1\r")
                .contains(String.format("==> %08x", sum.getValue()));
        assertThat(rig.board().trouble()).isEmpty();
    }
}
