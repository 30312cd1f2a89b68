package dev.gangway.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProgramTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private static Program shell(String script) {
        return Program.of(List.of("sh", "-c", script));
    }

    private static boolean lives(Path pid) throws IOException {
        return ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
                .filter(ProcessHandle::isAlive)
                .isPresent();
    }

    @Test
    void tellsBothOutputsAndTheCode() throws Exception {
        Program.Ended ended =
                shell("echo out; echo 'a\tb' >&2; echo c >&2; exit 3").run(LONG, 100);

        assertThat(ended.late()).isFalse();
        assertThat(ended.code()).isEqualTo(3);
        assertThat(ended.printed().first()).asString(StandardCharsets.UTF_8).isEqualTo("out\n");
        assertThat(ended.errors().begin(100)).isEqualTo("a b c");
        assertThat(ended.errors().end()).isEqualTo("a b; c");
        assertThat(ended.said(6)).isEqualTo("a b c");
    }

    @Test
    void getsItsEnvironmentItsFolderAndItsInput() throws Exception {
        Path file = Files.writeString(folder.resolve("in"), "given");

        Program.Ended ended = shell("cat; echo \" $A [$HOME]\"; pwd")
                .with("A", "1 2")
                .without("HOME")
                .in(folder)
                .reading(file)
                .run(LONG, 1000);

        assertThat(ended.printed().begin(1000)).isEqualTo("given 1 2 [] " + folder.toRealPath());
        assertThat(shell("cat").run(LONG, 10).printed().total()).isZero();
    }

    @Test
    void keepsBeginAndEndOfWhatIsLong() throws Exception {
        Said printed = shell("echo first; yes x | head -c 1000000; echo; echo last")
                .run(LONG, 50)
                .printed();

        assertThat(printed.total()).isEqualTo(1_000_012);
        assertThat(printed.isWhole()).isFalse();
        assertThat(printed.first()).hasSize(50);
        assertThat(printed.begin(50)).startsWith("first x x");
        assertThat(printed.end()).endsWith("x; last");
    }

    @Test
    void endsWhatTakesTooLongWithItsChildrenAndRunsNoNextLine() throws Exception {
        Path child = folder.resolve("child");
        Path next = folder.resolve("next");

        Program.Ended ended = shell("echo before; sleep 600 & echo $! >" + child + "; wait; touch " + next)
                .run(Duration.ofMillis(400), 100);

        assertThat(ended.late()).isTrue();
        assertThat(ended.printed().begin(100)).isEqualTo("before");
        Awaitility.await().atMost(10, TimeUnit.SECONDS).until(() -> !lives(child));
        assertThat(next).doesNotExist();
    }

    /** Nobody else closes the pipe that it inherited. */
    @Test
    void doesNotWaitForWhatGoesOnInTheBackground() throws Exception {
        Path child = folder.resolve("child");

        Program.Ended ended =
                shell("sleep 600 & echo $! >" + child + "; echo done").run(LONG, 100);

        assertThat(ended.late()).isFalse();
        assertThat(ended.printed().begin(100)).isEqualTo("done");
        assertThat(lives(child)).isTrue();
        ProcessHandle.of(Long.parseLong(Files.readString(child).strip()))
                .orElseThrow()
                .destroyForcibly();
    }

    /** As fakeroot, whose own process ends once what it started has. */
    @Test
    void aTidyingProgramHasItsTimeToTidy() throws Exception {
        Path begun = folder.resolve("begun");
        RunningProgram program = shell("sh -c 'touch " + begun + "; exec sleep 600'; touch tidied")
                .in(folder)
                .tidying()
                .start();
        Awaitility.await().atMost(10, TimeUnit.SECONDS).until(() -> Files.exists(begun));

        program.close();

        assertThat(program.await()).isZero();
        assertThat(folder.resolve("tidied")).exists();
    }

    @Test
    void aProgramThatIsNotThereIsAnError() {
        assertThatThrownBy(() -> Program.of(List.of(folder + "/none")).run(LONG, 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(folder + "/none");
    }

    @Test
    void anInterruptEndsIt() throws Exception {
        Path pid = folder.resolve("pid");
        Thread runs = new Thread(() -> {
            try {
                shell("echo $$ >" + pid + "; exec sleep 600").run(LONG, 1);
            } catch (IOException | InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        runs.start();
        Awaitility.await().atMost(10, TimeUnit.SECONDS).until(() -> Files.exists(pid) && Files.size(pid) > 0);

        runs.interrupt();
        runs.join();

        Awaitility.await().atMost(10, TimeUnit.SECONDS).until(() -> !lives(pid));
    }
}
