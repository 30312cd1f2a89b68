package dev.gangway.uboot.bundle.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.uboot.bundle.BundleText;
import dev.gangway.uboot.bundle.FlashBundle;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bundles from folders, archives and OCI layouts. */
class BundleSourcesTest {
    @TempDir
    Path folder;

    private BundleSources.Sourced open(String reference) throws FailureException {
        return new BundleSources(folder.resolve("cache"), Map.of(), 1 << 20, Duration.ofSeconds(1))
                .open(reference, folder, FlashBundle.MANIFEST);
    }

    private void failsWith(String reference, FailureKind kind, String told) throws IOException {
        assertThatThrownBy(() -> open(reference)).isInstanceOfSatisfying(FailureException.class, failed -> {
            assertThat(failed.failure().message()).contains(told);
            assertThat(failed.failure().kind()).isEqualTo(kind);
        });
        try (Stream<Path> left = Files.walk(folder.resolve("cache"))) {
            assertThat(left.map(Path::toString)).noneMatch(path -> path.contains(".part-"));
        }
        assertThat(folder.resolve("evil")).doesNotExist();
    }

    private static void requireWhole(BundleSources.Sourced opened) throws IOException {
        assertThat(opened.bundle().notes()).isEmpty();
        for (Map.Entry<String, byte[]> file : BundleText.files().entrySet()) {
            assertThat(Files.readAllBytes(opened.bundle().file(file.getKey()))).isEqualTo(file.getValue());
        }
    }

