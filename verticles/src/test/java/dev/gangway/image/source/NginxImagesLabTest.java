package dev.gangway.image.source;

import static dev.gangway.image.source.Fetching.bytes;
import static dev.gangway.image.source.Fetching.digest;
import static dev.gangway.image.source.Fetching.left;
import static dev.gangway.image.source.Fetching.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.gangway.config.Secret;
import dev.gangway.config.StationConfig;
import dev.gangway.download.WebTrust;
import dev.gangway.download.WebWays;
import dev.gangway.model.Digest;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureException;
import dev.gangway.recipe.ImageSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images from Debian's nginx: ranges, redirects, tokens, TLS with a company's own certificates. */
@Tag("lab")
class NginxImagesLabTest {
    private static final int PATIENCE = 60;
    private static final int LARGE = 48 << 20;
    private static final String NAME = "images.lab.example";

    @TempDir
    Path folder;

    private int plain;
    private int store;
    private int secure;
    private Process nginx;

    @BeforeEach
    void start() throws Exception {
        plain = free();
        store = free();
        secure = free();
        Path files = Files.createDirectories(folder.resolve("www/files"));
        Files.createDirectories(folder.resolve("www/whole"));
        Files.write(files.resolve("large.bin"), bytes(LARGE, 5));
        Files.createLink(folder.resolve("www/whole/large.bin"), files.resolve("large.bin"));
        Files.write(files.resolve("small.bin"), bytes(5_000, 6));
        certificates();
        Path config =
                Files.writeString(folder.resolve("nginx.conf"), """
                daemon off;
                user root;
                worker_processes 1;
                pid %1$s/nginx.pid;
                error_log %1$s/error.log;
                events {}
                http {
                    access_log %1$s/access.log;
                    client_body_temp_path %1$s/t1; proxy_temp_path %1$s/t2; fastcgi_temp_path %1$s/t3;
                    uwsgi_temp_path %1$s/t4; scgi_temp_path %1$s/t5;
                    server {
                        listen 127.0.0.1:%2$d;
                        root %1$s/www;
                        location /whole/ { max_ranges 0; }
                        location = /loop { return 302 /loop; }
                        location /api/ {
                            if ($http_private_token != "s3cret") { return 403; }
                            return 302 http://127.0.0.1:%3$d/files/small.bin?signature=abc;
                        }
                    }
                    server {
                        listen 127.0.0.1:%3$d;
                        root %1$s/www;
                        location /files/ { if ($http_private_token) { return 418; } }
                    }
                    server {
                        listen 127.0.0.1:%4$d ssl;
                        server_name %5$s;
                        ssl_certificate %1$s/leaf.pem;
                        ssl_certificate_key %1$s/leaf.key;
                        root %1$s/www;
                        location = /plain { return 302 http://127.0.0.1:%3$d/files/small.bin; }
                    }
                }
                """.formatted(folder, plain, store, secure, NAME));
        nginx = new ProcessBuilder("nginx", "-c", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("nginx.log").toFile())
                .start();
        await().atMost(Duration.ofSeconds(PATIENCE)).until(() -> isUp(plain) && isUp(store) && isUp(secure));
    }

