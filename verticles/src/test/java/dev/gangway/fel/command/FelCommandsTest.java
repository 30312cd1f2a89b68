package dev.gangway.fel.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.channel.UsbSession;
import dev.gangway.fel.FelRig;
import dev.gangway.format.LegacyImage;
import dev.gangway.model.PortPath;
import dev.gangway.shell.BenchBoard;
import dev.gangway.shell.Caller;
import dev.gangway.shell.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FelCommandsTest {
    @TempDir
    Path folder;

    private FelRig board = FelRig.of("A20", 0x4a00_0000L);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private List<BenchBoard> found = List.of(new OnBench());

    private final class OnBench implements BenchBoard {
        @Override
        public int bus() {
            return 1;
        }

        @Override
        public int device() {
            return 7;
        }

        @Override
        public PortPath port() {
            return PortPath.virtual(7);
        }

        @Override
        public Optional<String> usbSerial() {
            return Optional.empty();
        }

        @Override
        public UsbSession open() {
            return board.session();
        }
    }

    @Test
    void printsTheVersion() {
        assertThat(run("version")).isZero();
        assertThat(text())
                .isEqualTo(
                        "AWUSBFEX soc=00001651(A20) 00000001 ver=0001 44 08 scratchpad=00007e00 00000000 00000000\n");
    }

    @Test
    void printsTheSid() {
        assertThat(run("sid")).isZero();
        assertThat(text()).isEqualTo(board.sid() + "\n");
    }

    @Test
    void dumpsTheFusesBySection() {
        assertThat(run("sid-dump")).isZero();
        assertThat(text()).startsWith("chipid          " + board.sid().replace(':', ' ') + "\nunknown         ");
        assertThat(text().lines()).hasSize(1 + 8);
        assertThat(text().lines().skip(2)).allMatch(line -> line.startsWith(" ".repeat(16)));
    }

    @Test
    void runsSeveralVerbsPerLineWithCNumbers() {
        assertThat(run("fill 0x2000 0x20 0x7a writel 8192 0x1007a41 readl 020000 hexdump 0x2000 3"))
                .isZero();
        assertThat(text()).isEqualTo("0x01007a41\n00002000: 41 7a 00 " + "__ ".repeat(13) + " Az..............\n");
    }

    /** Dossier fel.md 9.12. */
    @Test
    void printsMemoryAsSunxiFelDoes() {
        assertThat(run("writel 0x2000 0x007a0041 hex 0x2000 3")).isZero();
        assertThat(text()).isEqualTo("00002000: 41 00 7a " + "__ ".repeat(13) + " A.z.............\n");
    }

    @Test
    void execTakesOneWordOnly() {
        assertThat(run("writel 0x2000 0xe12fff1e exec 0x2000 readl 0x2000")).isZero();
        assertThat(text()).isEqualTo("0xe12fff1e\n");
    }

    @Test
    void writesReadsAndClearsFiles() throws IOException {
        Path in = file("in", "Hello, board");
        Path back = folder.resolve("back");

        assertThat(run("write 0x2000 " + in + " clear 0x2005 2 memmove 0x3000 0x2000 12 read 0x3000 12 " + back
                        + " dump 0x3000 5"))
                .isZero();

        assertThat(Files.readString(back)).isEqualTo("Hello\0\0board");
        assertThat(text()).isEqualTo("Hello");
    }

    @Test
    void showsProgressInThreeWays() throws IOException {
        Path in = file("in", "0123456789");

        assertThat(run("-p write 0x2000 " + in + " write-with-gauge 0x2000 " + in + " write-with-xgauge 0x2000 " + in
                        + " echo-gauge hello"))
                .isZero();

        assertThat(text())
                .isEqualTo("\r100% [" + "=".repeat(48) + "]     0 kB,    0.0 kB/s\n" + "100\n"
                        + "XXX\n100\nDone: 0.0 kB, at 0.0 kB/s\nXXX\n" + "XXX\n0\nhello\nXXX\n");
    }

    @Test
    void sharesOneBarAmongSeveralFiles() throws IOException {
        Path in = file("in", "0123456789");

        assertThat(run("multi 2 0x2000 " + in + " 0x3000 " + in + " readl 0x3000"))
                .isZero();

        assertThat(text())
                .startsWith("\r 50% [" + "=".repeat(24) + " ".repeat(24) + "]")
                .endsWith("0x33323130\n");
    }

    @Test
    void ubootStartsAfterAllOtherVerbsAndFindsItsScript() throws IOException {
        Path uboot = folder.resolve("u-boot.bin");
        Files.write(uboot, FelRig.ubootFile());
        ByteBuffer script = LegacyImage.script("s", "echo hi", 0);
        byte[] bytes = new byte[script.remaining()];
        script.get(bytes);
        Path boot = folder.resolve("boot.scr");
        Files.write(boot, bytes);

        assertThat(run("uboot " + uboot + " write 0x43100000 " + boot + " readl 0x4a000000"))
                .isZero();

        assertThat(text()).isEqualTo("0x6f422d55\n");
        assertThat(board.starts()).containsExactly("4a000000 script 43100000+0");
    }

    @Test
    void tellsUbootTheSizeOfAnEnvironmentText() throws IOException {
        Path uboot = folder.resolve("u-boot.bin");
        Files.write(uboot, FelRig.ubootFile());
        Path env = file("uEnv.txt", "#=uEnv\na=b\n");

        assertThat(run("uboot " + uboot + " write 0x43200000 " + env)).isZero();

        assertThat(board.starts()).containsExactly("4a000000 script 43200000+11");
    }

    @Test
    void splAloneStartsNothing() throws IOException {
        Path uboot = folder.resolve("u-boot.bin");
        Files.write(uboot, FelRig.ubootFile());

        assertThat(run("spl " + uboot)).isZero();

        assertThat(board.starts()).isEmpty();
    }

    @Test
    void refusesToOverwriteALoadedUboot() throws IOException {
        Path uboot = folder.resolve("u-boot.bin");
        Files.write(uboot, FelRig.ubootFile());

        assertThat(run("uboot " + uboot + " fill 0x4a000000 4 1")).isEqualTo(ExitCode.INVALID);

        assertThat(errors()).contains("overwrite U-Boot");
        assertThat(board.starts()).isEmpty();
    }

    @Test
    void anSplThatIsNoneIsRefusedWithItsReason() throws IOException {
        assertThat(run("spl " + file("x", "no SPL at all, but long enough for a header")))
                .isEqualTo(ExitCode.INVALID);
        assertThat(errors()).contains("eGON.BT0 header is not found");
    }

    @Test
    void unsupportedResetsAreToldAndNoError() {
        assertThat(run("reset64 0x44000 readl 0x2000")).isZero();
        assertThat(text()).isEqualTo("ERROR: a warm reset into AArch64 is not known for A20\n");
    }

    @Test
    void resetsByTheWatchdog() {
        assertThat(run("wdreset")).isZero();
        assertThat(board.log()).contains("reset");
    }

    /** Dossier fel.md 6 and 9.11. */
    @ParameterizedTest
    @ValueSource(strings = {"A20", "H3"})
    void writesAndReadsTheSpiFlash(String soc) throws IOException {
        board = FelRig.withSpiFlash(soc);
        String text = "Hello, flash! ".repeat(1000);
        Path in = file("in", text);
        Path back = folder.resolve("back");

        assertThat(run("spiflash-info spiflash-write 0x7000 " + in + " spiflash-read 0x7007 100 " + back))
                .isZero();

        assertThat(text()).isEqualTo("Manufacturer: Winbond (EFh), model: 40h, size: 16777216 bytes.\n");
        assertThat(Files.readString(back)).isEqualTo(text.substring(7, 107));
    }

    @Test
    void showsTheProgressOfTheSpiFlash() throws IOException {
        board = FelRig.withSpiFlash("H3");

        assertThat(run("-p spiflash-write 0 " + file("in", "x".repeat(5000)) + " spiflash-read 0 100 "
                        + folder.resolve("back")))
                .isZero();

        assertThat(text())
                .startsWith("\r ")
                .contains("100% [" + "=".repeat(48) + "]     5 kB")
                .endsWith("kB/s\n");
    }

    @Test
    void saysWhyThereIsNoSpiFlash() throws IOException {
        assertThat(run("spiflash-info")).isZero();
        assertThat(text()).isEqualTo("No SPI flash detected.\n");
        assertThat(run("spiflash-write 0 " + file("in", "x"))).isEqualTo(ExitCode.NOT_PASSED);
        assertThat(errors()).contains("No SPI flash detected");
        assertThat(run("spiflash-write 1 " + file("in", "x"))).isEqualTo(ExitCode.INVALID);
        assertThat(errors()).contains("multiple of 4096");
    }

    @Test
    void saysWhereTheSpiFlashIsNotSupported() {
        board = FelRig.of("A23", 0);

        assertThat(run("spiflash-info")).isZero();

        assertThat(text()).isEqualTo("SPI support not implemented yet for 1650 (A23)!\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "frobnicate | Invalid command frobnicate",
                "readl | Invalid command readl",
                "write 0x2000 | Invalid command write",
                "multi 2 0x2000 a 0x3000 | Invalid command multi",
                "spiflash-read 0 100 | Invalid command spiflash-read",
                "spiflash-write 0 | Invalid command spiflash-write",
                "readl 0x2000 --bogus | Invalid option --bogus",
                "readl 0xgg | Invalid number \"0xgg\"",
                "readl 4294967296 | Invalid number",
                "readl 089 | Invalid number",
                "-d 1 ver | Invalid device",
                "-d 0:1 ver | Invalid device",
                "-d | its value is missing",
                "--sid 12 ver | Invalid SID",
                "write 0x2000 /no/such/file | Failed to open input file",
            })
    void refusesWhatMakesNoSense(String line, String message) {
        assertThat(run(line)).isEqualTo(ExitCode.INVALID);
        assertThat(errors()).contains(message);
    }

    @Test
    void nothingIsDoneWhenAnOptionIsWrong() {
        assertThat(run("writel 0x2000 1 -x")).isEqualTo(ExitCode.INVALID);
        assertThat(run("readl 0x2000")).isZero();
        assertThat(text()).isNotEqualTo("0x00000001\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-d 1:7 ver", "-d1:7 ver", "--dev=1:7 ver", "-v ver"})
    void findsTheWantedBoard(String line) {
        assertThat(run(line)).isZero();
        assertThat(text()).startsWith("AWUSBFEX");
    }

    @Test
    void choosesByItsId() {
        assertThat(run("--sid " + board.sid() + " ver")).isZero();
        assertThat(run("--sid 00000000:00000000:00000000:00000000 ver")).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(run("-d 1:8 ver")).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(errors()).contains("ERROR: Allwinner USB FEL device not found!");
    }

    @Test
    void listsBoards() {
        assertThat(run("list")).isZero();
        assertThat(text()).isEqualTo("USB device 001:007   Allwinner A20       " + board.sid() + "\n");
        found = List.of();
        assertThat(run("--list")).isEqualTo(ExitCode.NOT_FOUND);
    }

    @Test
    void listsSocsAndHelpWithoutABoard() {
        found = List.of();
        assertThat(run("list-socs")).isZero();
        assertThat(text()).startsWith("SoCID name\n1623: A10\n").contains("1680: H3\n");
        assertThat(run("")).isZero();
        assertThat(text()).contains("Usage: gangway fel");
    }

    @Test
    void aFirstVerbThatThereIsNotIsRefusedWithoutABoard() {
        found = List.of();
        assertThat(run("frobnicate 1")).isEqualTo(ExitCode.INVALID);
        assertThat(errors()).isEqualTo("Invalid command frobnicate" + System.lineSeparator());
        assertThat(run("ver frobnicate")).isEqualTo(ExitCode.NOT_FOUND);
    }

    @Test
    void theHelpNamesEveryVerbThatCompletionOffers() {
        FelCommands fel = new FelCommands();
        assertThat(fel.verbs()).contains("version", "write", "spiflash-write").doesNotHaveDuplicates();
        for (String verb : fel.verbs()) {
            assertThat(FelVerb.of(verb)).as(verb).isPresent();
            assertThat(fel.help()).contains(verb.replaceFirst("-with-.*", ""));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "read 0x2000 4 f",
                "dump 0x2000 4",
                "spiflash-read 0 4 f",
                "-p write 0x2000 f",
                "multi-with-gauge 1 0x2000 f",
                "spl -",
                "-d 1:2 ver",
                "frobnicate",
                "ver --bogus"
            })
    void whatIsForOneBoardIsRefusedForMany(String line) {
        assertThat(new FelCommands().problem(words(line), true)).isPresent();
        assertThat(new FelCommands().problem(words("write 0x2000 f"), true)).isEmpty();
    }

    @Test
    void aBoardThatStopsAnsweringEndsTheLine() {
        assertThat(run("readl 0xc0000000 ver")).isEqualTo(ExitCode.NOT_PASSED);
        assertThat(text()).isEmpty();
        assertThat(errors()).contains("ERROR: FEL read");
    }

    private int run(String line) {
        Caller caller = new Caller(
                InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                folder);
        return new FelCommands(() -> 0).run(() -> found, caller, words(line));
    }

    private static List<String> words(String line) {
        return line.isEmpty() ? List.of() : List.of(line.split(" "));
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String errors() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
