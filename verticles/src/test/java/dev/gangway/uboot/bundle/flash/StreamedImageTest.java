package dev.gangway.uboot.bundle.flash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.luben.zstd.Zstd;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gangway.model.Digest;
import dev.gangway.model.FailureException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

@Timeout(60)
class StreamedImageTest {
    @TempDir
    Path folder;

    private final byte[] content = new byte[600_001];
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer server;
    private StreamedImages images;

    @BeforeEach
    void start() throws IOException {
        new SplittableRandom(9).nextBytes(content);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
        images = new StreamedImages(folder, Duration.ofMillis(800));
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private URI on(String path, Answer answer) {
        server.createContext(path, exchange -> {
            asked.incrementAndGet();
            answer.to(exchange);
            exchange.close();
        });
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private URI serving(String path, byte[] bytes) {
        return on(path, exchange -> {
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        });
    }

    private byte[] packed(String how) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream packing =
                switch (how) {
                    case "gz" -> new GZIPOutputStream(out);
                    case "xz" -> new XZOutputStream(out, new LZMA2Options(1));
                    case "bz2" -> new BZip2CompressorOutputStream(out);
                    default -> out;
                }) {
            packing.write(content);
        }
        return how.equals("zst") ? Zstd.compress(content) : out.toByteArray();
    }

    private static Digest digest(byte[] bytes) {
        return Digest.of(ByteBuffer.wrap(bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw", "gz", "xz", "bz2", "zst"})
    void isUnpackedWhileItComes(String how) throws Exception {
        byte[] packed = packed(how);

        try (StreamedImages.Use use = images.use(serving("/disk.img." + how, packed), Optional.of(digest(packed)))) {
            assertThat(use.image().whole()).isEqualTo(new StreamedImage.Fetched(digest(packed), packed.length));
            assertThat(use.image().digest()).isEqualTo(digest(content));
            ByteBuffer bytes = use.image().source().read(0, content.length);
            assertThat(bytes).isEqualTo(ByteBuffer.wrap(content));
        }
    }

    private void fails(StreamedImages.Use use, String kind, String message) {
        try (use) {
            assertThatThrownBy(() -> use.image().whole())
                    .isInstanceOf(FailureException.class)
                    .hasMessageStartingWith(kind + ": ")
                    .hasMessageContaining(message);
            assertThat(use.image().source().digest()).isEmpty();
            assertThat(use.image().source().failure()).isPresent();
        }
    }

    @Test
    void oneThatStopsHalfWayIsNoImage() throws Exception {
        URI link = on("/half", exchange -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, 300_000);
            exchange.getResponseBody().flush();
        });

        fails(images.use(link, Optional.empty()), "transfer-failed", "/half broke off after 300000 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gz", "xz", "bz2", "zst"})
    void aPackedOneThatIsCutIsNoImage(String how) throws Exception {
        byte[] packed = packed(how);
        URI link = serving("/cut", Arrays.copyOf(packed, packed.length - 20));

        fails(images.use(link, Optional.empty()), "image-invalid", "/cut can't be unpacked");
    }

    @Test
    void aServerThatFallsSilentIsNotWaitedForForEver() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        URI link = on("/silent", exchange -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, 1000);
            exchange.getResponseBody().flush();
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        fails(images.use(link, Optional.empty()), "transfer-failed", "nothing came for");
        over.countDown();
    }

    @Test
    void oneThatSendsFromOneAddressToTheNextIsGivenUp() throws Exception {
        URI link = on("/circle", exchange -> {
            exchange.getResponseHeaders().set("Location", "/circle");
            exchange.sendResponseHeaders(302, -1);
        });

        fails(images.use(link, Optional.empty()), "image-missing", "sends from one address to the next");
        assertThat(asked.get()).isEqualTo(9);
    }

    @Test
    void whatIsNotThereIsTold() throws Exception {
        fails(
                images.use(on("/none", exchange -> exchange.sendResponseHeaders(404, -1)), Optional.empty()),
                "image-missing",
                "/none answers with status 404: there is no such thing");
    }

    @Test
    void anotherFileThanThatWithTheDigestIsNoImage() throws Exception {
        URI link = serving("/other", content);
        Digest other = digest(new byte[1]);

        fails(images.use(link, Optional.of(other)), "image-invalid", "and not " + other + " as it should");
    }

    /** A server that closes its connection at the end of what it has, and tells no length. */
    private URI untold(byte[] bytes) throws IOException {
        ServerSocket door = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        threads.submit(() -> {
            try (door;
                    Socket socket = door.accept()) {
                while (socket.getInputStream().read() != '\n') {
                    // the request's first line
                }
                socket.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().write(bytes);
                socket.shutdownOutput();
                while (socket.getInputStream().read() >= 0) {
                    // the rest of the request
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return URI.create("http://127.0.0.1:" + door.getLocalPort() + "/untold");
    }

    @Test
    void halfOfWhatHasNoLengthIsNotTakenForAll() throws Exception {
        fails(images.use(untold(content), Optional.empty()), "image-invalid", "tells no length");

        try (StreamedImages.Use use = images.use(untold(content), Optional.of(digest(content)))) {
            assertThat(use.image().digest()).isEqualTo(digest(content));
        }
        byte[] gz = packed("gz");
        try (StreamedImages.Use use = images.use(untold(gz), Optional.empty())) {
            assertThat(use.image().digest()).isEqualTo(digest(content));
        }
    }

    @Test
    void withoutADigestItComesEncryptedOrFromThisMachine() throws Exception {
        fails(
                images.use(URI.create("http://192.0.2.1/disk.img"), Optional.empty()),
                "image-missing",
                "is not encrypted, which is for servers on this machine only");
    }

    @Test
    void twoWhoTakeItAtOnceFetchItOnce() throws Exception {
        URI link = serving("/one", content);
        StreamedImages.Use first = images.use(link, Optional.empty());
        try (StreamedImages.Use second = images.use(link, Optional.empty())) {
            assertThat(second.image()).isSameAs(first.image());
            first.close();
            assertThat(second.image().digest()).isEqualTo(digest(content));
            assertThat(asked.get()).isEqualTo(1);
        }
        try (StreamedImages.Use later = images.use(link, Optional.empty())) {
            assertThat(later.image().digest()).isEqualTo(digest(content));
        }
        assertThat(asked.get()).isEqualTo(2);
    }

    @Test
    void whatFailedIsFetchedAnew() throws Exception {
        AtomicInteger times = new AtomicInteger();
        URI link = on("/again", exchange -> {
            boolean first = times.getAndIncrement() == 0;
            exchange.sendResponseHeaders(first ? 500 : 200, first ? -1 : content.length);
            if (!first) {
                exchange.getResponseBody().write(content);
            }
        });
        try (StreamedImages.Use broken = images.use(link, Optional.empty())) {
            await().until(() -> broken.image().source().failure().isPresent());

            try (StreamedImages.Use sound = images.use(link, Optional.empty())) {
                assertThat(sound.image().digest()).isEqualTo(digest(content));
                assertThat(broken.image().source().failure()).hasValueSatisfying(why -> assertThat(why)
                        .contains("status 500: the server has a fault of its own"));
            }
        }
    }
}
