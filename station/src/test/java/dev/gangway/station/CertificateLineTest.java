package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.config.CertificateConfig;
import dev.gangway.message.JobSummary;
import dev.gangway.message.ScanOutcome;
import dev.gangway.model.Digest;
import dev.gangway.model.FailureKind;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import dev.gangway.serve.BoardFiles;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import dev.gangway.virtual.uboot.ConsoleBoard;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys that are made for units, and certificates that Debian's openssl makes of them as the outside signer. */
@Tag("lab")
class CertificateLineTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int KEY_AT = 512;
    private static final int ROOM = 4_000;
    private static final int CERTIFICATE_AT = 5_000;

    private static final String RECIPE = """
            kind: recipe
            version: 1
            title: Units with certificates
            serves: { mode: uboot-console }
            serial: { pattern: "UB-[0-9]{5}" }
            images:
              base: { file: disk.img, format: raw }
              disk:
                file: unit.img
                format: raw
                made:
                  of: base
                  patch:
                    - { at: 512, put: "{{unit.device_key}}", size: 4000 }
                    - { at: 5000, put: "{{unit.device}}", size: 4000 }
            unit:
              device: { certificate: device_key, by: factory, subject: { CN: "{{serial}}, O=\\"x\\" +y", O: "A & B", serialNumber: "{{unit.number}}" } }
              device_key: { key: KIND, onFailure: FATE }
              number: { serial: "[0-9]+$" }
            retry: { attempts: 1 }
            steps:
              - uboot.stop: usual
                within: 6s
              - uboot.network: dhcp
              - uboot.write: disk
                to: virtio 0
                window: 8
                piece: 64KiB
            """;

    @TempDir
    Path folder;

    private final PageStore pages = PageStore.temporary();
    private BoardFiles server;

    @BeforeEach
    void begin() throws Exception {
        Files.createDirectories(folder.resolve("images"));
        Files.write(folder.resolve("images/disk.img"), new byte[100_000]);
        shell("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -subj"
                + " '/CN=Factory CA' -days 9 -addext keyUsage=critical,keyCertSign");
        signer("openssl x509 -req -in - -CA ca.pem -CAkey ca.key -days 7 2>/dev/null");
        server = BoardFiles.open(InetAddress.getLoopbackAddress(), 0, 0);
    }

    @AfterEach
    void end() {
        server.close();
        pages.close();
    }

    private String shell(String line) throws Exception {
        return ShellCommand.need(folder, PATIENCE, "set -e; " + line);
    }

    /** The program that the station calls: keeps the request, counts, and does this. */
    private void signer(String line) throws IOException {
        Path script = folder.resolve("sign.sh");
        Files.writeString(
                script, "cd " + folder + "\ncat > request.pem\necho >> calls\ncat request.pem | " + line + "\n");
    }

    private CertificateConfig factory(Duration timeout) {
        return new CertificateConfig(
                "factory",
                List.of("sh", "-e", folder.resolve("sign.sh").toString()),
                folder.resolve("ca.pem"),
                timeout);
    }

    private LineHarness line(String recipe, Duration timeout) throws StartFailure {
        return LineSetup.in(folder)
                .ports(2)
                .recipes(TestRecipes.of("units", recipe))
                .images(folder.resolve("images"))
                .certificates(factory(timeout))
                .protocols(StationProtocols.with(server))
                .start();
    }

    private ConsoleBoard plug(LineHarness line, int port) {
        ConsoleBoard board = (ConsoleBoard)
                BoardSpec.parse("uboot-console:pace=none", port).plug(line.hub(), port, pages, told -> {});
        line.awaitState(port, PortState.AwaitingScan.class);
        return board;
    }

    private static JobSummary run(LineHarness line, int port, String serial) {
        var job = ((ScanOutcome.Started) line.scanFor(port, serial)).job();
        return line.recorded(line.ended(job).summary().job()).summary();
    }

    private static String recipe(String kind, String fate) {
        return RECIPE.replace("KIND", kind).replace("FATE", fate);
    }

    private static String text(ConsoleBoard board, int at) {
        return new String(board.read(at, ROOM), StandardCharsets.US_ASCII).replace("\0", "");
    }

    private long calls() throws IOException {
        return Files.exists(folder.resolve("calls"))
                ? Files.readAllLines(folder.resolve("calls")).size()
                : 0;
    }

    private List<Path> kept() throws IOException {
        Path keys = folder.resolve("data/keys");
        if (!Files.exists(keys)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(keys)) {
            return files.toList();
        }
    }

    @Test
    void eachUnitGetsAKeyAndItsCertificateAndTheKeyIsNowhereElse() throws Exception {
        List<String> kinds = List.of("ec-p256", "rsa-2048", "ed25519");
        for (String kind : kinds) {
            try (LineHarness line = line(recipe(kind, "keep"), Duration.ofSeconds(30))) {
                int number = kinds.indexOf(kind);
                ConsoleBoard board = plug(line, 1);
                JobSummary job = run(line, 1, "UB-0000" + number);
                assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);

                assertThat(shell("openssl req -in request.pem -noout -verify -subject -nameopt RFC2253,utf8"))
                        .contains("verify OK")
                        .contains("CN=UB-0000" + number + "\\, O=\\\"x\\\" \\+y")
                        .contains("serialNumber=0000" + number + ",O=A & B");
                String pem = text(board, CERTIFICATE_AT);
                X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
                String key = text(board, KEY_AT);
                assertThat(key).startsWith("-----BEGIN PRIVATE KEY-----");
                Files.writeString(folder.resolve("unit.key"), key);
                Files.writeString(folder.resolve("unit.pem"), pem);
                assertThat(shell("openssl pkey -in unit.key -pubout"))
                        .isEqualTo(shell("openssl x509 -in unit.pem -noout -pubkey"));
                shell("openssl verify -CAfile ca.pem unit.pem");
                assertThat(signs(certificate, key)).isTrue();
                assertThat(job.steps().get(0).facts())
                        .containsEntry(
                                "unit.device",
                                "certificate " + certificate.getSerialNumber().toString(16) + " sha256:"
                                        + Digest.of(ByteBuffer.wrap(certificate.getEncoded())))
                        .containsEntry(
                                "unit.device_key",
                                "key sha256:"
                                        + Digest.of(ByteBuffer.wrap(
                                                certificate.getPublicKey().getEncoded())));
                Awaitility.await().untilAsserted(() -> assertThat(kept()).isEmpty());
                String secret = key.lines().skip(1).findFirst().orElseThrow();
                try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
                    for (Path file : files.filter(Files::isRegularFile).toList()) {
                        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                                .as(file.toString())
                                .doesNotContain(secret.substring(0, 40));
                    }
                }
            }
        }
    }

    private static boolean signs(X509Certificate certificate, String pem) throws Exception {
        String algorithm = certificate.getPublicKey().getAlgorithm();
        String name =
                algorithm.equals("EC") ? "SHA256withECDSA" : algorithm.equals("RSA") ? "SHA256withRSA" : "Ed25519";
        Signature signer = Signature.getInstance(name);
        signer.initSign(KeyFactory.getInstance(name.equals("Ed25519") ? name : algorithm)
                .generatePrivate(new PKCS8EncodedKeySpec(
                        Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", "")))));
        signer.update(new byte[9]);
        byte[] signature = signer.sign();
        Signature verifier = Signature.getInstance(name);
        verifier.initVerify(certificate);
        verifier.update(new byte[9]);
        return verifier.verify(signature);
    }

    /** The job fails behind the certificate: the same pair next time, and nobody is asked twice; or another one, as the recipe says. */
    @Test
    void aUnitThatFailedHasItsPairAgainOrAnother() throws Exception {
        for (String fate : List.of("keep", "burn")) {
            Files.deleteIfExists(folder.resolve("calls"));
            String good = recipe("ec-p256", fate);
            String wrong = good.replace("to: virtio 0", "to: virtio 7");
            String first;
            try (LineHarness line = line(wrong, Duration.ofSeconds(30))) {
                plug(line, 1);
                JobSummary job = run(line, 1, "UB-00001");
                assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
                first = job.steps().get(0).facts().get("unit.device");
                assertThat(kept()).hasSize(fate.equals("keep") ? 1 : 0);
            }
            try (LineHarness line = line(good, Duration.ofSeconds(30))) {
                plug(line, 1);
                JobSummary job = run(line, 1, "UB-00001");
                assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
                boolean same = Objects.equals(job.steps().get(0).facts().get("unit.device"), first);
                assertThat(same).isEqualTo(fate.equals("keep"));
                assertThat(calls()).isEqualTo(fate.equals("keep") ? 1 : 2);
            }
            try (Stream<Path> all = Files.walk(folder.resolve("data"))) {
                for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Test
    void whatIsNotTheUnitsCertificateEndsTheJobBeforeTheBoardIsTouched() throws Exception {
        shell(
                "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout other.key -out other.pem -subj"
                        + " /CN=Other -days 9");
        Map<String, String> answers = Map.of(
                "cat other.pem", "belongs to another key",
                "openssl x509 -req -in - -CA other.pem -CAkey other.key -days 7", "does not lead to an authority",
                "sh -c 'echo no such profile >&2; exit 3'", "exit code 3: no such profile",
                "cat", "is no certificate in PEM",
                "cat > /dev/null", "has no certificate in PEM",
                "sleep 60", "did not end within 2 s",
                "openssl x509 -req -in - -CA ca.pem -CAkey ca.key -days -1", "valid from");
        int number = 10;
        try (LineHarness line = line(recipe("ec-p256", "keep"), Duration.ofSeconds(2))) {
            for (Map.Entry<String, String> answer : answers.entrySet()) {
                ConsoleBoard board = plug(line, 1);
                signer(answer.getKey());
                JobSummary job = run(line, 1, "UB-000" + number++);

                assertThat(job.verdict()).as(answer.getKey()).isEqualTo(Verdict.FAILED);
                assertThat(Objects.requireNonNull(job.failure()).kind()).isEqualTo(FailureKind.UNIT_VALUE_MISSING);
                assertThat(job.failure().message()).contains("certificates.factory", answer.getValue());
                assertThat(board.read(KEY_AT, 9)).containsOnly(0);
                line.unplug(1);
            }
        }
    }
}
