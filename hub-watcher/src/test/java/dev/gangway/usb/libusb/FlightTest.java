package dev.gangway.usb.libusb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.channel.ChannelFault;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.usb4java.LibUsb;

@Timeout(20)
class FlightTest {
    private static final int KIB = 1024;
    private static final int FIRST = PieceSize.FIRST;
    private static final long SLOW_MICROS = 200_000;

    private final ScriptedCarrier carrier = new ScriptedCarrier();
    private final PieceSize size = new PieceSize();
    private final List<Long> progress = new ArrayList<>();
    private boolean cancelled;
    private ByteBuffer data = ByteBuffer.allocate(0);
    private int moved;

    private @Nullable ChannelFault fly(boolean in, int bytes) {
        data = ByteBuffer.allocate(bytes + 100).position(10).limit(10 + bytes);
        Flight flight = new Flight(carrier, size, () -> cancelled, 1, in, data, Duration.ofSeconds(1), progress::add);
        ChannelFault fault = flight.run();
        moved = flight.moved();
        assertThat(data.position()).as("the position tells what moved").isEqualTo(10 + moved);
        assertThat(progress.stream().mapToLong(each -> each).sum())
                .as("and so does the progress")
                .isEqualTo(moved);
        return fault;
    }

    private @Nullable ChannelFault out(int bytes) {
        return fly(false, bytes);
    }

    @Test
    void cutsALongOutIntoPiecesOfWhichSeveralAreInFlight() {
        assertThat(out(3 * FIRST + 7)).isNull();

        assertThat(moved).isEqualTo(3 * FIRST + 7);
        assertThat(carrier.log())
                .startsWith(
                        "submit 10+" + FIRST,
                        "submit " + (10 + FIRST) + "+" + FIRST,
                        "submit " + (10 + 2 * FIRST) + "+" + FIRST);
        assertThat(carrier.most()).isEqualTo(4);
        assertThat(progress).hasSize(4);
    }

    @Test
    void sendsOneZeroLengthPacketForAnEmptyBuffer() {
        assertThat(out(0)).isNull();

        assertThat(carrier.log()).containsExactly("submit 10+0");
        assertThat(progress).isEmpty();
    }

    @Test
    void asksForOnePieceAtATime() {
        assertThat(fly(true, 3 * FIRST)).isNull();

        assertThat(moved).isEqualTo(3 * FIRST);
        assertThat(carrier.most()).isEqualTo(1);
    }

    @Test
    void endsAnInAtAShortPiece() {
        carrier.device = device -> device.first().moves(100);

        assertThat(fly(true, 3 * FIRST)).isNull();

        assertThat(moved).isEqualTo(100);
        assertThat(carrier.log()).hasSize(1);
    }

    @Test
    void callsAnOutThatWasTakenInPartBroken() {
        carrier.device = device -> device.underWay().forEach(piece -> piece.moves(100));

        assertThat(out(2 * FIRST)).isEqualTo(ChannelFault.IO);
        assertThat(moved).isEqualTo(100);
    }

    @Test
    void takesLongerPiecesWhileTheDeviceIsFastAndAtMostAMegabyteAtOnce() {
        assertThat(out(8 * 1024 * KIB)).isNull();

        assertThat(size.bytes()).isEqualTo(PieceSize.LARGEST);
        assertThat(size.mostInFlight(false)).isEqualTo(2);
        assertThat(carrier.log().stream().filter(line -> line.endsWith("+" + PieceSize.LARGEST)))
                .hasSizeGreaterThan(10);
    }

    @Test
    void keepsPiecesShortForASlowDevice() {
        carrier.waitsMicros = SLOW_MICROS;
        carrier.device = new ScriptedCarrier.Device() {
            private int waited;

            @Override
            public void work(ScriptedCarrier slow) {
                if (++waited % 3 == 0) {
                    slow.first().moves(FIRST);
                }
            }
        };

        assertThat(out(8 * FIRST)).isNull();

        assertThat(size.bytes()).isEqualTo(FIRST);
    }

    @Test
    void goesOnWithSmallerPiecesWhenTheKernelHasNoMemory() {
        carrier.results(LibUsb.SUCCESS, LibUsb.ERROR_NO_MEM);

        assertThat(out(4 * FIRST)).isNull();

        assertThat(moved).isEqualTo(4 * FIRST);
        assertThat(carrier.log().subList(0, 3))
                .containsExactly(
                        "submit 10+" + FIRST,
                        "refuse " + (10 + FIRST) + "+" + FIRST,
                        "submit " + (10 + FIRST) + "+" + FIRST / 2);
        assertThat(size.bytes()).as("for good").isEqualTo(FIRST / 2);
    }

    @Test
    void waitsForOthersWhenTheKernelHasNoMemoryAtAll() {
        carrier.results(LibUsb.ERROR_NO_MEM, LibUsb.ERROR_NO_MEM, LibUsb.ERROR_NO_MEM);
        carrier.waitsMicros = SLOW_MICROS;
        carrier.device = device -> device.underWay().forEach(piece -> piece.moves(piece.length()));

        assertThat(out(FIRST)).isNull();

        assertThat(carrier.log().get(3)).isEqualTo("submit 10+" + FIRST / 8);
    }

