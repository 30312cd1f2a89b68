package dev.gangway.station.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.shell.ExitCode;
import dev.gangway.station.handover.Door;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped start script before a door behind which there is no bench any more, or a stranger. */
class StaleDoorTest {
    private static final Path SHIPPED = Path.of("src/dist").toAbsolutePath();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private Path home;

    @SuppressWarnings("NullAway.Init")
    private Path door;

    @BeforeEach
    void install() throws IOException {
        home = Files.createDirectories(folder.resolve("home"));
        door = folder.resolve("door");
        for (String script : List.of("bin/gangway", "lib/bench-verb.bash")) {
            Files.createDirectories(home.resolve(script).getParent());
            Files.copy(SHIPPED.resolve(script), home.resolve(script), StandardCopyOption.COPY_ATTRIBUTES);
        }
        Files.writeString(home.resolve("lib/bench-verbs"), "fel fastboot\n");
        Path java = Files.createDirectories(folder.resolve("java/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\nwhile [ $1 != -jar ]; do shift; done; shift 2; echo \"alone: $*\"\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
    }

    private record Ended(int code, String text, String err) {}

    private Ended call(String... words) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(home.resolve("bin/gangway").toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("GANGWAY_BENCH", door.toString());
        builder.environment().put("JAVA_HOME", folder.resolve("java").toString());
        File name = Files.createTempFile(folder, "call", "").toFile();
        File err = new File(name + ".err");
        Process process = builder.redirectOutput(name).redirectError(err).start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), Files.readString(name.toPath()), Files.readString(err.toPath()));
    }

    @Test
    void aDoorWhoseProcessIsGoneIsToldAsSuchAndNobodyIsAsked() throws Exception {
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        new Door(1, "0".repeat(64), gone.pid(), home).write(door);

        Ended ended = call("fel", "ver");

        assertThat(ended.err()).contains("has ended: there is no process " + gone.pid());
        assertThat(ended.text()).isEqualTo("alone: fel ver\n");
    }

    @Test
    void aStrangerInTheBenchsPlaceGetsNoCommandAndPrintsNothing() throws Exception {
        StringBuilder heard = new StringBuilder();
        try (ServerSocket stranger = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String token = "5".repeat(64);
            reopen(stranger.getLocalPort(), token);
            Thread lies =
                    new Thread(() -> answer(stranger, heard, "", word -> "word " + "0".repeat(64) + "\nyes\nexit 0\n"));
            lies.start();

            Ended ended = call("fel", "ver", "secret-word");
            lies.join();

            assertThat(ended.err()).contains("is not that bench, which has ended");
            assertThat(ended.text()).isEqualTo("alone: fel ver secret-word\n");
            assertThat(heard.toString()).doesNotContain("secret-word").doesNotContain(token);
        }
    }

    @Test
    void anAnswerGoesToNothingButTheTwoStreams() throws Exception {
        String token = "5".repeat(64);
        for (String answer : List.of(
                "text " + folder.resolve("written") + " 4\nbad\n",
                "bytes written 4\nbad\n",
                "text 3 4\nbad\n",
                "text 1 4x\nbad\n",
                "exit written\n",
                "text 1 -4\nbad\n")) {
            try (ServerSocket bench = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                reopen(bench.getLocalPort(), token);
                Thread works = new Thread(() ->
                        answer(bench, new StringBuilder(), "yes\n" + answer, word -> "w " + shown(token, word) + "\n"));
                works.start();

                Ended ended = call("fel", "ver");
                works.join();

                assertThat(ended.code()).as(answer).isEqualTo(ExitCode.ENVIRONMENT);
                assertThat(ended.text()).as(answer).isEmpty();
                assertThat(folder.resolve("written")).doesNotExist();
            }
        }
    }

    private void reopen(int port, String token) throws IOException {
        Files.deleteIfExists(door);
        new Door(port, token, ProcessHandle.current().pid(), home).write(door);
    }

    /** What a bench that knows the token shows a caller of this word, its own word being {@code w}. */
    private static String shown(String token, String word) {
        try {
            byte[] line = (token + " " + word + " w\n").getBytes(StandardCharsets.UTF_8);
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-512").digest(line))
                    .substring(0, 64);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One call is heard, greeted like this, and answered when it goes on. */
    private static void answer(ServerSocket place, StringBuilder heard, String answer, UnaryOperator<String> greeting) {
        try (Socket socket = place.accept()) {
            StringBuilder word = new StringBuilder();
            for (int next = socket.getInputStream().read();
                    next > 0;
                    next = socket.getInputStream().read()) {
                word.append((char) next);
            }
            heard.append(word);
            socket.getOutputStream().write(greeting.apply(word.toString()).getBytes(StandardCharsets.UTF_8));
            int next = socket.getInputStream().read();
            if (next >= 0) {
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
                socket.shutdownOutput();
            }
            for (; next >= 0; next = socket.getInputStream().read()) {
                heard.append((char) next);
            }
        } catch (IOException e) {
            heard.append(e.getMessage());
        }
    }

    @Test
    void everyScriptIsBash() throws Exception {
        try (Stream<Path> scripts = Files.list(SHIPPED.resolve("bin"))) {
            for (Path script : scripts.toList()) {
                assertThat(Files.readAllLines(script).get(0))
                        .as(script.toString())
                        .isEqualTo("#!/bin/bash");
                assertThat(new ProcessBuilder("bash", "-n", script.toString())
                                .start()
                                .waitFor())
                        .as(script.toString())
                        .isZero();
            }
        }
        try (Stream<Path> parts = Files.list(SHIPPED.resolve("lib"))) {
            assertThat(parts).allMatch(part -> part.toString().endsWith(".bash"));
        }
    }
}
