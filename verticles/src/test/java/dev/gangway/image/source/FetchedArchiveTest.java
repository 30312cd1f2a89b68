package dev.gangway.image.source;

import static dev.gangway.image.source.Fetching.bytes;
import static dev.gangway.image.source.Fetching.digest;
import static dev.gangway.image.source.Fetching.left;
import static dev.gangway.image.source.Fetching.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.luben.zstd.Zstd;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** What is fetched packed, sound and not. */
class FetchedArchiveTest {
    private static final byte[] IMAGE = bytes(100_000, 3);

    @TempDir
    Path folder;

    @AutoClose
    private final TinyServer server = new TinyServer();

    private interface Packer {
        OutputStream around(OutputStream out) throws IOException;
    }

    private static byte[] packed(byte[] plain, Packer packer) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = packer.around(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    private static byte[] packed(String how, byte[] plain) throws IOException {
        return switch (how) {
            case "gz" -> packed(plain, GZIPOutputStream::new);
            case "bz2" -> packed(plain, BZip2CompressorOutputStream::new);
            case "xz" -> packed(plain, out -> new XZOutputStream(out, new LZMA2Options()));
            case "zst" -> Zstd.compress(plain);
            case "zip" -> zip(Map.of("build/image.img", plain));
            case "tar" -> tar(Map.of("./build/image.img", plain));
            default -> throw new IllegalArgumentException(how);
        };
    }

    private static byte[] zip(Map<String, byte[]> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] tar(Map<String, byte[]> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(file.getKey(), true);
                entry.setSize(file.getValue().length);
                tar.putArchiveEntry(entry);
                tar.write(file.getValue());
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    private byte[] fetched(byte[] served, String member) throws IOException, FailureException {
        server.serve("/a", served);
        try (HeldImage held = new Fetching(folder)
                .fetcher()
                .get("a", spec(digest(served), member, server.link("/a")), FetchWatch.NONE)) {
            assertThat(held.image().fetched()).isEqualTo(digest(served));
            byte[] content = Files.readAllBytes(held.image().file());
            assertThat(held.image().image()).isEqualTo(digest(content));
            return content;
        }
    }

    private Failure refused(byte[] served, String member, long largest) throws IOException {
        server.serve("/a", served);
        Failure failure = catchThrowableOfType(FailureException.class, () -> new Fetching(folder)
                        .largest(largest)
                        .fetcher()
                        .get("a", spec(null, member, server.link("/a")), FetchWatch.NONE))
                .failure();
        assertThat(left(folder)).isEmpty();
        return failure;
    }

    @ParameterizedTest
    @ValueSource(strings = {"gz", "bz2", "xz", "zst", "zip"})
    void whatIsPackedIsUnpackedWhileItComes(String how) throws Exception {
        assertThat(fetched(packed(how, IMAGE), "")).isEqualTo(IMAGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gz", "bz2", "xz", "zst"})
    void aMemberOfAPackedTarIsTakenOut(String how) throws Exception {
        assertThat(fetched(packed(how, packed("tar", packed("xz", IMAGE))), "build/image.img"))
                .isEqualTo(IMAGE);
    }

    @Test
    void aTarWithoutAMemberStaysATar() throws Exception {
        byte[] tar = packed("tar", IMAGE);

        assertThat(fetched(packed("gz", tar), "")).isEqualTo(tar);
    }

    @Test
    void aZipWithSeveralFilesHasToBeToldWhich() throws Exception {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("a.img", IMAGE);
        files.put("b.img", bytes(10, 4));

        assertThat(fetched(zip(files), "b.img")).isEqualTo(bytes(10, 4));
        assertThat(fetched(zip(files), "a.img")).isEqualTo(IMAGE);
        Failure refused = refused(zip(files), "", 1 << 20, "several");
        assertThat(refused.message()).contains("a.img and b.img: say which with \"member:\"");
    }

    private Failure refused(byte[] served, String member, long largest, String as) throws IOException {
        server.serve("/" + as, served);
        Path own = folder.resolve("own");
        Failure failure = catchThrowableOfType(FailureException.class, () -> new Fetching(own)
                        .largest(largest)
                        .fetcher()
                        .get("a", spec(null, member, server.link("/" + as)), FetchWatch.NONE))
                .failure();
        assertThat(left(own)).isEmpty();
        return failure;
    }

    @Test
    void anArchiveWithoutTheMemberSaysWhatItHas() throws Exception {
        assertThat(refused(packed("zip", IMAGE), "other.img", 1 << 20).message())
                .contains("the archive has no \"other.img\"; it has build/image.img");
    }

    @Test
    void whatIsNoArchiveHasNoMember() throws Exception {
        assertThat(refused(IMAGE, "a.img", 1 << 20).message()).contains("it is no zip or tar archive");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gz", "zip", "bz2", "zst", "xz"})
    void aBombIsRefusedAtTheLimit(String how) throws Exception {
        Failure refused = refused(packed(how, new byte[8 << 20]), "", 1 << 20);

        assertThat(refused.kind()).isEqualTo(FailureKind.IMAGE_TOO_LARGE);
        assertThat(refused.message()).contains("unpacks to more than 1048576 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../image.img", "/etc/image.img", "a/../../image.img", "C:\\image.img"})
    void aPathThatLeavesTheArchiveIsRefused(String name) throws Exception {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(name, new byte[1]);
        files.put("image.img", IMAGE);

        Failure refused = refused(zip(files), "image.img", 1 << 20);

        assertThat(refused.kind()).isEqualTo(FailureKind.IMAGE_INVALID);
        assertThat(refused.message()).contains("has a path that leaves it");
        assertThat(refused(tar(files), "image.img", 1 << 20).message()).contains("has a path that leaves it");
    }

    @Test
    void aLinkInAnArchiveIsNoImage() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            TarArchiveEntry link = new TarArchiveEntry("image.img", TarConstants.LF_SYMLINK);
            link.setLinkName("/etc/passwd");
            tar.putArchiveEntry(link);
            tar.closeArchiveEntry();
        }

        assertThat(refused(bytes.toByteArray(), "image.img", 1 << 20).message())
                .contains("is a link, a device or sparse");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gz", "bz2", "xz", "zst", "zip"})
    void whatIsDamagedIsRefused(String how) throws Exception {
        byte[] packed = packed(how, IMAGE);
        byte[] damaged = packed.clone();
        damaged[damaged.length / 2] ^= 0x10;
        if (!how.equals("zst")) {
            // zstd's checksum is optional, and Zstd.compress writes none.
            assertThat(refused(damaged, "", 1 << 20).kind()).isEqualTo(FailureKind.IMAGE_INVALID);
        }
        byte[] cut = Arrays.copyOf(packed, packed.length * 2 / 3);
        Failure refused = refused(cut, "", 1 << 20);
        assertThat(refused.kind()).isEqualTo(FailureKind.IMAGE_INVALID);
        assertThat(refused.message()).contains("cannot be unpacked: ");
    }
}
