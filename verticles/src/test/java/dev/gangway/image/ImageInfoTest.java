package dev.gangway.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.format.EgonSpl;
import dev.gangway.format.LegacyImage;
import dev.gangway.format.SparseImage;
import dev.gangway.model.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageInfoTest {
    @TempDir
    Path folder;

    @Test
    void saysWhatAFileIsAndDigestsIt() throws IOException {
        byte[] bytes = random(1000);
        bytes[0] = 1;

        ImageInfo info = describe(bytes);

        assertThat(info)
                .isEqualTo(new ImageInfo(
                        "raw", true, 1000, Digest.of(ByteBuffer.wrap(bytes)), List.of("no known format")));
        assertThat(describe(new byte[0]).sound()).isFalse();
    }

    @Test
    void knowsAnSplAndWhatIsBehindIt() throws IOException {
        byte[] file = Arrays.copyOf(spl(), 6000);

        assertThat(describe(file).lines())
                .anyMatch(l -> l.contains("5000 bytes, checksum correct"))
                .contains("1000 bytes stand behind it");
        file[3000] ^= 1;
        assertThat(describe(file)).matches(i -> i.kind().equals("egon") && !i.sound());
    }

    @Test
    void knowsOtherBootFiles() throws IOException {
        ByteBuffer script = LegacyImage.script("hello", "reset", 0);
        byte[] uimage = new byte[script.remaining()];
        script.get(uimage);
        ByteBuffer fit = ByteBuffer.allocate(64).putInt(0xd00dfeed).putInt(65).clear();
        ByteBuffer sparse = ByteBuffer.allocate(28 + 16).order(ByteOrder.LITTLE_ENDIAN);
        sparse.putInt(SparseImage.MAGIC).putInt(1).putShort((short) 28).putShort((short) 12);
        sparse.putInt(4096)
                .putInt(3)
                .putInt(1)
                .putInt(0)
                .putInt(0xcac2)
                .putInt(3)
                .putInt(16)
                .putInt(5);
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
            out.write(1);
        }

        assertThat(describe(uimage)).matches(i -> i.kind().equals("uimage") && i.sound());
        assertThat(describe(fit.array())).matches(i -> i.kind().equals("fit") && !i.sound());
        assertThat(describe(sparse.array())).matches(i -> i.kind().equals("sparse") && i.sound());
        assertThat(describe(Arrays.copyOf(sparse.array(), 40)))
                .matches(i -> i.kind().equals("sparse") && !i.sound());
        assertThat(describe(gzip.toByteArray())).matches(i -> i.kind().equals("gzip") && i.sound());
    }

    @Test
    void aSparseImageWhoseChecksumDoesNotFitIsNotSound() throws IOException {
        ByteBuffer sparse = ByteBuffer.allocate(28 + 16 + 12 + 16).order(ByteOrder.LITTLE_ENDIAN);
        sparse.putInt(SparseImage.MAGIC).putInt(1).putShort((short) 28).putShort((short) 12);
        sparse.putInt(4096).putInt(5).putInt(3).putInt(0);
        sparse.putInt(0xcac2)
                .putInt(3)
                .putInt(16)
                .putInt(5)
                .putInt(0xcac3)
                .putInt(2)
                .putInt(12);
        sparse.putInt(0xcac4).putInt(0).putInt(16);

        CRC32 whole = new CRC32();
        whole.update(filled(3 * 4096));
        whole.update(new byte[2 * 4096]);
        sparse.putInt(68, (int) whole.getValue());
        assertThat(describe(sparse.array()).sound()).isTrue();

        // As libsparse writes it: one block of the fill, nothing of what is skipped.
        CRC32 writers = new CRC32();
        writers.update(filled(4096));
        sparse.putInt(68, (int) writers.getValue());
        assertThat(describe(sparse.array()).sound()).isTrue();

        sparse.putInt(68, 1);
        assertThat(describe(sparse.array()))
                .matches(info -> info.kind().equals("sparse") && !info.sound())
                .extracting(ImageInfo::lines)
                .asString()
                .contains("1 of its checksums do not fit its content");
    }

    private static byte[] filled(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i += 4) {
            bytes[i] = 5;
        }
        return bytes;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "version https://git-lfs.github.com/spec/v1 oid sha256:00 size 5 | Git LFS pointer",
                "<!DOCTYPE html><html>404 Not Found</html> | web page",
                "<HTML><body>nginx</body> | web page",
                "setenv bootargs console=ttyS0 | this is text"
            })
    void textWhereABinaryBelongsIsAWarning(String text, String said) throws IOException {
        ImageInfo info = describe(text.getBytes(StandardCharsets.UTF_8));

        assertThat(info.sound()).isTrue();
        assertThat(info.lines()).last().asString().startsWith("warning: ").contains(said);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void checksAnEspressifImageWithAndWithoutItsDigest(boolean digest) throws IOException {
        byte[] image = esp(24, digest);

        ImageInfo info = describe(image);

        assertThat(info.kind()).isEqualTo("esp");
        assertThat(info.sound()).as(info.lines().toString()).isTrue();
        assertThat(info.lines())
                .containsExactly("Espressif image for chip id 9, 2 segments, checksum" + (digest ? " and SHA-256" : "")
                        + " correct");
    }

    @Test
    void checksTheShorterHeaderOfTheEsp8266() throws IOException {
        ImageInfo info = describe(esp(8, false));

        assertThat(info.lines()).containsExactly("Espressif image for the ESP8266, 2 segments, checksum correct");
        assertThat(info.sound()).isTrue();
    }

    @Test
    void findsEveryFlippedByteOfAnEspressifImage() throws IOException {
        byte[] image = esp(24, true);
        for (int i = 8; i < image.length; i += 7) {
            byte[] damaged = image.clone();
            damaged[i] ^= 0x10;
            assertThat(describe(damaged).sound()).as("byte " + i).isFalse();
        }
        assertThat(describe(Arrays.copyOf(image, image.length - 1)).lines())
                .singleElement()
                .asString()
                .contains("truncated", "SHA-256");
    }

    /** Headers of segments are not in the checksum: without the digest only the data is covered. */
    @Test
    void findsADamagedSegmentByTheChecksumAlone() throws IOException {
        byte[] image = esp(24, false);
        image[24 + 8 + 3] ^= 1;

        assertThat(describe(image).lines()).singleElement().asString().contains("checksum is");
    }

    @Test
    void acceptsUf2BlocksInAnyOrderAndRepeated() throws IOException {
        byte[] file = join(uf2(2, 3, 0xe48bff56), uf2(0, 3, 0xe48bff56), uf2(1, 3, 0xe48bff56), uf2(0, 3, 0xe48bff56));

        ImageInfo info = describe(file);

        assertThat(info.kind()).isEqualTo("uf2");
        assertThat(info.sound()).as(info.lines().toString()).isTrue();
        assertThat(info.lines())
                .containsExactly(
                        "UF2 file, 4 blocks, none missing",
                        "family e48bff56 (RP2040): 768 bytes for 0x10000000",
                        "its blocks are not in order, which boards accept",
                        "1 of its blocks stand there once more");
    }

    @Test
    void findsWhatIsWrongWithUf2Blocks() throws IOException {
        byte[] first = uf2(0, 2, 1);
        byte[] second = uf2(1, 2, 1);
        byte[] noEnd = second.clone();
        noEnd[511] ^= 1;
        byte[] tooMuch = second.clone();
        tooMuch[17] = 2;

        assertThat(problem(join(first))).contains("block 1 of 2 is missing");
        assertThat(problem(join(first, noEnd))).contains("block at 512 is damaged");
        assertThat(problem(join(first, tooMuch))).contains("512 bytes of data");
        assertThat(problem(join(first, uf2(1, 3, 1)))).contains("number 1 of 3, others say there are 2");
        assertThat(problem(join(first, uf2(2, 2, 1)))).contains("number 2 of 2");
        assertThat(problem(Arrays.copyOf(join(first, second), 1000))).contains("no multiple of 512");
        assertThat(describe(join(first, second)).sound()).isTrue();
    }

    @Test
    void keepsFamiliesApartAndSkipsWhatIsNotForFlash() throws IOException {
        byte[] container = uf2(7, 9, 1);
        container[8] |= 1;
        byte[] file = join(
                uf2(0, 2, 0xe48bff57), uf2(0, 1, 0xe48bff59), uf2(0, 2, 0xe48bff5a), container, uf2(1, 2, 0xe48bff5a));

        assertThat(describe(file).sound()).isTrue();
        assertThat(describe(file).lines())
                .containsExactly(
                        "UF2 file, 5 blocks, none missing",
                        "family e48bff57 (RP2XXX_ABSOLUTE): 256 bytes for 0x10000000",
                        "family e48bff59 (RP2350_ARM_S): 256 bytes for 0x10000000",
                        "family e48bff5a (RP2350_RISCV): 512 bytes for 0x10000000",
                        "1 of its blocks are not for the flash memory");
        assertThat(problem(join(uf2(0, 1, 0xe48bff59), uf2(0, 2, 0xe48bff5a)))).contains("family e48bff5a");
    }

    @Test
    void knowsADiskByItsTable() throws IOException {
        byte[] disk = new byte[1 << 20];
        ByteBuffer record = ByteBuffer.wrap(disk).order(ByteOrder.LITTLE_ENDIAN);
        record.put(446, (byte) 0x80).put(450, (byte) 0x0c).putInt(454, 64).putInt(458, 1984);
        record.putShort(510, (short) 0xaa55);

        assertThat(describe(disk))
                .isEqualTo(new ImageInfo(
                        "mbr",
                        true,
                        disk.length,
                        Digest.of(ByteBuffer.wrap(disk)),
                        List.of("disk image with an MBR", "partition 1, type 0c, bootable: blocks 64 to 2047")));
        assertThat(describe(Arrays.copyOf(disk, 4096)).lines())
                .contains("note: the image ends before its partition 1 does");
        record.put(450, (byte) 0xee);
        assertThat(problem(disk)).contains("a GPT follows, and there is none");
        record.put(512, "EFI PART".getBytes(StandardCharsets.US_ASCII));
        assertThat(describe(disk).kind()).isEqualTo("gpt");
        assertThat(problem(disk)).contains("GPT: its primary header has a length of 0");
    }

    @Test
    void knowsABlockMap() throws IOException {
        String map = "<?xml version=\"1.0\" ?><bmap version=\"1.2\"><ImageSize>9000</ImageSize>"
                + "<BlockSize>4096</BlockSize><BlocksCount>3</BlocksCount><MappedBlocksCount>2</MappedBlocksCount>"
                + "<BlockMap><Range>0-1</Range></BlockMap></bmap>";

        ImageInfo info = describe(map.getBytes(StandardCharsets.UTF_8));

        assertThat(info.kind()).isEqualTo("bmap");
        assertThat(info.sound()).isTrue();
        assertThat(info.lines())
                .containsExactly(
                        "block map of version 1.2, without checksums",
                        "for an image of 9000 bytes: 2 of 3 blocks of 4096 bytes in 1 ranges");
        assertThat(problem(map.substring(0, map.length() - 1).getBytes(StandardCharsets.UTF_8)))
                .contains("no sound XML");
    }

    @Test
    void checksTheSuffixOfADfuFile() throws IOException {
        byte[] file = dfu(random(777), 0x0100);

        ImageInfo info = describe(file);

        assertThat(info.kind()).isEqualTo("dfu");
        assertThat(info.lines()).containsExactly("DFU file for 0483:df11 (ffff = any), CRC correct");
        for (int i : new int[] {0, 400, 777, 780, 790}) {
            byte[] damaged = file.clone();
            damaged[i] ^= 1;
            assertThat(problem(damaged)).as("byte " + i).contains("CRC");
        }
    }

    @Test
    void walksThroughADfuSeFile() throws IOException {
        byte[] file = dfu(dfuSe(100, 50), 0x011a);

        ImageInfo info = describe(file);

        assertThat(info.sound()).as(info.lines().toString()).isTrue();
        assertThat(info.lines())
                .contains(
                        "alternate setting 1: 100 bytes for 0x08000000",
                        "alternate setting 1: 50 bytes for 0x08010000");
        byte[] wrongSize = dfuSe(100, 50);
        wrongSize[11 + 274 + 4]++;
        assertThat(problem(dfu(wrongSize, 0x011a))).contains("DfuSe");
        assertThat(problem(dfu(dfuSe(100, 50), 0x0100))).contains("disagree");
        assertThat(problem(Arrays.copyOf(file, file.length - 1))).contains("suffix");
        assertThat(problem(dfu(Arrays.copyOf(dfuSe(100, 50), 300), 0x011a))).contains("promises");
    }

    /** Needs Debian's dfu-util. */
    @Tag("lab")
    @Test
    void agreesWithDfuSuffix() throws Exception {
        Path file = Files.write(folder.resolve("fw.bin"), random(4321));
        Process process = new ProcessBuilder("dfu-suffix", "-v", "0483", "-p", "df11", "-a", file.toString())
                .inheritIO()
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();

        ImageInfo info = ImageInfo.describe(file);

        assertThat(info.lines()).containsExactly("DFU file for 0483:df11 (ffff = any), CRC correct");
        assertThat(info.sound()).isTrue();
    }

    /** Needs Debian's dfu-util. */
    @Tag("lab")
    @ParameterizedTest
    @CsvSource({"-s 0x8000, prefix of TI Stellaris: for 0x00008000", "-L, prefix of NXP LPC: 9 blocks of 512 bytes"})
    void agreesWithDfuPrefix(String options, String told) throws Exception {
        Path file = Files.write(folder.resolve("fw.bin"), random(4321));
        run(("dfu-prefix " + options + " -a " + file).split(" "));
        run("dfu-suffix", "-a", file.toString());

        ImageInfo info = ImageInfo.describe(file);

        assertThat(info.sound()).as(info.lines().toString()).isTrue();
        assertThat(info.lines()).containsExactly("DFU file for ffff:ffff (ffff = any), CRC correct", told);
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    private ImageInfo describe(byte[] bytes) throws IOException {
        return ImageInfo.describe(Files.write(folder.resolve("file.bin"), bytes));
    }

    private String problem(byte[] bytes) throws IOException {
        ImageInfo info = describe(bytes);
        assertThat(info.sound()).isFalse();
        return info.lines().get(info.lines().size() - 1);
    }

    private static byte[] spl() {
        ByteBuffer spl = ByteBuffer.wrap(random(5000)).order(ByteOrder.LITTLE_ENDIAN);
        spl.put(4, "eGON.BT0".getBytes(StandardCharsets.US_ASCII)).putInt(EgonSpl.LENGTH, 5000);
        return spl.putInt(EgonSpl.CHECKSUM, EgonSpl.sum(spl, 5000)).array();
    }

    /** Two segments of 100 and 40 bytes for an ESP32-S3. */
    private static byte[] esp(int headerSize, boolean digest) {
        ByteBuffer image = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        image.put((byte) 0xe9).put((byte) 2).put((byte) 2).put((byte) 0x20).putInt(0x40080400);
        if (headerSize == 24) {
            image.put(12, (byte) 9).put(23, (byte) (digest ? 1 : 0));
        }
        image.position(headerSize);
        int sum = 0xef;
        for (int size : new int[] {100, 40}) {
            byte[] data = random(size);
            image.putInt(0x3f400000).putInt(size).put(data);
            for (byte b : data) {
                sum ^= b & 0xff;
            }
        }
        image.position((image.position() + 16) / 16 * 16 - 1);
        image.put((byte) sum);
        if (digest) {
            MessageDigest sha256 = Digest.sha256();
            sha256.update(image.array(), 0, image.position());
            image.put(sha256.digest());
        }
        return Arrays.copyOf(image.array(), image.position());
    }

    private static byte[] uf2(int number, int total, int family) {
        ByteBuffer block = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
        block.putInt(0x0a324655).putInt(0x9e5d5157).putInt(0x2000).putInt(0x10000000 + 256 * number);
        block.putInt(256)
                .putInt(number)
                .putInt(total)
                .putInt(family)
                .put(random(256))
                .putInt(508, 0x0ab16f30);
        return block.array();
    }

    private static byte[] dfuSe(int first, int second) {
        int size = 8 + first + 8 + second;
        ByteBuffer file = ByteBuffer.allocate(11 + 274 + size).order(ByteOrder.LITTLE_ENDIAN);
        file.put("DfuSe".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .putInt(file.capacity())
                .put((byte) 1);
        file.put("Target".getBytes(StandardCharsets.US_ASCII)).put((byte) 1).position(11 + 274 - 8);
        file.putInt(size).putInt(2);
        file.putInt(0x08000000).putInt(first).put(random(first));
        file.putInt(0x08010000).putInt(second).put(random(second));
        return file.array();
    }

    private static byte[] dfu(byte[] payload, int version) {
        ByteBuffer file = ByteBuffer.allocate(payload.length + 16).order(ByteOrder.LITTLE_ENDIAN);
        file.put(payload).putShort((short) 0xffff).putShort((short) 0xdf11).putShort((short) 0x0483);
        file.putShort((short) version)
                .put("UFD".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 16);
        CRC32 crc = new CRC32();
        crc.update(file.array(), 0, file.position());
        return file.putInt(~(int) crc.getValue()).array();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
