package dev.gangway.disk;

import static dev.gangway.disk.DiskRig.content;
import static dev.gangway.disk.DiskRig.failing;
import static dev.gangway.disk.DiskRig.image;
import static dev.gangway.disk.DiskRig.verify;
import static dev.gangway.disk.DiskRig.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.channel.UsbSession;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.virtual.disk.DiskMedium;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The disk client on virtual boards. */
class DiskTest {
    private static final int LARGE = (3 << 20) + 300;

    @Test
    void tellsWhatTheDiskSays() throws Exception {
        try (DiskRig rig = new DiskRig("disk:size=64M,serial=0123456789AB")) {
            DiskFacts info = rig.open().info();

            assertThat(info)
                    .isEqualTo(
                            new DiskFacts(0, "Linux", "UMS disk 0", "0001", "0123456789AB", 131072, 512, true, false));
            assertThat(info.text())
                    .isEqualTo("unit 0: Linux UMS disk 0 0001, 131072 blocks of 512 bytes (64.0 MiB), removable");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"512", "4096"})
    void whatIsWrittenIsThereAndWhatIsBehindItStays(String block) throws Exception {
        try (DiskRig rig = new DiskRig("disk:size=16M,block=" + block)) {
            byte[] before = content(8 << 20);
            rig.board().keep(0, before);
            byte[] image = content(LARGE);
            long[] moved = {0};

            Disk disk = rig.open();
            disk.write(image(image), 0, image.length, 8192, now -> moved[0] += now);
            disk.synchronize();
            verify(disk, 8192, image);

            assertThat(moved[0]).isEqualTo(LARGE);
            assertThat(rig.board().read(8192, LARGE)).isEqualTo(image);
            assertThat(rig.board().read(0, 8192)).isEqualTo(Arrays.copyOf(before, 8192));
            assertThat(rig.board().read(8192 + LARGE, 100_000))
                    .isEqualTo(Arrays.copyOfRange(before, 8192 + LARGE, 8192 + LARGE + 100_000));
        }
    }

    @Test
    void reachesBlocksWhoseNumbersTakeMoreThan32Bits() throws Exception {
        long last = (1L << 33) - 1;
        Map<Long, byte[]> kept = new TreeMap<>();
        try (DiskRig rig = new DiskRig(new HugeMedium(last + 1, kept))) {
            byte[] image = content(1000);

            Disk disk = rig.open();
            write(disk, (last - 1) * 512, image);
            verify(disk, (last - 1) * 512, image);

            assertThat(disk.info().blocks()).isEqualTo(last + 1);
            assertThat(kept.keySet()).containsExactly(last - 1, last);
        }
    }

    /** More blocks than any file has. */
    private record HugeMedium(long blocks, Map<Long, byte[]> kept) implements DiskMedium {
        @Override
        public int blockSize() {
            return 512;
        }

        @Override
        public void read(long at, ByteBuffer into) {
            for (long block = at / 512; into.hasRemaining(); block++) {
                into.put(kept.getOrDefault(block, new byte[512]));
            }
        }

        @Override
        public void write(long at, ByteBuffer from) {
            for (long block = at / 512; from.hasRemaining(); block++) {
                from.get(kept.computeIfAbsent(block, number -> new byte[512]));
            }
        }
    }

