package dev.gangway.image.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.format.FormatException;
import dev.gangway.format.NandGeometry;
import dev.gangway.virtual.sample.SampleImages;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChipImagesTest {
    @TempDir
    Path folder;

    private Path uboot;
    private Path rootfs;
    private Path out;

    @BeforeEach
    void files() throws IOException {
        uboot = folder.resolve("u-boot");
        SampleImages.chip(uboot, new NandGeometry(0x40000, 0x1000, 0x100), 1, 1);
        rootfs = Files.write(folder.resolve("rootfs.tar"), new byte[1024]);
        out = folder.resolve("new-image");
    }

    private ChipImages build(String path) {
        return new ChipImages(uboot, rootfs, ChipNand.TOSHIBA_512, out, path);
    }

    private void nothingIsLeft() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactlyInAnyOrder(uboot, rootfs);
        }
    }

    private String program(String name, String script) throws IOException {
        Path programs = Files.createDirectories(folder.resolve("u-boot/programs"));
        Files.writeString(programs.resolve(name), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(programs.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
        return programs.toString();
    }

    @Test
    void theChipsAreTheDossiers() {
        assertThat(ChipNand.TOSHIBA_512.lebSize()).isEqualTo(258_048);
        assertThat(ChipNand.HYNIX_8G.lebSize()).isEqualTo(2_064_384);
        assertThat(ChipNand.TOSHIBA_4G.ubiBlock()).isEqualTo(2 << 20);
        assertThat(ChipNand.TOSHIBA_512.volumeBlocks()).isEqualTo(1984 - 38 - 4);
        assertThat(ChipNand.HYNIX_8G.volumeBlocks()).isEqualTo(2044 - 39 - 4);
        assertThat(ChipNand.ofWord("hynix-8g")).contains(ChipNand.HYNIX_8G);
        assertThat(ChipNand.HYNIX_8G.geometry()).hasToString("400000-4000-680");
    }

    @Test
    void saysWhichFileIsMissing() throws IOException {
        Files.delete(uboot.resolve("u-boot-dtb.bin"));
        assertThatThrownBy(() -> build("/").build())
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("there is no file " + uboot.resolve("u-boot-dtb.bin"));
        Files.delete(uboot.resolve("sunxi-spl.bin"));
        assertThatThrownBy(() -> build("/").build()).hasMessageContaining("spl/sunxi-spl.bin");
        nothingIsLeft();
    }

    @Test
    void aDamagedSplIsRefusedByName() throws IOException {
        byte[] spl = Files.readAllBytes(uboot.resolve("sunxi-spl.bin"));
        spl[500] ^= 1;
        Files.write(uboot.resolve("sunxi-spl.bin"), spl);

        assertThatThrownBy(() -> build("/").build())
                .isInstanceOf(FormatException.class)
                .hasMessage(uboot.resolve("sunxi-spl.bin") + ": SPL: the eGON checksum is wrong; the file is damaged");
    }

    @Test
    void aUbootThatItsPartitionDoesNotTakeIsRefused() throws IOException {
        Files.write(uboot.resolve("u-boot-dtb.bin"), new byte[(4 << 20) + 1]);

        assertThatThrownBy(() -> build("/").build()).hasMessageContaining("4194305 bytes; U-Boot's partition takes");
    }

    @Test
    void whatIsThereStays() throws IOException {
        Files.writeString(out, "mine");
        String programs = program("ubinize", "exit 1");

        assertThatThrownBy(() -> build(programs).build()).isInstanceOf(FileAlreadyExistsException.class);

        assertThat(out).hasContent("mine");
    }

    @Test
    void aMissingProgramIsNamedWithItsPackage() throws IOException {
        assertThatThrownBy(() -> build("/none").build())
                .isInstanceOf(IOException.class)
                .hasMessage("there is no program ubinize: apt install mtd-utils");
        String programs = program("ubinize", "exit 1");
        program("fakeroot", "exit 1");
        assertThatThrownBy(() -> build(programs).build()).hasMessage("there is no program tar: apt install tar");
        program("tar", "exit 1");
        assertThatThrownBy(() -> build(programs).build())
                .hasMessage("there is no program mkfs.ubifs: apt install mtd-utils");
        nothingIsLeft();
    }

    /** fakeroot that starts what it is given, and programs that fail as these do on a full disk. */
    @Test
    void whatAProgramSaysIsTold() throws IOException {
        String programs = program("ubinize", "exit 1");
        program("fakeroot", "shift; exec /usr/bin/env \"$@\"");
        program("tar", "echo 'tar: a: Cannot write: No space left on device' >&2; exit 2");
        program("mkfs.ubifs", "exit 1");
        Files.write(rootfs, oneFile());

        assertThatThrownBy(() -> build(programs + ":/usr/bin:/bin").build())
                .isInstanceOf(IOException.class)
                .hasMessage("tar failed after 1 entries (71): tar: a: Cannot write: No space left on device");

        nothingIsLeft();
    }

    /** Programs that do what is to be done to an archive that is refused: nothing. */
    private String idle() throws IOException {
        program("ubinize", "exit 1");
        program("fakeroot", "shift; exec /usr/bin/env \"$@\"");
        program("mkfs.ubifs", "exit 1");
        return program("tar", "cat >/dev/null") + ":/usr/bin:/bin";
    }

    @Test
    void anArchiveThatIsCutIsRefused() throws IOException {
        byte[] whole = oneFile();
        for (int length : new int[] {300, 512 + 100, 512 + 512 + 40}) {
            Files.write(rootfs, Arrays.copyOf(whole, length));
            String programs = idle();

            assertThatThrownBy(() -> build(programs).build())
                    .as("%d bytes", length)
                    .isInstanceOf(FormatException.class)
                    .hasMessage(rootfs + ": the archive is cut short at byte " + length + " of what it unpacks to");
            nothingIsLeft();
        }
    }

    @Test
    void aPathThatLeavesTheArchiveIsRefused() throws IOException {
        Files.write(rootfs, file("../../etc/passwd"));
        String programs = idle();

        assertThatThrownBy(() -> build(programs).build())
                .isInstanceOf(FormatException.class)
                .hasMessage(rootfs + ": the path ../../etc/passwd leaves the archive");

        nothingIsLeft();
    }

    /** In the words of Debian's mkfs.ubifs, which a lab run by name hears from itself. */
    @Test
    void aFileThatTheVolumeDoesNotTakeIsRefused() throws IOException {
        Files.write(rootfs, oneFile());
        idle();
        String programs = program("mkfs.ubifs", "echo 'Error: max_leb_cnt too low (2200 needed)' >&2; exit 255");

        assertThatThrownBy(() -> build(programs + ":/usr/bin:/bin").build())
                .isInstanceOf(FormatException.class)
                .hasMessageContaining(rootfs + ": the root file system needs 2200 blocks of 258048 bytes, the volume on"
                        + " this NAND has 1942; leave something out");

        nothingIsLeft();
    }

    @Test
    void anEmptyArchiveIsRefused() throws IOException {
        String programs = program("ubinize", "exit 1");
        program("fakeroot", "shift; exec /usr/bin/env \"$@\"");
        program("tar", "cat >/dev/null");
        program("mkfs.ubifs", "exit 1");

        assertThatThrownBy(() -> build(programs + ":/usr/bin:/bin").build())
                .isInstanceOf(FormatException.class)
                .hasMessage(rootfs + ": the archive is empty");

        nothingIsLeft();
    }

    @Test
    void whatAKilledBuildLeftIsRemovedAndOneThatRunsIsNot() throws IOException {
        Path left = Files.createDirectories(folder.resolve(".new-image.gangway-build/root/deep"));
        Files.writeString(left.resolve("file"), "x");
        Files.createSymbolicLink(left.resolve("link"), uboot);
        Files.setPosixFilePermissions(left, PosixFilePermissions.fromString("---------"));

        try (WorkFolder first = new WorkFolder(out)) {
            assertThat(first.work().resolve("root")).doesNotExist();
            assertThatThrownBy(() -> new WorkFolder(out)).hasMessageContaining("right now");
            assertThat(first.result()).isDirectory();
        }

        nothingIsLeft();
        assertThat(uboot.resolve("sunxi-spl.bin")).exists();
    }

    /** A file of 600 bytes. */
    private static byte[] oneFile() throws IOException {
        return file("a");
    }

    private static byte[] file(String name) throws IOException {
        var bytes = new java.io.ByteArrayOutputStream();
        try (var tar = new org.apache.commons.compress.archivers.tar.TarArchiveOutputStream(bytes)) {
            var entry = new org.apache.commons.compress.archivers.tar.TarArchiveEntry(name, true);
            entry.setSize(600);
            tar.putArchiveEntry(entry);
            tar.write(new byte[600]);
            tar.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }
}
