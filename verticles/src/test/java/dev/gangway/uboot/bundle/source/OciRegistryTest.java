package dev.gangway.uboot.bundle.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.uboot.bundle.BundleText;
import dev.gangway.uboot.bundle.FlashBundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OciRegistryTest {
    private static final String TITLE = "data/Image";

    @TempDir
    Path folder;

    private final TinyRegistry registry = new TinyRegistry();
    private final Map<String, byte[]> files = BundleText.files();
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void nobodyIsLoggedIn() {
        environment.put("HOME", folder.toString());
    }

    @AfterEach
    void close() {
        registry.close();
    }

    private BundleSources.Sourced pull(String reference) throws FailureException {
        return new BundleSources(folder.resolve("cache"), environment, 1 << 20, Duration.ofMillis(500))
                .open(reference, folder, FlashBundle.MANIFEST);
    }

    private String tagged() {
        return "oci://" + registry.host() + "/lab/ti:latest";
    }

    private String image() {
        return TinyRegistry.digest(content());
    }

    private byte[] content() {
        return Objects.requireNonNull(files.get(TITLE));
    }

    private void failsWith(String reference, FailureKind kind, String told) throws IOException {
        assertThatThrownBy(() -> pull(reference)).isInstanceOfSatisfying(FailureException.class, failed -> {
            assertThat(failed.failure().message()).contains(told);
            assertThat(failed.failure().kind()).isEqualTo(kind);
        });
        nothingIsLeft();
    }

    private void nothingIsLeft() throws IOException {
        Path cache = folder.resolve("cache");
        if (Files.exists(cache)) {
            try (Stream<Path> left = Files.list(cache)) {
                assertThat(left.filter(path -> !path.toString().endsWith(".lock")))
                        .isEmpty();
            }
        }
    }

    @Test
    void aBundleIsPulledByItsTagAndTheRecordHasItsDigest() throws Exception {
        String digest = registry.push("lab/ti", "latest", files);

        BundleSources.Sourced pulled = pull(tagged());

        assertThat(pulled.bundle().manifest().name()).isEqualTo("ti-jacinto");
        assertThat(Files.readAllBytes(pulled.bundle().file(TITLE))).isEqualTo(files.get(TITLE));
        assertThat(pulled.origin()).isEqualTo(tagged() + " @" + digest);
    }

    @Test
    void aBundleIsPulledByItsDigestAndOnlyOnce() throws Exception {
        String reference = "oci://" + registry.host() + "/lab/ti@" + registry.push("lab/ti", "latest", files);
        pull(reference);
        long before = registry.asked().size();

        BundleSources.Sourced again = pull(reference);

        assertThat(again.origin()).isEqualTo(reference);
        assertThat(registry.asked()).hasSize((int) before + 1);
    }

    @Test
    void aTagThatMovedIsAnotherBundle() throws Exception {
        registry.push("lab/ti", "latest", files);
        pull(tagged());
        files.put(TITLE, "a newer kernel".getBytes(StandardCharsets.UTF_8));
        registry.push("lab/ti", "latest", files);

        assertThat(pull(tagged()).bundle().file(TITLE)).hasContent("a newer kernel");
    }

    @Test
    void whatWasDamagedInTheCacheIsPulledAnew() throws Exception {
        registry.push("lab/ti", "latest", files);
        Path image = pull(tagged()).bundle().file(TITLE);
        Files.writeString(image, "rotten");

        assertThat(Files.readAllBytes(pull(tagged()).bundle().file(TITLE))).isEqualTo(files.get(TITLE));
    }

    @Test
    void whatAKilledProcessLeftIsSweptAway() throws Exception {
        String digest = registry.push("lab/ti", "latest", files);
        Path part = folder.resolve("cache").resolve(digest.substring(7) + ".part-1");
        Files.createDirectories(part);
        Files.writeString(part.resolve("half"), "of something");

        pull(tagged());

        assertThat(part).doesNotExist();
    }

    @Test
    void anIndexLeadsToItsOnlyManifest() throws Exception {
        String digest = registry.push("lab/ti", "1", files);
        byte[] manifest = TinyRegistry.manifest(files);
        registry.serve(
                "/v2/lab/ti/manifests/latest",
                ("{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\","
                                + "\"digest\":\"" + digest + "\",\"size\":" + manifest.length + "}]}")
                        .getBytes(StandardCharsets.UTF_8));

        assertThat(pull(tagged()).origin()).endsWith("@" + digest);
    }

    @Test
    void aTokenIsFetchedWithTheUsersPasswordAndThatGoesNowhereElse() throws Exception {
        registry.push("lab/ti", "latest", files);
        String basic = "Basic " + Base64.getEncoder().encodeToString("anna:geheim".getBytes(StandardCharsets.UTF_8));
        registry.wants("t0ken", basic);
        environment.put("OCI_USERNAME", "anna");
        environment.put("OCI_PASSWORD", "geheim");

        pull(tagged());

        assertThat(registry.asked()).contains("/v2/lab/ti/manifests/latest Bearer t0ken");
        assertThat(registry.asked().stream().filter(line -> line.contains("Basic")))
                .containsExactly("/token " + basic);
    }

    @Test
    void theLoginFileOfContainerProgramsIsKnown() throws Exception {
        registry.push("lab/ti", "latest", files);
        String auth = Base64.getEncoder().encodeToString("anna:geheim".getBytes(StandardCharsets.UTF_8));
        registry.wants("t0ken", "Basic " + auth);
        Path file = Files.writeString(
                folder.resolve("auth.json"), "{\"auths\":{\"" + registry.host() + "\":{\"auth\":\"" + auth + "\"}}}");
        environment.put("REGISTRY_AUTH_FILE", file.toString());

        assertThat(pull(tagged()).bundle().manifest().name()).isEqualTo("ti-jacinto");
    }

    @Test
    void whoIsNotLoggedInIsToldHow() throws Exception {
        registry.push("lab/ti", "latest", files);
        registry.wants("t0ken", "Basic anything");

        failsWith(tagged(), FailureKind.IMAGE_MISSING, "log in with skopeo or docker");
    }

    @Test
    void passwordsDoNotFollowARedirectToAnotherHost() throws Exception {
        try (TinyRegistry other = new TinyRegistry()) {
            registry.push("lab/ti", "latest", files);
            String auth = "Basic " + Base64.getEncoder().encodeToString("a:b".getBytes(StandardCharsets.UTF_8));
            registry.wants("t0ken", auth);
            environment.put("OCI_USERNAME", "a");
            environment.put("OCI_PASSWORD", "b");
            other.serve("/elsewhere", content());
            redirect("/v2/lab/ti/blobs/" + image(), "http://" + other.host() + "/elsewhere");

            pull(tagged());

            assertThat(other.asked()).containsExactly("/elsewhere");
        }
    }

    private void redirect(String path, String to) {
        registry.on(path, exchange -> {
            exchange.getResponseHeaders().set("Location", to);
            TinyRegistry.send(exchange, 307, new byte[0]);
        });
    }

    @Test
    void aServerThatRedirectsForEverIsNotFollowed() throws Exception {
        registry.push("lab/ti", "latest", files);
        redirect("/v2/lab/ti/blobs/" + image(), "/v2/lab/ti/blobs/" + image());

        failsWith(tagged(), FailureKind.IMAGE_MISSING, "sends from one address to the next: more than 8 redirects");
    }

    @Test
    void aBlobOfAnotherContentIsRefused() throws Exception {
        registry.push("lab/ti", "latest", files);
        byte[] other = content().clone();
        other[7] ^= 1;
        registry.serve("/v2/lab/ti/blobs/" + image(), other);

        failsWith(tagged(), FailureKind.IMAGE_INVALID, "\"data/Image\" has the SHA-256");
    }

    @Test
    void aManifestOfAnotherDigestIsRefused() throws Exception {
        String digest = registry.push("lab/ti", "latest", files);
        registry.serve("/v2/lab/ti/manifests/" + digest, "{\"schemaVersion\":2}".getBytes(StandardCharsets.UTF_8));

        failsWith(
                "oci://" + registry.host() + "/lab/ti@" + digest,
                FailureKind.IMAGE_INVALID,
                "the manifest has the digest");
    }

    @Test
    void aServerThatStopsHalfWayIsNoticed() throws Exception {
        registry.push("lab/ti", "latest", files);
        registry.on("/v2/lab/ti/blobs/" + image(), exchange -> {
            exchange.sendResponseHeaders(200, content().length);
            exchange.getResponseBody().write(content(), 0, 100);
            exchange.getResponseBody().flush();
        });

        failsWith(tagged(), FailureKind.IMAGE_MISSING, "the server stopped half-way");
    }

    @Test
    void aServerThatBreaksOffIsNoticed() throws Exception {
        registry.push("lab/ti", "latest", files);
        registry.on("/v2/lab/ti/blobs/" + image(), exchange -> {
            exchange.sendResponseHeaders(200, content().length);
            exchange.getResponseBody().write(content(), 0, 100);
            exchange.close();
        });

        failsWith(tagged(), FailureKind.IMAGE_MISSING, "the server broke off");
    }

    @Test
    void aServerThatLiesAboutTheLengthIsNoticed() throws Exception {
        registry.push("lab/ti", "latest", files);
        registry.on("/v2/lab/ti/blobs/" + image(), exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(content(), 0, 100);
            exchange.close();
        });
        failsWith(tagged(), FailureKind.IMAGE_INVALID, "ends after 100 of 1050 bytes");

        registry.serve("/v2/lab/ti/blobs/" + image(), new byte[5000]);
        failsWith(tagged(), FailureKind.IMAGE_INVALID, "has more bytes than the 1050 that are told");
    }

    @Test
    void aFileThatLeavesTheFolderIsRefused() throws Exception {
        for (String title : List.of("../../evil", "/etc/cron.d/evil", "a/../../evil")) {
            Map<String, byte[]> evil = new LinkedHashMap<>(files);
            evil.put(title, new byte[] {1});
            registry.push("lab/ti", "latest", evil);

            failsWith(tagged(), FailureKind.IMAGE_INVALID, "the file \"" + title);
        }
        assertThat(folder.resolve("evil")).doesNotExist();
    }

    @Test
    void aBundleThatIsTooLargeIsRefused() throws Exception {
        files.put(TITLE, new byte[2 << 20]);
        registry.push("lab/ti", "latest", files);

        failsWith(tagged(), FailureKind.IMAGE_TOO_LARGE, "more than 1048576 bytes");
    }

    @Test
    void aLayerWithoutANameIsRefusedWithWhatToDo() throws Exception {
        files.put("", new byte[] {1});
        registry.push("lab/ti", "latest", files);

        failsWith(tagged(), FailureKind.IMAGE_INVALID, "as oras push does");
    }

    @Test
    void anotherHostHasToBeEncrypted() throws Exception {
        // A redirect, since what is asked first is encrypted anyway.
        registry.push("lab/ti", "latest", files);
        redirect("/v2/lab/ti/blobs/" + image(), "http://registry.example/blob");

        failsWith(tagged(), FailureKind.IMAGE_MISSING, "is not encrypted, which is for servers on this machine only");
    }

    @Test
    void whatIsNoReferenceOrNotThereIsTold() throws Exception {
        failsWith("oci://" + registry.host() + "/UPPER:x", FailureKind.IMAGE_MISSING, "is no reference");
        failsWith("oci://" + registry.host() + "/lab/no:x", FailureKind.IMAGE_MISSING, "there is no such thing");
        failsWith("oci://127.0.0.1:1/lab/no:x", FailureKind.IMAGE_MISSING, "can't be reached");
        failsWith("nowhere.tar", FailureKind.IMAGE_MISSING, "there is no bundle");
    }
}
