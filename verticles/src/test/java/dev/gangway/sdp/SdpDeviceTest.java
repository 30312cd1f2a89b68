package dev.gangway.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.gangway.channel.UsbSession;
import dev.gangway.format.IvtImage;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.virtual.VirtualAttach;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.sdp.SdpBoard;
import dev.gangway.virtual.spec.BoardSpec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client on virtual boards. */
class SdpDeviceTest {
    private final PageStore pages = PageStore.temporary();
    private final VirtualHub hub = new VirtualHub(1);
    private final List<String> console = new ArrayList<>();

    @AfterEach
    void close() {
        hub.close();
        pages.close();
    }

    private SdpBoard plug(String spec) {
        return (SdpBoard) BoardSpec.parse(spec, 7).plug(hub, 1, pages, console::add);
    }

    private SdpDevice open() throws Exception {
        await().until(() -> hub.attach(1).filter(VirtualAttach::isIdentified).isPresent());
        VirtualAttach attach = hub.attach(1).orElseThrow();
        return (SdpDevice) SdpBootRom.open(hub.open(attach.path(), attach.deviceKey(), UsbSession.class));
    }

    private static void load(SdpDevice device, byte[] bytes) throws Exception {
        device.load(IvtImage.parse(Imx.data(bytes)), Imx.data(bytes), moved -> {});
    }

    private static void start(SdpDevice device, byte[] bytes) throws Exception {
        device.start(IvtImage.parse(Imx.data(bytes)), Imx.data(bytes));
    }

    private static Failure failure(ThrowingCallable call) {
        FailureException thrown = catchThrowableOfType(FailureException.class, call);
        assertThat(thrown).as("a failure").isNotNull();
        return thrown.failure();
    }

    private String product() {
        return hub.attach(1)
                .filter(VirtualAttach::isIdentified)
                .map(Object::toString)
                .orElse("");
    }

    /** Those that skip a DCD, those that get an image without one, and those that have none. */
    @ParameterizedTest
    @ValueSource(strings = {"imx6ul", "imx6q", "imx7d", "imx8mm"})
    void loadsReadsBackAndStartsAnImage(String soc) throws Exception {
        SdpBoard board = plug("sdp:soc=" + soc);
        byte[] image = soc.startsWith("imx8") ? Imx.plain(70_001) : Imx.withDcd(70_001);
        SdpDevice device = open();
        assertThat(device.soc().name()).isEqualTo(soc);
        assertThat(device.isClosed()).isFalse();

        load(device, image);

        assertThat(board.read(0x877ff400L, image.length)).isEqualTo(image);
        ByteBuffer held = ByteBuffer.allocate(image.length);
        device.read(0x877ff400L, held, moved -> {});
        assertThat(held.array()).isEqualTo(image);
        start(device, image);
        await().until(() -> console.contains("sdp: starts at 0x877ff500"));
        await().until(() -> !product().isEmpty());
    }

    /** What the boot ROM would run a second time breaks the memory that it has set up. */
    @Test
    void aJumpWithoutSkippingTheDcdLosesTheBoard() throws Exception {
        plug("sdp:soc=imx6ul");
        SdpDevice device = open();
        load(device, Imx.withDcd(5000));

        device.jump(0x877ff400L);

        await().until(() -> console.contains("sdp: nothing runs at 0x877ff500"));
    }

    @Test
    void registersAreReadAndWritten() throws Exception {
        SdpBoard board = plug("sdp");
        SdpDevice device = open();

        device.writeRegister(0x00907000, 0x12345678);

        assertThat(board.read(0x00907000, 4)).containsExactly(0x78, 0x56, 0x34, 0x12);
        assertThat(device.readRegister(0x00907000)).isEqualTo(0x12345678);
    }

    @Test
    void aClosedBoardGetsNoUnsignedImage() throws Exception {
        SdpBoard board = plug("sdp:secure-boot=closed");
        SdpDevice device = open();
        assertThat(device.isClosed()).isTrue();

        Failure failure = failure(() -> load(device, Imx.withDcd(5000)));

        assertThat(failure.kind()).isEqualTo(FailureKind.SECURE_BOOT);
        assertThat(board.read(0x877ff400L, 4)).containsOnly(0);
        load(device, Imx.signed(5000));
        start(device, Imx.signed(5000));
        await().until(() -> console.contains("sdp: starts at 0x877ff500"));
    }

    @Test
    void aJumpToNothingIsRefusedAndTheBoardStays() throws Exception {
        plug("sdp");
        SdpDevice device = open();

        Failure failure = failure(() -> device.jump(0x80000000L));

        assertThat(failure.kind()).isEqualTo(FailureKind.BOARD_REFUSED);
        assertThat(failure.message()).contains("0x80000000", "no image vector table");
        assertThat(device.status()).isNotZero();
    }

    @ParameterizedTest
    @CsvSource({
        "wrong-ack@2000, BOARD_REFUSED, answered",
        "hab-nonsense@2000, PROTOCOL_GARBAGE, 11223344",
        "wrong-report@2000, PROTOCOL_GARBAGE, report 4",
        "stall@2000, TRANSFER_STALLED, SDP",
        "disconnect@2000:never, CABLE_LOST, SDP"
    })
    void whatGoesWrongIsTold(String fault, FailureKind kind, String told) throws Exception {
        plug("sdp:fault=" + fault);
        SdpDevice device = open();

        Failure failure = failure(() -> load(device, Imx.withDcd(5000)));

        assertThat(failure.kind()).as(failure.message()).isEqualTo(kind);
        assertThat(failure.message()).contains(told);
    }
}
