package dev.gangway.uboot.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.protocol.FileServers;
import dev.gangway.serve.BoardFiles;
import dev.gangway.shell.ExitCode;
import dev.gangway.shell.VerbsOnHub;
import dev.gangway.uboot.bundle.BundleText;
import dev.gangway.uboot.bundle.source.BundleSources;
import dev.gangway.uboot.step.UbootProtocol;
import dev.gangway.virtual.uboot.ConsoleBoard;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code gangway uboot} on virtual boards. */
class UbootCommandsTest {
    @TempDir
    Path folder;

    private VerbsOnHub bench;

    @BeforeEach
    void begin() {
        bench = new VerbsOnHub(
                new UbootProtocol(
                                FileServers.NONE,
                                (address, port) -> BoardFiles.open(address, port, 0),
                                new BundleSources(folder.resolve("cache"), Map.of()))
                        .bench()
                        .orElseThrow(),
                folder);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private ConsoleBoard plug() {
        return bench.plug(ConsoleBoard.class, 1, "uboot-console:pace=none,serial=RK-7");
    }

    @Test
    void tellsTheEnvironmentAndRunsCommands() {
        plug();

        assertThat(bench.run("env serial#")).isZero();
        assertThat(bench.run("run echo hello there")).isZero();
        assertThat(bench.run("run false")).isNotZero();

        assertThat(bench.printed().lines()).containsExactly("serial#=RK-7", "hello there");
    }

    @Test
    void flashesAFileAndSaysThatItWasReadBack() throws Exception {
        ConsoleBoard board = plug();
        byte[] disk = new byte[200_000];
        new SplittableRandom(1).nextBytes(disk);
        Files.write(folder.resolve("disk.img"), disk);

        assertThat(bench.run(List.of(
                        "flash",
                        "disk.img",
                        "--to",
                        "virtio 0",
                        "--serve",
                        "127.0.0.1:0",
                        "--piece",
                        "65536",
                        "--at",
                        "1024")))
                .as(bench.errors())
                .isZero();

        assertThat(bench.printed()).contains("200000 bytes are on virtio 0, read back and compared");
        assertThat(Arrays.mismatch(board.read(1024, disk.length), disk)).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource({"sf, sf 0:0", "nand, nand 0", "nand, nand.trimffs 0", "ubi, ubi UBI:rootfs"})
    void flashIsWrittenInPiecesThatFitTheMemory(String kind, String to) throws Exception {
        ConsoleBoard board =
                bench.plug(ConsoleBoard.class, 1, "uboot-console:pace=none,size=8M,ram=8M,bad=1+3,medium=" + kind);
        byte[] disk = new byte[2_500_001];
        new SplittableRandom(2).nextBytes(disk);
        Files.write(folder.resolve("disk.img"), disk);

        assertThat(bench.run(List.of("flash", "disk.img", "--to", to, "--serve", "127.0.0.1:0")))
                .as(bench.errors())
                .isZero();

        assertThat(bench.printed()).contains("2500001 bytes are on " + to + ", read back and compared");
        assertThat(Arrays.mismatch(board.read(0, disk.length), disk)).isEqualTo(-1);
    }

    @Test
    void tellsWhatABundleWouldDoWithoutABoard() throws Exception {
        BundleText.in(folder.resolve("b"));

        assertThat(bench.run("bundle b --target emmc --variant som"))
                .as(bench.errors())
                .isZero();

        assertThat(bench.printed())
                .contains("bundle    ti-jacinto, Texas Instruments\n")
                .contains("som.dtb at 0x84000000, ")
                .doesNotContain("evm.dtb")
                .contains("boot      booti 0x82000000 0x88000000 0x84000000\n")
                .contains("login     root with a password, shell \"#\"\n")
                .contains("target    emmc = /sys/class/block#4f80000, of usd, emmc\n")
                .doesNotContain("s3cret");
    }

    @Test
    void aBundleThatIsNotAsAskedForIsTold() throws Exception {
        BundleText.in(folder.resolve("b"));
        Files.writeString(folder.resolve("b/manifest.yaml"), BundleText.MANIFEST.replace("  shelltype", "  shelltyp"));

        assertThat(bench.run("bundle b --target emmmc")).isEqualTo(ExitCode.INVALID);

        assertThat(bench.errors())
                .contains("manifest.yaml:9: spec.shelltyp: this station does not know the key")
                .contains("no target \"emmmc\", it has usd, emmc; did you mean \"emmc\"?");
    }

    @ParameterizedTest
    @CsvSource({
        "frob, knows no verb",
        "run, needs a COMMAND",
        "flash x --to mmc0 --serve 10.0.0.1, is no medium",
        "flash x --serve 10.0.0.1, needs a FILE",
        "env --to x, is for uboot flash",
        "flash x --to, needs a value",
        "bundle, needs a BUNDLE",
        "env --variant x, is for uboot bundle"
    })
    void wrongWordsAreNamed(String words, String why) {
        assertThat(bench.run(words)).isEqualTo(ExitCode.INVALID);
        assertThat(bench.errors()).contains(why);
    }
}
