package dev.gangway.ymodem;

import static dev.gangway.ymodem.Pair.content;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gangway.channel.Pauses;
import dev.gangway.channel.SerialDevice;
import dev.gangway.channel.SerialLine;
import dev.gangway.format.ImageData;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.serial.TtyLine;
import dev.gangway.ymodem.ReceiveOptions.Opening;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Both our ends against Debian's lrzsz over ptys: rb, sb, sx and rx judge. When they end, each of them waits until what it said has
 * left (TCSBRK), and empties its terminal both ways (TCFLSH with TCIOFLUSH). On a wire that loses nothing. A pty counts as left
 * what nobody has read yet, so that the flush throws it away: rx's ACK to the end of a file, for which lrzsz's own sx waits in vain
 * too, and the header with which sb ends a batch by YMODEM-g. Those two get a pair of sockets, which knows no flush.
 */
@Tag("lab")
@Timeout(120)
class LrzszLabTest {
    @TempDir
    Path folder;

    /** Where lrzsz runs; a receiver must find no file there. */
    @TempDir
    Path theirs;

    /** The wires first, the judge last. */
    private final List<Process> running = new ArrayList<>();

    /** Whoever is asked to end is waited for: a socat takes its links away when it does, and the next one's have the same names. */
    @AfterEach
    void end() throws InterruptedException {
        for (Process process : running) {
            process.destroy();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("it ends").isTrue();
        }
        running.clear();
    }

