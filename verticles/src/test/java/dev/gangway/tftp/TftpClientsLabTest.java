package dev.gangway.tftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.format.ImageData;
import dev.gangway.protocol.FileOffer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Debian's three TFTP clients fetch from our server: tftp-hpa, atftp and curl. */
@Tag("lab")
class TftpClientsLabTest {
    private static final int PATIENCE = 60;

    @TempDir
    Path folder;

    private final byte[] content = new byte[60_000_007];
    private TftpServer server;

    @BeforeEach
    void start() throws IOException {
        new SplittableRandom(3).nextBytes(content);
        server = TftpServer.open(InetAddress.getLoopbackAddress(), 0);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private record Client(String name, int length, List<String> command) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** FILE, PORT and OUT stand for what is known when it runs. 512 bytes: 65536 blocks are 33.5 MB. */
    static Stream<Client> clients() {
        String url = "tftp://127.0.0.1:PORT/FILE";
        return Stream.of(
                new Client("curl", 1_000_001, List.of("curl", "-sS", "-o", "OUT", url)),
                new Client(
                        "curl, without options",
                        34_000_000,
                        List.of("curl", "-sS", "--tftp-no-options", "-o", "OUT", url)),
                new Client(
                        "curl, blocks of 1468",
                        1_468_000,
                        List.of("curl", "-sS", "--tftp-blksize", "1468", "-o", "OUT", url)),
                new Client(
                        "tftp-hpa",
                        34_000_000,
                        List.of("tftp", "-4", "-m", "octet", "127.0.0.1", "PORT", "-c", "get", "FILE", "OUT")),
                atftp("atftp", 1_000_000),
                atftp("atftp, blocks of 1428", 60_000_000, "--option", "blksize 1428"),
                atftp("atftp, tsize and timeout", 512 * 1000, "--option", "tsize", "--option", "timeout 3"),
                atftp("atftp, windows of 8", 34_000_000, "--option", "windowsize 8"),
                atftp(
                        "atftp, windows of 64 of 1428",
                        60_000_000,
                        "--option",
                        "windowsize 64",
                        "--option",
                        "blksize 1428"));
    }

    private static Client atftp(String name, int length, String... options) {
        List<String> command = new ArrayList<>(List.of("atftp"));
        command.addAll(Arrays.asList(options));
        command.addAll(List.of("--get", "-r", "FILE", "-l", "OUT", "127.0.0.1", "PORT"));
        return new Client(name, length, List.copyOf(command));
    }

    @ParameterizedTest
    @MethodSource("clients")
    void fetchesAFileWithoutARetransmission(Client client) throws Exception {
        try (FileOffer offer = server.offer(ImageData.of(ByteBuffer.wrap(content)), 7, client.length())) {
            Path out = folder.resolve("out");

            String said = run(client.command(), offer, out);

            assertThat(Files.exists(out)).as(said).isTrue();
            assertThat(Arrays.mismatch(Files.readAllBytes(out), Arrays.copyOfRange(content, 7, 7 + client.length())))
                    .as(said)
                    .isEqualTo(-1);
            assertThat(offer.resent()).isZero();
        }
    }

    @Test
    void aFileThatNobodyOffersIsNotFound() throws Exception {
        FileOffer offer = server.offer(ImageData.of(ByteBuffer.wrap(content)), 0, 100);
        offer.close();

        assertThat(run(
                        List.of("tftp", "-4", "-m", "octet", "127.0.0.1", "PORT", "-c", "get", "FILE", "OUT"),
                        offer,
                        folder.resolve("out")))
                .contains("Error code 1: File not found");
    }

    private static String run(List<String> command, FileOffer offer, Path out) throws Exception {
        List<String> words = command.stream()
                .map(word -> word.replace("FILE", offer.name())
                        .replace("PORT", Integer.toString(offer.port()))
                        .replace("OUT", out.toString()))
                .toList();
        File log = out.resolveSibling("log").toFile();
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        boolean ended = process.waitFor(PATIENCE, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertThat(ended)
                .as("%s ended: %s", words, Files.readString(log.toPath()))
                .isTrue();
        return words + ": " + Files.readString(log.toPath());
    }
}
