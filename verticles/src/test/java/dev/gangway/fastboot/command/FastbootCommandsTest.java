package dev.gangway.fastboot.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.channel.UsbSession;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.PortPath;
import dev.gangway.shell.BenchBoard;
import dev.gangway.shell.BenchBoards;
import dev.gangway.shell.Caller;
import dev.gangway.shell.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which board a line is for, and what is told when it is for none. */
class FastbootCommandsTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<String> opened = new ArrayList<>();

    /** A board that this machine does not let be opened. */
    private record Busy(PortPath port, Optional<String> usbSerial, List<String> opened) implements BenchBoard {
        @Override
        public int bus() {
            return 1;
        }

        @Override
        public int device() {
            return 0;
        }

        @Override
        public UsbSession open() throws FailureException {
            opened.add(port.text());
            throw new FailureException(FailureKind.HOST_IO, "another program holds it");
        }
    }

    private BenchBoard board(int port, String serial) {
        return new Busy(PortPath.virtual(port), Optional.of(serial).filter(text -> !text.isEmpty()), opened);
    }

    private int run(String line, BenchBoard... boards) {
        return run(() -> List.of(boards), line);
    }

    private int run(BenchBoards boards, String line) {
        Caller caller = new Caller(
                InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Path.of(""));
        return new FastbootCommands().run(boards, caller, words(line));
    }

    private static List<String> words(String line) {
        return line.isEmpty() ? List.of() : List.of(line.split(" "));
    }

    private String errors() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void listsTheBoardsWithoutOpeningOne() {
        assertThat(run("devices", board(1, "4711"), board(2, ""))).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("4711\tfastboot\tvirtual:1", "????????????\tfastboot\tvirtual:2");
        assertThat(opened).isEmpty();
    }

    @Test
    void ofSeveralBoardsNoneIsTaken() {
        assertThat(run("reboot", board(1, "a"), board(2, "b"))).isEqualTo(ExitCode.INVALID);

        assertThat(errors()).contains("choose one with --port, of [virtual:1, virtual:2]");
        assertThat(opened).isEmpty();
    }

    @Test
    void aSerialChoosesAmongThem() {
        run("-s b reboot", board(1, "a"), board(2, "b"));
        assertThat(opened).containsExactly("virtual:2");

        assertThat(run("-s c reboot", board(1, "a"), board(2, ""))).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(errors()).contains("there is no such board in fastboot mode");
    }

    @Test
    void aBoardThatCannotBeOpenedIsTheMachinesFault() {
        assertThat(run("reboot", board(1, "a"))).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(errors()).isEqualTo("fastboot: error: another program holds it" + System.lineSeparator());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "frobnicate", "flash boot", "-s a", "-s a devices now"})
    void wrongWordsLookForNoBoard(String line) {
        int code = run(
                () -> {
                    throw new AssertionError("looked for boards");
                },
                line);

        assertThat(code).isEqualTo(ExitCode.INVALID);
        assertThat(errors()).startsWith("gangway: ");
        assertThat(new FastbootCommands().problem(words(line), false)).isPresent();
    }

    @Test
    void choosingOneIsRefusedForMany() {
        FastbootCommands fastboot = new FastbootCommands();
        assertThat(fastboot.problem(words("-s a reboot"), true)).isPresent();
        assertThat(fastboot.problem(words("-s a reboot"), false)).isEmpty();
        assertThat(fastboot.problem(words("reboot"), true)).isEmpty();
        assertThat(fastboot.problem(words("devices"), true)).isEmpty();
    }

    @Test
    void theHelpNeedsNoBoardAndNamesEveryVerb() {
        FastbootCommands fastboot = new FastbootCommands();
        assertThat(run("flash --help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(fastboot.help());
        assertThat(fastboot.verbs())
                .allSatisfy(verb -> assertThat(fastboot.help()).contains(verb));
    }
}