    private static void tar(OutputStream out, String below, TarArchiveEntry... more) throws IOException {
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            for (Map.Entry<String, byte[]> file : BundleText.files().entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(below + file.getKey());
                entry.setSize(file.getValue().length);
                tar.putArchiveEntry(entry);
                tar.write(file.getValue());
                tar.closeArchiveEntry();
            }
            for (TarArchiveEntry entry : more) {
                tar.putArchiveEntry(entry);
                tar.write(new byte[(int) entry.getSize()]);
                tar.closeArchiveEntry();
            }
        }
    }

    @Test
    void aFolderIsABundleWhereItIs() throws Exception {
        BundleText.in(folder.resolve("bundle"));

        requireWhole(open("bundle"));
        requireWhole(open("bundle/manifest.yaml"));
        assertThat(folder.resolve("cache")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "./", "ti-jacinto/"})
    void aTarIsABundleWithOrWithoutAFolderAroundIt(String below) throws Exception {
        tar(Files.newOutputStream(folder.resolve("bundle.tar")), below);

        BundleSources.Sourced opened = open("bundle.tar");

        requireWhole(opened);
        assertThat(opened.origin()).matches("bundle.tar @sha256:[0-9a-f]{64}");
    }

    @Test
    void aPackedTarIsToldByItsBytes() throws Exception {
        tar(new GZIPOutputStream(Files.newOutputStream(folder.resolve("bundle.bin"))), "");

        requireWhole(open("bundle.bin"));
    }

    @Test
    void aZipIsABundle() throws Exception {
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(folder.resolve("bundle.zip"))) {
            for (Map.Entry<String, byte[]> file : BundleText.files().entrySet()) {
                zip.putArchiveEntry(new ZipArchiveEntry("b/" + file.getKey()));
                zip.write(file.getValue());
                zip.closeArchiveEntry();
            }
        }

        requireWhole(open("bundle.zip"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "/evil", "a/../../evil"})
    void anArchiveWhoseFileLeavesTheFolderIsRefused(String name) throws Exception {
        TarArchiveEntry evil = new TarArchiveEntry(name, true);
        tar(Files.newOutputStream(folder.resolve("bundle.tar")), "", evil);

        failsWith("bundle.tar", FailureKind.IMAGE_INVALID, "the file \"" + name + "\"");
    }

    @Test
    void linksAndFilesThatAreThereTwiceAreRefused() throws Exception {
        TarArchiveEntry link = new TarArchiveEntry("data/link", TarConstants.LF_SYMLINK);
        link.setLinkName("/etc/passwd");
        tar(Files.newOutputStream(folder.resolve("link.tar")), "", link);
        failsWith("link.tar", FailureKind.IMAGE_INVALID, "\"data/link\" is a link");

        TarArchiveEntry hard = new TarArchiveEntry("data/link", TarConstants.LF_LINK);
        hard.setLinkName("data/Image");
        tar(Files.newOutputStream(folder.resolve("hard.tar")), "", hard);
        failsWith("hard.tar", FailureKind.IMAGE_INVALID, "\"data/link\" is a link");

        tar(Files.newOutputStream(folder.resolve("twice.tar")), "", new TarArchiveEntry("./data//Image"));
        failsWith("twice.tar", FailureKind.IMAGE_INVALID, "\"data/Image\" is in it twice");
    }

    @Test
    void aBombIsStoppedAtTheLimit() throws Exception {
        TarArchiveEntry zeros = new TarArchiveEntry("zeros");
        zeros.setSize(3 << 20);
        tar(new GZIPOutputStream(Files.newOutputStream(folder.resolve("bomb.tgz"))), "", zeros);

        failsWith("bomb.tgz", FailureKind.IMAGE_TOO_LARGE, "more than 1048576 bytes");
    }

    @Test
    void anArchiveThatIsCutShortIsDamaged() throws Exception {
        tar(Files.newOutputStream(folder.resolve("whole.tar")), "");
        byte[] bytes = Files.readAllBytes(folder.resolve("whole.tar"));
        Files.write(folder.resolve("cut.tar"), java.util.Arrays.copyOf(bytes, 2500));

        failsWith("cut.tar", FailureKind.IMAGE_INVALID, "cut");
        Files.writeString(folder.resolve("text.tar"), "this is no archive at all".repeat(100));
        failsWith("text.tar", FailureKind.IMAGE_INVALID, "no tar or zip archive");
    }

    @Test
    void anArchiveWithoutAManifestIsNoBundle() throws Exception {
        try (TarArchiveOutputStream tar =
                new TarArchiveOutputStream(Files.newOutputStream(folder.resolve("other.tar")))) {
            tar.putArchiveEntry(new TarArchiveEntry("README"));
            tar.closeArchiveEntry();
        }

        failsWith("other.tar", FailureKind.IMAGE_MISSING, "there is no manifest.yaml in");
    }

    /** A layout as programs of containers leave it. */
    private Path layout(String name, String... tags) throws IOException {
        Path layout = folder.resolve(name);
        Path blobs = Files.createDirectories(layout.resolve("blobs/sha256"));
        for (byte[] file : BundleText.files().values()) {
            Files.write(blobs.resolve(TinyRegistry.digest(file).substring(7)), file);
        }
        byte[] manifest = TinyRegistry.manifest(BundleText.files());
        String digest = TinyRegistry.digest(manifest);
        Files.write(blobs.resolve(digest.substring(7)), manifest);
        Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
        StringBuilder manifests = new StringBuilder();
        for (String tag : tags) {
            manifests
                    .append(manifests.isEmpty() ? "" : ",")
                    .append("{\"digest\":\"" + digest + "\",\"size\":" + manifest.length
                            + ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"" + tag + "\"}}");
        }
        Files.writeString(layout.resolve("index.json"), "{\"schemaVersion\":2,\"manifests\":[" + manifests + "]}");
        return layout;
    }

    @Test
    void aLayoutIsABundle() throws Exception {
        layout("oci", "latest");

        requireWhole(open("oci"));
        requireWhole(open("oci:oci"));
        requireWhole(open("oci:oci:latest"));
        failsWith("oci:oci:v2", FailureKind.IMAGE_INVALID, "nothing in it is called \"v2\"; there are [latest]");
    }

    @Test
    void ofSeveralInALayoutNoneIsGuessed() throws Exception {
        layout("oci", "v1", "v2");

        requireWhole(open("oci:oci:v2"));
        failsWith("oci", FailureKind.IMAGE_INVALID, "there are several bundles in it, say which: [v1, v2]");
    }

    @Test
    void aLayoutInATarIsABundle() throws Exception {
        Path layout = layout("oci", "latest");
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(folder.resolve("oci.tar")));
                Stream<Path> all = Files.walk(layout)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                tar.putArchiveEntry(
                        new TarArchiveEntry(file, layout.relativize(file).toString()));
                Files.copy(file, tar);
                tar.closeArchiveEntry();
            }
        }

        requireWhole(open("oci.tar"));
    }

    @Test
    void aBlobOfALayoutThatWasDamagedIsRefused() throws Exception {
        Path layout = layout("oci", "latest");
        byte[] image = Objects.requireNonNull(BundleText.files().get("data/Image"));
        Path blob = layout.resolve("blobs/sha256")
                .resolve(TinyRegistry.digest(image).substring(7));
        image[3] ^= 1;
        Files.write(blob, image);

        failsWith("oci", FailureKind.IMAGE_INVALID, "\"data/Image\" has the SHA-256");
    }

    @Test
    void aLayoutWithoutItsBlobIsTold() throws Exception {
        Path layout = layout("oci", "latest");
        Files.delete(layout.resolve("blobs/sha256")
                .resolve(TinyRegistry.digest(
                                Objects.requireNonNull(BundleText.files().get("data/Image")))
                        .substring(7)));

        failsWith("oci", FailureKind.IMAGE_MISSING, "does not exist");
    }

    @Test
    void allThatIsWrongWithAManifestIsTold() throws Exception {
        BundleText.in(folder.resolve("bundle"));
        Files.createDirectories(folder.resolve("cache"));
        Files.writeString(
                folder.resolve("bundle/manifest.yaml"),
                BundleText.MANIFEST.replace("data/Image", "data/Imag").replace("data/som.dtb", "../som.dtb"),
                StandardCharsets.UTF_8);

        failsWith("bundle", FailureKind.IMAGE_INVALID, "spec.kernel.file: there is no file");
        failsWith("bundle", FailureKind.IMAGE_INVALID, "spec.dtb.variants.som.file: \"../som.dtb\" leaves");
    }
}
