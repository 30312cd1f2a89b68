package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gangway.channel.UsbSession;
import dev.gangway.config.StationConfig;
import dev.gangway.model.PortPath;
import dev.gangway.net.CallerBus;
import dev.gangway.virtual.VirtualAttach;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.dfu.DfuBoard;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spark.AirKeys;
import dev.gangway.virtual.spec.BoardSpec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Core is enrolled over USB, in its boot loader, and then connects over the air with the very key. */
class EnrolmentTest {
    private static final String ID = "53ff6c065067544840551187";

    /** Making a key takes a while. */
    @TempDir
    static Path keys;

    @TempDir
    Path folder;

    private final PageStore pages = PageStore.temporary();
    private final VirtualHub hub = new VirtualHub(2);
    private StationConfig.Cloud cloud;

    @BeforeEach
    void configure() {
        cloud = new StationConfig.Cloud("127.0.0.1", 5683, keys.resolve("cloud.pem"), folder.resolve("cores"));
    }

    @AfterEach
    void close() {
        hub.close();
        pages.close();
    }

    private DfuBoard plug(String more) {
        DfuBoard board = (DfuBoard)
                BoardSpec.parse("spark-core:pace=none,seed=5" + more, 1).plug(hub, 1, pages, told -> {});
        await().until(() -> hub.attach(1).filter(VirtualAttach::isIdentified).isPresent());
        return board;
    }

    private String enrol(Optional<String> server) throws Exception {
        VirtualAttach attach = hub.attach(1).orElseThrow();
        try (UsbSession session = hub.open(attach.path(), attach.deviceKey(), UsbSession.class)) {
            return StationProtocols.enrolment(cloud, folder, ID, server, 5683).of(session);
        }
    }

    @Test
    void aCoreThatWasEnrolledOverUsbConnects() throws Exception {
        DfuBoard board = plug(",key=made");

        assertThat(enrol(Optional.empty())).contains(ID + " may connect: its key is ");

        assertThat(folder.resolve("cores").resolve(ID + ".pub.pem")).hasContent(AirKeys.pem(AirKeys.made(5)));
        assertThat(board.read(1, 0x1000, 0x1000)).containsOnly(0xff);
        try (CallerBus bus = CallerBus.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                StationProtocols.reception(cloud, folder),
                List.of())) {
            enrol(Optional.of("127.0.0.1"));
            Files.write(folder.resolve("flash"), board.read(1, 0x1000, 294));
            String air = "spark-cloud:pace=none,seed=5,core-id=" + ID + ",cloud=127.0.0.1:" + bus.listensOn()
                    + ",server=" + folder.resolve("flash");
            BoardSpec.parse(air, 2).plug(hub, 2, pages, told -> {});
            await().until(() ->
                    bus.survey().stream().anyMatch(seen -> seen.port().equals(PortPath.caller(ID))));
        }
    }

    @Test
    void itIsToldWhereItsCloudIsAndItsOwnKeyStays() throws Exception {
        DfuBoard board = plug(",key=made");
        byte[] own = board.read(1, 0x2000, 0x1000);

        assertThat(enrol(Optional.of("10.20.0.1"))).contains("looks for this station at 10.20.0.1:5683");

        assertThat(Arrays.copyOf(board.read(1, 0x1180, 64), 7)).containsExactly(0, 4, 10, 20, 0, 1, 0xff);
        assertThat(board.read(1, 0x2000, 0x1000)).isEqualTo(own);
        assertThat(folder.resolve("replaced-keys")).isDirectoryContaining("glob:**/" + ID + ".server-key.bin");
    }

    @Test
    void aCoreWithoutAKeyIsNotEnrolled() {
        plug("");

        assertThatThrownBy(() -> enrol(Optional.of("10.20.0.1"))).hasMessageContaining("no key of its own");
        assertThat(folder.resolve("cores")).doesNotExist();
    }

    /** Each memory has a place that tells it from the other. */
    @Test
    void aBoardThatIsNoCoreIsNotEnrolled() {
        BoardSpec.parse("dfuse", 1).plug(hub, 1, pages, told -> {});
        await().until(() -> hub.attach(1).filter(VirtualAttach::isIdentified).isPresent());

        assertThatThrownBy(() -> enrol(Optional.empty())).isNotNull();
        assertThat(folder.resolve("cores")).doesNotExist();
    }
}
