package dev.gangway.virtual.allwinner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.soc.AllwinnerSoc;
import dev.gangway.virtual.FirmwareSource;
import dev.gangway.virtual.UsbFunction;
import dev.gangway.virtual.fault.FaultText;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Each scripted fault, as a host meets it. */
class FaultTest {
    private static final AllwinnerSoc H3 = AllwinnerSoc.ofName("h3").orElseThrow();
    private static final byte[] DATA = new byte[4096];

    private final Bench bench = new Bench();

    private AllwinnerBoard plugged(String faults) {
        BoardSettings settings = BoardSettings.of(H3, Sid.of(H3, 1)).withFaults(FaultText.parse(faults));
        AllwinnerBoard board =
                new AllwinnerBoard(settings, FirmwareSource.NONE, bench.log::add, PageArena.shared(), bench::nanoTime);
        bench.plug(board);
        return board;
    }

    @Test
    void stallsAtTheByteUntilTheHaltIsCleared() {
        AllwinnerBoard board = plugged("stall@1000");
        bench.command(0x101, 0x2000, DATA.length);
        bench.request(0x12, DATA.length);
        ByteBuffer data = ByteBuffer.wrap(DATA);
        assertThat(bench.device().bulkOut(FelWire.OUT, data)).isEqualTo(1000 - (int) already(board, data));
        assertThat(bench.device().bulkOut(FelWire.OUT, data)).isEqualTo(UsbFunction.STALL);
        assertThat(bench.device().bulkOut(FelWire.OUT, data)).isEqualTo(UsbFunction.STALL);

        bench.device().clearHalt(FelWire.OUT);

        assertThat(bench.device().bulkOut(FelWire.OUT, data)).isPositive();
    }

    private static long already(AllwinnerBoard board, ByteBuffer data) {
        return board.bytesMoved() - data.position();
    }

    @Test
    void fallsSilentUntilItsPowerIsCycled() {
        AllwinnerBoard board = plugged("timeout@500");

        assertThatThrownBy(() -> bench.write(0x2000, DATA)).hasMessage("time-out");
        assertThatThrownBy(bench::version).hasMessage("time-out");

        board.unplugged();
        bench.plug(board);
        bench.write(0x2000, DATA);
        assertThat(bench.read(0x2000, DATA.length)).isEqualTo(DATA);
    }

    @Test
    void isSilentForAWhile() {
        plugged("timeout@500:3s");

        bench.write(0x2000, DATA);

        assertThat(bench.nanoTime()).isGreaterThan(Duration.ofSeconds(3).toNanos());
        assertThat(bench.read(0x2000, DATA.length)).isEqualTo(DATA);
    }

    @Test
    void endsATransferEarlyAndGivesTheRestLater() {
        plugged("short@4400");
        bench.write(0x2000, DATA);
        bench.command(0x103, 0x2000, 100);
        bench.request(0x11, 100);

        byte[] first = bench.inOnce(100);
        byte[] rest = bench.inOnce(100 - first.length);

        assertThat(first.length + rest.length).isEqualTo(100);
        assertThat(new int[] {first.length, rest.length}).doesNotContain(0);
    }

    @Test
    void disconnectsAtTheByteAndComesBack() {
        AllwinnerBoard board = plugged("disconnect@1234:500ms");

        assertThatThrownBy(() -> bench.write(0x2000, DATA)).hasMessage("gone");
        assertThat(board.bytesMoved()).isEqualTo(1234);
        bench.pass(Duration.ofSeconds(1));

        assertThat(bench.attaches).isEqualTo(2);
        bench.write(0x2000, DATA);
        assertThat(bench.read(0x2000, DATA.length)).isEqualTo(DATA);
    }

    @Test
    void disconnectsForGood() {
        plugged("disconnect@1234:never");

        assertThatThrownBy(() -> bench.write(0x2000, DATA)).hasMessage("gone");
        bench.pass(Duration.ofHours(1));

        assertThat(bench.function).isNull();
    }

    @Test
    void strikesAsOftenAsAsked() {
        plugged("disconnect@1000x2:1s");
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> bench.write(0x2000, DATA)).hasMessage("gone");
            bench.pass(Duration.ofSeconds(2));
        }

        bench.write(0x2000, DATA);

        assertThat(bench.attaches).isEqualTo(3);
    }

    @Test
    void neverStopsWhenItIsPermanent() {
        plugged("disconnect@1000xalways:1s");
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> bench.write(0x2000, DATA)).hasMessage("gone");
            bench.pass(Duration.ofSeconds(2));
        }
        assertThat(bench.attaches).isEqualTo(6);
    }

    @Test
    void givesAWrongFelStatusOnce() {
        plugged("fel-status:3");

        assertThatThrownBy(bench::version).hasMessage("FEL state 3");

        assertThat(bench.version()).hasSize(32);
    }

    @Test
    void givesAWrongWrapperStatusOnce() {
        plugged("awus-status");

        assertThatThrownBy(bench::version).hasMessage("AWUS status 1");
    }

    @Test
    void corruptsWhatIsReadBack() {
        plugged("corrupt-read");
        bench.write(0x2000, DATA);

        assertThat(bench.read(0x2000, DATA.length)).isNotEqualTo(DATA);
        assertThat(bench.read(0x2000, DATA.length)).isEqualTo(DATA);
    }

    @Test
    void corruptsWhatIsStored() {
        plugged("corrupt-write");
        bench.write(0x2000, DATA);

        assertThat(bench.read(0x2000, DATA.length)).isNotEqualTo(DATA);
        bench.write(0x2000, DATA);
        assertThat(bench.read(0x2000, DATA.length)).isEqualTo(DATA);
    }

    @Test
    void movesNoFasterThanItsRate() {
        plugged("slow:20000");
        long started = bench.nanoTime();

        for (int i = 0; i < 10; i++) {
            bench.write(0x2000, DATA);
        }

        assertThat(Duration.ofNanos(bench.nanoTime() - started))
                .isBetween(Duration.ofMillis(2000), Duration.ofMillis(2400));
    }

    @Test
    void vanishesOnReenumerationUntilItsPowerIsCycled() {
        AllwinnerBoard board = plugged("vanish");
        bench.writel(H3.scratch(), 0x1c20cb8, 1);
        bench.pass(Duration.ofMinutes(1));
        assertThat(bench.function).isNull();

        board.unplugged();
        bench.plug(board);

        assertThat(bench.version()).hasSize(32);
    }

    @Test
    void answersAsAnotherChipAfterReenumeration() {
        plugged("other-chip:a64+other-sid");
        byte[] before = bench.version();
        bench.writel(H3.scratch(), 0x1c20cb8, 1);
        bench.pass(Duration.ofSeconds(1));

        byte[] after = bench.version();

        assertThat(before[9]).isEqualTo((byte) 0x80);
        assertThat(after[9]).isEqualTo((byte) 0x89);
    }

    @Test
    void answersGarbage() {
        plugged("garbage");

        assertThatThrownBy(bench::version).hasMessage("no AWUS");
    }

    @Test
    void comesOutOfSilenceWithABusReset() {
        plugged("timeout@500");
        assertThatThrownBy(() -> bench.write(0x2000, DATA)).hasMessage("time-out");

        bench.device().busReset();

        assertThat(bench.version()).hasSize(32);
    }
}
