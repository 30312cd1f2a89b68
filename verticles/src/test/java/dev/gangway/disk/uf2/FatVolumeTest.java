package dev.gangway.disk.uf2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.gangway.disk.Disk;
import dev.gangway.format.ImageData;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FatVolumeTest {
    private static final String NAME = "GANGWAY UF2";

    @TempDir
    Path folder;

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    /** As the client does it: room for the file, then its content, sector by sector. */
    private static void copy(Disk disk, FatVolume volume, byte[] content) throws FailureException {
        LongUnaryOperator place = volume.create(NAME, content.length);
        ImageData data = ImageData.of(ByteBuffer.wrap(content));
        for (int at = 0; at < content.length; at += 512) {
            disk.write(data, at, 512, place.applyAsLong(at), moved -> {});
        }
    }

    @ParameterizedTest
    @CsvSource({"100, 1", "4000, 8", "4084, 1", "4085, 1", "9000, 2"})
    void aCopiedFileIsFoundAgainWithTheOneBeside(int clusters, int perCluster) throws Exception {
        byte[] content = random(39 * 512);
        try (Uf2Rig rig = new Uf2Rig(FatSamples.volume(clusters, perCluster, true))) {
            Disk disk = rig.disk();

            copy(disk, FatVolume.open(disk), content);

            FatVolume again = FatVolume.open(disk);
            assertThat(again.file(NAME, 1 << 20))
                    .hasValueSatisfying(read -> assertThat(read).isEqualTo(content));
            assertThat(again.file("INFO_UF2TXT", 4096))
                    .hasValueSatisfying(text -> assertThat(new String(text, StandardCharsets.US_ASCII))
                            .isEqualTo(FatSamples.INFO));
            assertThat(again.file("OTHER   TXT", 4096)).isEmpty();
        }
    }

    @Test
    void aTableThatLacksHalfAByteIsNone() throws Exception {
        byte[] medium =
                FatSamples.volume(681, 1, true); // 683 entries of 12 bits are 1024.5 bytes, and the table has 1024
        try (Uf2Rig rig = new Uf2Rig(medium)) {
            Disk disk = rig.disk();
            FailureException refused = catchThrowableOfType(FailureException.class, () -> FatVolume.open(disk));
            assertThat(refused.failure().kind()).isEqualTo(FailureKind.BOARD_REFUSED);
        }
    }

    @Test
    void anEarlierCopyIsWrittenOverAndItsRoomUsedAgain() throws Exception {
        try (Uf2Rig rig = new Uf2Rig(FatSamples.volume(100, 1, true))) {
            Disk disk = rig.disk();
            for (int times = 0; times < 4; times++) {
                byte[] content = random((60 + times) * 512);
                copy(disk, FatVolume.open(disk), content);
                assertThat(FatVolume.open(disk).file(NAME, 1 << 20))
                        .hasValueSatisfying(read -> assertThat(read).isEqualTo(content));
            }
        }
    }

    @Test
    void aFileThatIsLargerThanTheRoomIsRefusedBeforeAByteIsWritten() throws Exception {
        byte[] medium = FatSamples.volume(100, 1, true);
        byte[] before = medium.clone();
        try (Uf2Rig rig = new Uf2Rig(medium)) {
            FatVolume volume = FatVolume.open(rig.disk());

            FailureException refused =
                    catchThrowableOfType(FailureException.class, () -> volume.create(NAME, 100L * 512));

            assertThat(refused.failure().kind()).isEqualTo(FailureKind.IMAGE_TOO_LARGE);
            assertThat(refused.failure().message()).contains("has 99 free clusters of 512");
            assertThat(medium).isEqualTo(before);
        }
    }

    /** dosfstools and mtools judge: what we copy onto their volume, and the volume that our board makes up. */
    @ParameterizedTest
    @CsvSource({"1440", "8192", "40000"})
    @Tag("lab")
    void fsckAndMtoolsFindNothingWrong(int kilobytes) throws Exception {
        Path image = folder.resolve("drive.img");
        run("/usr/sbin/mkfs.fat", "-C", image.toString(), Integer.toString(kilobytes));
        byte[] medium = Files.readAllBytes(image);
        byte[] content = random(777 * 512);
        try (Uf2Rig rig = new Uf2Rig(medium)) {
            Disk disk = rig.disk();
            copy(disk, FatVolume.open(disk), content);
        }
        judged(medium, "GANGWAY.UF2", content);
        try (Uf2Rig rig = new Uf2Rig("uf2:size=" + Math.max(4, kilobytes / 1000) + "M")) {
            Disk disk = rig.disk();
            byte[] all = whole(disk);
            byte[] partition = Arrays.copyOfRange(all, 512, all.length);
            judged(
                    partition,
                    "INFO_UF2.TXT",
                    "UF2 Bootloader v3.0\r\nModel: Raspberry Pi RP2\r\nBoard-ID: RPI-RP2\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** mtools copies the file onto the board's own volume; each sector that it changed goes to the board, the last first. */
    @Test
    @Tag("lab")
    void theBoardStartsWhatMtoolsCopied() throws Exception {
        byte[] content = Uf2Samples.content(200);
        Path file = Files.write(folder.resolve("a.uf2"), Uf2Samples.file(content, Uf2Samples.RP2040));
        try (Uf2Rig rig = new Uf2Rig("uf2:size=4M,leave=500ms")) {
            Disk disk = rig.disk();
            byte[] before = whole(disk);
            Path drive = Files.write(folder.resolve("drive.img"), before);
            run("/usr/bin/mcopy", "-i", drive + "@@512", file.toString(), "::");
            byte[] after = Files.readAllBytes(drive);

            for (int at = after.length - 512; at >= 0; at -= 512) {
                if (!Arrays.equals(before, at, at + 512, after, at, at + 512)) {
                    disk.write(ImageData.of(ByteBuffer.wrap(after)), at, 512, at, moved -> {});
                }
            }

            await().until(rig.board()::runsApplication);
            assertThat(rig.board().read(0x10000000L, content.length)).isEqualTo(content);
        }
    }

    private static byte[] whole(Disk disk) throws FailureException {
        byte[] all = new byte[(int) disk.facts().bytes()];
        ByteBuffer into = ByteBuffer.wrap(all);
        disk.read(0, all.length, piece -> {
            into.put(piece);
            return true;
        });
        return all;
    }

    private void judged(byte[] volume, String name, byte[] content) throws Exception {
        Path image = folder.resolve("judged.img");
        Path out = folder.resolve("out");
        Files.write(image, volume);
        run("/usr/sbin/fsck.fat", "-n", image.toString());
        Files.deleteIfExists(out);
        run("/usr/bin/mcopy", "-i", image.toString(), "::" + name, out.toString());
        assertThat(Files.readAllBytes(out)).isEqualTo(content);
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as("%s: %s", String.join(" ", command), said)
                .isZero();
    }
}
