package dev.gangway.fastboot;

import static dev.gangway.model.Failures.kindOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gangway.channel.UsbSession;
import dev.gangway.format.ImageData;
import dev.gangway.format.ImagePiece;
import dev.gangway.format.SparseImage;
import dev.gangway.format.SparseSplitter;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.virtual.VirtualAttach;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a U-Boot's shell proves of its medium, and who does not pass. */
class UbootCrcTest {
    private static final String SPEC = "uboot:partitions=boot:3M+rootfs:8M";
    private static final UbootCrc.Place PLACE = new UbootCrc.Place("mmc 0", 0x42000000L, 1 << 20);

    private final PageStore pages = PageStore.temporary();
    private final VirtualHub hub = new VirtualHub(1);
    private final List<String> console = new ArrayList<>();

    @AfterEach
    void close() {
        hub.close();
        pages.close();
    }

    private FastbootClient plug(String spec) throws Exception {
        BoardSpec.parse(spec).plug(hub, 1, pages, line -> {
            synchronized (console) {
                console.add(line);
            }
        });
        return open(0);
    }

    private FastbootClient open(long before) throws Exception {
        await().until(() -> hub.attach(1)
                .filter(there -> there.isIdentified() && there.deviceKey() > before)
                .isPresent());
        VirtualAttach attach = hub.attach(1).orElseThrow();
        return FastbootClient.open(hub.open(attach.path(), attach.deviceKey(), UsbSession.class));
    }

    private static ImageData image(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return ImageData.of(ByteBuffer.wrap(bytes));
    }

    private static ImageData file(ImagePiece piece) {
        ByteBuffer bytes = ByteBuffer.allocate((int) piece.length());
        for (ImagePiece.Part part : piece.parts()) {
            bytes.put(part.data().slice(part.offset(), (int) part.length()));
        }
        return ImageData.of(bytes.flip());
    }

    private static FailureKind verified(FastbootClient client, String partition, ImageData image) {
        return kindOf(() -> new UbootCrc(client, PLACE).verify(partition, image, moved -> {}));
    }

    @ParameterizedTest
    @CsvSource({"rootfs, 5000001", "boot, 3145728", "rootfs, 3", "boot, 1048576"})
    void whatWasWrittenIsProvedToTheLastByte(String partition, int length) throws Exception {
        FastbootClient client = plug(SPEC);
        ImageData image = image(length);
        AtomicLong moved = new AtomicLong();
        client.flash(partition, image, n -> {});

        new UbootCrc(client, PLACE).verify(partition, image, moved::addAndGet);

        assertThat(moved.get()).isEqualTo(length);
        byte[] other = new byte[length];
        image.slice(0, length).get(other);
        other[length - 1]++;
        assertThat(verified(client, partition, ImageData.of(ByteBuffer.wrap(other))))
                .isEqualTo(FailureKind.VERIFY_MISMATCH);
    }

    @Test
    void gapsOfASparseImageAreNotCompared() throws Exception {
        FastbootClient client = plug(SPEC);
        SparseImage whole = SparseSplitter.fromRaw(image(2 << 20), 4096);
        ImageData second = file(SparseSplitter.split(whole, 1 << 20).get(1));
        client.flash("rootfs", second, n -> {});

        new UbootCrc(client, PLACE).verify("rootfs", second, n -> {});

        assertThat(verified(client, "rootfs", image(2 << 20))).isEqualTo(FailureKind.VERIFY_MISMATCH);
    }

    @Test
    void aBoardThatWroteSomethingElseFails() throws Exception {
        FastbootClient client = plug(SPEC + ",fault=flash-corrupt");
        ImageData image = image(2_000_000);
        client.flash("boot", image, n -> {});

        assertThatThrownBy(() -> new UbootCrc(client, PLACE).verify("boot", image, n -> {}))
                .hasMessageContaining("boot differs from the image somewhere in bytes 0 to 1048575");
    }

    @Test
    void aPartitionOrAMediumThatIsNotThereIsTold() throws Exception {
        FastbootClient client = plug(SPEC);

        assertThat(verified(client, "nowhere", image(100))).isEqualTo(FailureKind.BOARD_REFUSED);
        assertThatThrownBy(() -> new UbootCrc(client, new UbootCrc.Place("usb 0", 0x42000000L, 4096))
                        .verify("boot", image(100), n -> {}))
                .hasMessageContaining("\"usb dev 0\" failed");
    }

    @Test
    void aLoaderThatLetsNobodyIntoItsShellSaysHowItHasToBeBuilt() throws Exception {
        FastbootClient client = plug("fastboot:loader=aosp");

        assertThatThrownBy(() -> new UbootCrc(client, PLACE).verify("boot", image(100), n -> {}))
                .hasMessageContaining("UUU_SUPPORT or FASTBOOT_OEM_RUN");
    }

