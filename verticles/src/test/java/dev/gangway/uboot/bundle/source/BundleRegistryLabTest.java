package dev.gangway.uboot.bundle.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gangway.config.StationConfig;
import dev.gangway.image.source.FetchWatch;
import dev.gangway.image.source.HeldImage;
import dev.gangway.image.source.ImageFetcher;
import dev.gangway.model.FailureException;
import dev.gangway.protocol.FileServers;
import dev.gangway.recipe.ImageOrigin;
import dev.gangway.recipe.ImageSpec;
import dev.gangway.serve.BoardFiles;
import dev.gangway.shell.VerbsOnHub;
import dev.gangway.uboot.bundle.BundleText;
import dev.gangway.uboot.bundle.FlashBundle;
import dev.gangway.uboot.step.UbootProtocol;
import dev.gangway.virtual.spec.BoardSpec;
import dev.gangway.virtual.uboot.ConsoleBoard;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's docker-registry, with a bundle that Debian's skopeo pushed; and a layout that skopeo made. */
@Tag("lab")
class BundleRegistryLabTest {
    private static final int PATIENCE = 60;

    @TempDir
    Path folder;

    private String host = "";
    private Process registry;

    @BeforeEach
    void start() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            host = "127.0.0.1:" + free.getLocalPort();
        }
        Path config = Files.writeString(
                folder.resolve("registry.yml"),
                "version: 0.1\nlog: { level: warn }\nstorage: { filesystem: { rootdirectory: " + folder.resolve("store")
                        + " } }\nhttp: { addr: \"" + host + "\" }\n");
        registry = new ProcessBuilder("docker-registry", "serve", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("registry.log").toFile())
                .start();
        await().atMost(Duration.ofSeconds(PATIENCE)).until(this::isUp);
    }

    private boolean isUp() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(host.split(":")[1]))) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        registry.destroy();
        registry.waitFor(PATIENCE, TimeUnit.SECONDS);
    }

    private void skopeo(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("skopeo"));
        command.addAll(List.of(words));
        Path log = folder.resolve("skopeo.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = process.waitFor(PATIENCE, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertThat(ended && process.exitValue() == 0)
                .as("%s: %s", command, Files.readString(log))
                .isTrue();
    }

    /** A layout with the bundle, as {@code oras} leaves it; skopeo takes it from there. */
    private String layout(Path layout, String kernel) throws IOException {
        Map<String, byte[]> files = BundleText.files();
        files.put("data/Image", kernel.getBytes(StandardCharsets.UTF_8));
        return layout(layout, files);
    }

    private static String layout(Path layout, Map<String, byte[]> files) throws IOException {
        Path blobs = Files.createDirectories(layout.resolve("blobs/sha256"));
        for (byte[] file : files.values()) {
            Files.write(blobs.resolve(TinyRegistry.digest(file).substring(7)), file);
        }
        byte[] empty = "{}".getBytes(StandardCharsets.UTF_8);
        Files.write(blobs.resolve(TinyRegistry.digest(empty).substring(7)), empty);
        byte[] manifest = TinyRegistry.manifest(files);
        String digest = TinyRegistry.digest(manifest);
        Files.write(blobs.resolve(digest.substring(7)), manifest);
        Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
        Files.writeString(
                layout.resolve("index.json"),
                "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"digest\":\""
                        + digest + "\",\"size\":" + manifest.length
                        + ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"latest\"}}]}");
        return digest;
    }

    private BundleSources.Sourced open(String reference) throws FailureException {
        return new BundleSources(folder.resolve("cache"), Map.of()).open(reference, folder, FlashBundle.MANIFEST);
    }

    @Test
    void aPushedBundleIsPulledByItsTagAndByItsDigest() throws Exception {
        String digest = layout(folder.resolve("layout"), "a kernel");
        skopeo(
                "copy",
                "--dest-tls-verify=false",
                "oci:" + folder.resolve("layout") + ":latest",
                "docker://" + host + "/lab/ti:v1");

        BundleSources.Sourced byTag = open("oci://" + host + "/lab/ti:v1");
        BundleSources.Sourced byDigest = open("oci://" + host + "/lab/ti@" + digest);

        assertThat(byTag.origin()).isEqualTo("oci://" + host + "/lab/ti:v1 @" + digest);
        assertThat(byDigest.origin()).isEqualTo("oci://" + host + "/lab/ti@" + digest);
        assertThat(byTag.bundle().file("data/Image")).hasContent("a kernel");
        assertThat(byTag.bundle().folder()).isEqualTo(byDigest.bundle().folder());
    }

    @Test
    void aTagThatIsPushedAnewIsPulledAnew() throws Exception {
        for (String kernel : List.of("a kernel", "a newer kernel")) {
            Path layout = folder.resolve(kernel.replace(' ', '-'));
            layout(layout, kernel);
            skopeo("copy", "--dest-tls-verify=false", "oci:" + layout + ":latest", "docker://" + host + "/lab/ti:v1");

            assertThat(open("oci://" + host + "/lab/ti:v1").bundle().file("data/Image"))
                    .hasContent(kernel);
        }
    }

    @Test
    void aLayoutThatSkopeoMadeIsReadAsItIs() throws Exception {
        String digest = layout(folder.resolve("layout"), "a kernel");
        String pushed = "docker://" + host + "/lab/ti:v1";
        skopeo("copy", "--dest-tls-verify=false", "oci:" + folder.resolve("layout") + ":latest", pushed);
        skopeo("copy", "--src-tls-verify=false", pushed, "oci:" + folder.resolve("made") + ":mine");
        skopeo("copy", "--src-tls-verify=false", pushed, "oci-archive:" + folder.resolve("made.tar") + ":mine");

        for (String reference : List.of("made", "oci:made:mine", "made.tar")) {
            BundleSources.Sourced opened = open(reference);

            assertThat(opened.origin()).endsWith("@" + digest);
            assertThat(opened.bundle().file("data/Image")).hasContent("a kernel");
        }
    }

    /** A recipe's image may be one file of such an artifact. */
    @Test
    void oneFileOfAPushedArtifactIsAnImage() throws Exception {
        layout(folder.resolve("layout"), "a kernel");
        String pushed = host + "/lab/ti:v1";
        skopeo("copy", "--dest-tls-verify=false", "oci:" + folder.resolve("layout") + ":latest", "docker://" + pushed);
        ImageFetcher fetcher =
                ImageFetcher.of(StationConfig.Fetched.USUAL, folder.resolve("data"), Map.of(), Clock.systemUTC());
        ImageSpec spec = new ImageSpec(
                "Image",
                ImageSpec.ImageFormat.RAW,
                false,
                ImageSpec.Verification.READBACK,
                new ImageOrigin(List.of(URI.create("oci://" + pushed + "#data/Image")), null, "", null));

        try (HeldImage held = fetcher.get("kernel", spec, FetchWatch.NONE)) {
            assertThat(held.image().file()).hasContent("a kernel");
            assertThat(held.image().origin()).startsWith("oci://" + pushed + "#data/Image sha256:");
        }
    }

    @Test
    void whatTheRegistryDoesNotHaveIsTold() {
        assertThatThrownBy(() -> open("oci://" + host + "/lab/none:v1"))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("answers with status 404: there is no such thing");
    }

    /** The bundle of a virtual board, pushed by skopeo, pulled from the registry, carried out. */
    @Test
    void aPulledBundleFlashesABoard() throws Exception {
        BoardSpec spec = BoardSpec.parse("uboot-console", 1);
        spec.kind().writeImages(spec.options(), folder.resolve("images"), 200_000, 7);
        Path bundle = folder.resolve("images/bundle");
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(bundle)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(bundle.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        String digest = layout(folder.resolve("layout"), files);
        String pushed = host + "/lab/virtual:v1";
        skopeo("copy", "--dest-tls-verify=false", "oci:" + folder.resolve("layout") + ":latest", "docker://" + pushed);
        BundleSources sources = new BundleSources(folder.resolve("cache"), Map.of());
        UbootProtocol protocol =
                new UbootProtocol(FileServers.NONE, (address, port) -> BoardFiles.open(address, port, 0), sources);
        try (VerbsOnHub bench = new VerbsOnHub(protocol.bench().orElseThrow(), folder)) {
            ConsoleBoard board = bench.plug(ConsoleBoard.class, 1, "uboot-console:pace=none");

            assertThat(bench.run("flash oci://" + pushed + " images/disk.img --serve 127.0.0.1:0"))
                    .as(bench.errors())
                    .isZero();

            byte[] disk = Files.readAllBytes(folder.resolve("images/disk.img"));
            assertThat(Arrays.equals(board.read(0, disk.length), disk)).isTrue();
            assertThat(bench.printed())
                    .contains("from      oci://" + pushed + " @" + digest)
                    .contains("SHA-256 "
                            + TinyRegistry.digest(Files.readAllBytes(bundle.resolve("data/Image")))
                                    .substring(7));
        }
    }
}
