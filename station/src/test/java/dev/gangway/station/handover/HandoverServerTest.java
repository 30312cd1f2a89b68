package dev.gangway.station.handover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.shell.Caller;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bytes between a caller and the process that works for it, and callers that mean no good. */
class HandoverServerTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final CountDownLatch began = new CountDownLatch(1);
    private final CountDownLatch cancelled = new CountDownLatch(1);

    @SuppressWarnings("NullAway.Init")
    private HandoverServer server;

    @SuppressWarnings("NullAway.Init")
    private Door door;

    @BeforeEach
    void open() throws IOException {
        server = new HandoverServer(this::accept);
        door = server.door(folder);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    /** Knows {@code echo WORD}, {@code zero}, {@code long}, {@code where}, {@code break} and {@code hang}. */
    private Optional<Performer.Work> accept(List<String> words, Path where) {
        if (words.isEmpty() || words.get(0).equals("other")) {
            return Optional.empty();
        }
        return Optional.of(new Performer.Work() {
            @Override
            public int run(Caller caller) {
                switch (words.get(0)) {
                    case "echo" -> {
                        caller.out().print("one ");
                        caller.err().println(words.get(1));
                        caller.out().println("two");
                    }
                    case "zero" -> caller.out().write(0);
                    case "long" -> caller.out().print("x".repeat(1025));
                    case "where" -> caller.out().print(where + " " + caller.file("f"));
                    case "hang" -> hang();
                    default -> throw new IllegalStateException("as asked for");
                }
                return words.size();
            }

            private void hang() {
                began.countDown();
                try {
                    cancelled.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }

            @Override
            public void cancel() {
                cancelled.countDown();
            }
        });
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void send(Socket socket, String... strings) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write((String.join("\0", strings) + "\0").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** Greets the server as who knows this token, checks what it shows, and returns what the caller has to show. */
    private String greet(Socket socket, String token) throws IOException {
        send(socket, "caller's-word");
        StringBuilder line = new StringBuilder();
        for (int next = socket.getInputStream().read();
                next > '\n';
                next = socket.getInputStream().read()) {
            line.append((char) next);
        }
        String[] said = line.toString().split(" ");
        DoorProof proof = DoorProof.of(token, "caller's-word", said[0]);
        if (token.equals(door.token())) {
            assertThat(said[1]).as("what the server shows").isEqualTo(proof.ours());
        }
        return proof.callers();
    }

    private String ask(String token, String... strings) throws IOException {
        try (Socket socket = connect()) {
            List<String> all = new ArrayList<>(List.of(greet(socket, token)));
            all.addAll(List.of(strings));
            send(socket, all.toArray(new String[0]));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void whatIsPrintedComesInOrderAsTextOrBytes() throws IOException {
        assertThat(ask(door.token(), "/tmp", "2", "echo", "a\nb"))
                .isEqualTo("yes\ntext 1 4\none text 2 4\na\nb\ntext 1 4\ntwo\nexit 2\n");
        assertThat(ask(door.token(), "/tmp", "1", "zero")).isEqualTo("yes\nbytes 1 1\n\0exit 1\n");
        assertThat(ask(door.token(), "/tmp", "1", "long")).startsWith("yes\nbytes 1 1025\nxxx");
        assertThat(ask(door.token(), "/some/where", "1", "where")).contains("/some/where " + Path.of("/some/where/f"));
    }

    @Test
    void aCommandThatIsDeclinedOrBreaksDownHurtsNoOther() throws IOException {
        assertThat(ask(door.token(), "/tmp", "1", "other")).isEqualTo("no\n");
        assertThat(ask(door.token(), "/tmp", "0")).isEqualTo("no\n");
        assertThat(ask(door.token(), "/tmp", "1", "break"))
                .contains("internal error")
                .contains("as asked for")
                .endsWith("exit 1\n");
        assertThat(ask(door.token(), "/tmp", "1", "zero")).startsWith("yes");
    }

    @Test
    void whoHasNotReadTheDoorOrSendsNonsenseGetsNothing() throws IOException {
        assertThat(ask("0".repeat(64), "/tmp", "1", "zero")).isEmpty();
        assertThat(ask("", "/tmp", "1", "zero")).isEmpty();
        assertThat(ask(door.token(), "/tmp", "many", "zero")).isEmpty();
        assertThat(ask(door.token(), "/tmp", "-1", "zero")).isEqualTo("no\n");
        try (Socket socket = connect()) {
            send(socket, greet(socket, door.token()), "/tmp", "1");
            socket.getOutputStream().write(new byte[] {(byte) 0xff, (byte) 0xfe, 0});
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        try (Socket socket = connect()) {
            send(socket, greet(socket, door.token()), "/tmp", "1000000", "zero");
            socket.shutdownOutput();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(ask(door.token(), "/tmp", "1", "zero")).startsWith("yes");
    }

    @Test
    void whatOneCallShowedIsOfNoUseInAnother() throws IOException {
        String shown;
        try (Socket socket = connect()) {
            shown = greet(socket, door.token());
        }
        try (Socket socket = connect()) {
            greet(socket, door.token());
            send(socket, shown, "/tmp", "1", "zero");
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void aCallerThatGoesAwayCancelsItsCommand() throws Exception {
        try (Socket socket = connect()) {
            send(socket, greet(socket, door.token()), "/tmp", "1", "hang");
            assertThat(began.await(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(cancelled.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void connectionsThatSayNothingKeepNobodyOut() throws IOException {
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 4 * Strangers.MOST; i++) {
                silent.add(connect());
            }
            assertThat(ask(door.token(), "/tmp", "1", "zero")).startsWith("yes");

            assertThat(silent.get(0).getInputStream().read())
                    .as("the one that kept silent longest is sent away")
                    .isEqualTo(-1);
            assertThat(Thread.getAllStackTraces().keySet().stream()
                            .filter(thread -> thread.getName().equals("handover"))
                            .count())
                    .isLessThan(4L * Strangers.MOST);
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    @Test
    void theDoorIsThisUsersOnly() throws IOException {
        Path file = folder.resolve("door");
        door.write(file);

        assertThat(Files.readAllLines(file))
                .containsExactly(
                        Integer.toString(door.port()),
                        door.token(),
                        Long.toString(ProcessHandle.current().pid()),
                        folder.toString());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(door.token()).hasSize(64);
    }
}
