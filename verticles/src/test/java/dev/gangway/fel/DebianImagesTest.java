package dev.gangway.fel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.format.BootFile;
import dev.gangway.format.LoadedUboot;
import dev.gangway.soc.AllwinnerSoc;
import dev.gangway.virtual.allwinner.BoardSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real input: the binaries of Debian's package u-boot-sunxi, fetched with apt for both architectures. */
@Tag("lab")
class DebianImagesTest {
    @TempDir
    static Path folder;

    @BeforeAll
    static void fetch() throws IOException, InterruptedException {
        DebianUboot.fetch(folder, "armhf");
        DebianUboot.fetch(folder, "arm64");
    }

    @ParameterizedTest
    @CsvSource({"CHIP, A13, 16384, 4a000000", "nanopi_neo, H3, 24576, 4a000000", "Cubietruck, A20, 24576, 4a000000"})
    void loadsAndStartsALegacyBuild(String board, String soc, int splBytes, String load) throws Exception {
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(image("armhf", board, DebianUboot.FILE)));

        BootFile boot = BootFile.parse(file);

        assertThat(boot.spl().remaining()).isEqualTo(splBytes);
        LoadedUboot loaded = startOn(soc, file, Long.parseLong(load, 16));
        assertThat(loaded.aarch64()).isFalse();
        assertThat(loaded.data().remaining()).isEqualTo(file.remaining() - 0x8000 - 64);
    }

    @Test
    void loadsAndStartsAFitBuild() throws Exception {
        ByteBuffer spl = ByteBuffer.wrap(Files.readAllBytes(image("arm64", "pine64_plus", "sunxi-spl.bin")));
        ByteBuffer fit =
                ByteBuffer.wrap(Files.readAllBytes(image("arm64", "pine64_plus", "u-boot-sunxi-with-spl.fit.itb")));
        ByteBuffer file = SplFiles.joined(spl, fit);

        LoadedUboot loaded = startOn("A64", file, 0x4_4000L);

        assertThat(loaded.aarch64()).isTrue();
        assertThat(BootFile.parse(file).parts()).hasSize(4);
    }

    @Test
    void everyBuildOfThePackageIsUnderstood() throws Exception {
        int count = 0;
        try (Stream<Path> files = Files.walk(folder.resolve("x-armhf/usr/lib/u-boot"))) {
            for (Path path : files.filter(f -> f.endsWith(DebianUboot.FILE)).toList()) {
                BootFile boot = BootFile.parse(ByteBuffer.wrap(Files.readAllBytes(path)));
                assertThat(Objects.requireNonNull(boot.uboot()).data().remaining())
                        .as(path.toString())
                        .isPositive();
                count++;
            }
        }
        assertThat(count).isGreaterThan(20);
    }

    private static LoadedUboot startOn(String name, ByteBuffer file, long entry) throws Exception {
        AllwinnerSoc soc = AllwinnerSoc.ofName(name).orElseThrow();
        var firmware = new BoardRig.Recorder(entry);
        BoardRig rig = BoardRig.of(BoardSettings.of(soc, VirtualBoardTest.sid(soc)), firmware);
        FelDevice device = FelDevice.open(rig.session(), time -> {});
        LoadedUboot loaded = device.loadUboot(file);
        ByteBuffer back = ByteBuffer.allocate(loaded.data().remaining());
        device.read(loaded.load(), back);
        assertThat(back.flip()).isEqualTo(loaded.data());
        device.start(loaded);
        rig.settle();
        assertThat(firmware.starts()).hasSize(1);
        return loaded;
    }

    private static Path image(String architecture, String board, String file) {
        return folder.resolve("x-" + architecture + "/usr/lib/u-boot/" + board + "/" + file);
    }
}
