package dev.gangway.uboot.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.uboot.ConsoleDialogue.Move;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A login on a Linux that is slow: what was found with four boards of QEMU on two busy cores. */
class LinuxLoginTest {
    private static final Duration SOON = Duration.ofMillis(150);
    private static final Duration SLOW = Duration.ofSeconds(7);
    private static final Duration LOST = Duration.ofSeconds(9);
    private static final String LOGIN = "flasher login: ";
    private static final String PASSWORD = "Password: ";

    private final LinuxLogin login =
            new LinuxLogin(LinuxWays.USUAL.as("root", Optional.of("s3cret")), "=> ", "{gangway} ");

    private static Move types(String keys) {
        return new Move.Type(keys + "\r");
    }

    private void asked() {
        login.ended("Starting kernel ...");
        assertThat(login.quiet(LOGIN, SOON)).isEqualTo(types("root"));
    }

    @Test
    void aNameThatIsNotEchoedYetIsNotTypedAsThePassword() {
        asked();

        assertThat(login.quiet(LOGIN, SLOW)).isEqualTo(Move.WAIT);
        login.ended(LOGIN + "root");
        assertThat(login.quiet(PASSWORD, SOON)).isEqualTo(types("s3cret"));
    }

    @Test
    void aPasswordIsNotTypedIntoTheShellBehindIt() {
        asked();
        login.ended(LOGIN + "root");
        assertThat(login.quiet(PASSWORD, SOON)).isEqualTo(types("s3cret"));

        assertThat(login.quiet(PASSWORD, SLOW)).isEqualTo(Move.WAIT);
        login.ended(PASSWORD);
        assertThat(login.quiet("flasher:~# ", Duration.ofSeconds(1)))
                .isInstanceOfSatisfying(Move.Type.class, typed -> assertThat(typed.keys())
                        .contains("PS1='{gangway} '")
                        .doesNotContain("s3cret"));
    }

    @Test
    void anAnswerThatGotLostIsTypedAgain() {
        asked();

        assertThat(login.quiet(LOGIN, LOST)).isEqualTo(types("root"));
        login.ended(LOGIN + "root");
        assertThat(login.quiet(PASSWORD, SOON)).isEqualTo(types("s3cret"));
        assertThat(login.quiet(PASSWORD, LOST)).isEqualTo(types("s3cret"));
    }

    @Test
    void aBoardThatLetsNobodyInIsAskedThreeTimes() {
        login.ended("Starting kernel ...");
        for (int i = 0; i < 3; i++) {
            assertThat(login.quiet(LOGIN, SOON)).isEqualTo(types("root"));
            login.ended(LOGIN + "root");
            assertThat(login.quiet(PASSWORD, SOON)).isEqualTo(types("s3cret"));
            login.ended(PASSWORD);
            login.ended("Login incorrect");
        }

        assertThat(login.quiet(LOGIN, SOON)).isInstanceOfSatisfying(Move.Fail.class, no -> assertThat(
                        no.failure().message())
                .contains("lets nobody in as \"root\", it says \"Login incorrect\"")
                .doesNotContain("s3cret"));
    }
}
