package dev.gangway.virtual.allwinner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.soc.AllwinnerSoc;
import dev.gangway.virtual.BoardHardware;
import dev.gangway.virtual.Firmware;
import dev.gangway.virtual.FirmwareSource;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an SPL needs to run, what it makes of the board, and what starts behind it. */
class SplTest {
    private static final AllwinnerSoc A13 = AllwinnerSoc.ofName("a13").orElseThrow();
    private static final AllwinnerSoc H3 = AllwinnerSoc.ofName("h3").orElseThrow();
    private static final AllwinnerSoc A64 = AllwinnerSoc.ofName("a64").orElseThrow();
    private static final AllwinnerSoc R528 = AllwinnerSoc.ofName("r528").orElseThrow();

    private final FelRig rig = new FelRig();
    private final List<Firmware.Start> starts = new ArrayList<>();
    private final List<String> stops = new ArrayList<>();
    private final FirmwareSource uboot = new FirmwareSource() {
        @Override
        public Optional<Firmware> identify(BoardHardware hardware, long entry) {
            ByteBuffer first = ByteBuffer.allocate(4);
            try {
                hardware.memory().read(entry, first);
            } catch (dev.gangway.virtual.SystemMemory.BusAbort e) {
                return Optional.empty();
            }
            return first.get(0) == 'U' ? Optional.of(new Recorded()) : Optional.empty();
        }

        @Override
        public Optional<Firmware> bootFromMedium(BoardHardware hardware) {
            return flashed ? Optional.of(new Recorded()) : Optional.empty();
        }
    };
    private boolean flashed;

    private final class Recorded implements Firmware {
        @Override
        public void start(BoardHardware hardware, Start how) {
            starts.add(how);
            if (how.felBooted()) {
                hardware.after(Duration.ofSeconds(2), hardware::reset);
            }
        }

        @Override
        public void stop() {
            stops.add("stopped");
        }
    }

    private AllwinnerBoard plugged(AllwinnerSoc soc) {
        return plugged(BoardSettings.of(soc, ChipSid.of(soc, 1)));
    }

    private AllwinnerBoard plugged(BoardSettings settings) {
        AllwinnerBoard board = new AllwinnerBoard(settings, uboot, rig.log::add);
        rig.plug(board);
        return board;
    }

