package dev.gangway.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.gangway.channel.UsbSession;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.virtual.VirtualAttach;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.sdp.SdpBoard;
import dev.gangway.virtual.spec.BoardSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The client for boot ROMs that take a stream, on virtual boards. */
class SdpStreamTest {
    private final PageStore pages = PageStore.temporary();
    private final VirtualHub hub = new VirtualHub(1);
    private final List<String> console = new ArrayList<>();
    private final AtomicLong moved = new AtomicLong();

    @AfterEach
    void close() {
        hub.close();
        pages.close();
    }

    private SdpBoard plug(String spec) {
        return (SdpBoard) BoardSpec.parse(spec, 7).plug(hub, 1, pages, console::add);
    }

    private SdpStream open() throws Exception {
        await().until(() -> hub.attach(1).filter(VirtualAttach::isIdentified).isPresent());
        VirtualAttach attach = hub.attach(1).orElseThrow();
        return (SdpStream) SdpBootRom.open(hub.open(attach.path(), attach.deviceKey(), UsbSession.class));
    }

    private static byte[] file(String soc) {
        return switch (soc) {
            case "imx8qxp", "imx8qm", "imx8dxl" -> Streams.containers();
            case "imx8mp", "imx8mn" -> Imx.plain(70_001);
            case "imx28" -> Streams.marked(70_001);
            default -> Streams.single(70_001);
        };
    }

    private void boot(SdpStream rom, byte[] bytes) throws Exception {
        rom.boot(Streams.data(bytes), moved::addAndGet);
    }

    private static Failure failure(ThrowingCallable call) {
        FailureException thrown = catchThrowableOfType(FailureException.class, call);
        assertThat(thrown).as("a failure").isNotNull();
        return thrown.failure();
    }

    /** Through the control pipe and an endpoint, announced and not, to the end of the file and to that of a container. */
    @ParameterizedTest
    @CsvSource({
        "imx8qxp, 14336",
        "imx8qm, 14336",
        "imx8mp, 70001",
        "imx8mn, 70001",
        "imx8ulp, 70001",
        "imx93, 70001",
        "imx28, 70001"
    })
    void theBoardHoldsWhatItWantsAndStartsIt(String soc, int wants) throws Exception {
        SdpBoard board = plug("sdp:soc=" + soc);
        SdpStream rom = open();
        assertThat(rom.soc().name()).isEqualTo(soc);

        boot(rom, file(soc));

        await().until(() -> console.stream().anyMatch(line -> line.startsWith("sdp: starts at")));
        assertThat(board.read(0, wants)).isEqualTo(Arrays.copyOf(file(soc), wants));
        assertThat(board.read(wants, 4096)).containsOnly(0);
        assertThat(moved).hasValue(wants);
    }

    @Test
    void aFileThatIsForNoSuchBootRomIsRefusedBeforeTheFirstByte() throws Exception {
        plug("sdp:soc=imx8mp");
        SdpStream rom = open();

        Failure failure = failure(() -> boot(rom, new byte[5000]));

        assertThat(failure.kind()).isEqualTo(FailureKind.IMAGE_INVALID);
        assertThat(moved).hasValue(0);
    }

    /** A table, for a chip that wants containers. */
    @Test
    void aBootRomThatDoesNotKnowTheFileStopsIt() throws Exception {
        plug("sdp:soc=imx8qxp");
        SdpStream rom = open();

        Failure failure = failure(() -> boot(rom, Imx.plain(5000)));

        assertThat(failure.kind()).isEqualTo(FailureKind.TRANSFER_STALLED);
        assertThat(failure.message()).contains("0 of 5000 bytes");
    }

    @ParameterizedTest
    @CsvSource({"stall@20000, TRANSFER_STALLED", "disconnect@20000:never, CABLE_LOST"})
    void whatGoesWrongIsToldWithThePlace(String fault, FailureKind kind) throws Exception {
        plug("sdp:soc=imx8mp,fault=" + fault);
        SdpStream rom = open();

        Failure failure = failure(() -> boot(rom, Imx.plain(70_001)));

        assertThat(failure.kind()).as(failure.message()).isEqualTo(kind);
        assertThat(failure.message()).contains("SDPS", "of 70001 bytes");
    }

    @Test
    void whatArrivedDamagedDoesNotRun() throws Exception {
        plug("sdp:soc=imx8mp,fault=corrupt-write@20000");
        SdpStream rom = open();

        boot(rom, Imx.plain(70_001));

        await().until(() -> console.stream().anyMatch(line -> line.startsWith("sdp: nothing runs")));
    }
}
