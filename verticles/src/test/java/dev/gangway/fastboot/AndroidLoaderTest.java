package dev.gangway.fastboot;

import static dev.gangway.model.Failures.kindOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gangway.channel.UsbSession;
import dev.gangway.format.ImageData;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.virtual.VirtualAttach;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.gadget.FastbootBoard;
import dev.gangway.virtual.gadget.StoreException;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Slots, starting from memory, what is staged, and logical partitions, on a loader in the manner of AOSP's. */
class AndroidLoaderTest {
    private static final String SLOTTED =
            "fastboot:loader=aosp,partitions=boot_a:2M+boot_b:2M+boot_c:2M+env:1M,logical=system:64k,max-download=1M";

    private final PageStore pages = PageStore.temporary();
    private final VirtualHub hub = new VirtualHub(1);
    private long key;

    @AfterEach
    void close() {
        hub.close();
        pages.close();
    }

    private FastbootClient plug(String spec) throws Exception {
        BoardSpec.parse(spec).plug(hub, 1, pages, line -> {});
        return open();
    }

    /** The board as it came after the last one that was opened. */
    private FastbootClient open() throws Exception {
        await().until(() -> hub.attach(1)
                .filter(there -> there.isIdentified() && there.deviceKey() > key)
                .isPresent());
        VirtualAttach attach = hub.attach(1).orElseThrow();
        key = attach.deviceKey();
        return FastbootClient.open(hub.open(attach.path(), attach.deviceKey(), UsbSession.class));
    }

    private FastbootBoard board() {
        return (FastbootBoard) hub.board(1).orElseThrow();
    }