    @Test
    void usesTheDossiersThunk() {
        CRC32 crc = new CRC32();
        crc.update(SplRig.thunk(H3));
        assertThat(crc.getValue()).isEqualTo(0xb45c4d0cL);
        crc.reset();
        crc.update(SplRig.image(1024, true));
        assertThat(crc.getValue()).isEqualTo(0x05eaf30bL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a13", "a20", "h3", "a64", "a10", "a31", "a33", "v3s", "r40", "h6", "h5", "h616"})
    void setsUpTheDramAndReturnsToFel(String name) {
        AllwinnerSoc soc = AllwinnerSoc.ofName(name).orElseThrow();
        AllwinnerBoard board = plugged(soc);

        assertThat(SplRig.run(rig, soc, SplRig.image(0x6000, true))).isEqualTo("eGON.FEL");

        rig.write(0x4a00_0000L, new byte[] {4, 3, 2, 1});
        assertThat(rig.read(0x4a00_0000L, 4)).containsExactly(4, 3, 2, 1);
        assertThat(board.hung()).isEmpty();
    }

    @Test
    void interpretsATinyImageWithoutSignature() {
        plugged(H3);

        assertThat(SplRig.run(rig, H3, SplRig.image(1024, false))).isEqualTo("eGON.FEL");

        assertThatThrownBy(() -> rig.read(0x4000_0000L, 4)).hasMessage("time-out");
    }

    @Test
    void marksADamagedSplAsBad() {
        plugged(H3);
        byte[] image = SplRig.image(1024, true);
        image[0x200] ^= 1;

        assertThat(SplRig.run(rig, H3, image)).isEqualTo("eGON.BAD");

        assertThatThrownBy(() -> rig.read(0x4000_0000L, 4)).hasMessage("time-out");
    }

    @Test
    void refusesToRunWithTheInstructionCacheOn() {
        plugged(R528);

        assertThat(SplRig.run(rig, R528, SplRig.image(1024, true))).isEqualTo("eGON.???");
    }

    @Test
    void runsAStaleRoutineWhileTheInstructionCacheIsOn() {
        plugged(R528);
        long scratch = R528.scratch();
        rig.write(scratch, FelRig.words(0xe3a00001, 0xe58f0008, 0xe12fff1e).array());
        rig.exec(scratch);

        rig.write(scratch, FelRig.words(0xe3a00002, 0xe58f0008, 0xe12fff1e).array());
        rig.exec(scratch);
        assertThat(rig.word(scratch + 0x14)).isEqualTo(1);

        byte[] cacheOff = FelRig.words(0xee110f10, 0xe3c00a01, 0xee010f10, 0xee070f15, 0xf57ff06f, 0xe12fff1e)
                .array();
        rig.write(scratch + 0x100, cacheOff);
        rig.exec(scratch + 0x100);
        rig.exec(scratch);
        assertThat(rig.word(scratch + 0x14)).isEqualTo(2);
    }

    @Test
    void takesFortyMebibytesOfImagesIntoDramOutsideTheHeap() {
        plugged(H3);
        SplRig.run(rig, H3, SplRig.image(1024, true));
        byte[] piece = new byte[1 << 20];
        new java.util.Random(1).nextBytes(piece);

        for (int i = 0; i < 40; i++) {
            rig.write(0x4200_0000L + ((long) i << 20), piece);
        }

        assertThat(rig.read(0x4200_0000L + (39L << 20), piece.length)).isEqualTo(piece);
        assertThat(PageArena.shared().mapped()).isGreaterThanOrEqualTo(40L << 20);
    }

    @Test
    void stopsAnsweringBehindTheEndOfItsDram() {
        plugged(H3);
        SplRig.run(rig, H3, SplRig.image(1024, true));

        rig.write(0x6000_0000L - 4, new byte[4]);

        assertThatThrownBy(() -> rig.write(0x6000_0000L - 4, new byte[8])).hasMessage("time-out");
    }

    @Test
    void crashesWithoutTheL2CacheOnTheA13() {
        plugged(A13);
        SplRig.upload(rig, A13, SplRig.image(1024, true));

        SplRig.start(rig, A13, SplRig.thunk(A13));

        assertThatThrownBy(() -> SplRig.mark(rig, A13)).hasMessage("time-out");
    }

    @Test
    void diesWhenTheThunkDoesNotSwapBack() {
        AllwinnerBoard board = plugged(H3);
        SplRig.upload(rig, H3, SplRig.image(1024, true));
        byte[] thunk = SplRig.thunk(H3);
        // the second call of the swap routine, at f0, becomes a nop
        System.arraycopy(FelRig.words(0xe1a00000).array(), 0, thunk, 0xf0, 4);

        SplRig.start(rig, H3, thunk);
        rig.pass(Duration.ofSeconds(1));

        assertThat(board.hung()).hasValueSatisfying(why -> assertThat(why).contains("boot ROM's own data"));
        assertThatThrownBy(() -> SplRig.mark(rig, H3)).hasMessage("time-out");
    }

    @Test
    void diesWhenTheThunkSavesNothing() {
        plugged(H3);
        SplRig.upload(rig, H3, SplRig.image(1024, true));
        byte[] thunk = SplRig.thunk(H3);
        Arrays.fill(thunk, 0x118, thunk.length, (byte) 0);

        SplRig.start(rig, H3, thunk);

        assertThatThrownBy(() -> SplRig.mark(rig, H3)).hasMessage("time-out");
    }

    @Test
    void servesNothingWhileTheSplRuns() {
        plugged(H3);
        SplRig.upload(rig, H3, SplRig.image(1024, true));
        SplRig.start(rig, H3, SplRig.thunk(H3));
        long started = rig.nanoTime();

        SplRig.mark(rig, H3);

        assertThat(Duration.ofNanos(rig.nanoTime() - started)).isGreaterThanOrEqualTo(Duration.ofMillis(50));
    }

    @Test
    void hangsInCodeThatNeverEnds() {
        AllwinnerBoard board = plugged(H3);
        rig.write(H3.scratch(), FelRig.words(0xeafffffe).array());

        rig.exec(H3.scratch());

        assertThatThrownBy(rig::version).hasMessage("time-out");
        assertThat(board.hung()).hasValueSatisfying(why -> assertThat(why).contains("for ever"));
    }

    @Test
    void startsFirmwareFromDramWithTheScriptOfTheHeader() {
        plugged(H3);
        SplRig.run(rig, H3, SplRig.image(1024, true));
        rig.write(0x18, FelRig.words(0x43100000, 77).array());
        rig.write(0x4a00_0000L, new byte[] {'U', 0, 0, 0});

        rig.exec(0x4a00_0000L);
        rig.pass(Duration.ofSeconds(1));

        assertThat(starts).containsExactly(new Firmware.Start(0x4a00_0000L, true, 0x43100000, 77, false));
        assertThat(rig.function).isNull();
    }

    @Test
    void comesBackInFelAfterTheFirmwaresResetWithLostDram() {
        plugged(H3);
        SplRig.run(rig, H3, SplRig.image(1024, true));
        rig.write(0x4a00_0000L, new byte[] {'U', 0, 0, 0});
        rig.exec(0x4a00_0000L);

        rig.pass(Duration.ofSeconds(3));

        assertThat(stops).hasSize(1);
        assertThat(rig.version()).hasSize(32);
        assertThatThrownBy(() -> rig.read(0x4a00_0000L, 4)).hasMessage("time-out");
    }

    @Test
    void bootsItsFlashOnceTheStrapIsReleased() {
        AllwinnerBoard board = plugged(H3);
        flashed = true;
        board.bootButton(false);

        rig.writel(H3.scratch(), 0x1c20cb8, 1);
        rig.pass(Duration.ofSeconds(1));

        assertThat(starts).containsExactly(new Firmware.Start(0, false, 0, 0, false));
        assertThat(rig.function).isNull();
    }

    @Test
    void releasesTheStrapByItself() {
        flashed = true;
        plugged(BoardSettings.of(H3, ChipSid.of(H3, 1)).withStrap(true, Duration.ofSeconds(5)));
        assertThat(rig.version()).hasSize(32);
        rig.pass(Duration.ofSeconds(5));

        rig.writel(H3.scratch(), 0x1c20cb8, 1);
        rig.pass(Duration.ofSeconds(1));

        assertThat(starts).hasSize(1);
    }

    @Test
    void startsAarch64FirmwareThroughTheResetVector() {
        plugged(A64);
        rig.write(0x44000, new byte[] {'U', 0, 0, 0});
        byte[] reset = FelRig.words(
                        0xe59f0028,
                        0xe59f1028,
                        0xe5801000,
                        0xf57ff04f,
                        0xf57ff06f,
                        0xe59f101c,
                        0xee1c0f50,
                        0xe1800001,
                        0xee0c0f50,
                        0xf57ff06f,
                        0xe320f003,
                        0xeafffffd,
                        0x017000a0,
                        0x44000,
                        3)
                .array();
        rig.write(A64.scratch(), reset);

        rig.exec(A64.scratch());
        rig.pass(Duration.ofSeconds(1));

        assertThat(starts).containsExactly(new Firmware.Start(0x44000, true, 0, 0, true));
    }
}
