package dev.gangway.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gangway.format.ImageData;
import dev.gangway.model.Digest;
import dev.gangway.model.FailureException;
import dev.gangway.protocol.FileSource;
import dev.gangway.protocol.WebDelivery;
import dev.gangway.protocol.WebOffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class HttpFileServerTest {
    private static final int LENGTH = 5_000_001;

    /** No network takes so much unread. */
    private static final int ENDLESS = 64 << 20;

    @TempDir
    Path folder;

    private final byte[] content = new byte[LENGTH];
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private HttpFileServer server;
    private Digest digest;

    @BeforeEach
    void start() throws IOException {
        new SplittableRandom(1).nextBytes(content);
        digest = Digest.of(ByteBuffer.wrap(content));
        server = HttpFileServer.open(InetAddress.getLoopbackAddress(), 0);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void restart(HttpFileServer.Limits limits) throws IOException {
        server.close();
        server = HttpFileServer.open(InetAddress.getLoopbackAddress(), 0, limits);
    }

    private WebOffer publish() {
        return server.publish("disk.img", FileSource.of(ImageData.of(ByteBuffer.wrap(content)), Optional.of(digest)));
    }

    private HttpResponse<byte[]> get(String link, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(link));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    /** Requests that no proper client sends. */
    private String raw(String text) throws IOException {
        try (Socket socket =
                new Socket(server.address().getAddress(), server.address().getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void aFileIsSentWhole() throws Exception {
        try (WebOffer offer = publish()) {
            assertThat(offer.delivered()).isEqualTo(new WebDelivery(0, 0, false, List.of(), Optional.empty()));

            HttpResponse<byte[]> answer = get(offer.link());

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(header(answer, "Content-Length")).isEqualTo("" + LENGTH);
            assertThat(header(answer, "ETag")).isEqualTo("\"" + digest + "\"");
            assertThat(header(answer, "Accept-Ranges")).isEqualTo("bytes");
            assertThat(Arrays.equals(answer.body(), content)).isTrue();
            assertThat(offer.delivered())
                    .isEqualTo(new WebDelivery(LENGTH, 1, true, List.of("127.0.0.1"), Optional.empty()));
        }
    }

    @Test
    void aHeadTellsAndSendsNothing() throws Exception {
        try (WebOffer offer = publish()) {
            HttpResponse<byte[]> answer = client.send(
                    HttpRequest.newBuilder(URI.create(offer.link()))
                            .method("HEAD", HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(header(answer, "Content-Length")).isEqualTo("" + LENGTH);
            assertThat(answer.body()).isEmpty();
            assertThat(offer.delivered().answers()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"bytes=7-1000006, 7, 1000007", "bytes=4999999-, 4999999, 5000001", "bytes=-3, 4999998, 5000001"})
    void aRangeIsSent(String range, int from, int to) throws Exception {
        try (WebOffer offer = publish()) {
            HttpResponse<byte[]> answer = get(offer.link(), "Range", range);

            assertThat(answer.statusCode()).isEqualTo(206);
            assertThat(header(answer, "Content-Range")).isEqualTo("bytes " + from + "-" + (to - 1) + "/" + LENGTH);
            assertThat(Arrays.equals(answer.body(), Arrays.copyOfRange(content, from, to)))
                    .isTrue();
            assertThat(offer.delivered().bytes()).isEqualTo(to - from);
            assertThat(offer.delivered().whole()).isFalse();
        }
    }

    @Test
    void rangesThatCoverItAreTheWholeOfIt() throws Exception {
        try (WebOffer offer = publish()) {
            get(offer.link(), "Range", "bytes=2500000-");
            get(offer.link(), "Range", "bytes=0-2499998");
            assertThat(offer.delivered().whole()).isFalse();

            get(offer.link(), "Range", "bytes=2499999-2499999");

            assertThat(offer.delivered().whole()).isTrue();
            assertThat(offer.delivered().answers()).isEqualTo(3);
        }
    }

    @Test
    void aRangeBehindTheEndIsRefused() throws Exception {
        try (WebOffer offer = publish()) {
            HttpResponse<byte[]> answer = get(offer.link(), "Range", "bytes=5000001-");

            assertThat(answer.statusCode()).isEqualTo(416);
            assertThat(header(answer, "Content-Range")).isEqualTo("bytes */5000001");
            assertThat(offer.delivered().answers()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-1,5-6", "pages=1-2", "bytes=9-2"})
    void whoAsksForSeveralRangesOrNoneThatIsKnownGetsAllOfIt(String range) throws Exception {
        try (WebOffer offer = publish()) {
            assertThat(get(offer.link(), "Range", range).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aRangeOfAnotherFileIsNotGivenForThisOne() throws Exception {
        try (WebOffer offer = publish()) {
            assertThat(get(offer.link(), "Range", "bytes=5-", "If-Range", "\"" + digest + "\"")
                            .statusCode())
                    .isEqualTo(206);
            for (String other : List.of("\"0\"", "W/\"" + digest + "\"", "Sun, 29 Nov 2026 08:00:00 GMT")) {
                assertThat(get(offer.link(), "Range", "bytes=5-", "If-Range", other)
                                .statusCode())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void nothingElseIsFound() throws Exception {
        try (WebOffer offer = publish();
                WebOffer other = publish()) {
            String path = URI.create(offer.link()).getPath();
            String token = path.substring(0, path.lastIndexOf('/'));
            List<String> tricks = new ArrayList<>(List.of(
                    "/",
                    "*",
                    "//",
                    "/disk.img",
                    token,
                    token + "/",
                    token + "//disk.img",
                    token + "/./disk.img",
                    token + "/x/../disk.img",
                    token + "/../" + token.substring(1) + "/disk.img",
                    token + "/disk.img/",
                    token + "/disk.img?x",
                    token + "/disk%2eimg",
                    token + "/DISK.IMG",
                    "/%2e%2e/%2e%2e/etc/passwd",
                    "/../../etc/passwd",
                    "/..%2f..%2fetc%2fpasswd",
                    "/etc/passwd",
                    "//etc/passwd",
                    "\\..\\..\\etc\\passwd",
                    "file:///etc/passwd",
                    "http://127.0.0.1/etc/passwd",
                    "http://127.0.0.1:80" + path));
            for (String trick : tricks) {
                assertThat(raw("GET " + trick + " HTTP/1.1\r\nHost: a\r\n\r\n"))
                        .as(trick)
                        .startsWith("HTTP/1.1 4")
                        .doesNotContain("root:", "disk.img", "Content-Length: 5000001");
            }
            assertThat(offer.delivered().answers()).isZero();
            assertThat(other.link()).isNotEqualTo(offer.link()).startsWith("http://127.0.0.1:");
        }
    }

    @Test
    void nothingIsTakenHere() throws Exception {
        try (WebOffer offer = publish()) {
            for (String method : List.of("POST", "PUT", "DELETE")) {
                HttpResponse<byte[]> answer = client.send(
                        HttpRequest.newBuilder(URI.create(offer.link()))
                                .method(method, HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());

                assertThat(answer.statusCode()).isEqualTo(405);
                assertThat(header(answer, "Allow")).isEqualTo("GET, HEAD");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n\r\n", "GET\r\n\r\n", "\0\1\2\3\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET  \r\n\r\n"})
    void whatIsNoRequestHurtsNobody(String text) throws Exception {
        try (WebOffer offer = publish()) {
            raw(text + "GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            try {
                raw("GET /" + "x".repeat(1 << 20) + " HTTP/1.1\r\n\r\n");
            } catch (SocketException e) {
                // It hung up before all of that came.
            }

            assertThat(get(offer.link()).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void whatAJobTakesBackIsNotThereAnyMore() throws Exception {
        WebOffer offer = publish();
        offer.close();

        assertThat(get(offer.link()).statusCode()).isEqualTo(404);
        assertThat(offer.delivered().answers()).isZero();
    }

    private static FileSource endless() {
        return FileSource.of(ImageData.of(ByteBuffer.allocate(ENDLESS)), Optional.empty());
    }

    /** Its head has come, and nothing more is read. */
    private Socket stalled(WebOffer offer) throws IOException {
        Socket socket =
                new Socket(server.address().getAddress(), server.address().getPort());
        socket.setSoTimeout(20_000);
        socket.getOutputStream()
                .write(("GET " + URI.create(offer.link()).getPath() + " HTTP/1.1\r\nHost: a\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                .startsWith("HTTP/1.1 ");
        return socket;
    }

    @Test
    void whoStillFetchesWhatIsTakenBackIsCutOff() throws Exception {
        WebOffer offer = server.publish("disk.img", endless());
        try (Socket socket = stalled(offer)) {
            offer.close();

            InputStream in = socket.getInputStream();
            long came = 0;
            byte[] piece = new byte[1 << 16];
            try {
                for (int size = in.read(piece); size >= 0; size = in.read(piece)) {
                    came += size;
                }
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("reset");
            }
            assertThat(came).isLessThan(ENDLESS);
            assertThat(offer.delivered().trouble())
                    .hasValueSatisfying(why -> assertThat(why).contains("not offered any more"));
        }
    }

    @Test
    void aClientThatTakesNothingIsDropped() throws Exception {
        restart(new HttpFileServer.Limits(8, 8, 8, Duration.ofMillis(400)));
        WebOffer offer = server.publish("disk.img", endless());
        try (Socket socket = stalled(offer);
                Socket silent = new Socket(
                        server.address().getAddress(), server.address().getPort())) {
            await().untilAsserted(() -> assertThat(offer.delivered().trouble())
                    .hasValueSatisfying(why -> assertThat(why).contains("127.0.0.1: the client")));
            assertThat(offer.delivered().whole()).isFalse();
            silent.setSoTimeout(20_000);
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
            assertThat(socket.isConnected()).isTrue();
        }
    }

    @Test
    void tooManyTransfersAreToldToComeAgain() throws Exception {
        restart(new HttpFileServer.Limits(8, 2, 8, Duration.ofSeconds(30)));
        WebOffer large = server.publish("disk.img", endless());
        WebOffer small = publish();
        try (Socket one = stalled(large)) {
            try (Socket two = stalled(large)) {
                HttpResponse<byte[]> refused = get(small.link());

                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(header(refused, "Retry-After")).isEqualTo("1");
                assertThat(two.isConnected()).isTrue();
            }
            await().untilAsserted(
                            () -> assertThat(get(small.link()).statusCode()).isEqualTo(200));
            assertThat(one.isConnected()).isTrue();
        }
    }

    @Test
    void oneAddressDoesNotTakeAllTransfers() throws Exception {
        restart(new HttpFileServer.Limits(8, 8, 1, Duration.ofSeconds(30)));
        try (Socket one = stalled(server.publish("disk.img", endless()))) {
            assertThat(get(publish().link()).statusCode()).isEqualTo(503);
            assertThat(one.isConnected()).isTrue();
        }
    }

    @Test
    void tooManyConnectionsAreClosed() throws Exception {
        restart(new HttpFileServer.Limits(2, 8, 8, Duration.ofSeconds(30)));
        WebOffer offer = server.publish("disk.img", endless());
        try (Socket one = stalled(offer)) {
            try (Socket two = stalled(offer)) {
                assertThatThrownBy(() -> stalled(offer).close())
                        .isInstanceOfAny(IOException.class, AssertionError.class);
                assertThat(two.isConnected()).isTrue();
            }
            await().ignoreExceptions().untilAsserted(() -> stalled(offer).close());
            assertThat(one.isConnected()).isTrue();
        }
    }

    @Test
    void aThousandAtOnceAreServedOrToldToComeAgain() throws Exception {
        try (WebOffer offer = publish()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(offer.link()))
                    .header("Range", "bytes=0-99999")
                    .build();
            List<CompletableFuture<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                answers.add(client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
                        .thenApply(answer -> {
                            assertThat(answer.statusCode()).isIn(206, 503);
                            assertThat(answer.body().length == 100_000).isEqualTo(answer.statusCode() == 206);
                            return answer.statusCode();
                        }));
            }
            long served = 0;
            for (CompletableFuture<Integer> answer : answers) {
                served += answer.get() == 206 ? 1 : 0;
            }
            assertThat(served).isPositive();
            assertThat(offer.delivered().answers()).isEqualTo(served);
            assertThat(get(offer.link()).body()).hasSize(LENGTH);
        }
    }

    private SpooledFile spool(InputStream in, OptionalLong length) throws FailureException {
        return SpooledFile.of("the image", () -> SpooledFileTest.incoming(in, length), folder, 1 << 24);
    }

    private String tail(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void aFileIsSentWhileItComes() throws Exception {
        PipedOutputStream out = new PipedOutputStream();
        try (SpooledFile spool = spool(new PipedInputStream(out, 1 << 16), OptionalLong.empty());
                WebOffer offer = server.publish("disk.img", spool)) {
            CompletableFuture<HttpResponse<InputStream>> asked = client.sendAsync(
                    HttpRequest.newBuilder(URI.create(offer.link())).build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            out.write(content, 0, 1000);
            out.flush();

            try (InputStream in = asked.get().body()) {
                assertThat(in.readNBytes(1000)).containsExactly(Arrays.copyOf(content, 1000));
                assertThat(asked.get().headers().firstValue("Content-Length")).isEmpty();
                assertThat(offer.delivered().whole()).isFalse();
                HttpResponse<byte[]> first = get(offer.link(), "Range", "bytes=0-0");
                assertThat(first.statusCode()).isEqualTo(206);
                assertThat(header(first, "Content-Range")).isEqualTo("bytes 0-0/*");

                out.write(content, 1000, LENGTH - 1000);
                out.close();

                assertThat(Arrays.equals(in.readAllBytes(), Arrays.copyOfRange(content, 1000, LENGTH)))
                        .isTrue();
            }
            assertThat(offer.delivered().whole()).isTrue();
            assertThat(header(get(offer.link()), "ETag")).isEqualTo("\"" + digest + "\"");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFileThatStopsComingIsCutOffInTheMiddle(boolean told) throws Exception {
        PipedOutputStream out = new PipedOutputStream();
        OptionalLong length = told ? OptionalLong.of(LENGTH) : OptionalLong.empty();
        SpooledFile spool = spool(new PipedInputStream(out, 1 << 16), length);
        try (WebOffer offer = server.publish("disk.img", spool);
                Socket socket = stalled(offer)) {
            out.write(content, 0, 1000);
            out.flush();
            await().until(() -> offer.delivered().bytes() == 1000);
            spool.close();

            String rest = tail(socket);
            // The end of a body in chunks is a chunk without bytes.
            assertThat(rest).doesNotEndWith("0\r\n\r\n");
            assertThat(rest.contains("ontent-")).isTrue();
            assertThat(offer.delivered().trouble()).isPresent();
            assertThatThrownBy(() -> get(offer.link())).isInstanceOf(IOException.class);
        }
    }

    @Test
    void anOldClientIsNotSentWhatHasNoEndYet() throws Exception {
        PipedOutputStream out = new PipedOutputStream();
        try (SpooledFile spool = spool(new PipedInputStream(out), OptionalLong.empty());
                WebOffer offer = server.publish("disk.img", spool)) {
            assertThat(raw("GET " + URI.create(offer.link()).getPath() + " HTTP/1.0\r\n\r\n"))
                    .startsWith("HTTP/1.0 505");
            out.write(content, 0, 10);
            out.close();
            spool.whole();
            assertThat(raw("GET " + URI.create(offer.link()).getPath() + " HTTP/1.0\r\n\r\n"))
                    .startsWith("HTTP/1.0 200");
        }
    }

    @Test
    void anAddressOfAnotherMachineIsNotServed() {
        assertThatThrownBy(() -> HttpFileServer.open(InetAddress.getByName("192.0.2.1"), 0))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> HttpFileServer.open(
                        InetAddress.getLoopbackAddress(), server.address().getPort()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aNameBecomesWhatAnAddressMayHave() {
        try (WebOffer offer = server.publish("a b/../c d?.img.xz", endless())) {
            assertThat(offer.link()).endsWith("/a_b_.._c_d_.img.xz");
        }
    }
}