    /** It must not be enough that everything is answered with yes, or that nothing is. */
    @ParameterizedTest
    @CsvSource({"OKAY", "FAIL"})
    void aBoardWhoseAnswersMeanNothingIsNotBelieved(String answer) throws FailureException {
        assertThatThrownBy(() -> new UbootCrc(scripted(command -> answer), PLACE).verify("boot", image(100), n -> {}))
                .hasMessageContaining("does not tell right CRCs from wrong ones");
    }

    /** A U-Boot that reads nothing would compare what was downloaded before: a word of it is spoilt first. */
    @Test
    void theMemoryIsMadeWrongBeforeTheMediumIsRead() throws Exception {
        List<String> sent = new ArrayList<>();
        FastbootClient client = scripted(command -> {
            sent.add(command);
            return command.contains("crc32 -v 42000000 10 ") && sent.size() == 3
                    ? "FAIL"
                    : command.startsWith("getvar") ? "OKAY800" : "OKAY";
        });

        new UbootCrc(client, PLACE).verify("boot", ImageData.of(ByteBuffer.wrap(new byte[1000])), n -> {});

        assertThat(sent)
                .containsSequence(
                        "UCmd:mmc dev 0",
                        "UCmd:part start mmc 0 boot fastboot.gangway-start",
                        "getvar:gangway-start",
                        "UCmd:mw.l 42000000 ffffffff 1",
                        "UCmd:mmc read 42000000 800 2");
        assertThat(sent).allSatisfy(command -> assertThat(command).hasSizeLessThanOrEqualTo(64));
    }

    @Test
    void whereUuusWordIsUnknownTheOemCommandIsUsed() throws Exception {
        List<String> sent = new ArrayList<>();
        FastbootClient client = scripted(command -> {
            sent.add(command);
            return command.startsWith("UCmd") ? "FAILunrecognized command" : "OKAY";
        });
        UbootShell shell = new UbootShell(client);

        shell.run("true");
        shell.run("false");

        assertThat(sent).containsExactly("UCmd:true", "oem run:true", "oem run:false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"notANumber", "", "0x"})
    void aBeginningThatIsNoNumberIsToldAsTheBoardSaidIt(String told) throws Exception {
        int[] count = {0};
        FastbootClient client = scripted(command -> command.startsWith("getvar")
                ? "OKAY" + told
                : command.startsWith("UCmd:crc32") && ++count[0] == 2 ? "FAIL" : "OKAY");

        assertThatThrownBy(() -> new UbootCrc(client, PLACE).verify("boot", image(100), n -> {}))
                .hasMessageContaining("its answer is \"" + told + "\"");
    }

    @Test
    void commandsEndWellOrFailWithTheirName() throws Exception {
        FastbootClient client = plug(SPEC);
        UbootShell shell = new UbootShell(client);
        long before = hub.attach(1).orElseThrow().deviceKey();

        shell.run("setenv colour red");
        shell.run("test ${colour} = red");
        assertThatThrownBy(() -> shell.run("false")).hasMessageContaining("U-Boot's command \"false\" failed");
        assertThat(kindOf(() -> shell.run("frobnicate"))).isEqualTo(FailureKind.BOARD_REFUSED);
        shell.leave("reset");

        assertThat(open(before).getvar("version")).contains("0.4");
        synchronized (console) {
            assertThat(console).contains("resetting ...");
        }
    }

    @Test
    void anImageIsStartedFromMemoryByUboot() throws Exception {
        FastbootClient client = plug(SPEC);
        byte[] boot = new byte[100_000];
        System.arraycopy("ANDROID!".getBytes(StandardCharsets.US_ASCII), 0, boot, 0, 8);
        long before = hub.attach(1).orElseThrow().deviceKey();

        client.boot(ImageData.of(ByteBuffer.wrap(boot)), n -> {});

        await().until(() -> hub.attach(1)
                .filter(there -> there.isIdentified() && there.deviceKey() > before)
                .isPresent());
        synchronized (console) {
            assertThat(console).contains("Booting Linux on physical CPU 0x0");
        }
    }

    @Test
    void whatUbootCannotStartMakesItStartAnew() throws Exception {
        FastbootClient client = plug(SPEC);
        long before = hub.attach(1).orElseThrow().deviceKey();

        client.boot(image(5000), n -> {});

        assertThat(open(before).getvar("version")).contains("0.4");
        synchronized (console) {
            assertThat(console).contains("Wrong Image Format for bootm command");
        }
    }

    private static FastbootClient scripted(UnaryOperator<String> answers) throws FailureException {
        return FastbootClient.open(new ScriptedSession(command -> List.of(answers.apply(command))));
    }
}