    /** Runs a program of lrzsz on one pty, and opens the other, joined to it. */
    private SerialLine beside(String command) throws Exception {
        Path tty = folder.resolve("tty");
        Path other = folder.resolve("other");
        running.add(new ProcessBuilder("socat", "PTY,raw,echo=0,link=" + tty, "PTY,raw,echo=0,link=" + other)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("socat.log").toFile())
                .start());
        await().until(() -> Files.exists(tty) && Files.exists(other));
        SerialLine line = TtyLine.open(new SerialDevice(tty.toString()));
        running.add(new ProcessBuilder("sh", "-c", "exec " + command + " <>'" + other + "' >&0")
                .directory(theirs.toFile())
                .redirectError(folder.resolve("said").toFile())
                .start());
        return line;
    }

    /** Runs a program of lrzsz that has no terminal, and opens a pty that is joined to it. */
    private SerialLine besideWithoutTerminal(String command) throws Exception {
        Path tty = folder.resolve("tty");
        Path script = Files.writeString(
                folder.resolve("run"),
                "cd '" + theirs + "'\n" + command + " 2>'" + folder.resolve("said") + "'\necho $? >'"
                        + folder.resolve("code") + "'\nexec cat >/dev/null\n"); // else the line ends with it
        running.add(
                new ProcessBuilder("socat", "PTY,raw,echo=0,link=" + tty, "EXEC:sh " + script) // over a pair of sockets
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("socat.log").toFile())
                        .start());
        await().until(() -> Files.exists(tty));
        return TtyLine.open(new SerialDevice(tty.toString()));
    }

    /** Waits for the program's end. */
    private int ended() throws InterruptedException {
        Process process = running.get(running.size() - 1);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("it ends").isTrue();
        return process.exitValue();
    }

    private static Outgoing file(String name, byte[] content) {
        return new Outgoing(name, ImageData.of(ByteBuffer.wrap(content)));
    }

    private void send(String command, SendOptions options, Outgoing... files) throws Exception {
        try (SerialLine line = beside(command)) {
            YmodemBoard.open(line, Pauses.UNSTOPPED).send(List.of(files), options, moved -> {});
            assertThat(ended()).as("%s", command).isZero();
        }
    }

    private static final class Inbox implements YmodemBoard.Inbox {
        final Map<String, byte[]> files = new LinkedHashMap<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private String name = "";

        @Override
        public void began(FileHeader header) {
            name = header.name();
        }

        @Override
        public void data(ByteBuffer data) {
            byte[] copy = new byte[data.remaining()];
            data.get(copy);
            bytes.writeBytes(copy);
        }

        @Override
        public void ended() {
            files.put(name, bytes.toByteArray());
            bytes.reset();
        }
    }

    private Map<String, byte[]> receive(String command, ReceiveOptions options) throws Exception {
        Inbox inbox = new Inbox();
        try (SerialLine line = beside(command)) {
            YmodemBoard.open(line, Pauses.UNSTOPPED).receive(options, inbox);
        }
        return inbox.files;
    }

    private void give(String name, byte[] content) throws Exception {
        Files.write(theirs.resolve(name), content);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 127, 128, 129, 1023, 1024, 1025, 1500, 1 << 20})
    void rbTakesWhatWeSend(int size) throws Exception {
        send("rb -q", SendOptions.YMODEM, file("a.bin", content(size)));

        assertThat(theirs.resolve("a.bin")).hasBinaryContent(content(size));
    }

    @Test
    void rbTakesAFileThatEndsLikeTheFill() throws Exception {
        byte[] content = content(160);
        Arrays.fill(content, 150, 160, (byte) 0x1a);

        send("rb -q", SendOptions.YMODEM.small(), file("a.bin", content));

        assertThat(theirs.resolve("a.bin")).hasBinaryContent(content);
    }

    @Test
    void rbTakesThreeFilesInOneBatch() throws Exception {
        send(
                "rb -q",
                SendOptions.YMODEM,
                file("a.bin", content(300)),
                file("b.bin", content(2100)),
                file("c.bin", content(0)));

        assertThat(theirs.resolve("a.bin")).hasBinaryContent(content(300));
        assertThat(theirs.resolve("b.bin")).hasBinaryContent(content(2100));
        assertThat(theirs.resolve("c.bin")).hasBinaryContent(content(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sb -q", "sb -q -k"})
    void weTakeWhatSbSends(String command) throws Exception {
        List<String> names = new ArrayList<>();
        for (int size : new int[] {0, 1, 128, 1025, 2100, 50_000}) {
            names.add("f" + size);
            give("f" + size, content(size));
        }

        Map<String, byte[]> files = receive(command + " " + String.join(" ", names), ReceiveOptions.YMODEM);

        assertThat(files).containsOnlyKeys(names);
        files.forEach((name, bytes) -> assertThat(bytes).isEqualTo(content(Integer.parseInt(name.substring(1)))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sx -q", "sx -q -k"})
    void weTakeWhatSxSends(String command) throws Exception {
        give("a.bin", content(1500));

        for (Opening opening : List.of(Opening.CRC, Opening.SUM)) {
            byte[] got = receive(command + " a.bin", ReceiveOptions.XMODEM.opening(opening))
                    .get("");
            assertThat(Arrays.copyOf(got, 1500)).isEqualTo(content(1500));
            end();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rx -q -c", "rx -q"})
    void rxTakesWhatWeSend(String command) throws Exception {
        for (int size : new int[] {1, 128, 1500, 50_000}) {
            Files.deleteIfExists(folder.resolve("code"));
            SendOptions options = SendOptions.YMODEM.withoutHeaders();
            try (SerialLine line = besideWithoutTerminal(command + " f" + size)) {
                YmodemBoard.open(line, Pauses.UNSTOPPED)
                        .send(List.of(file("f" + size, content(size))), options, moved -> {});
                await().until(() -> Files.exists(folder.resolve("code")));
            }

            assertThat(Files.readString(folder.resolve("code"))).isEqualTo("0\n");
            assertThat(Arrays.copyOf(Files.readAllBytes(theirs.resolve("f" + size)), size))
                    .isEqualTo(content(size));
            end();
        }
    }

    @Test
    void weTakeWhatSbStreams() throws Exception {
        List<String> names = new ArrayList<>();
        for (int size : new int[] {0, 1, 128, 1025, 2100, 50_000}) {
            names.add("f" + size);
            give("f" + size, content(size));
        }
        Inbox inbox = new Inbox();

        try (SerialLine line = besideWithoutTerminal("sb -q -k " + String.join(" ", names))) {
            YmodemBoard.open(line, Pauses.UNSTOPPED).receive(ReceiveOptions.STREAM, inbox);
        }

        assertThat(inbox.files).containsOnlyKeys(names);
        inbox.files.forEach((name, bytes) -> assertThat(bytes).isEqualTo(content(Integer.parseInt(name.substring(1)))));
    }

    @Test
    void sbIsToldWhenWeGiveUp() throws Exception {
        give("a.bin", content(5000));
        try (SerialLine line = beside("sb -q a.bin")) {
            YmodemBoard client = YmodemBoard.open(line, Pauses.UNSTOPPED);
            assertThatThrownBy(() -> client.receive(ReceiveOptions.YMODEM, new YmodemBoard.Inbox() {
                        @Override
                        public void began(FileHeader header) throws FailureException {
                            throw new FailureException(FailureKind.HOST_IO, "nowhere to put it");
                        }

                        @Override
                        public void data(ByteBuffer bytes) {}

                        @Override
                        public void ended() {}
                    }))
                    .hasMessageContaining("nowhere");
            assertThat(ended()).isNotZero();
        }
    }
}
