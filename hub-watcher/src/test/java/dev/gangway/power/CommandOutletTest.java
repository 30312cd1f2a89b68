package dev.gangway.power;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.channel.ChannelException;
import dev.gangway.config.PowerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Power that programs switch. */
@Timeout(60)
class CommandOutletTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private static CommandOutlet outlet(List<String> on, List<String> read) {
        return outlet(on, List.of(), read, Duration.ofSeconds(30));
    }

    private static CommandOutlet outlet(List<String> on, List<String> cycle, List<String> read, Duration patience) {
        return new CommandOutlet(new PowerConfig.Command(on, List.of("true"), cycle, read), patience);
    }

    private List<String> script(String text) throws IOException {
        return List.of("sh", Files.writeString(folder.resolve("script"), text).toString());
    }

    @Test
    void eachWordIsOneArgumentWhateverItHolds() throws Exception {
        Path said = folder.resolve("said");
        CommandOutlet outlet = outlet(
                List.of("sh", script("printf '<%s>' \"$@\" > " + said).get(1), "a b", "; touch x", "$(reboot)"),
                List.of());

        outlet.turn(true);

        assertThat(said).hasContent("<a b><; touch x><$(reboot)>");
    }

    @Test
    void theFirstWordThatReadPrintsIsTheState() throws Exception {
        assertThat(outlet(List.of("true"), List.of("echo", "ON since yesterday"))
                        .isOn())
                .contains(true);
        assertThat(outlet(List.of("true"), List.of("printf", "off\\n7 W\\n")).isOn())
                .contains(false);
        assertThat(outlet(List.of("true"), List.of()).isOn()).isEmpty();
    }

    @Test
    void aStateThatNobodyKnowsIsSaid() {
        assertThatThrownBy(
                        () -> outlet(List.of("true"), List.of("echo", "maybe")).isOn())
                .isInstanceOf(ChannelException.class)
                .hasMessageContaining("should print on or off, and printed \"maybe\"")
                .hasMessageContaining("`echo maybe`");
    }

    @Test
    void aProgramThatFailsIsToldWithItsWords() throws Exception {
        List<String> failing = script("echo 'outlet 7 is locked' >&2; exit 3");
        assertThatThrownBy(() -> outlet(failing, List.of()).turn(true))
                .hasMessageContaining("ended with exit code 3: outlet 7 is locked")
                .hasMessageEndingWith("try it by hand");
    }

    @Test
    void aProgramThatIsNotThereIsSaid() {
        assertThatThrownBy(() -> outlet(List.of(folder + "/pdu"), List.of()).turn(true))
                .isInstanceOf(ChannelException.class)
                .hasMessageContaining("cannot be run");
    }

    @Test
    void aProgramThatHangsIsStoppedWithItsChildren() throws Exception {
        Path alive = folder.resolve("alive");
        List<String> hanging = script("sleep 600 & echo $! > " + alive + "; wait");
        CommandOutlet outlet = outlet(hanging, List.of(), List.of(), Duration.ofMillis(700));

        assertThatThrownBy(() -> outlet.turn(true)).hasMessageContaining("did not end within");

        long child = Long.parseLong(Files.readString(alive).strip());
        ProcessHandle.of(child).ifPresent(handle -> handle.onExit().join());
        assertThat(ProcessHandle.of(child).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void aProgramWithoutAnEndOfWordsDoesNotFillTheMessage() throws Exception {
        List<String> chatty = script("yes on | head -c 20000; exit 1");
        assertThatThrownBy(() -> outlet(chatty, List.of()).turn(true))
                .satisfies(e -> assertThat(String.valueOf(e.getMessage())).hasSizeLessThan(600));
    }

    @Test
    void cyclesByItselfOnlyWhereThereIsAProgramForIt() throws Exception {
        Path cycled = folder.resolve("cycled");
        assertThat(outlet(List.of("true"), List.of()).cycle()).isFalse();
        assertThat(outlet(List.of("true"), List.of("touch", cycled.toString()), List.of(), Duration.ofSeconds(30))
                        .cycle())
                .isTrue();
        assertThat(cycled).exists();
    }
}