    private byte[] held(String partition, int length) {
        ByteBuffer into = ByteBuffer.allocate(length);
        hub.underLock(1, () -> {
            try {
                board().partitions().read(partition, 0, into);
                return true;
            } catch (StoreException e) {
                throw new IllegalStateException(e);
            }
        });
        return into.array();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static ImageData image(byte[] bytes) {
        return ImageData.of(ByteBuffer.wrap(bytes));
    }

    @ParameterizedTest
    @CsvSource({"'', boot_a", "b, boot_b", "other, boot_b", "all, boot_a boot_b boot_c"})
    void aNameIsWhatTheBoardKeepsInThatSlot(String slot, String names) throws Exception {
        Partitions partitions = new Partitions(plug(SLOTTED));
        Optional<String> wanted = Optional.of(slot).filter(text -> !text.isEmpty());

        assertThat(partitions.named("boot", wanted)).containsExactly(names.split(" "));
        assertThat(partitions.named("boot_b", Optional.empty())).containsExactly("boot_b");
        assertThat(partitions.named("env", Optional.empty())).containsExactly("env");
        assertThat(partitions.named("env", Optional.of("all"))).containsExactly("env");
    }

    @Test
    void anotherSlotIsWrittenByTheSameNameOnceTheBoardStartsFromIt() throws Exception {
        FastbootClient client = plug(SLOTTED);
        Partitions partitions = new Partitions(client);

        client.setActive(partitions.letter("other"));
        client.flash(partitions.named("boot", Optional.empty()).get(0), image(random(5000)), moved -> {});

        assertThat(client.getvar("current-slot")).contains("b");
        assertThat(held("boot_b", 5000)).isEqualTo(random(5000));
        assertThat(held("boot_a", 5000)).containsOnly(0);
    }

    @Test
    void aSlotThatIsNotThereIsRefusedBeforeAnythingIsSent() throws Exception {
        FastbootClient client = plug(SLOTTED);
        Partitions partitions = new Partitions(client);

        assertThatThrownBy(() -> partitions.named("boot", Optional.of("d"))).hasMessageContaining("has 3 slots");
        assertThatThrownBy(() -> partitions.letter("d")).hasMessageContaining("none is called d");
        assertThatThrownBy(() -> partitions.named("env", Optional.of("a"))).hasMessageContaining("in no slots");
        assertThat(kindOf(() -> client.setActive("d"))).isEqualTo(FailureKind.BOARD_REFUSED);
    }

    @ParameterizedTest
    @CsvSource({
        "current-slot, 7, tells none as its own",
        "current-slot, '', tells none as its own",
        "slot-count, 99, slot-count is",
        "slot-count, a, slot-count is"
    })
    void aBoardThatCountsItsSlotsWronglyIsToldSo(String variable, String says, String told) throws FailureException {
        FastbootClient client = FastbootClient.open(new ScriptedSession(command -> switch (command) {
            case "getvar:has-slot:boot" -> List.of("OKAYyes");
            case "getvar:current-slot" -> List.of("OKAY" + (variable.equals("current-slot") ? says : "_a"));
            case "getvar:slot-count" -> List.of("OKAY" + (variable.equals("slot-count") ? says : "2"));
            default -> List.of("FAILunknown");
        }));

        assertThatThrownBy(() -> new Partitions(client).named("boot", Optional.of("other")))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining(told);
    }

    @Test
    void startsAnImageFromMemoryAndWritesNothing() throws Exception {
        FastbootClient client = plug(SLOTTED);
        byte[] bytes = random(300_000);
        System.arraycopy("ANDROID!".getBytes(StandardCharsets.US_ASCII), 0, bytes, 0, 8);

        client.boot(image(bytes), moved -> {});

        await().until(() -> hub.survey().isEmpty());
        assertThat(board().booted().orElseThrow()).isEqualTo(ByteBuffer.wrap(bytes));
        assertThat(held("boot_a", 300_000)).containsOnly(0);
    }

    @Test
    void whatItCannotStartItSaysAndStays() throws Exception {
        FastbootClient client = plug(SLOTTED);

        assertThat(kindOf(() -> client.boot(image(random(4096)), moved -> {}))).isEqualTo(FailureKind.BOARD_REFUSED);
        assertThat(kindOf(() -> client.boot(image(random(1_048_577)), moved -> {})))
                .isEqualTo(FailureKind.IMAGE_TOO_LARGE);
        assertThat(client.getvar("version")).contains("0.4");
    }

    @Test
    void givesBackWhatItHasSetAsideAndWholePartitions() throws Exception {
        FastbootClient client = plug(SLOTTED);
        client.flash("boot_c", image(random(2 << 20)), moved -> {});
        ByteArrayOutputStream staged = new ByteArrayOutputStream();
        ByteArrayOutputStream fetched = new ByteArrayOutputStream();

        assertThat(kindOf(() -> client.upload((at, bytes) -> {}, moved -> {}))).isEqualTo(FailureKind.BOARD_REFUSED);
        client.command("oem stage-variables");
        client.upload((at, bytes) -> copy(bytes, staged), moved -> {});
        client.fetch("boot_c", (at, bytes) -> copy(bytes, fetched), moved -> {});

        assertThat(staged.toString(StandardCharsets.US_ASCII)).contains("version: 0.4");
        assertThat(fetched.toByteArray()).isEqualTo(random(2 << 20));
        assertThat(kindOf(() -> client.fetch("nowhere", (at, bytes) -> {}, moved -> {})))
                .isEqualTo(FailureKind.RECIPE_INVALID);
    }

    private static void copy(ByteBuffer bytes, ByteArrayOutputStream to) {
        byte[] piece = new byte[bytes.remaining()];
        bytes.get(piece);
        to.writeBytes(piece);
    }

    @Test
    void aLogicalPartitionIsWrittenInUserSpaceOnlyAndGetsTheImagesLength() throws Exception {
        FastbootClient loader = plug(SLOTTED);
        byte[] content = random(300_001);
        assertThatThrownBy(() -> new Partitions(loader).makeRoom("system", image(content)))
                .hasMessageContaining("fastboot.reboot-fastboot");
        assertThat(kindOf(() -> loader.flash("system", image(content), moved -> {})))
                .isNotNull();
        assertThat(kindOf(() -> loader.command("create-logical-partition:vendor:4096")))
                .isNotNull();

        loader.reboot(RebootTo.FASTBOOT);
        FastbootClient client = open();
        new Partitions(client).makeRoom("system", image(content));
        client.flash("system", image(content), moved -> {});
        client.verify("system", image(content), moved -> {});
        client.command("create-logical-partition:vendor:8192");
        client.command("delete-logical-partition:vendor");

        assertThat(client.getvar("partition-size:system").map(Long::decode)).contains(303_104L);
        assertThat(client.isYes("is-logical:vendor")).isFalse();
        assertThat(Arrays.copyOf(held("system", 303_104), 300_001)).isEqualTo(content);
        client.reboot(RebootTo.BOOTLOADER);
        assertThat(open().isYes("is-userspace")).isFalse();
    }

    @Test
    void recoveryIsNoFastboot() throws Exception {
        plug(SLOTTED).reboot(RebootTo.RECOVERY);

        await().until(() -> hub.survey().isEmpty());
    }
}
