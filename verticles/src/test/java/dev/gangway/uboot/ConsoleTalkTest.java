package dev.gangway.uboot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The conversation without a line and a clock; what the board says is as the real one was heard. */
class ConsoleTalkTest {
    private static final long MILLI = 1_000_000;
    private static final Duration LONG = Duration.ofSeconds(10);

    private final StringBuilder typed = new StringBuilder();
    private final List<String> said = new ArrayList<>();
    private final ConsoleTalk talk = new ConsoleTalk(UbootWays.USUAL, this::type, said::add);
    private long now = 7_000_000_000L;

    private void type(ByteBuffer keys) {
        typed.append(StandardCharsets.US_ASCII.decode(keys));
    }

    private String typed() {
        String all = typed.toString();
        typed.setLength(0);
        return all;
    }

    private void hear(String text) {
        now += MILLI;
        talk.take(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)), now);
        talk.tick(now);
    }

    private void wait(int millis) {
        now += millis * MILLI;
        talk.tick(now);
    }

    private void prompted() {
        talk.seek(now);
        wait(0);
        hear("Hit any key to stop autoboot:  2 ");
        hear("\b\b\b 0 \r\n=> ");
        hear("<INTERRUPT>\r\n=> ");
        wait(200);
        assertThat(talk.isBusy()).isFalse();
        typed();
    }

    /** Types a command and lets the board echo it, piece by piece. */
    private void echo(String command, boolean marked) {
        talk.run(command, marked, LONG, now);
        String enter = "";
        while (enter.isEmpty()) {
            String keys = typed();
            enter = keys.endsWith("\r") ? "\r" : "";
            hear(keys.replace("\r", "\r\n"));
        }
    }

    @Test
    void theCountdownIsStoppedAndTheLineCleaned() {
        talk.seek(now);
        wait(0);
        assertThat(typed()).isEqualTo("\u0003");
        hear("\r\n\r\nU-Boot 2023.01+dfsg-2+deb12u3 (Jun 22 2026 - 08:38:07 +0000)\r\n\r\nDRAM:  512 MiB\r\n");
        wait(100);
        assertThat(typed()).isEqualTo("\u0003");
        hear("Hit any key to stop autoboot:  2 \b\b\b 1 ");
        hear("\b\b\b 0 \r\n=> ");
        assertThat(typed()).isEqualTo("\u0003");
        hear("<INTERRUPT>\r\n=> ");
        assertThat(talk.isBusy()).isTrue();
        wait(130);

        assertThat(talk.isBusy()).isFalse();
        assertThat(talk.failure()).isEmpty();
        assertThat(talk.prompt()).isEqualTo("=> ");
    }

    @Test
    void aCommandEndsWithItsStatus() {
        prompted();
        echo("printenv ipaddr", true);
        hear("ipaddr=10.0.2.15\r\n");
        hear("gw1:0\r\n=> ");

        assertThat(talk.isBusy()).isFalse();
        assertThat(talk.answer()).isEqualTo(new UbootAnswer("printenv ipaddr", List.of("ipaddr=10.0.2.15"), 0));
    }

    @Test
    void whatLooksLikeAPromptInAnOutputIsNone() {
        prompted();
        echo("help", true);
        hear("usage\r\n=> ");
        wait(500);
        assertThat(talk.isBusy()).isTrue();
        hear("is printed\r\ngw1:1\r\n=> ");

        assertThat(talk.answer().status()).isEqualTo(1);
        assertThat(talk.answer().lines()).contains("=> is printed");
    }

    @Test
    void aPromptInColourIsOne() {
        talk.seek(now);
        hear("\r\n\u001b[1;32mboard# \u001b[0m");
        hear("<INTERRUPT>\r\n\u001b[1;32mboard# \u001b[0m\u001b[6n");
        wait(200);

        assertThat(talk.prompt()).isEqualTo("board# ");
        assertThat(talk.isBusy()).isFalse();
    }

    /** "virtio write … 40" instead of "virtio write … 4000" must never run. */
    @Test
    void enterIsPressedOnlyBehindTheWholeEcho() {
        prompted();
        talk.run("mw 0 1", true, LONG, now);
        String keys = typed();
        hear(keys.substring(1));
        assertThat(typed()).isEmpty();
        wait(800);
        assertThat(typed()).isEqualTo("\u0003");
        hear("<INTERRUPT>\r\n=> ");
        wait(200);
        assertThat(typed()).isEqualTo("mw 0 1; echo gw1");
    }

    /** Met with four boards in QEMU on two busy cores: what is typed again too early is called off each time. */
    @Test
    void aBoardThatEchoesLateIsGivenLongerWithEachTry() {
        prompted();
        talk.run("mw 0 1", true, Duration.ofMinutes(1), now);
        for (int late : new int[] {1000, 2000, 4000}) {
            typed();
            wait(late);
            assertThat(typed()).isEqualTo("\u0003");
            hear("<INTERRUPT>\r\n=> ");
            wait(200);
        }
        String keys = typed();
        wait(4000);
        assertThat(typed()).isEmpty();
        hear(keys);
        assertThat(typed()).isEqualTo(":$?");
    }

    @Test
    void aLineThatNeverComesBackRightFails() {
        prompted();
        talk.run("mw 0 1", true, Duration.ofMinutes(1), now);
        while (talk.isBusy()) {
            String keys = typed();
            hear(keys.contains("\u0003") ? "<INTERRUPT>\r\n=> " : "x".repeat(keys.length()));
            wait(300);
        }
        assertThat(talk.failure().orElseThrow().kind()).isEqualTo(FailureKind.PROTOCOL_GARBAGE);
        assertThat(typed.toString() + typed()).doesNotContain("\r");
    }

    @Test
    void aBoardThatStartsAnewInACommandIsNoticed() {
        prompted();
        echo("virtio write 42000000 0 1f5", true);
        hear("\r\nU-Boot 2023.01+dfsg-2+deb12u3 (Jun 22 2026)\r\n\r\nDRAM:  512 MiB\r\n");

        assertThat(talk.failure().orElseThrow().kind()).isEqualTo(FailureKind.TRANSFER_FAILED);
    }

    @Test
    void theVersionIsNoStart() {
        prompted();
        echo("version", true);
        hear("U-Boot 2023.01+dfsg-2+deb12u3 (Jun 22 2026)\r\n\r\ngcc\r\ngw1:0\r\n=> ");

        assertThat(talk.failure()).isEmpty();
    }

    @Test
    void aLineThatIsTooLongForTheBoardIsGivenUp() {
        prompted();
        talk.run("a".repeat(200), true, LONG, now);
        hear(typed().substring(0, 10) + "\u0007");

        assertThat(talk.failure().orElseThrow().kind()).isEqualTo(FailureKind.RECIPE_INVALID);
        assertThat(typed()).isEqualTo("\u0003");
    }

    @Test
    void aSilentBoardAndOneThatNeverPromptsAreToldApart() {
        talk.seek(now);
        wait(9000);
        assertThat(talk.failure().orElseThrow().message()).contains("said nothing");

        talk.seek(now);
        hear("U-Boot 2023.01\r\nNet: eth0\r\n");
        wait(9000);
        assertThat(talk.failure().orElseThrow().message()).contains("no prompt").contains("Net: eth0");
    }

    @Test
    void whatIsWaitedForMayStandInALineThatHasNotEnded() {
        prompted();
        talk.run("boot", false, LONG, now);
        hear(typed());
        assertThat(typed()).isEqualTo("\r");
        talk.listen(Pattern.compile("login:"), LONG, now);
        hear("\r\nStarting kernel ...\r\n\r\nvirtual login: ");

        assertThat(talk.met()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void anyNoiseEndsInTime(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        prompted();
        talk.run("version", true, LONG, now);
        for (int i = 0; i < 2000 && talk.isBusy(); i++) {
            byte[] noise = new byte[random.nextInt(40)];
            random.nextBytes(noise);
            hear(new String(noise, StandardCharsets.ISO_8859_1));
            wait(50);
        }
        assertThat(talk.isBusy()).isFalse();
        assertThat(talk.failure()).isPresent();
    }
}