    private void certificates() throws Exception {
        run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-keyout",
                "ca.key",
                "-out",
                "ca.pem",
                "-subj",
                "/CN=Lab",
                "-days",
                "2");
        run(
                "openssl",
                "req",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-keyout",
                "leaf.key",
                "-out",
                "leaf.csr",
                "-subj",
                "/CN=" + NAME);
        Files.writeString(folder.resolve("san"), "subjectAltName=DNS:" + NAME);
        run(
                "openssl",
                "x509",
                "-req",
                "-in",
                "leaf.csr",
                "-CA",
                "ca.pem",
                "-CAkey",
                "ca.key",
                "-CAcreateserial",
                "-out",
                "leaf.pem",
                "-days",
                "2",
                "-extfile",
                "san");
    }

    private void run(String... command) throws Exception {
        Path log = folder.resolve("command.log");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(PATIENCE, TimeUnit.SECONDS) && process.exitValue() == 0)
                .as("%s: %s", List.of(command), Files.readString(log))
                .isTrue();
    }

    private static int free() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static boolean isUp(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        nginx.destroy();
        nginx.waitFor(PATIENCE, TimeUnit.SECONDS);
    }

    private static URI link(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private Fetching fetching(Map<String, StationConfig.ImageHost> hosts) {
        return new Fetching(folder.resolve("cache"), hosts).largest(1L << 30).limit(1L << 30);
    }

    private String refused(Fetching fetching, ImageSpec spec) throws IOException {
        Failure failure = catchThrowableOfType(
                        FailureException.class, () -> fetching.fetcher().get("a", spec, FetchWatch.NONE))
                .failure();
        assertThat(left(folder.resolve("cache"))).isEmpty();
        return failure.message();
    }

    /** Without ranges each try begins anew and gets no further than the one before, so that fewer of them are made. */
    @ParameterizedTest
    @CsvSource({"/files/large.bin, 5, 206", "/whole/large.bin, 4, 200"})
    void aFileWhoseConnectionIsCutComes(String path, int cuts, int status) throws Exception {
        try (CuttingRelay relay = new CuttingRelay(plain, LARGE / 7, cuts)) {
            Digest sha256 = digest(bytes(LARGE, 5));
            try (HeldImage held = fetching(Map.of())
                    .fetcher()
                    .get("a", spec(sha256, "", link(relay.port(), path)), FetchWatch.NONE)) {
                assertThat(held.image().bytes()).isEqualTo(LARGE);
                assertThat(held.image().image()).isEqualTo(sha256);
            }
            assertThat(relay.left()).isZero();
            assertThat(Files.readAllLines(folder.resolve("access.log")))
                    .hasSize(cuts + 1)
                    .last()
                    .asString()
                    .contains("\" " + status + " ");
        }
    }

    @Test
    void aTokenIsForTheForgeAndNotForItsStore() throws Exception {
        URI artifact = link(plain, "/api/v4/projects/1/jobs/2/artifacts");
        StationConfig.ImageHost forge = new StationConfig.ImageHost(new Secret.InEnvironment("TOKEN"), "PRIVATE-TOKEN");

        assertThat(refused(fetching(Map.of()), spec(null, "", artifact))).contains("answers with status 403");
        try (HeldImage held = fetching(Map.of("127.0.0.1:" + plain, forge))
                .fetcher()
                .get("a", spec(null, "", artifact), FetchWatch.NONE)) {
            assertThat(held.image().file()).hasBinaryContent(bytes(5_000, 6));
            assertThat(held.image().origin()).doesNotContain("signature");
        }
    }

    @Test
    void aCircleEnds() throws IOException {
        assertThat(refused(fetching(Map.of()), spec(null, "", link(plain, "/loop"))))
                .contains("more than 8 redirects");
    }

    @Test
    void aCompanysOwnCertificateIsBelievedAndTheNameIsHeldAgainstIt() throws Exception {
        URI right = URI.create("https://" + NAME + ":" + secure + "/files/small.bin");
        URI wrong = URI.create("https://other.lab.example:" + secure + "/files/small.bin");
        WebWays here = WebWays.DIRECT.only(link -> Optional.of(InetAddress.getLoopbackAddress()));
        WebWays believing = new WebWays(
                Optional.empty(),
                Optional.of(WebTrust.with(folder.resolve("ca.pem"))),
                link -> Optional.of(InetAddress.getLoopbackAddress()));

        assertThat(refused(fetching(Map.of()).ways(here), spec(null, "", right)))
                .contains("can't be spoken to encrypted")
                .contains("images.download.ca");
        assertThat(refused(fetching(Map.of()).ways(believing), spec(null, "", wrong)))
                .contains("can't be spoken to encrypted");
        assertThat(refused(
                        fetching(Map.of()).ways(believing),
                        spec(null, "", URI.create("https://" + NAME + ":" + secure + "/plain"))))
                .contains("sends to an address without encryption");
        try (HeldImage held =
                fetching(Map.of()).ways(believing).fetcher().get("a", spec(null, "", right), FetchWatch.NONE)) {
            assertThat(held.image().file()).hasBinaryContent(bytes(5_000, 6));
        }
    }
}
