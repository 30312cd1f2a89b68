package dev.gangway.image.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.format.FormatException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Archives are made by Apache's commons-compress. */
class RootTreeTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8");

    private RootTreeTest() {
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
    }

    private void add(String name, byte type, Consumer<TarArchiveEntry> more, String content) throws IOException {
        byte[] text = content.getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
        entry.setSize(text.length);
        entry.setModTime(0);
        entry.setMode(type == TarConstants.LF_DIR ? 0755 : 0644);
        more.accept(entry);
        tar.putArchiveEntry(entry);
        tar.write(text);
        tar.closeArchiveEntry();
    }

    private void add(String name, byte type) throws IOException {
        add(name, type, entry -> {}, "");
    }

    private byte[] archive() throws IOException {
        tar.close();
        return bytes.toByteArray();
    }

    private static RootTree tree(byte[] archive) throws FormatException, IOException {
        RootTree tree = new RootTree();
        TarReader reader = new TarReader(new ByteArrayInputStream(archive));
        for (Optional<TarEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
            tree.check(next.get());
            tree.add(next.get(), reader.pass(OutputStream.nullOutputStream()));
        }
        return tree;
    }

    @Test
    void passesOnWhatItReadByteForByte() throws Exception {
        add("./", TarConstants.LF_DIR);
        add("long/" + "n".repeat(200), TarConstants.LF_NORMAL, entry -> {}, "content");
        add("ä", TarConstants.LF_NORMAL, entry -> entry.addPaxHeader("SCHILY.xattr.user.a", "b=c\n"), "x".repeat(1000));
        add("node", TarConstants.LF_CHR, entry -> entry.setDevMinor(3), "");
        byte[] archive = archive();
        ByteArrayOutputStream passed = new ByteArrayOutputStream();
        TarReader reader = new TarReader(new ByteArrayInputStream(archive));
        int entries = 0;

        while (reader.next().isPresent()) {
            reader.pass(passed);
            entries++;
        }

        assertThat(entries).isEqualTo(4);
        assertThat(passed.toByteArray()).isEqualTo(Arrays.copyOf(archive, passed.size()));
        assertThat(Arrays.copyOfRange(archive, passed.size(), archive.length)).containsOnly((byte) 0);
    }

    @Test
    void keepsAttributesOfAFileOnceHoweverManyNamesItHas() throws Exception {
        add("bin/a", TarConstants.LF_NORMAL, entry -> entry.addPaxHeader("SCHILY.xattr.user.a", "1"), "x");
        add("bin/b", TarConstants.LF_LINK, entry -> entry.setLinkName("./bin/a"), "");
        add("~~~~~0", TarConstants.LF_NORMAL);
        add("c", TarConstants.LF_NORMAL, entry -> entry.addPaxHeader("SCHILY.xattr.user.a", ""), "x");

        RootTree tree = tree(archive());

        assertThat(tree.attributes())
                .containsExactly(
                        new UbifsAttributes.Attribute("bin/a", "user.a", "1", "~~~~~1"),
                        new UbifsAttributes.Attribute("c", "user.a", "", "~~~~~2"));
    }

    @Test
    void saysWhatAnotherTreeLost() throws Exception {
        add("bin/a", TarConstants.LF_NORMAL, entry -> entry.setUserId(7L), "x");
        add("bin/b", TarConstants.LF_LINK, entry -> entry.setLinkName("bin/a"), "");
        add("dev", TarConstants.LF_BLK, entry -> entry.setDevMajor(8), "");
        RootTree wanted = tree(archive());
        RootTreeTest other = new RootTreeTest();
        other.add("bin/a", TarConstants.LF_NORMAL, entry -> {}, "x");
        other.add("bin/b", TarConstants.LF_NORMAL, entry -> entry.setUserId(7L), "x");

        List<String> lost = wanted.lostIn(tree(other.archive()), 9);

        assertThat(lost).hasSize(3);
        assertThat(lost.get(0))
                .startsWith("bin/a: type 0, mode 644, owner 7:0")
                .contains("became type 0, mode 644, owner 0:0");
        assertThat(lost.get(1)).isEqualTo("bin/b is no longer the same file as bin/a");
        assertThat(lost.get(2)).isEqualTo("dev is missing");
        assertThat(wanted.lostIn(wanted, 9)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "../up | 0 | '' | leaves the archive",
                "a/../../up | 0 | '' | leaves the archive",
                "hard | 1 | ../../etc/passwd | leaves the archive",
                "hard | 1 | none | no file before it",
                "hard | 1 | folder | no file before it",
                "out/passwd | 0 | '' | goes through the symbolic link out, so it may leave the archive",
                "out | 5 | '' | as a folder and as something else",
                "folder | 0 | '' | as a folder and as something else",
                "file/below | 0 | '' | goes through file",
                "part | M | '' | of a kind that no file system has (tar type M)",
                "link | 2 | '' | a symbolic link to nothing",
            })
    void refusesWhatMayLeaveTheFolderOrIsUnknown(String name, char type, String link, String reason) throws Exception {
        add("folder/", TarConstants.LF_DIR);
        add("file", TarConstants.LF_NORMAL);
        add("out", TarConstants.LF_SYMLINK, entry -> entry.setLinkName("/etc"), "");
        add(name + (type == '5' ? "/" : ""), (byte) type, entry -> entry.setLinkName(link), "");
        byte[] archive = archive();

        assertThatThrownBy(() -> tree(archive))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "SCHILY.xattr.system.posix_acl_access, x, which UBIFS can't keep",
        "SCHILY.xattr.user., x, which UBIFS can't keep",
        "LIBARCHIVE.xattr.user.a, eA==, in libarchive's own form alone",
        "GNU.sparse.major, 1, without --sparse"
    })
    void refusesWhatWouldBeLost(String key, String value, String reason) throws Exception {
        add("file", TarConstants.LF_NORMAL, entry -> entry.addPaxHeader(key, value), "");
        byte[] archive = archive();

        assertThatThrownBy(() -> tree(archive))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void refusesAnAttributeThatIsTooLong() throws Exception {
        add("file", TarConstants.LF_NORMAL, entry -> entry.addPaxHeader("SCHILY.xattr.user.a", "x".repeat(4096)), "");
        byte[] archive = archive();

        assertThatThrownBy(() -> tree(archive)).hasMessageContaining("of 4096 bytes, user.a; 4095 can be kept");
    }

    @Test
    void refusesEveryCutAndNoiseInHeaders() throws Exception {
        add("folder/", TarConstants.LF_DIR);
        add("file", TarConstants.LF_NORMAL, entry -> entry.addPaxHeader("SCHILY.xattr.user.a", "1"), "x".repeat(700));
        byte[] archive = archive();
        int end = 512 + 1024 + 512 + 1024;

        for (int length = 1; length < end; length++) {
            byte[] cut = Arrays.copyOf(archive, length);
            // Cut between two entries it is an archive without an end, which GNU tar takes too.
            if (length == 512) {
                continue;
            }
            assertThatThrownBy(() -> tree(cut)).as("cut at %d", length).isInstanceOf(FormatException.class);
        }
        for (int at = 0; at < 512; at++) {
            byte[] noisy = archive.clone();
            noisy[at] ^= 1;
            if (at >= 148 && at < 156) {
                continue;
            }
            assertThatThrownBy(() -> tree(noisy)).as("bit at %d", at).isInstanceOf(FormatException.class);
        }
        assertThatThrownBy(() -> tree(new byte[0])).hasMessageContaining("empty");
    }
}
