package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gangway.config.StationConfig;
import dev.gangway.image.source.ImageFetcher;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that is sent to a whole station over HTTP, and what goes wrong on its way: nothing of it is left, and the next try works. */
class SentOverHttpTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LENGTH = 10 << 20;

    private final byte[] file = new byte[LENGTH];
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @SuppressWarnings("NullAway.Init")
    private LineHarness line;

    @SuppressWarnings("NullAway.Init")
    private Path data;

    @TempDir
    Path folder;

    @AfterEach
    void end() {
        line.close();
    }

    private void start(Path fetched) throws Exception {
        new Random(44).nextBytes(file);
        data = fetched;
        line = LineSetup.in(folder)
                .recipes(TestRecipes.of("own", FlashLinksLabTest.recipe("The station's own", "firmware.bin")))
                .images(folder.resolve("none"))
                .fetcher(ImageFetcher.of(StationConfig.Fetched.USUAL, data, Map.of(), Clock.systemUTC()))
                .start();
        post("/api/v1/scan", "{\"text\":\"OP-boss\"}");
    }

    private HttpRequest.Builder request(String path, String type) {
        return HttpRequest.newBuilder(URI.create(line.station().url() + path))
                .header("Content-Type", type)
                .header("Gangway-Desk", "desk-of-this-test")
                .timeout(Duration.ofSeconds(60));
    }

    private HttpResponse<String> answered(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode post(String path, String json) throws Exception {
        HttpResponse<String> answer = answered(request(path, "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private String announced() throws Exception {
        return post(
                        "/api/v1/offers",
                        "{\"command\":\"send\",\"name\":\"own\",\"file\":\"fw.bin\",\"bytes\":" + LENGTH + "}")
                .path("id")
                .asText();
    }

    private HttpResponse<String> sent(String id, InputStream body) throws Exception {
        return answered(request("/api/v1/offers/" + id + "/file", "application/octet-stream")
                .POST(HttpRequest.BodyPublishers.fromPublisher(
                        HttpRequest.BodyPublishers.ofInputStream(() -> body), LENGTH))
                .build());
    }

    private void awaitNothingKept() {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            try (Stream<Path> kept = Files.list(data.resolve("downloads"))) {
                assertThat(kept.filter(Files::isDirectory)).isEmpty();
            }
        });
    }

    private void sendWell() throws Exception {
        String id = announced();
        HttpResponse<String> answer = sent(id, new ByteArrayInputStream(file));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(JSON.readTree(answered(HttpRequest.newBuilder(URI.create(
                                                        line.station().url() + "/api/v1/offers/" + id))
                                                .build())
                                        .body())
                                .path("phase")
                                .asText())
                        .isEqualTo("ready"));
    }

    @Test
    void aConnectionThatIsCutLeavesNothingAndTheFileCanBeSentAgain() throws Exception {
        start(folder.resolve("data"));
        URI at = URI.create(line.station().url());
        try (Socket socket = new Socket(at.getHost(), at.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /api/v1/offers/" + announced() + "/file HTTP/1.1\r\nHost: 127.0.0.1:" + at.getPort()
                            + "\r\nContent-Type: application/octet-stream\r\nContent-Length: " + LENGTH + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(file, 0, 3 << 20);
            out.flush();
            await().atMost(Duration.ofSeconds(20)).until(() -> written() > 1 << 20);
        }
        awaitNothingKept();
        sendWell();
    }

    /** How much of the file is on the disk while it comes. */
    private long written() throws IOException {
        try (Stream<Path> all = Files.walk(data.resolve("downloads"))) {
            return all.filter(one -> one.endsWith("firmware.bin"))
                    .mapToLong(one -> one.toFile().length())
                    .max()
                    .orElse(0);
        }
    }

    /** Needs root, for a file system of 80 MiB. Others write to it too, and fill it when a part of the file has come. */
    @Test
    @Tag("lab")
    void aDiskThatFillsInTheMiddleIsToldToTheSenderAndLeavesNothing() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        run("mount", "-t", "tmpfs", "-o", "size=80m", "tmpfs", disk.toString());
        try {
            start(disk);
            Path others = disk.resolve("others");
            InputStream filling = new InputStream() {
                private int at;

                @Override
                public int read() {
                    throw new UnsupportedOperationException("a byte at a time");
                }

                @Override
                public int read(byte[] into, int from, int most) throws IOException {
                    if (at == 4 << 20) {
                        await().atMost(Duration.ofSeconds(20)).until(() -> written() > 1 << 20);
                        fill(others);
                    }
                    int size = Math.min(Math.min(most, 1 << 20), LENGTH - at);
                    if (size <= 0) {
                        return -1;
                    }
                    System.arraycopy(file, at, into, from, size);
                    at += size;
                    return size;
                }
            };

            HttpResponse<String> refused = sent(announced(), filling);

            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(409);
            assertThat(JSON.readTree(refused.body()).path("detail").asText())
                    .startsWith("fw.bin: ")
                    .contains("No space left on device")
                    .contains("Free space there, or name another data folder");
            awaitNothingKept();
            assertThat(answered(request("/api/v1/offers", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString(
                                            "{\"command\":\"send\",\"name\":\"own\",\"file\":\"fw.bin\",\"bytes\":"
                                                    + LENGTH + "}"))
                                    .build())
                            .body())
                    .as("the next one is refused before its first byte")
                    .contains("the disk has no room for it");

            Files.delete(others);
            sendWell();
        } finally {
            line.close();
            run("umount", "-l", disk.toString());
        }
    }

    private static void fill(Path others) throws IOException {
        byte[] block = new byte[1 << 16];
        Arrays.fill(block, (byte) 1);
        try (OutputStream out = Files.newOutputStream(others)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(String.join(" ", command)).isZero();
    }
}
