package dev.gangway.rpiboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.UsbSession;
import dev.gangway.format.ImageData;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.virtual.VirtualAttach;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.rpiboot.RpibootBoard;
import dev.gangway.virtual.rpiboot.SampleBootFiles;
import dev.gangway.virtual.spec.BoardSpec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our client on virtual boards, in the boot ROM and in the second stage. */
class RpibootDeviceTest {
    @TempDir
    Path folder;

    private final PageStore pages = PageStore.temporary();
    private final VirtualHub hub = new VirtualHub(1);
    private final Told told = new Told();
    private long seen;

    private static final class Told implements RpibootDevice.Listener {
        private final List<String> asked = new ArrayList<>();
        private final Map<String, String> facts = new LinkedHashMap<>();
        private long bytes;

        @Override
        public void asked(String name, boolean found) {
            asked.add((found ? "" : "no ") + name);
        }

        @Override
        public void told(String key, String value) {
            facts.put(key, value);
        }

        @Override
        public void moved(long more) {
            bytes += more;
        }
    }

    private RpibootBoard plug(String spec) {
        return (RpibootBoard) BoardSpec.parse(spec, 7).plug(hub, 1, pages, line -> {});
    }

    private RpibootDevice open() throws ChannelException, FailureException {
        await().pollInterval(Duration.ofMillis(5)).until(() -> hub.attach(1)
                .filter(attach -> attach.isIdentified() && attach.deviceKey() > seen)
                .isPresent());
        VirtualAttach attach = hub.attach(1).orElseThrow();
        seen = attach.deviceKey();
        return RpibootDevice.open(hub.open(attach.path(), seen, UsbSession.class), time -> {});
    }

    private static BootFiles archive(Map<String, byte[]> files) throws FailureException {
        return BootFiles.ofTar(ImageData.of(ByteBuffer.wrap(SampleBootFiles.archive(files))));
    }

    private static BootFiles sound() throws FailureException {
        return archive(SampleBootFiles.files(70_000, 3));
    }

    @AfterEach
    void close() {
        hub.close();
        pages.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bcm2835", "bcm2837", "bcm2711", "bcm2712"})
    void everyChipGetsItsSecondStageAndItsFiles(String soc) throws Exception {
        RpibootBoard board = plug("rpiboot:serial=7a3c9001,soc=" + soc);
        RpibootDevice rom = open();
        assertThat(rom.isBootRom()).isTrue();

        rom.boot(sound(), moved -> {});
        RpibootDevice stage = open();
        assertThat(stage.isBootRom()).isFalse();
        stage.serve(sound(), told);

        assertThat(board.served()).containsExactly("config.txt", "boot.img");
        assertThat(told.asked).containsExactly("config.txt", "boot.img");
        assertThat(told.bytes).isEqualTo(70_015);
        await().until(() -> hub.attach(1)
                .filter(attach -> attach.isIdentified()
                        && attach.identity().interfaces().get(0).subClass() == 0x42)
                .isPresent());
    }

    @Test
    void theBoardTellsOfItself() throws Exception {
        plug("rpiboot:serial=7a3c9001");
        open().boot(sound(), moved -> {});

        open().serve(sound(), told);

        assertThat(told.facts)
                .containsEntry("USER_SERIAL_NUM", "7a3c9001")
                .containsEntry("MAC_ADDR", "d8:3a:dd:7a:3c:90")
                .containsKey("FACTORY_UUID");
    }

    @Test
    void aFolderServesAndAFileForTheChipGoesFirst() throws Exception {
        SampleBootFiles.write(folder, SampleBootFiles.files(70_000, 3));
        Files.writeString(folder.resolve("2711/config.txt"), "own");
        RpibootBoard board = plug("rpiboot:");
        open().boot(BootFiles.ofFolder(folder), moved -> {});

        open().serve(BootFiles.ofFolder(folder), told);

        assertThat(told.bytes).isEqualTo(70_003);
        assertThat(board.served()).containsExactly("config.txt", "boot.img");
    }

    @Test
    void namesThatLeadOutsideAreNotThere() throws Exception {
        Path inside = Files.createDirectory(folder.resolve("inside"));
        Files.writeString(folder.resolve("secret"), "secret");
        Files.createSymbolicLink(inside.resolve("link"), folder.resolve("secret"));
        Files.writeString(inside.resolve("here"), "here");
        BootFiles files = BootFiles.ofFolder(inside);

        for (String name : List.of("../secret", "2711/../../secret", "/etc/passwd", "link", "..\\secret", "")) {
            assertThat(files.findFor(BroadcomChip.BCM2711, name)).as(name).isEmpty();
        }
        assertThat(files.findFor(BroadcomChip.BCM2711, "here").map(ImageData::length))
                .isEqualTo(Optional.of(4L));
    }

    @Test
    void aBoardThatAsksOutsideGetsNothingThereAndGoesOn() throws Exception {
        RpibootBoard board = plug("rpiboot:fault=asks-outside");
        open().boot(sound(), moved -> {});

        open().serve(sound(), told);

        assertThat(told.asked).containsExactly("no ../outside", "config.txt", "boot.img");
        assertThat(board.served()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown-request", "endless-name"})
    void aRequestThatIsNoneEndsIt(String fault) throws Exception {
        plug("rpiboot:fault=" + fault);
        open().boot(sound(), moved -> {});
        RpibootDevice stage = open();

        FailureException failure = catchThrowableOfType(FailureException.class, () -> stage.serve(sound(), told));

        assertThat(failure.failure().kind()).isEqualTo(FailureKind.PROTOCOL_GARBAGE);
    }

    @Test
    void aSecondStageThatIsDamagedIsRefusedByTheBootRom() throws Exception {
        plug("rpiboot:");
        Map<String, byte[]> files = SampleBootFiles.files(70_000, 3);
        byte[] stage = Objects.requireNonNull(files.get("2711/bootcode4.bin"));
        stage[10] ^= 1;
        RpibootDevice rom = open();

        FailureException failure =
                catchThrowableOfType(FailureException.class, () -> rom.boot(archive(files), moved -> {}));

        assertThat(failure.failure().kind()).isEqualTo(FailureKind.BOARD_REFUSED);
        assertThat(failure.failure().message()).contains("bootcode4.bin", "status 0xa");
    }

    @Test
    void filesForAnotherChipAreMissedBeforeAnythingIsSent() throws Exception {
        plug("rpiboot:soc=bcm2712");
        Map<String, byte[]> files = SampleBootFiles.files(70_000, 3);
        files.remove("2712/bootcode5.bin");
        RpibootDevice rom = open();

        FailureException failure =
                catchThrowableOfType(FailureException.class, () -> rom.boot(archive(files), moved -> {}));

        assertThat(failure.failure().kind()).isEqualTo(FailureKind.IMAGE_MISSING);
        assertThat(failure.failure().message()).contains("bootcode5.bin", "bcm2712");
    }

    @Test
    void anArchiveThatIsNoneIsRefused() {
        for (byte[] bytes :
                List.of(new byte[0], new byte[1024], "no archive".repeat(60).getBytes(StandardCharsets.UTF_8))) {
            assertThat(catchThrowableOfType(
                                    FailureException.class, () -> BootFiles.ofTar(ImageData.of(ByteBuffer.wrap(bytes))))
                            .failure()
                            .kind())
                    .isEqualTo(FailureKind.IMAGE_INVALID);
        }
    }
}
