package dev.gangway.ymodem;

import static dev.gangway.ymodem.Pair.content;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.format.ImageData;
import dev.gangway.model.FailureException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our sending end judged by real U-Boot, {@code loady} and {@code loadx}: what is in its memory afterwards has the right CRC. */
@Tag("lab")
@Timeout(180)
class UbootLoadyLabTest {
    @TempDir
    static Path folder;

    private static EmulatedUboot board;

    @BeforeAll
    static void start() throws Exception {
        board = EmulatedUboot.started(folder);
    }

    @AfterAll
    static void stop() {
        if (board != null) {
            board.close();
        }
    }

    private static List<Outgoing> file(byte[] content) {
        return List.of(new Outgoing("image.bin", ImageData.of(ByteBuffer.wrap(content))));
    }

    private static void assertHeld(byte[] content) throws Exception {
        CRC32 crc = new CRC32();
        crc.update(content);
        board.command(
                "crc32 " + EmulatedUboot.FREE + " " + Integer.toHexString(content.length),
                String.format(Locale.ROOT, "==> %08x", crc.getValue()));
        board.prompts();
    }

    private static void assertLoadyTakes(byte[] content, SendOptions options) throws Exception {
        board.command("loady " + EmulatedUboot.FREE, "bps...\r\n");
        board.console().send(file(content), options, moved -> {});
        board.says(
                String.format(Locale.ROOT, "## Total Size      = 0x%08x = %d Bytes", content.length, content.length));
        board.prompts();
        assertHeld(content);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 127, 128, 1023, 1024, 1025, 1500, 100_000})
    void loadyTakesWhatWeSend(int size) throws Exception {
        assertLoadyTakes(content(size), SendOptions.YMODEM);
    }

    @Test
    void loadyTakesSmallBlocks() throws Exception {
        assertLoadyTakes(content(40_000), SendOptions.YMODEM.small());
    }

    @Test
    void aFileThatEndsLikeTheFillStaysWhole() throws Exception {
        byte[] content = content(160);
        Arrays.fill(content, 150, 160, (byte) 0x1a);

        assertLoadyTakes(content, SendOptions.YMODEM);
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 1024, 1500, 20_000})
    void loadxTakesWhatWeSend(int size) throws Exception {
        board.command("loadx " + EmulatedUboot.FREE, "bps...\r\n");
        board.console().send(file(content(size)), SendOptions.YMODEM.withoutHeaders(), moved -> {});
        board.says("## Total Size      = 0x");
        board.prompts();
        assertHeld(content(size));
    }

    /** It wants three signs where the protocol has two. */
    @Test
    void whatIsCalledOffBringsThePromptBackAndTheNextTransferPasses() throws Exception {
        board.command("loady " + EmulatedUboot.FREE, "bps...\r\n");
        assertThatThrownBy(() -> board.console().send(file(content(50_000)), SendOptions.YMODEM, moved -> {
                    throw new IllegalStateException("a person");
                }))
                .hasMessage("a person");
        board.console().settle();
        board.awaitPrompt();

        assertLoadyTakes(content(3_000), SendOptions.YMODEM);
    }

    @Test
    void aBoardThatIsAtItsPromptAsksForNoFile() throws Exception {
        SendOptions soon = SendOptions.YMODEM.opening(Duration.ofMillis(500));

        assertThatThrownBy(() -> board.console().send(file(content(10)), soon, moved -> {}))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("did not ask for a file");
        board.command("", "=> ");
    }
}
