package dev.gangway.image.source;

import static dev.gangway.image.source.Fetching.bytes;
import static dev.gangway.image.source.Fetching.digest;
import static dev.gangway.image.source.Fetching.left;
import static dev.gangway.image.source.Fetching.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gangway.download.WebWays;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.uboot.bundle.source.TinyRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images that are files of an artifact in a registry. */
class RegistryImagesTest {
    private static final byte[] IMAGE = bytes(200_000, 5);

    private final TinyRegistry registry = new TinyRegistry();
    private final Map<String, byte[]> files = new LinkedHashMap<>();

    @TempDir
    Path folder;

    @BeforeEach
    void push() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(IMAGE);
        }
        files.put("spl.bin", bytes(1_000, 6));
        files.put("out/root.img.gz", packed.toByteArray());
        registry.push("fw/board", "v1", files);
        registry.push("fw/single", "latest", Map.of("a.bin", IMAGE));
    }

    @AfterEach
    void close() {
        registry.close();
    }

    private URI place(String what) {
        return URI.create("oci://" + registry.host() + "/" + what);
    }

    private byte[] root() {
        return files.getOrDefault("out/root.img.gz", new byte[0]);
    }

    private Failure refused(URI place) throws IOException {
        Failure failure = catchThrowableOfType(
                        FailureException.class,
                        () -> new Fetching(folder).fetcher().get("root", spec(null, "", place), FetchWatch.NONE))
                .failure();
        assertThat(left(folder)).isEmpty();
        return failure;
    }

    @Test
    void aFileIsFoundByItsNameUnpackedAndNeedsNoRegistryAfterwards() throws Exception {
        URI place = place("fw/board:v1#out/root.img.gz");
        try (HeldImage held = new Fetching(folder).fetcher().get("root", spec(null, "", place), FetchWatch.NONE)) {
            assertThat(held.image().file()).hasBinaryContent(IMAGE);
            assertThat(held.image().origin()).isEqualTo(place + " sha256:" + digest(root()));
        }
        registry.close();
        try (HeldImage kept = new Fetching(folder).fetcher().get("root", spec(null, "", place), FetchWatch.NONE)) {
            assertThat(kept.image().file()).hasBinaryContent(IMAGE);
        }
    }

    @Test
    void anArtifactWithOneFileNeedsNoNameAndADigestNoTag() throws Exception {
        String digest = registry.push("fw/single", "v2", Map.of("a.bin", IMAGE));
        for (String what : new String[] {"fw/single", "fw/single@" + digest}) {
            try (HeldImage held =
                    new Fetching(folder).fetcher().get("a", spec(null, "", place(what)), FetchWatch.NONE)) {
                assertThat(held.image().file()).hasBinaryContent(IMAGE);
            }
        }
    }

    @Test
    void whatIsAskedForAnewComesOnlyWhenTheTagMeansAnother() throws Exception {
        URI place = place("fw/board:v1#out/root.img.gz");
        String blob = "/v2/fw/board/blobs/" + TinyRegistry.digest(root());
        ImageFetcher fetcher = new Fetching(folder).fetcher();
        fetcher.get("root", spec(null, "", place), FetchWatch.NONE).close();
        fetcher.renew("root", spec(null, "", place), FetchWatch.NONE).close();
        assertThat(registry.asked()).filteredOn(blob::equals).hasSize(1);

        byte[] newer = bytes(3_000, 7);
        files.put("out/root.img.gz", newer);
        registry.push("fw/board", "v1", files);
        try (HeldImage held = fetcher.renew("root", spec(null, "", place), FetchWatch.NONE)) {
            assertThat(held.image().file()).hasBinaryContent(newer);
        }
    }

    @Test
    void aBlobThatIsCutOffIsGoneOnWithAndTheTokenGoesToTheRegistryAlone() throws Exception {
        byte[] blob = root();
        String basic = "Basic " + Base64.getEncoder().encodeToString("anna:pw".getBytes(StandardCharsets.UTF_8));
        registry.wants("t0ken", basic);
        AtomicInteger cuts = new AtomicInteger();
        registry.on("/v2/fw/board/blobs/" + TinyRegistry.digest(blob), exchange -> {
            String range = exchange.getRequestHeaders().getFirst("Range");
            int from = range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=([0-9]+)-.*", "$1"));
            exchange.getResponseHeaders().set("ETag", "\"e\"");
            if (from > 0) {
                exchange.getResponseHeaders()
                        .set("Content-Range", "bytes " + from + "-" + (blob.length - 1) + "/" + blob.length);
            }
            exchange.sendResponseHeaders(from > 0 ? 206 : 200, blob.length - from);
            int size = Math.min(blob.length - from, blob.length / 4 + 1);
            exchange.getResponseBody().write(blob, from, size);
            cuts.addAndGet(from + size < blob.length ? 1 : 0);
            exchange.close();
        });
        ImageFetcher fetcher = new ImageFetcher(
                new ImageCache(folder, 1 << 20, Instant::now, where -> Long.MAX_VALUE / 2),
                WebWays.DIRECT,
                new ImageHosts(Map.of(), Map.of("OCI_USERNAME", "anna", "OCI_PASSWORD", "pw")),
                new ImageFetcher.Limits(1 << 20, Fetching.PATIENCE, Duration.ofMillis(1)));

        try (HeldImage held =
                fetcher.get("root", spec(null, "", place("fw/board:v1#out/root.img.gz")), FetchWatch.NONE)) {
            assertThat(held.image().file()).hasBinaryContent(IMAGE);
        }
        assertThat(cuts).hasValue(3);
        assertThat(registry.asked())
                .filteredOn(asked -> asked.startsWith("/v2/fw/board/blobs/"))
                .allMatch(asked -> asked.endsWith(" Bearer t0ken"));

        ImageFetcher strangers = fetcher.links(List.of(registry.host())).images();
        Failure failure = catchThrowableOfType(
                        FailureException.class,
                        () -> strangers.get("root", spec(null, "", place("fw/single")), FetchWatch.NONE))
                .failure();
        assertThat(failure.message()).as("a link gets nobody's login").contains("log in with skopeo or docker");
    }

    @Test
    void aRegistryThatSendsOtherBytesThanItsManifestSaysIsFound() throws Exception {
        registry.serve("/v2/fw/board/blobs/" + TinyRegistry.digest(root()), bytes(root().length, 9));

        Failure failure = refused(place("fw/board:v1#out/root.img.gz"));

        assertThat(failure.kind()).isEqualTo(FailureKind.IMAGE_INVALID);
        assertThat(failure.message()).contains("and its manifest says " + digest(root()));
    }

    @Test
    void aManifestThatIsNotWhatItsDigestSaysIsFound() throws Exception {
        String digest = registry.push("fw/board", "v1", files);
        registry.serve("/v2/fw/board/manifests/" + digest, TinyRegistry.manifest(Map.of("a.bin", IMAGE)));

        assertThat(refused(place("fw/board@" + digest + "#a.bin")).message()).contains("was damaged or replaced");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fw/board:v1 | has several files: write which one behind it, #FILE, of [spl.bin, out/root.img.gz]",
                "fw/board:v1#root.img | has no file \"root.img\"; there are [spl.bin, out/root.img.gz]",
                "fw/none:v1#a | answers with status 404",
                "FW/board:v1#a | is no reference: write oci://HOST/NAME:TAG",
            })
    void whatIsNotThereIsTold(String what, String told) throws IOException {
        Failure failure = refused(place(what));

        assertThat(failure.kind()).isEqualTo(FailureKind.IMAGE_MISSING);
        assertThat(failure.message()).contains(told);
    }
}
