package dev.gangway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.message.OfferCommand;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file on its way from a page to the station. */
class SentFileRouteTest {
    private static final String PATH = "/api/v1/offers/00112233445566778899aabbccddeeff/file";

    private final FakeLine line = new FakeLine(1, 2);
    private final byte[] file = new byte[1_000_003];

    @BeforeEach
    void serve() throws Exception {
        new Random(4).nextBytes(file);
        line.fileLength = file.length;
        line.serve();
    }

    @AfterEach
    void stop() {
        line.close();
    }

    private RawHttp http() {
        return new RawHttp(line.servedPort()).with("Content-Type", "application/octet-stream");
    }

    private List<OfferCommand.Piece> pieces() {
        return line.offers.stream()
                .filter(OfferCommand.Piece.class::isInstance)
                .map(OfferCommand.Piece.class::cast)
                .toList();
    }

    private byte[] arrived() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        pieces().forEach(piece -> all.writeBytes(piece.bytes()));
        return all.toByteArray();
    }

    private void assertDropped() {
        await().untilAsserted(() -> assertThat(line.offers).hasAtLeastOneElementOfType(OfferCommand.Drop.class));
    }

    @Test
    void isPassedOnInPiecesThatFollowEachOther() throws IOException {
        RawHttp.Answer answer = http().send("POST", PATH, file);

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().getString("phase")).isEqualTo("ready");
        assertThat(arrived()).isEqualTo(file);
        assertThat(pieces()).hasSizeGreaterThan(2).allSatisfy(piece -> {
            assertThat(piece.bytes()).hasSizeLessThan(512 * 1024);
            assertThat(piece.declared()).isEqualTo(file.length);
        });
        assertThat(line.offers).doesNotHaveAnyElementsOfTypes(OfferCommand.Drop.class);
    }

    @Test
    void isAnnouncedByWhoeverSitsThere() throws IOException {
        http().json().post("/api/v1/scan", "{\"text\":\"OP-anna\"}");
        RawHttp.Answer answer = http().json()
                .post(
                        "/api/v1/offers",
                        "{\"command\":\"send\",\"name\":\"chip-pro\",\"as\":\"root\",\"file\":\"root.ubi\",\"bytes\":5000000000}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(line.offers)
                .containsExactly(new OfferCommand.Send("chip-pro", "root", "root.ubi", "", 5_000_000_000L, "anna"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"bytes\":\"many\"", ",\"bytes\":null"})
    void anAnnouncementWithoutALengthIsNotUnderstood(String bytes) throws IOException {
        RawHttp.Answer answer =
                http().json().post("/api/v1/offers", "{\"command\":\"send\",\"name\":\"chip-pro\"" + bytes + "}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().getString("detail")).contains("\"bytes\": LENGTH");
        assertThat(line.offers).isEmpty();
    }

    @Test
    void whatTheStationRefusesIsToldToTheSender() throws IOException {
        line.fileProblem = "fw.bin: the disk is full";

        try (Socket socket = begin("Content-Length: " + file.length, "x".repeat(400_000))) {
            assertThat(line(socket)).startsWith("HTTP/1.1 409");
            assertThat(body(socket)).isEqualTo("fw.bin: the disk is full");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "multipart/form-data; boundary=x", "application/json"})
    void aTypeThatAFormCouldSendIsRefused(String type) throws IOException {
        RawHttp.Answer answer = http().with("Content-Type", type).send("POST", PATH, new byte[100]);

        assertThat(answer.status()).isEqualTo(415);
        assertThat(pieces()).isEmpty();
    }

    private Socket begin(String header, String body) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), line.servedPort());
        socket.setSoTimeout(20_000);
        socket.getOutputStream()
                .write(("POST " + PATH + " HTTP/1.1\r\nHost: 127.0.0.1:" + line.servedPort()
                                + "\r\nContent-Type: application/octet-stream\r\n" + header + "\r\n\r\n" + body)
                        .getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return socket;
    }

    /** What is wrong, as the rest of the answer says. */
    private static String body(Socket socket) throws IOException {
        int length = 0;
        for (String header = line(socket); !header.isEmpty(); header = line(socket)) {
            if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(
                        header.substring(header.indexOf(':') + 1).strip());
            }
        }
        return new JsonObject(new String(socket.getInputStream().readNBytes(length), StandardCharsets.UTF_8))
                .getString("detail");
    }

    private static String line(Socket socket) throws IOException {
        StringBuilder first = new StringBuilder();
        for (int c = socket.getInputStream().read();
                c >= 0 && c != '\n';
                c = socket.getInputStream().read()) {
            first.append((char) c);
        }
        return first.toString().strip();
    }

    @Test
    void anotherSiteIsRefusedBeforeAnythingOfItsFileIsRead() throws IOException {
        try (Socket socket = begin("Origin: http://evil.example\r\nContent-Length: 4000000000", "")) {
            assertThat(line(socket)).startsWith("HTTP/1.1 403");
        }
        assertThat(line.offers).isEmpty();
    }

    @Test
    void whoGoesAwayLeavesNothing() throws IOException {
        String half = "x".repeat(600_000);
        begin("Content-Length: " + file.length, half).close();

        assertDropped();
        assertThat(arrived().length).isLessThanOrEqualTo(half.length());
    }

    @Test
    void aBodyThatEndsTooEarlyIsTold() throws IOException {
        try (Socket socket = begin("Transfer-Encoding: chunked", "5\r\nhello\r\n0\r\n\r\n")) {
            assertThat(line(socket)).startsWith("HTTP/1.1 409");
            assertThat(body(socket)).contains("ended after 5 of " + file.length + " bytes");
        }
        assertDropped();
    }
}
