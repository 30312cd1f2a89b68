package dev.gangway.image.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.format.Bmap;
import dev.gangway.format.DfuFile;
import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import dev.gangway.format.SparseChunk;
import dev.gangway.format.SparseImage;
import dev.gangway.format.Uf2File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageConverterTest {
    private static final int LENGTH = 300_000;

    @TempDir
    Path folder;

    private Path raw;
    private byte[] bytes;

    @BeforeEach
    void image() throws IOException {
        bytes = new byte[LENGTH];
        new Random(3).nextBytes(bytes);
        Arrays.fill(bytes, 8192, 100_000, (byte) 0);
        Arrays.fill(bytes, 110_592, 150_000, (byte) 0x5a);
        raw = Files.write(folder.resolve("raw.img"), bytes);
    }

    private ConvertPlan plan(Path out, boolean over, boolean zeros, OptionalLong family, ConvertPlan.Input... inputs) {
        return new ConvertPlan(
                List.of(inputs),
                out,
                over,
                zeros,
                OptionalInt.of(0x4000),
                false,
                1,
                false,
                0xff,
                0x0483,
                0xdf11,
                0,
                family,
                ConvertPlan.BLOCK);
    }

    private Path made(ConvertKind kind, String name, Path... from) throws FormatException, IOException {
        Path out = folder.resolve(name);
        new ImageConverter(plan(out, false, false, OptionalLong.of(0xe48bff56L), inputs(from))).make(kind);
        return out;
    }

    private static ConvertPlan.Input[] inputs(Path... from) {
        ConvertPlan.Input[] inputs = new ConvertPlan.Input[from.length];
        for (int i = 0; i < from.length; i++) {
            inputs[i] = new ConvertPlan.Input(from[i], OptionalLong.of(0x0800_0000L + i * 0x10_0000L));
        }
        return inputs;
    }

    private byte[] padded() {
        return Arrays.copyOf(bytes, (LENGTH + 4095) / 4096 * 4096);
    }

    @Test
    void aSparseImageHoldsAllAndComesBack() throws Exception {
        Path sparse = made(ConvertKind.SPARSE, "image.simg", raw);

        assertThat(Files.size(sparse)).isLessThan(LENGTH - 100_000L);
        assertThat(SparseImage.parse(ImageData.map(sparse)).chunks())
                .noneMatch(chunk -> chunk.kind() == SparseChunk.Kind.DONT_CARE);
        assertThat(made(ConvertKind.RAW, "back.img", sparse)).hasBinaryContent(padded());
        assertThatThrownBy(() -> made(ConvertKind.SPARSE, "again.simg", sparse)).hasMessageContaining("already");
    }

    @Test
    void zerosAreLeftOutOnlyWhenThatIsSaid() throws Exception {
        Path sparse = folder.resolve("open.simg");
        new ImageConverter(plan(sparse, false, true, OptionalLong.empty(), inputs(raw))).make(ConvertKind.SPARSE);
        Path all = made(ConvertKind.BMAP, "all.bmap", raw);
        Path some = folder.resolve("some.bmap");
        new ImageConverter(plan(some, false, true, OptionalLong.empty(), inputs(raw))).make(ConvertKind.BMAP);
        Path ofSparse = made(ConvertKind.BMAP, "sparse.bmap", sparse);

        assertThat(SparseImage.parse(ImageData.map(sparse)).chunks())
                .anyMatch(chunk -> chunk.kind() == SparseChunk.Kind.DONT_CARE);
        assertThat(Bmap.read(all).mappedBlocks()).isEqualTo(74);
        assertThat(Bmap.read(some).mappedBlocks())
                .isEqualTo(74 - 22)
                .isEqualTo(Bmap.read(ofSparse).mappedBlocks());
        assertThat(Bmap.read(some).problem(ImageData.map(raw), LENGTH)).isEmpty();
        assertThat(Bmap.read(ofSparse).problem(ImageData.map(made(ConvertKind.RAW, "e.img", sparse)), padded().length))
                .isEmpty();
    }

    @Test
    void aDfuSeContainerAndAUf2HoldTheirFilesWhereTheyBelong() throws Exception {
        Path second = Files.write(folder.resolve("second.bin"), new byte[] {1, 2, 3});
        Path dfuse = made(ConvertKind.DFUSE, "two.dfu", raw, second);
        Path uf2 = made(ConvertKind.UF2, "two.uf2", raw, second);

        DfuFile file = DfuFile.parse(ImageData.map(dfuse));
        assertThat(file.targets()).singleElement().satisfies(target -> assertThat(target.elements())
                .extracting(DfuFile.Element::address)
                .containsExactly(0x0800_0000L, 0x0810_0000L));
        assertThat(Uf2File.parse(ImageData.map(uf2)).families()).containsOnlyKeys(0xe48bff56L);
        assertThat(made(ConvertKind.PARTS, "parts", dfuse).resolve("0-08000000.bin"))
                .hasBinaryContent(bytes);
        assertThat(made(ConvertKind.PARTS, "blocks", uf2).resolve("08100000.bin"))
                .hasBinaryContent(Arrays.copyOf(new byte[] {1, 2, 3}, 256));
        assertThatThrownBy(() -> made(ConvertKind.RAW, "x", dfuse)).hasMessageContaining("2 stretches");
        assertThat(made(ConvertKind.RAW, "one.bin", made(ConvertKind.UF2, "one.uf2", raw)))
                .hasBinaryContent(Arrays.copyOf(bytes, (LENGTH + 255) / 256 * 256));
    }

    @Test
    void aBuildBecomesOneFlash() throws Exception {
        Files.write(folder.resolve("app.bin"), bytes);
        Files.write(folder.resolve("boot.bin"), new byte[] {7});
        Path list = Files.writeString(
                folder.resolve("flasher_args.json"),
                "{\"flash_files\":{\"0x10000\":\"app.bin\",\"0x1000\":\"boot.bin\"}}");

        byte[] flash = Files.readAllBytes(made(ConvertKind.ESP, "flash.bin", list));

        assertThat(flash).hasSize(0x10000 + LENGTH);
        assertThat(Arrays.copyOfRange(flash, 0x10000, flash.length)).isEqualTo(bytes);
        assertThat(Arrays.copyOfRange(flash, 0xffe, 0x1002)).containsExactly(0xff, 0xff, 7, 0xff);
        Files.writeString(list, "{\"flash_files\":{\"0x10000\":\"app.bin\",\"0x11000\":\"boot.bin\"}}");
        assertThatThrownBy(() -> made(ConvertKind.ESP, "no.bin", list)).hasMessageContaining("before the end");
        assertNothingElse("no.bin");
    }

    @Test
    void environmentsAndNvsGoThereAndBack() throws Exception {
        Path text = Files.writeString(folder.resolve("env.txt"), "a=1\nb=two words\n");
        Path table = Files.writeString(
                folder.resolve("nvs.csv"),
                "key,type,encoding,value\nns,namespace,,\nk,data,string,\"a,\"\"b\"\nf,file,binary,raw.img\n");
        Files.write(raw, new byte[] {1, 2});

        Path environment = made(ConvertKind.UBOOT_ENV, "env.bin", text);
        Path nvs = made(ConvertKind.NVS, "nvs.bin", table);

        assertThat(environment).hasSize(0x4000);
        assertThat(made(ConvertKind.ENV_TEXT, "env.back", environment)).hasContent("a=1\nb=two words\n");
        assertThat(made(ConvertKind.NVS_TABLE, "nvs.back", nvs))
                .hasContent(
                        "key,type,encoding,value\nns,namespace,,\nk,data,string,\"a,\"\"b\"\nf,data,hex2bin,0102\n");
    }

    @Test
    void whatIsThereStaysAndWhatFailsLeavesNothing() throws Exception {
        Path there = Files.writeString(folder.resolve("there"), "mine");

        assertThatThrownBy(() -> made(ConvertKind.SPARSE, "there", raw)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(there).hasContent("mine");
        new ImageConverter(plan(there, true, false, OptionalLong.empty(), inputs(raw))).make(ConvertKind.SPARSE);
        assertThat(SparseImage.startsLikeOne(ImageData.map(there))).isTrue();
        Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(Files.readAllBytes(there), 5000));
        assertThatThrownBy(() -> made(ConvertKind.RAW, "new", cut)).isInstanceOf(FormatException.class);
        assertThatThrownBy(() -> made(ConvertKind.RAW, "new", raw)).hasMessageContaining("no sparse image");
        assertNothingElse("new");
    }

    @Test
    @Tag("lab")
    void debiansProgramsTakeWhatIsMade() throws Exception {
        Path sparse = made(ConvertKind.SPARSE, "image.simg", raw);
        Path bmap = made(ConvertKind.BMAP, "raw.bmap", raw);
        Path dfu = made(ConvertKind.DFU, "image.dfu", raw);
        Path back = folder.resolve("simg2img.img");
        Path copied = folder.resolve("bmaptool.img");

        run("simg2img", sparse.toString(), back.toString());
        assertThat(back).hasBinaryContent(padded());
        run("img2simg", back.toString(), folder.resolve("theirs.simg").toString());
        assertThat(made(ConvertKind.RAW, "ours.img", folder.resolve("theirs.simg")))
                .hasBinaryContent(padded());
        run("bmaptool", "copy", "--bmap", bmap.toString(), raw.toString(), copied.toString());
        assertThat(copied).hasBinaryContent(bytes);
        assertThat(run("dfu-suffix", "-c", dfu.toString())).contains("0x0483", "0xDF11");
    }

    private void assertNothingElse(String name) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .noneMatch(file -> file.equals(name) || file.endsWith(".part"));
        }
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
