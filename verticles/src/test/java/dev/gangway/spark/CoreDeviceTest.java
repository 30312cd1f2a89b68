package dev.gangway.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gangway.format.ImageData;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.virtual.spark.AirApplication;
import dev.gangway.virtual.spark.AirBoard;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client on virtual Cores of all generations, through a real connection. */
class CoreDeviceTest {
    private static final int UPDATE = 0x60000;

    private SparkRig rig;

    @TempDir
    Path folder;

    @BeforeEach
    void begin() throws IOException {
        rig = new SparkRig(folder);
    }

    @AfterEach
    void end() {
        rig.close();
    }

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new SplittableRandom(length).nextBytes(bytes);
        return bytes;
    }

    private static ImageData image(byte[] bytes) {
        return ImageData.of(ByteBuffer.wrap(bytes));
    }

    private static FailureKind kind(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(FailureException.class, call).failure().kind();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "b", "c"})
    void answersOfItsFirmwareAreRead(String dialect) throws Exception {
        CoreDevice device = rig.device(rig.plug(1, "version=7,dialect=" + dialect));

        assertThat(device.hello().version()).isEqualTo(7);
        assertThat(device.hello().isNew()).isEqualTo(dialect.equals("c"));
        assertThat(device.describe()).contains("\"flashcrc\"");
        device.signal(true);
        CRC32 crc = new CRC32();
        byte[] blank = new byte[0x1000];
        Arrays.fill(blank, (byte) 0xff);
        crc.update(blank);
        assertThat(device.call("flashcrc", "80000,1000 ")).isEqualTo((int) crc.getValue());
        assertThat(device.variable("crc").getInt()).isEqualTo((int) crc.getValue());
        // The second description of new firmware has a made-up number and does not disturb.
        assertThat(device.describe()).contains("\"flashcrc\"");
        assertThat(kind(() -> device.call("flashcrc", "x".repeat(64)))).isEqualTo(FailureKind.RECIPE_INVALID);
        assertThat(kind(() -> device.variable("aNameThatIsLong"))).isEqualTo(FailureKind.RECIPE_INVALID);
    }

    @ParameterizedTest
    @CsvSource({
        "dialect=a, false",
        "dialect=b, false",
        "dialect=c, false",
        "dialect=c, true",
        "'dialect=c,fast=silent', true",
        "'dialect=a,fault=bad-crc@9k', false",
        "'dialect=a,fault=worn-sector@20k', false",
        "'dialect=c,fault=bad-crc@9kx3', false",
        "'dialect=c,fault=answer-twice@9k', false",
        "'dialect=c,fault=bad-crc@9kx2+chunk-lost@20k', true",
        "'dialect=c,fast=silent,fault=chunk-lost@5kx4', true",
        "'dialect=a,fault=answer-twice@9k', false"
    })
    void firmwareIsInstalledWholeAndTheBoardComesBackAndSaysSo(String board, boolean fast) throws Exception {
        AirBoard core = rig.plug(1, board);
        CoreDevice device = rig.device(core);
        byte[] firmware = AirApplication.image(40_001, 3, 9, 1);
        AtomicLong moved = new AtomicLong();

        CoreDelivery delivery = device.firmware(image(firmware), fast, moved::addAndGet);
        assertThat(delivery.install()).isTrue();
        CoreHello hello = rig.device(core).hello();

        assertThat(moved).hasValue(firmware.length);
        assertThat(hello.upgraded()).isTrue();
        assertThat(hello.product()).isEqualTo(3);
        assertThat(hello.version()).isEqualTo(9);
        assertThat(Arrays.copyOf(core.application(), firmware.length)).isEqualTo(firmware);
    }

    /** The client has to be sure that it did not arrive: that takes seconds. */
    @Tag("lab")
    @ParameterizedTest
    @ValueSource(strings = {"dialect=a,fault=chunk-lost@9k", "dialect=c,fault=chunk-lost@9k"})
    void aChunkThatNeverArrivedIsSentAgain(String board) throws Exception {
        firmwareIsInstalledWholeAndTheBoardComesBackAndSaysSo(board, false);
    }

    @Test
    void theBoardTellsOnceThatItWasUpgraded() throws Exception {
        AirBoard core = rig.plug(1, "");
        rig.device(core)
                .firmware(image(AirApplication.image(1_000, 0, 2, 1)), false, bytes -> {})
                .install();
        assertThat(rig.device(core).hello().upgraded()).isTrue();

        rig.unplug(1);
        rig.departure(core);
        // Another one with the same id, as the hub switches the power back on.
        assertThat(rig.device(rig.plug(1, "")).hello().upgraded()).isFalse();
    }

    /** Its connection may end before the job has noticed that it is back. */
    @Test
    void whatItToldOverAConnectionThatEndedUnheardIsToldOverTheNext() throws Exception {
        String same = "core-id=53ff6c065067544840551187,seed=9";
        AirBoard core = rig.plug(1, same);
        rig.device(core)
                .firmware(image(AirApplication.image(1_000, 0, 2, 1)), false, bytes -> {})
                .install();
        rig.arrival(core);
        rig.unplug(1);
        rig.departure(core);

        AirBoard again = rig.plug(2, same);
        rig.arrival(again);
        rig.unplug(2);
        rig.departure(again);

        AirBoard heard = rig.plug(3, same);
        assertThat(rig.device(heard).hello().upgraded()).isTrue();
        rig.unplug(3);
        rig.departure(heard);
        assertThat(rig.device(rig.plug(4, same)).hello().upgraded()).isFalse();
    }

    /** D2: nothing but a transfer that is whole gives the right to install, and once. */
    @Test
    void firmwareIsInstalledOnlyBehindItsOwnTransfer() throws Exception {
        AirBoard core = rig.plug(1, "");
        CoreDevice device = rig.device(core);
        byte[] before = core.application();
        CoreDelivery first = device.firmware(image(AirApplication.image(2_000, 0, 2, 1)), false, bytes -> {});
        CoreDelivery second = device.firmware(image(AirApplication.image(3_000, 0, 3, 2)), false, bytes -> {});

        assertThatThrownBy(first::install).isInstanceOf(IllegalStateException.class);
        assertThat(core.application()).isEqualTo(before);
        second.install();
        assertThatThrownBy(second::install).isInstanceOf(IllegalStateException.class);
        assertThat(rig.device(core).hello().version()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "b, 1",
        "b, 511",
        "b, 512",
        "b, 513",
        "b, 40001",
        "c, 1",
        "c, 511",
        "c, 512",
        "c, 513",
        "c, 40001",
        "c, 262145"
    })
    void aFileLiesWhereItBelongsAndNothingIsInstalled(String dialect, int length) throws Exception {
        AirBoard core = rig.plug(1, "dialect=" + dialect);
        CoreDevice device = rig.device(core);
        byte[] application = core.application();
        byte[] file = noise(length);
        FlashPlace place = FlashPlace.file(0x90000, length);
        List<Long> kept = new ArrayList<>();

        device.file(image(file), place, 0, bytes -> {}, kept::add);
        if (dialect.equals("c")) {
            rig.device(core); // it drops its link and comes back
        } else {
            device.file(image(file), FlashPlace.file(0x180000, length), 0, bytes -> {}, kept::add);
            assertThat(core.flash(0x180000, length)).isEqualTo(file);
        }

        assertThat(core.flash(0x90000, length)).isEqualTo(file);
        // D1, D3 and the store that throws away: the firmware's place, the keys and the application are as before.
        assertThat(core.flash(UPDATE, 0x20000)).containsOnly(0xff);
        assertThat(core.flash(0, 0x20000)).containsOnly(0xff);
        assertThat(core.application()).isEqualTo(application);
        assertThat(kept).last().isEqualTo((long) length);
    }

    @Test
    void aFactoryImageLiesInItsPlaceAlone() throws Exception {
        AirBoard core = rig.plug(1, "");
        byte[] file = noise(70_000);

        rig.device(core).file(image(file), FlashPlace.factory(file.length), 0, bytes -> {}, bytes -> {});
        rig.device(core);

        assertThat(core.flash(0x20000, file.length)).isEqualTo(file);
        assertThat(core.flash(0, 0x20000)).containsOnly(0xff);
        assertThat(core.flash(0x40000, 0x40000)).containsOnly(0xff);
    }

    @Tag("lab")
    @Test
    void oldFirmwareHasNoMessageForFilesAndNothingIsWritten() throws Exception {
        AirBoard core = rig.plug(1, "dialect=a");
        CoreDevice device = rig.device(core);

        FailureException refused = catchThrowableOfType(
                FailureException.class,
                () -> device.file(image(noise(100)), FlashPlace.file(0x80000, 100), 0, bytes -> {}, bytes -> {}));

        assertThat(refused.failure().kind()).isEqualTo(FailureKind.BOARD_REFUSED);
        assertThat(refused.failure().message()).contains("no message for files");
        // D5: it would have taken a chunk all the same, and written it to address 0.
        assertThat(core.flash(0, 0x200000)).containsOnly(0xff);
    }

    @Test
    void aFileGoesOnWhereItsLinkWasLost() throws Exception {
        AirBoard core = rig.plug(1, "fault=link-lost@200k");
        byte[] file = noise(300_000);
        FlashPlace place = FlashPlace.file(0x80000, file.length);
        AtomicLong kept = new AtomicLong();
        CoreDevice device = rig.device(core);

        assertThat(kind(() -> device.file(image(file), place, 0, bytes -> {}, kept::set)))
                .isEqualTo(FailureKind.CABLE_LOST);
        assertThat(kept.get()).isGreaterThan(100_000).isLessThan(200_000);
        assertThat(kept.get() % FlashPlace.SECTOR).isZero();
        rig.device(core).file(image(file), place, kept.get(), bytes -> {}, kept::set);
        rig.device(core);

        assertThat(core.flash(0x80000, file.length)).isEqualTo(file);
    }

    /** A chunk that ends a transfer must not reach a Core that is in none. */
    @Test
    void whatIsThereAlreadyIsNotEndedAgain() throws Exception {
        AirBoard core = rig.plug(1, "");
        CoreDevice device = rig.device(core);

        device.file(image(noise(5000)), FlashPlace.file(0x80000, 5000), 5000, bytes -> {}, bytes -> {});

        assertThat(device.describe()).contains("flashcrc");
    }

    @ParameterizedTest
    @CsvSource({
        "'dialect=a,fault=bad-crcxalways', upload-damaged",
        "'dialect=c,fault=bad-crcxalways', upload-damaged",
        "'dialect=c,fault=link-lost@9k', cable-lost",
        "'dialect=c,fault=disconnect@9k', cable-lost",
        "'dialect=c,fault=id-gap@9k', protocol-garbage",
        "'dialect=a,fault=worn-sectorxalways', upload-damaged",
    })
    void whatDoesNotArriveIsSaid(String board, String kind) throws Exception {
        AirBoard core = rig.plug(1, board);
        CoreDevice device = rig.device(core);
        byte[] before = core.application();

        assertThat(kind(() -> device.firmware(image(AirApplication.image(40_000, 0, 2, 1)), false, bytes -> {}))
                        .code())
                .isEqualTo(kind);
        assertThat(core.application()).isEqualTo(before);
    }

    @Tag("lab")
    @Test
    void aWriteThatNeverHoldsEndsAsSilence() throws Exception {
        AirBoard core = rig.plug(1, "fault=bad-sector@4k");
        CoreDevice device = rig.device(core);

        FailureException refused = catchThrowableOfType(
                FailureException.class,
                () -> device.firmware(image(AirApplication.image(40_000, 0, 2, 1)), false, bytes -> {}));

        // Its own watch may end it before ours: 30 s at the real pace, less at this one.
        assertThat(refused.failure().kind()).isIn(FailureKind.TRANSFER_TIMEOUT, FailureKind.CABLE_LOST);
    }

    @Test
    void firmwareThatDoesNotLiveComesBackAsTheOldOne() throws Exception {
        AirBoard core = rig.plug(1, "version=5");

        rig.device(core).firmware(image(noise(5_000)), false, bytes -> {}).install();
        CoreHello hello = rig.device(core).hello();

        assertThat(hello.upgraded()).isTrue();
        assertThat(hello.version()).isEqualTo(5);
    }

    @Test
    void anUpdateThatItsBootLoaderDoesNotSeeShows() throws Exception {
        AirBoard core = rig.plug(1, "version=5,fault=not-installed");

        rig.device(core)
                .firmware(image(AirApplication.image(5_000, 0, 6, 1)), true, bytes -> {})
                .install();

        assertThat(rig.device(core).hello().upgraded()).isFalse();
    }

    @Test
    void aBoardCanBeMadeToBeginAnew() throws Exception {
        AirBoard core = rig.plug(1, "");
        CoreDevice device = rig.device(core);

        device.reset("reboot");

        assertThat(rig.device(core).hello().upgraded()).isFalse();
    }
}
