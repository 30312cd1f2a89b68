package dev.gangway.station.lab.emulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.channel.UsbSession;
import dev.gangway.fel.FelDevice;
import dev.gangway.model.FailureKind;
import dev.gangway.model.Failures;
import dev.gangway.virtual.FirmwareSource;
import dev.gangway.virtual.VirtualAttach;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.allwinner.AllwinnerBoard;
import dev.gangway.virtual.allwinner.BoardSettings;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a board whose code crashes or whose emulator dies: it hangs or leaves, and hurts no other port. */
@Tag("lab")
class EmulatorTroubleLabTest {
    private static final long SCRATCH = 0x1000;
    private static final int RETURN = 0xe12fff1e;

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

    private void start(int... words) throws Exception {
        ByteBuffer code = ByteBuffer.allocate(4 * words.length).order(ByteOrder.LITTLE_ENDIAN);
        code.asIntBuffer().put(words);
        device.write(SCRATCH, code);
        device.exec(SCRATCH);
    }

    private void awaitTrouble(String text) {
        await().atMost(EmulatedRig.LONG)
                .until(() -> rig.board().trouble().orElse("").contains(text));
    }

    private FailureKind readFails(long address) {
        return Failures.kindOf(() -> device.read(address, ByteBuffer.allocate(64)));
    }

    @Test
    void codeThatCrashesHangsTheBootRom() throws Exception {
        start(0xe7f000f0); // permanently undefined
        awaitTrouble("the code at 0x00001000 ended in an undefined instruction");
        assertThat(rig.seen()).hasSize(1);
    }

    @Test
    void codeThatDamagesTheBootRomsDataHangsIt() throws Exception {
        start(0xe3a00c7c, 0xe5800000, RETURN); // mov r0, #0x7c00; str r0, [r0]
        awaitTrouble("left the boot ROM's data changed");
    }

    @Test
    void codeThatLosesTheStackHangsIt() throws Exception {
        start(0xe24dd008, RETURN); // sub sp, sp, #8
        awaitTrouble("returned with another stack pointer");
    }

    @Test
    void anAddressWithoutMemoryHangsIt() throws Exception {
        CompletableFuture<FailureKind> reading = CompletableFuture.supplyAsync(() -> readFails(0x3_0000));
        awaitTrouble("nothing answers at 0x00030000");
        rig.hub().unplug(1);
        assertThat(reading.get()).isEqualTo(FailureKind.CABLE_LOST);
    }

    @Test
    void aDeadEmulatorLeavesTheBusAtOnce() throws Exception {
        rig.board().process().orElseThrow().destroyForcibly();
        await().atMost(EmulatedRig.LONG).until(() -> rig.seen().isEmpty());
        awaitTrouble("QEMU ended with 137");
        assertThat(readFails(SCRATCH)).isEqualTo(FailureKind.CABLE_LOST);
    }

    @Test
    void anEmulatorThatDiesOverRunningCodeFailsTheTransfer() throws Exception {
        start(0xeafffffe); // b .
        await().atMost(EmulatedRig.LONG).until(() -> rig.board().codeRuns());
        CompletableFuture<FailureKind> reading = CompletableFuture.supplyAsync(() -> readFails(SCRATCH));
        rig.board().process().orElseThrow().destroyForcibly();
        assertThat(reading.get()).isEqualTo(FailureKind.CABLE_LOST);
    }

    @Test
    void anEmulatorThatHangsFailsTheTransferAndNoOtherBoard() throws Exception {
        rig.close();
        rig = new EmulatedRig(folder, Duration.ofSeconds(3));
        device = rig.open();
        ProcessHandle emulator = rig.board().process().orElseThrow();
        assertThat(new ProcessBuilder("kill", "-STOP", "" + emulator.pid())
                        .start()
                        .waitFor())
                .isZero();
        CompletableFuture<FailureKind> reading = CompletableFuture.supplyAsync(() -> readFails(SCRATCH));

        VirtualHub hub = rig.hub();
        BoardSettings settings = BoardSettings.of(EmulatedRig.SOC, rig.sid());
        hub.plug(2, new AllwinnerBoard(settings, FirmwareSource.NONE, line -> {}));
        await().atMost(EmulatedRig.LONG).until(() -> hub.attach(2).isPresent());
        VirtualAttach attach = hub.attach(2).orElseThrow();
        try (FelDevice neighbour = FelDevice.open(hub.open(attach.path(), attach.deviceKey(), UsbSession.class))) {
            assertThat(neighbour.version().socId()).isEqualTo(0x1680);
        }

        assertThat(reading.get()).isEqualTo(FailureKind.CABLE_LOST);
        awaitTrouble("gdb stub: it is silent");
        emulator.onExit().get();
    }

    @Test
    void pullingTheBoardEndsTheEmulator() throws Exception {
        ProcessHandle emulator = rig.board().process().orElseThrow();
        start(0xeafffffe); // b .
        rig.hub().unplug(1);
        emulator.onExit().get();
        assertThat(rig.board().trouble()).isEmpty();
    }
}
