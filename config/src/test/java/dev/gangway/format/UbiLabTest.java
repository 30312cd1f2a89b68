package dev.gangway.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.model.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's ubinize (mtd-utils) makes what we read. */
@Tag("lab")
class UbiLabTest {
    @TempDir
    Path folder;

    @Test
    void readsWhatUbinizeMakesAndMakesTheSameFixture() throws Exception {
        ByteBuffer image =
                ubinize(UbiFixture.hello(), "dynamic", "-p", "16KiB", "-m", "512", "-s", "512", "-Q", "305419896");

        UbiImage found = UbiImage.check(PageReader.of(image), image.remaining());

        assertThat(Digest.of(image).hex())
                .isEqualTo("fcc393b4e51a847aef067741b03ded5ad4a051a8ddf40dce32a23d3b281aeebc");
        assertThat(found.volumes()).containsExactly(new UbiVolume(0, "rootfs", 2, 1, 0, false, true, 2));
    }

    @Test
    void readsStaticVolumesForTheChipPro() throws Exception {
        byte[] content = new byte[600_000];
        new Random(3).nextBytes(content);
        ByteBuffer image = ubinize(content, "static", "-p", "256KiB", "-m", "4096", "-s", "1024", "-Q", "7");

        UbiImage found = UbiImage.check(PageReader.of(image), image.remaining());

        assertThat(found.vidOffset()).isEqualTo(0x400);
        assertThat(found.dataOffset()).isEqualTo(0x1000);
        assertThat(found.lebSize()).isEqualTo(258_048);
        assertThat(found.volumes()).containsExactly(new UbiVolume(0, "rootfs", 3, 1, 0, true, true, 3));
        image.put(2 * 262144 + 5000, (byte) ~image.get(2 * 262144 + 5000));
        assertThatThrownBy(() -> UbiImage.check(PageReader.of(image), image.remaining()))
                .hasMessageContaining("data's CRC");
    }

    private ByteBuffer ubinize(byte[] content, String type, String... options)
            throws IOException, InterruptedException {
        Path volume = Files.write(folder.resolve("volume.bin"), content);
        Path ini = Files.writeString(
                folder.resolve("volumes.ini"),
                "[rootfs]\nmode=ubi\nimage=" + volume + "\nvol_id=0\nvol_type=" + type + "\nvol_name=rootfs\n"
                        + "vol_flags=autoresize\n");
        Path out = folder.resolve("out.ubi");
        List<String> command = new ArrayList<>(List.of("ubinize", "-o", out.toString()));
        command.addAll(List.of(options));
        command.add(ini.toString());
        Path log = folder.resolve("log.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        return ByteBuffer.wrap(Files.readAllBytes(out));
    }
}