    @Test
    void saysSoWhenTheKernelNeverHasMemory() {
        carrier.waitsMicros = SLOW_MICROS;
        int[] never = new int[1000];
        java.util.Arrays.fill(never, LibUsb.ERROR_NO_MEM);
        carrier.results(never);
        carrier.device = device -> {};

        assertThat(out(FIRST)).isEqualTo(ChannelFault.NO_MEMORY);

        assertThat(size.bytes()).isEqualTo(PieceSize.SMALLEST);
        assertThat(carrier.nanoTime()).isBetween(1_000_000_000L, 1_100_000_000L);
    }

    @Test
    void breaksOffWhenThePieceIsRefusedForAnotherReasonAndTakesBackTheOthers() {
        carrier.results(LibUsb.SUCCESS, LibUsb.ERROR_NO_DEVICE);
        carrier.device = device -> {
            if (device.first().isCancelled()) {
                device.first().breaks(ChannelFault.CANCELLED, 0);
            }
        };

        assertThat(out(2 * FIRST)).isEqualTo(ChannelFault.DISCONNECTED);

        assertThat(carrier.log()).endsWith("cancel 10");
        assertThat(moved).isZero();
    }

    @Test
    void tellsWhyThePieceBrokeAndCountsNothingBehindIt() {
        carrier.device = device -> {
            List<ScriptedCarrier.Script> all = device.underWay();
            all.get(0).breaks(ChannelFault.STALL, 512);
            all.subList(1, all.size()).forEach(piece -> piece.moves(piece.length()));
        };

        assertThat(out(4 * FIRST)).isEqualTo(ChannelFault.STALL);
        assertThat(moved).isEqualTo(512);
    }

    @Test
    void isCancelledWithinASliceLastPieceFirst() {
        carrier.waitsMicros = SLOW_MICROS;
        carrier.device = device -> {
            if (device.first().isCancelled()) {
                device.underWay().forEach(piece -> piece.breaks(ChannelFault.CANCELLED, 0));
            }
            cancelled = true;
        };

        assertThat(out(4 * FIRST)).isEqualTo(ChannelFault.CANCELLED);

        assertThat(carrier.log())
                .endsWith(
                        "cancel " + (10 + 3 * FIRST),
                        "cancel " + (10 + 2 * FIRST),
                        "cancel " + (10 + FIRST),
                        "cancel 10");
        assertThat(carrier.nanoTime()).isLessThan(Duration.ofMillis(200).toNanos());
        assertThat(carrier.idle()).as("all pieces are free again").isEqualTo(4);
    }

    @Test
    void countsWhatTheDeviceTookAfterACancelAsLongAsThereIsNoGap() {
        cancelled = true;
        carrier.device = device -> {
            if (device.first().isCancelled()) {
                List<ScriptedCarrier.Script> all = device.underWay();
                all.get(0).moves(FIRST);
                all.get(1).breaks(ChannelFault.CANCELLED, 512);
                all.get(2).moves(FIRST);
                all.get(3).breaks(ChannelFault.CANCELLED, 0);
            }
        };

        assertThat(out(4 * FIRST)).isEqualTo(ChannelFault.CANCELLED);
        assertThat(moved).isEqualTo(FIRST + 512);
    }

    @Test
    void countsTheTimeOutFromTheLastPieceThatCameThrough() {
        carrier.waitsMicros = SLOW_MICROS;
        ScriptedCarrier.Device slow = new ScriptedCarrier.Device() {
            private int waited;

            @Override
            public void work(ScriptedCarrier device) {
                if (device.first().isCancelled()) {
                    device.underWay().forEach(piece -> piece.breaks(ChannelFault.CANCELLED, 0));
                } else if (++waited % 16 == 0 && waited <= 48) {
                    device.first().moves(FIRST);
                }
            }
        };
        carrier.device = slow;

        assertThat(out(8 * FIRST)).isEqualTo(ChannelFault.TIMEOUT);

        assertThat(moved).isEqualTo(3 * FIRST);
        assertThat(carrier.nanoTime())
                .as("three times 0.8 s and then a second of silence")
                .isBetween(
                        Duration.ofMillis(3400).toNanos(),
                        Duration.ofMillis(3550).toNanos());
    }

    @Test
    void writesPiecesOffThatTheKernelNeverGivesBack() {
        carrier.waitsMicros = SLOW_MICROS;
        carrier.device = device -> {};

        assertThat(out(2 * FIRST)).isEqualTo(ChannelFault.TIMEOUT);

        assertThat(carrier.writtenOff()).hasSize(2);
        assertThat(carrier.idle()).isZero();
        assertThat(carrier.nanoTime())
                .isGreaterThan(Flight.PATIENCE_AFTER_CANCEL.toNanos())
                .isLessThan(Flight.PATIENCE_AFTER_CANCEL.plusSeconds(2).toNanos());
    }
}
