package dev.gangway.disk.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.disk.uf2.Uf2Samples;
import dev.gangway.shell.ExitCode;
import dev.gangway.shell.VerbsOnHub;
import dev.gangway.virtual.disk.DiskBoard;
import dev.gangway.virtual.uf2.Uf2Board;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code gangway disk} on virtual boards. */
class DiskCommandsTest {
    @TempDir
    Path folder;

    private final byte[] image = new byte[1_500_300];
    private VerbsOnHub bench;

    @BeforeEach
    void files() throws Exception {
        bench = new VerbsOnHub(new DiskCommands(), folder);
        new Random(5).nextBytes(image);
        Files.write(folder.resolve("image.bin"), image);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private DiskBoard plug(int port, String spec) {
        return bench.plug(DiskBoard.class, port, spec);
    }

    private int run(String words) {
        bench.forget();
        return bench.run(words);
    }

    private String said() {
        return bench.printed();
    }

    private String complained() {
        return bench.errors();
    }

    @Test
    void writesComparesReadsAndEjects() throws Exception {
        DiskBoard board = plug(1, "disk:size=16M,serial=0123");

        assertThat(run("info")).isZero();
        assertThat(said()).contains("virtual:1: [0525:a4a5] unit 0: Linux UMS disk 0 0001, 32768 blocks of 512 bytes");
        assertThat(run("write image.bin --at 0x2000")).as(complained()).isZero();
        assertThat(said()).contains("1500300 bytes written at byte 8192");
        assertThat(board.read(8192, image.length)).isEqualTo(image);
        assertThat(run("verify image.bin --at 8192")).as(complained()).isZero();
        assertThat(run("read back.bin --at 8192 --length 1500300"))
                .as(complained())
                .isZero();
        assertThat(Files.readAllBytes(folder.resolve("back.bin"))).isEqualTo(image);
        assertThat(run("read whole.bin")).as(complained()).isZero();
        assertThat(Files.size(folder.resolve("whole.bin"))).isEqualTo(16 << 20);
        assertThat(run("eject")).isZero();
        assertThat(board.isEjected()).isTrue();
    }

    @Test
    void aDifferenceAndAnImageThatIsTooLargeHaveCodesOfTheirOwn() throws Exception {
        plug(1, "disk:size=1M");
        Files.write(folder.resolve("small.bin"), Arrays.copyOf(image, 4096));

        assertThat(run("verify small.bin")).isEqualTo(ExitCode.NOT_PASSED);
        assertThat(complained()).isEqualTo("disk: error: the disk does not hold what the image has at byte 0\n");
        assertThat(run("write image.bin")).isEqualTo(ExitCode.INVALID);
        assertThat(complained()).contains("1500300 bytes at byte 0 do not fit the disk, which has 1048576");
    }

    @Test
    void ofABlockMapOnlyWhatItNamesGoes() throws Exception {
        DiskBoard board = plug(1, "disk:size=16M");
        Files.writeString(folder.resolve("image.bmap"), """
                <bmap version="1.2">
                    <ImageSize> 1500300 </ImageSize>
                    <BlockSize> 4096 </BlockSize>
                    <BlocksCount> 367 </BlocksCount>
                    <MappedBlocksCount> 3 </MappedBlocksCount>
                    <BlockMap> <Range> 2-4 </Range> </BlockMap>
                </bmap>
                """);

        assertThat(run("write image.bin --bmap image.bmap")).as(complained()).isZero();
        assertThat(said()).contains("12288 bytes written at byte 0");
        assertThat(board.read(8192, 12288)).isEqualTo(Arrays.copyOfRange(image, 8192, 8192 + 12288));
        assertThat(board.read(20480, 1 << 20)).containsOnly(0);
        assertThat(run("verify image.bin --bmap image.bmap")).as(complained()).isZero();
        assertThat(run("write image.bin --bmap image.bin")).isEqualTo(ExitCode.INVALID);
        assertThat(complained()).contains("bmap");
    }

    @Test
    void aFileThatExistsIsNotWrittenOver() throws Exception {
        plug(1, "disk:size=1M");

        assertThat(run("read image.bin")).isEqualTo(ExitCode.INVALID);
        assertThat(complained()).contains("exists and is not written over");
        assertThat(Files.readAllBytes(folder.resolve("image.bin"))).isEqualTo(image);
    }

    @Test
    void halfADiskIsNotLeftAsAFile() {
        plug(1, "disk:size=4M,fault=disconnect@2000000:never");

        assertThat(run("read half.bin")).isEqualTo(ExitCode.NOT_PASSED);
        assertThat(folder.resolve("half.bin")).doesNotExist();
    }

    @Test
    void ofSeveralBoardsNoneIsTakenByChance() {
        DiskBoard first = plug(1, "disk:size=4M");
        plug(2, "disk:size=4M");

        assertThat(run("write image.bin")).isEqualTo(ExitCode.INVALID);
        assertThat(complained()).contains("several boards show a disk: choose one with --port");
        assertThat(run("info")).isZero();
        assertThat(said()).contains("virtual:1:", "virtual:2:");
        assertThat(first.read(0, 4 << 20)).containsOnly(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " --by file", " --by drive --family E48BFF56"})
    void givesAUf2FileToItsBoard(String options) throws Exception {
        Uf2Board board = bench.plug(Uf2Board.class, 1, "uf2");
        byte[] content = Uf2Samples.content(40);
        Files.write(folder.resolve("firmware.uf2"), Uf2Samples.file(content, Uf2Samples.RP2040));

        assertThat(run("uf2 firmware.uf2" + options)).as(complained()).isZero();
        assertThat(said())
                .isEqualTo(
                        "virtual:1: RPI-RP2 has every block of family e48bff56 (RP2040) and left to start them; nothing can"
                                + " be read back\n");
        await().until(board::runsApplication);
        assertThat(board.read(0x10000000L, content.length)).isEqualTo(content);
    }

    @Test
    void aUf2FileForAnotherFamilyAndADriveWithoutALoaderAreRefused() throws Exception {
        plug(1, "disk:size=4M");
        Files.write(folder.resolve("a.uf2"), Uf2Samples.file(Uf2Samples.content(4), 0x55114460));

        assertThat(run("uf2 a.uf2")).isEqualTo(ExitCode.NOT_PASSED);
        assertThat(complained()).contains("no FAT12 or FAT16 file system: it is not that of a UF2 boot loader");
        assertThat(run("uf2 image.bin")).isEqualTo(ExitCode.INVALID);
        bench.unplug(1);
        bench.plug(Uf2Board.class, 1, "uf2");
        assertThat(run("uf2 a.uf2")).isEqualTo(ExitCode.INVALID);
        assertThat(complained()).contains("the UF2 file is for 55114460 (SAMD51); this board takes e48bff56 (RP2040)");
    }

    @Test
    void withoutABoardItSaysSo() {
        assertThat(run("info")).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(complained()).contains("there is no board that shows a disk");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "erase | disk has no verb \"erase\"; there are info, write, read, verify, uf2, picoboot, eject",
                "write | disk write needs a file",
                "write a b | disk write: \"b\" means nothing; see gangway disk --help",
                "write a --length 5 | --length is for disk read: a file has its own",
                "info --at x | --at: \"x\" is no number of bytes, as 8192 and 0x2000 are",
                "info --lun 16 | --lun: 0 to 15 is possible",
                "write a --bmap | --bmap needs a file",
                "read a --bmap b | --bmap is for disk write and disk verify",
                "--at 5 | say what to do: info, write, read, verify, uf2, picoboot or eject",
                "uf2 | disk uf2 needs a file",
                "uf2 a --by hand | --by: drive or file is possible, not \"hand\"",
                "uf2 a --family e48bff | --family: \"e48bff\" is no UF2 family, eight digits of hex such as e48bff56",
                "uf2 a --at 512 | --at is not for disk uf2: its blocks say themselves where they belong",
                "write a --by file | --by is for disk uf2",
                "write a --family e48bff56 | --family is for disk uf2 and disk picoboot"
            })
    void aLineThatMeansNothingIsRefusedWithWhatIsPossible(String line, String why) {
        assertThat(new DiskCommands().problem(List.of(line.split(" ")), false)).contains(why);
        assertThat(run(line)).isEqualTo(ExitCode.INVALID);
        assertThat(complained()).contains(why);
    }

    @Test
    void helpNeedsNoBoard() {
        assertThat(run("--help")).isZero();
        assertThat(said()).startsWith("Usage: gangway disk");
    }
}
