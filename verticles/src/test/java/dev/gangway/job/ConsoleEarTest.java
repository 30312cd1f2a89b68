package dev.gangway.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What was said is found once, and only what was said in time and not typed. */
class ConsoleEarTest {
    private static final long LATER = Duration.ofSeconds(3).toNanos();

    private final ConsoleEar ear = new ConsoleEar();
    private long now;

    private List<String> said(String text) {
        return ear.take(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }

    private Optional<String> find(String pattern) {
        return ear.find(Pattern.compile(pattern), now).map(Matcher::group);
    }

    @Test
    void linesComeAsTheyEndAndAPromptIsFoundBeforeItDoes() {
        assertThat(said("U-Boot 2023.01\r\n\r\nStarting ker")).containsExactly("U-Boot 2023.01");
        assertThat(find("U-Boot [0-9.]+")).contains("U-Boot 2023.01");
        assertThat(find("kernel")).isEmpty();
        assertThat(said("nel ...\r\nchip login: ")).containsExactly("Starting kernel ...");

        assertThat(find("login: $")).contains("login: ");
        assertThat(ear.last()).isEqualTo("U-Boot 2023.01 | Starting kernel ... | chip login:");
    }

    @Test
    void whatWasFoundIsUsedUpAndWhatCameBeforeItToo() {
        said("one\r\ntwo\r\nthree\r\n");

        assertThat(find("two")).contains("two");
        assertThat(find("one|two|three")).contains("three");
        assertThat(find("one|two|three")).isEmpty();
    }

    @Test
    void aPromptThatWasFoundIsNotFoundAgainWhenItsLineEnds() {
        said("login: ");
        assertThat(find("login:")).isPresent();
        said("\r\n");
        assertThat(find("login:")).isEmpty();
    }

    @Test
    void whatTheLastSystemSaidIsForgotten() {
        said("old login: \r\nold login: ");
        ear.forget();
        assertThat(find("login:")).isEmpty();
        assertThat(ear.last()).isEqualTo("nothing");

        said("U-Boot\r\nnew login: ");
        assertThat(find("new login:")).isPresent();
    }

    @Test
    void whatIsTypedAndRepeatedIsNoAnswer() {
        said("old result OK\r\n# ");
        ear.typed("echo OK", now);
        assertThat(find("OK")).isEmpty();
        said("echo OK");
        assertThat(find("OK")).as("of its echo").isEmpty();
        said("\r\n");
        assertThat(find("OK")).as("of its echo, ended").isEmpty();

        said("OK\r\n# ");
        assertThat(find("^OK$")).contains("OK");
    }

    @Test
    void aConsoleThatRepeatsNothingIsHeardAllTheSame() {
        said("Password: ");
        ear.typed("secret", now);
        said("\r\n$ ");
        assertThat(find("\\$ $")).as("at once, an echo may still come").isEmpty();

        now += LATER;
        assertThat(find("\\$ $")).isPresent();
    }

    @Test
    void whoSaysALotIsHeardInTheEndOnly() {
        for (int i = 0; i < 500; i++) {
            said("line " + i + "\r\n");
        }
        assertThat(find("line 99$")).isEmpty();
        said("line 500\r\n");
        assertThat(find("line 500")).isPresent();
    }
}
