package dev.gangway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTest {
    @TempDir
    static Path folder;

    private static TlsFiles page;
    private static TlsFiles rsa;

    @BeforeAll
    static void make() throws Exception {
        page = TlsPair.make(folder, "page", "EC");
        rsa = TlsPair.make(folder, "rsa", "RSA");
        TlsPair.make(folder, "other", "EC");
        TlsPair.make(folder, "ended", "EC", "-startdate", "-10d", "-validity", "3");
        TlsPair.make(folder, "later", "EC", "-startdate", "+10d", "-validity", "30");
        Files.writeString(
                folder.resolve("old.key"), "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE\n-----END EC PRIVATE KEY-----\n");
    }

    private static WebSettings settings(FakeLine line, String host, Optional<TlsFiles> tls) {
        Login login = new Login(List.of(new Login.Account("lind", LoginQueueTest.RIGHT)));
        return new WebSettings(host, 0, line.identity(), line.places, List.of(), Optional.of(login), tls, false);
    }

    /** What the page answers over TLS to one who trusts this certificate and no other. */
    private static String ask(int port, Path certificate, String request) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(certificate)) {
            trusted.setCertificateEntry(
                    "page", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        try (SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String login(int port, String origin) {
        String body = "{\"name\":\"lind\",\"password\":\"right\"}";
        return "POST /api/v1/login HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nOrigin: " + origin + "127.0.0.1:" + port
                + "\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body;
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC"})
    void servesThePageEncryptedWithTwoFiles(String algorithm) throws Exception {
        TlsFiles tls = algorithm.equals("RSA") ? rsa : page;
        try (FakeLine line = new FakeLine(1, 1)) {
            WebVerticle web = line.serve(settings(line, "0.0.0.0", Optional.of(tls)), FakeLine.NO_PICTURES);

            assertThat(web.url()).isEqualTo("https://0.0.0.0:" + web.actualPort());
            String in = ask(web.actualPort(), tls.certificate(), login(web.actualPort(), "https://"));
            assertThat(in).startsWith("HTTP/1.1 204").containsIgnoringCase("; Secure");
            assertThat(ask(web.actualPort(), tls.certificate(), login(web.actualPort(), "http://")))
                    .as("a page that came unencrypted is not ours")
                    .startsWith("HTTP/1.1 403");
        }
    }

    @Test
    void refusesToBeReachableUnencryptedUnlessThatIsAccepted() {
        try (FakeLine line = new FakeLine(1, 1)) {
            assertThatThrownBy(() -> line.serve(settings(line, "0.0.0.0", Optional.empty()), FakeLine.NO_PICTURES))
                    .hasMessageContaining("http.tls")
                    .hasMessageContaining("http.unencrypted: accepted");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gone.pem      | page.key      | the page's certificate cannot be read",
                "page.pem      | gone.key      | the page's key cannot be read",
                "page.key      | page.key      | there is no certificate in",
                "page.pem      | page.pem      | there is no private key in",
                "page.pem      | other.key     | is not that of the certificate",
                "page.pem      | rsa.key       | is of another kind than the certificate",
                "page.pem      | old.key       | openssl pkcs8 -topk8 -nodes",
                "ended.pem     | ended.key     | ended on",
                "later.pem     | later.key     | is valid from",
                "page.pem      | page.key      | ''"
            })
    void saysWhatIsWrongWithTheFiles(String certificate, String key, String problem) {
        TlsFiles files = new TlsFiles(folder.resolve(certificate), folder.resolve(key));

        assertThat(files.problem(Instant.now())).contains(problem);
        assertThat(files.problem(Instant.now()).isEmpty()).isEqualTo(problem.isEmpty());
        assertThat(files.problem(Instant.now().plus(Duration.ofDays(10_000)))).isNotEmpty();
    }
}
