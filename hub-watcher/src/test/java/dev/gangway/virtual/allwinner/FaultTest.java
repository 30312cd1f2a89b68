package dev.gangway.virtual.allwinner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.soc.AllwinnerSoc;
import dev.gangway.virtual.FirmwareSource;
import dev.gangway.virtual.UsbFunction;
import dev.gangway.virtual.fault.FaultPlan;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each scripted fault, as a host meets it. */
class FaultTest {
    private static final AllwinnerSoc H3 = AllwinnerSoc.ofName("h3").orElseThrow();
    private static final byte[] DATA = new byte[4096];

    private final FelRig rig = new FelRig();
    private FaultPlan plan = FaultPlan.sound();

    private AllwinnerBoard plugged(String faults) {
        plan = new FaultPlan(new AllwinnerKind().faultText().parse(faults));
        AllwinnerBoard board = new AllwinnerBoard(
                BoardSettings.of(H3, ChipSid.of(H3, 1)),
                FirmwareSource.NONE,
                Optional.empty(),
                plan,
                rig.log::add,
                PageArena.shared());
        rig.plug(board, plan);
        return board;
    }

    @Test
    void stallsAtTheByteUntilTheHaltIsCleared() {
        plugged("stall@1000");
        rig.command(0x101, 0x2000, DATA.length);
        rig.request(0x12, DATA.length);
        ByteBuffer data = ByteBuffer.wrap(DATA);
        assertThat(rig.device().bulkOut(RomWire.OUT, data)).isEqualTo(1000 - (int) already(data));
        assertThat(rig.device().bulkOut(RomWire.OUT, data)).isEqualTo(UsbFunction.STALL);
        assertThat(rig.device().bulkOut(RomWire.OUT, data)).isEqualTo(UsbFunction.STALL);

        rig.device().clearHalt(RomWire.OUT);

        assertThat(rig.device().bulkOut(RomWire.OUT, data)).isPositive();
    }

    private long already(ByteBuffer data) {
        return plan.moved() - data.position();
    }

    @Test
    void fallsSilentUntilItsPowerIsCycled() {
        AllwinnerBoard board = plugged("timeout@500");

        assertThatThrownBy(() -> rig.write(0x2000, DATA)).hasMessage("time-out");
        assertThatThrownBy(rig::version).hasMessage("time-out");

        rig.unplug();
        rig.plug(board, plan);
        rig.write(0x2000, DATA);
        assertThat(rig.read(0x2000, DATA.length)).isEqualTo(DATA);
    }

    @Test
    void isSilentForAWhile() {
        plugged("timeout@500:3s");

        rig.write(0x2000, DATA);

        assertThat(rig.nanoTime()).isGreaterThan(Duration.ofSeconds(3).toNanos());
        assertThat(rig.read(0x2000, DATA.length)).isEqualTo(DATA);
    }

    @Test
    void endsATransferEarlyAndGivesTheRestLater() {
        plugged("short@4400");
        rig.write(0x2000, DATA);
        rig.command(0x103, 0x2000, 100);
        rig.request(0x11, 100);

        byte[] first = rig.inOnce(100);
        byte[] rest = rig.inOnce(100 - first.length);

        assertThat(first.length + rest.length).isEqualTo(100);
        assertThat(new int[] {first.length, rest.length}).doesNotContain(0);
    }

    @Test
    void disconnectsAtTheByteAndComesBack() {
        plugged("disconnect@1234:500ms");

        assertThatThrownBy(() -> rig.write(0x2000, DATA)).hasMessage("gone");
        assertThat(plan.moved()).isEqualTo(1234);
        rig.pass(Duration.ofSeconds(1));

        assertThat(rig.attaches).isEqualTo(2);
        rig.write(0x2000, DATA);
        assertThat(rig.read(0x2000, DATA.length)).isEqualTo(DATA);
    }

    @Test
    void disconnectsForGood() {
        plugged("disconnect@1234:never");

        assertThatThrownBy(() -> rig.write(0x2000, DATA)).hasMessage("gone");
        rig.pass(Duration.ofHours(1));

        assertThat(rig.function).isNull();
    }

    @Test
    void strikesAsOftenAsAsked() {
        plugged("disconnect@1000x2:1s");
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> rig.write(0x2000, DATA)).hasMessage("gone");
            rig.pass(Duration.ofSeconds(2));
        }

        rig.write(0x2000, DATA);

        assertThat(rig.attaches).isEqualTo(3);
    }

    @Test
    void neverStopsWhenItIsPermanent() {
        plugged("disconnect@1000xalways:1s");
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> rig.write(0x2000, DATA)).hasMessage("gone");
            rig.pass(Duration.ofSeconds(2));
        }
        assertThat(rig.attaches).isEqualTo(6);
    }

    @Test
    void givesAWrongFelStatusOnce() {
        plugged("fel-status:3");

        assertThatThrownBy(rig::version).hasMessage("FEL state 3");

        assertThat(rig.version()).hasSize(32);
    }

    @Test
    void givesAWrongWrapperStatusOnce() {
        plugged("awus-status");

        assertThatThrownBy(rig::version).hasMessage("AWUS status 1");
    }

    @Test
    void corruptsWhatIsReadBack() {
        plugged("corrupt-read");
        rig.write(0x2000, DATA);

        assertThat(rig.read(0x2000, DATA.length)).isNotEqualTo(DATA);
        assertThat(rig.read(0x2000, DATA.length)).isEqualTo(DATA);
    }

    @Test
    void corruptsWhatIsStored() {
        plugged("corrupt-write");
        rig.write(0x2000, DATA);

        assertThat(rig.read(0x2000, DATA.length)).isNotEqualTo(DATA);
        rig.write(0x2000, DATA);
        assertThat(rig.read(0x2000, DATA.length)).isEqualTo(DATA);
    }

    @Test
    void movesNoFasterThanItsRate() {
        plugged("slow:20000");
        long started = rig.nanoTime();

        for (int i = 0; i < 10; i++) {
            rig.write(0x2000, DATA);
        }

        assertThat(Duration.ofNanos(rig.nanoTime() - started))
                .isBetween(Duration.ofMillis(2000), Duration.ofMillis(2400));
    }

    @Test
    void vanishesOnReenumerationUntilItsPowerIsCycled() {
        AllwinnerBoard board = plugged("vanish");
        rig.writel(H3.scratch(), 0x1c20cb8, 1);
        rig.pass(Duration.ofMinutes(1));
        assertThat(rig.function).isNull();

        rig.unplug();
        rig.plug(board, plan);

        assertThat(rig.version()).hasSize(32);
    }

    @Test
    void answersAsAnotherChipAfterReenumeration() {
        plugged("other-chip:a64+other-sid");
        byte[] before = rig.version();
        rig.writel(H3.scratch(), 0x1c20cb8, 1);
        rig.pass(Duration.ofSeconds(1));

        byte[] after = rig.version();

        assertThat(before[9]).isEqualTo((byte) 0x80);
        assertThat(after[9]).isEqualTo((byte) 0x89);
    }

    @Test
    void answersGarbage() {
        plugged("garbage");

        assertThatThrownBy(rig::version).hasMessage("no AWUS");
    }

    @Test
    void comesOutOfSilenceWithABusReset() {
        plugged("timeout@500");
        assertThatThrownBy(() -> rig.write(0x2000, DATA)).hasMessage("time-out");

        rig.device().busReset();

        assertThat(rig.version()).hasSize(32);
    }
}
