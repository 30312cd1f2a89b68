package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Call;
import dev.gangway.message.JobSummary;
import dev.gangway.message.ScanOutcome;
import dev.gangway.message.ShellCommand;
import dev.gangway.message.ShellReply;
import dev.gangway.model.JobId;
import dev.gangway.model.PortPath;
import dev.gangway.model.Verdict;
import dev.gangway.serve.BoardFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A person at the shell of a real Linux, which Debian's U-Boot in QEMU boots from a flash bundle: in a running station, as the page
 * asks for it, and at the bench. Nothing is written on the way; what is left behind is off, or free for the next job.
 */
@Tag("lab")
@Tag("long")
@Timeout(300)
class BusyboxShellQemuLabTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final long DISK = 16L << 20;

    /** As Debian's kernel for arm64 names itself. The machine is the flasher, of which the bundle's password is a part. */
    private static final String UNAME = "Linux [^\n]*er 6\\.[^\n]* aarch64 GNU/Linux";

    @TempDir
    Path folder;

    private Path images;
    private QemuLine boards;

    @BeforeAll
    static void prepare() throws Exception {
        QemuLine.prepareLinux();
    }

    @BeforeEach
    void begin() throws Exception {
        images = Files.createDirectories(folder.resolve("images"));
        QemuBundle.write(images.resolve("bundle"));
        boards = new QemuLine(folder, "UF-%05d");
    }

    /** A person's terminal at one port. */
    private static final class Person {
        private final LineHarness line;
        private final Call<ShellCommand, ShellReply> port;
        private final JobId session = JobId.random();
        private final StringBuilder shown = new StringBuilder();
        private ShellReply last = ShellReply.said("");

        Person(LineHarness line, PortPath port) {
            this.line = line;
            this.port = Addresses.SHELL.at(port);
        }

        private ShellReply ask(ShellCommand command) {
            return LineHarness.answered(line.station().bus().ask(port, command, Duration.ofSeconds(30)));
        }

        /** As soon as the port is seen. */
        void open() {
            await().atMost(PATIENCE).untilAsserted(() -> {
                ShellReply reply = ask(new ShellCommand.Open(session, "boss", "busybox-shell"));
                assertThat(reply.open()).as(reply.told()).isTrue();
            });
        }

        void type(String keys) {
            assertThat(ask(new ShellCommand.Type(session, keys)).open()).isTrue();
        }

        private void take() {
            last = ask(new ShellCommand.Take(session));
            shown.append(last.text());
        }

        void awaitShown(String pattern) {
            await().atMost(PATIENCE).untilAsserted(() -> {
                take();
                assertThat(shown).containsPattern(pattern);
            });
        }

        /** Until it is over; returns why. */
        String awaitOver() {
            await().atMost(PATIENCE).until(() -> {
                take();
                return !last.open();
            });
            return last.told();
        }

        void close() {
            ask(new ShellCommand.Close(session, "left"));
        }
    }

    private LineHarness line(BoardFiles server, QemuUboot board) throws Exception {
        return boards.station(
                images,
                StationProtocols.with(server),
                TestRecipes.of("uboot-bundle", Files.readString(Path.of("../config/recipes/uboot-bundle.yaml"))),
                List.of(board));
    }

    @Test
    void theShellIsLeftAndTheNextJobHasTheBoard() throws Exception {
        byte[] image = new byte[1_000_003];
        new SplittableRandom(14).nextBytes(image);
        Files.write(images.resolve("disk.img"), image);
        try (BoardFiles server = BoardFiles.open(InetAddress.getByName(QemuLine.ADDRESS), QemuLine.TFTP, 0);
                QemuUboot board = QemuUboot.start(folder, "one", 1, DISK);
                LineHarness line = line(server, board)) {
            PortPath port = new PortPath("serial:" + board.console());
            Person boss = new Person(line, port);
            boss.open();
            boss.awaitShown("\\[At the shell of the board's Linux]");
            assertThat(line.status(port).engineer()).isEqualTo("boss");
            boss.type("uname -a\r");
            boss.awaitShown("\n" + UNAME);
            assertThat(boss.shown).contains("Linux [secret").doesNotContain("Linux flasher");
            assertThat(line.scanFor(QemuLine.slot(0), boards.nextSerial()))
                    .isInstanceOfSatisfying(ScanOutcome.Refused.class, refused -> assertThat(refused.message())
                            .contains("has an engineer's shell open (boss)"));
            boss.close();
            boss.awaitOver();
            await().untilAsserted(() -> assertThat(line.status(port).engineer()).isNull());
            board.assertHolds(new byte[0]);

            ScanOutcome scanned = line.scanFor(QemuLine.slot(0), boards.nextSerial());
            assertThat(scanned).isInstanceOf(ScanOutcome.Started.class);
            JobSummary job =
                    line.ended(((ScanOutcome.Started) scanned).job(), PATIENCE).summary();
            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            board.assertHolds(image);
        }
    }

    @Test
    void aBoardThatThePersonSwitchesOffEndsTheShell() throws Exception {
        Files.write(images.resolve("disk.img"), new byte[512]);
        try (BoardFiles server = BoardFiles.open(InetAddress.getByName(QemuLine.ADDRESS), QemuLine.TFTP, 0);
                QemuUboot board = QemuUboot.start(folder, "off", 1, DISK);
                LineHarness line = line(server, board)) {
            PortPath port = new PortPath("serial:" + board.console());
            Person boss = new Person(line, port);
            boss.open();
            boss.awaitShown("\\[At the shell of the board's Linux]");
            boss.type("poweroff -f\r");

            await().atMost(PATIENCE).until(board::isOff);
            assertThat(boss.awaitOver()).contains("the board's console");
            await().untilAsserted(() -> assertThat(line.status(port).engineer()).isNull());
            board.assertHolds(new byte[0]);
        }
    }

    /** Its console is shown, and the password with which it logs in is not. */
    @Test
    void atTheBenchLinesAreRunAndTheBoardIsOffAfterwards() throws Exception {
        try (QemuUboot board = QemuUboot.start(folder, "bench", 1, DISK)) {
            List<String> java = ProductJvm.command(List.of("-Xmx128m"));
            java.addAll(List.of("--data", folder.resolve("data").toString(), "uboot"));
            java.addAll(List.of("--port", "serial:" + board.console(), "busybox-shell", "bundle"));
            java.addAll(List.of("--serve", QemuLine.ADDRESS, "--window", "8", "--console-debug"));
            Process gangway = new ProcessBuilder(java)
                    .directory(images.toFile())
                    .redirectOutput(folder.resolve("out").toFile())
                    .redirectError(folder.resolve("err").toFile())
                    .start();
            try (OutputStream lines = gangway.getOutputStream()) {
                lines.write("uname -a\necho it is flash\npoweroff -f\n".getBytes(StandardCharsets.US_ASCII));
                lines.flush();
                assertThat(gangway.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
            } finally {
                gangway.destroyForcibly();
            }
            assertThat(said("out"))
                    .as(said("err"))
                    .contains("At the shell of the board's Linux; \"exit\" leaves it.\n", "\nThe board is off.\n")
                    .containsPattern("\n" + UNAME + "\n");
            assertThat(gangway.exitValue()).isZero();
            assertThat(said("err"))
                    .contains("Booting Linux", "er login: root", "\nit is [secret bundle's password]\n")
                    .doesNotContain("it is flash");
            await().until(board::isOff);
            board.assertHolds(new byte[0]);
        }
    }

    private String said(String file) throws IOException {
        return Files.readString(folder.resolve(file), StandardCharsets.UTF_8);
    }
}
