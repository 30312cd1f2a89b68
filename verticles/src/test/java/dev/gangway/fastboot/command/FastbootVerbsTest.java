package dev.gangway.fastboot.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.channel.UsbSession;
import dev.gangway.fastboot.FastbootClient;
import dev.gangway.model.FailureKind;
import dev.gangway.model.Failures;
import dev.gangway.model.PortPath;
import dev.gangway.shell.Caller;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.gadget.BlockPartitions;
import dev.gangway.virtual.gadget.Dialect;
import dev.gangway.virtual.gadget.FastbootBoard;
import dev.gangway.virtual.gadget.GadgetFaults;
import dev.gangway.virtual.nand.PageStore;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bench verbs against the virtual gadget. */
class FastbootVerbsTest {
    @TempDir
    Path folder;

    private final PageStore store = PageStore.temporary();
    private final VirtualHub hub = new VirtualHub(1);
    private final BlockPartitions blocks = new BlockPartitions(store, Map.of("UBI", 4L << 20, "env", 1L << 20));
    private final FastbootBoard board =
            new FastbootBoard("0123456789abcdef", Dialect.UBOOT_2026, 1 << 20, blocks, store, GadgetFaults.none(), 0);
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void plug() {
        hub.plug(1, board);
    }

    @AfterEach
    void close() {
        hub.close();
        store.close();
    }

    @Test
    void runsSeveralVerbsOfOneLineInOrder() throws Exception {
        byte[] image = new byte[3 << 20];
        new Random(3).nextBytes(image);
        Path file = Files.write(folder.resolve("ubi.img"), image);

        run("getvar version erase UBI flash UBI " + file + " continue");

        ByteBuffer back = ByteBuffer.allocate(image.length);
        blocks.read("UBI", 0, back);
        assertThat(back.array()).isEqualTo(image);
        List<String> lines = printed().lines().toList();
        assertThat(lines).hasSize(5);
        assertThat(lines.get(0)).isEqualTo("version: 0.4");
        assertThat(lines.get(1)).matches("Erasing 'UBI' +OKAY \\[ +[0-9.]+s]");
        assertThat(lines.get(2)).matches("Sending and writing 'UBI' \\(3072 KB\\) +OKAY \\[ +[0-9.]+s]");
        assertThat(lines.get(3)).matches("Resuming boot +OKAY \\[ +[0-9.]+s]");
        assertThat(lines.get(4)).matches("Finished. Total time: [0-9]+\\.[0-9]{3}s");
        await().atMost(Duration.ofSeconds(30)).until(() -> hub.survey().isEmpty());
        assertThat(board.hasContinued()).isTrue();
    }

    @Test
    void printsAllVariables() throws Exception {
        run("getvar all");

        assertThat(printed()).contains("(bootloader) version: 0.4", "(bootloader) serialno: 0123456789abcdef", "all: ");
    }

    @Test
    void aFileThatIsReadBackIsWholeOrNotThere() throws Exception {
        hub.unplug(1);
        hub.plug(1, new FastbootBoard("a", Dialect.AOSP, 1 << 20, blocks, store, GadgetFaults.none(), 0));
        Path file = Files.write(folder.resolve("in"), new byte[] {1, 2, 3, 4});
        Path out = folder.resolve("out");

        run("flash env " + file + " fetch env " + out);
        run("oem stage-variables");
        run("get_staged " + folder.resolve("variables"));

        assertThat(Files.size(out)).isEqualTo(1 << 20);
        assertThat(Files.readAllBytes(out)).startsWith(1, 2, 3, 4, 0);
        assertThat(folder.resolve("variables")).content().contains("version: 0.4");
        assertThat(kindOf("fetch env " + out)).isEqualTo(FailureKind.IMAGE_INVALID);
        assertThat(kindOf("fetch nowhere " + folder.resolve("never"))).isEqualTo(FailureKind.RECIPE_INVALID);
        assertThat(folder.resolve("never")).doesNotExist();
    }

    @Test
    void theFirstFailureEndsTheLineAndIsTold() {
        assertThat(kindOf("erase nowhere getvar version")).isEqualTo(FailureKind.RECIPE_INVALID);
        assertThat(printed())
                .contains("Erasing 'nowhere'", "FAILED (erase:nowhere: the board said \"invalid partition or device\")")
                .doesNotContain("version: 0.4", "Finished");
    }

    @Test
    void sendsTheRestOfTheLineToOem() {
        assertThat(kindOf("oem frob nicate")).isEqualTo(FailureKind.BOARD_REFUSED);
        assertThat(printed()).contains("oem frob nicate", "FAILED (oem frob nicate:");
    }

    @Test
    void anUnknownVariableAndAMissingFileAreFailures() {
        assertThat(kindOf("getvar nonsense")).isEqualTo(FailureKind.BOARD_REFUSED);
        assertThat(kindOf("flash UBI " + folder.resolve("none"))).isEqualTo(FailureKind.IMAGE_MISSING);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "frobnicate | unknown verb",
                "flash UBI | flash needs PARTITION FILE",
                "flash | flash needs PARTITION FILE",
                "getvar | getvar needs a name",
                "getvar version erase | erase needs a name",
                "oem | oem needs a command",
                "--slot | --slot needs a slot's letter",
                "--slot=AB erase UBI | --slot needs a slot's letter",
                "--slot a | needs a verb behind it",
                "set_active 1 | set_active needs a slot's letter",
                "boot | boot needs FILE",
                "format | format needs a name",
                "format:f2fs UBI | use erase PARTITION",
                "format:ext4 | format needs a name",
                "format:ext4:12M UBI | takes a size in hex",
            })
    void refusesALineBeforeAnyOfItIsSent(String line, String problem) {
        assertThat(FastbootVerbs.problem(words(line)))
                .hasValueSatisfying(text -> assertThat(text).contains(problem));
        assertThat(kindOf(line)).isEqualTo(FailureKind.RECIPE_INVALID);
        assertThat(printed()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "getvar all",
                "flash a b erase c reboot",
                "continue",
                "reboot-bootloader",
                "oem format now",
                "format userdata",
                "format:ext4 userdata reboot",
                "--slot b format:ext4:0x4000000 userdata",
                "--slot=all flash a b",
                "--slot b erase a reboot bootloader getvar version",
                "set_active other",
                "ucmd mmc dev 0",
                "reboot"
            })
    void acceptsWhatMakesSense(String line) {
        assertThat(FastbootVerbs.problem(words(line))).isEmpty();
        assertThat(FastbootVerbs.problem(List.of())).isPresent();
    }

    private FailureKind kindOf(String line) {
        return Failures.kindOf(() -> run(line));
    }

    private void run(String line) throws Exception {
        await().atMost(Duration.ofSeconds(30)).until(() -> hub.survey().stream().anyMatch(s -> s.identity() != null));
        try (var session = hub.open(PortPath.virtual(1), hub.survey().get(0).deviceKey(), UsbSession.class)) {
            PrintStream printed = new PrintStream(err, true, StandardCharsets.UTF_8);
            new FastbootVerbs(
                            FastbootClient.open(session),
                            new Caller(InputStream.nullInputStream(), printed, printed, Path.of("")))
                    .run(words(line));
        }
    }

    private static List<String> words(String line) {
        return Arrays.asList(line.split(" "));
    }

    private String printed() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