    @Test
    void readsWhatIsThere() throws Exception {
        try (DiskRig rig = new DiskRig("disk:size=16M")) {
            byte[] kept = content(LARGE);
            rig.board().keep(512, kept);
            ByteBuffer got = ByteBuffer.allocate(LARGE);

            rig.open().read(512, LARGE, piece -> {
                got.put(piece);
                return true;
            });

            assertThat(got.array()).isEqualTo(kept);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "stall@100000",
        "stall@1100000",
        "wrong-tag@100000",
        "wrong-signature@100000",
        "phase-error@1500000",
        "residue@500000",
        "unit-attention@900000",
        "not-ready@900000x20",
        "short@4300000",
        "unit-attention",
        "garbage@4200000"
    })
    void aDiskThatStumblesOnceIsBroughtBackIntoStep(String fault) throws Exception {
        try (DiskRig rig = new DiskRig("disk:size=16M,fault=" + fault)) {
            byte[] image = content(LARGE);

            Disk disk = rig.open();
            write(disk, 0, image);
            Failure failure = null;
            try {
                verify(disk, 0, image);
            } catch (FailureException e) {
                failure = e.failure();
            }

            assertThat(rig.board().read(0, LARGE)).isEqualTo(image);
            // Noise on the wire is told as what it is, and does not accuse the board.
            assertThat(failure == null || failure.kind() == FailureKind.UPLOAD_DAMAGED)
                    .as("%s", failure)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "stall@100000xalways, transfer-failed",
        "wrong-tag@100000xalways, protocol-garbage",
        "wrong-signature@100000xalways, protocol-garbage",
        "phase-error@100000xalways, protocol-garbage",
        "unit-attention@1xalways, transfer-failed",
        "not-ready@1xalways, transfer-timeout",
        "read-only@1500000, medium-failed",
        "medium-error:3000, medium-failed",
        "disconnect@1500000:never, cable-lost"
    })
    void aDiskThatGoesOnStumblingFailsForIt(String fault, String kind) throws Exception {
        try (DiskRig rig = new DiskRig("disk:size=16M,fault=" + fault)) {
            Failure failure = failing(() -> write(rig.open(), 0, content(LARGE)));

            assertThat(failure.kind().code()).as(failure.message()).isEqualTo(kind);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"really=2M,size=16M", "size=16M,fault=swallow@1000000", "size=16M,fault=corrupt-write@1000000"})
    void aDiskThatOnlySaysThatItKeepsIsFoundOut(String spec) throws Exception {
        try (DiskRig rig = new DiskRig("disk:" + spec)) {
            byte[] image = content(LARGE);
            Disk disk = rig.open();
            write(disk, 0, image);
            disk.synchronize();

            Failure failure = failing(() -> verify(disk, 0, image));

            assertThat(failure.kind()).as(failure.message()).isEqualTo(FailureKind.VERIFY_MISMATCH);
        }
    }

    @Test
    void nothingIsSentToADiskThatCantTakeIt() throws Exception {
        try (DiskRig rig = new DiskRig("disk:size=1M");
                DiskRig locked = new DiskRig("disk:size=1M,fault=read-only")) {
            Disk disk = rig.open();

            Failure large = failing(() -> write(disk, 512, content(1 << 20)));
            Failure crooked = failing(() -> write(disk, 100, content(100)));
            Failure lock = failing(() -> write(locked.open(), 0, content(100)));

            assertThat(large.kind()).isEqualTo(FailureKind.IMAGE_TOO_LARGE);
            assertThat(large.message()).isEqualTo("1048576 bytes at byte 512 do not fit the disk, which has 1048576");
            assertThat(crooked.kind()).isEqualTo(FailureKind.RECIPE_INVALID);
            assertThat(lock.kind()).isEqualTo(FailureKind.BOARD_REFUSED);
            assertThat(lock.message()).contains("write-protected");
            assertThat(rig.board().read(0, 1 << 20)).containsOnly(0);
        }
    }

    @Test
    void theFirstUnitWithAMediumIsMeantWhereNoneIsNamed() throws Exception {
        try (DiskRig rig = new DiskRig("disk:size=16M,units=3,medium=1")) {
            DiskDevice device = rig.device();

            assertThat(device.disk(Optional.empty()).info().unit()).isEqualTo(1);
            Failure empty = failing(() -> device.disk(Optional.of(2)));
            Failure missing = failing(() -> device.disk(Optional.of(3)));

            assertThat(empty.kind()).isEqualTo(FailureKind.BOARD_REFUSED);
            assertThat(empty.message()).contains("without a medium");
            assertThat(rig.pauses()).as("it was given time").hasSize(10);
            assertThat(missing.message()).isEqualTo("the board has no unit 3; it has 0 to 2");
        }
    }

    @Test
    void anEjectedBoardMayLeave() throws Exception {
        try (DiskRig rig = new DiskRig("disk:size=16M,eject=leaves")) {
            rig.open().eject();

            await().until(() -> !rig.onTheBus());
            assertThat(rig.board().isEjected()).isTrue();
        }
    }

    /** A program that was cut off in the middle of a command leaves the device waiting for its data. */
    @Test
    void whatAProgramBeforeLeftHalfDoneIsForgotten() throws Exception {
        try (DiskRig rig = new DiskRig("disk:size=16M")) {
            try (UsbSession cut = rig.session()) {
                cut.claim(0);
                cut.bulkOut(1, ByteBuffer.wrap(halfWritten()), Duration.ofSeconds(1));
            }
            byte[] image = content(2048);

            Disk disk = rig.open();
            write(disk, 0, image);
            verify(disk, 0, image);
        }
    }

    private static byte[] halfWritten() {
        byte[] wrapper = new byte[31];
        System.arraycopy(new byte[] {'U', 'S', 'B', 'C', 1, 0, 0, 0, 0, 16, 0, 0, 0, 0, 10, 0x2a}, 0, wrapper, 0, 16);
        wrapper[23] = 8;
        return wrapper;
    }
}
