package dev.gangway.virtual.uboot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.format.LegacyImage;
import dev.gangway.virtual.Firmware;
import dev.gangway.virtual.SystemMemory.BusAbort;
import dev.gangway.virtual.nand.ChipGeometry;
import dev.gangway.virtual.nand.NandDriver;
import dev.gangway.virtual.nand.NandException;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.nand.VirtualNand;
import dev.gangway.virtual.nand.VirtualNand.SecondProgram;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UBootScriptTest {
    private static final long SCRIPT = 0x43100000L;
    private static final Firmware.Start FEL = new Firmware.Start(0x4A000000L, true, 0, 0, false);

    private final PageStore store = PageStore.temporary();
    private final ManualBoard board = new ManualBoard(store);
    private VirtualNand chip = new VirtualNand(ChipGeometry.TOSHIBA_512M_SLC, store, SecondProgram.FAILS);

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void theProbeScriptLeavesTheGeometryInSramAndResets() throws BusAbort {
        chip = new VirtualNand(ChipGeometry.HYNIX_8G_MLC, store, SecondProgram.FAILS);
        run("nand info\nenv export -t -s 0x100 0x7c00 nand_erasesize nand_writesize nand_oobsize\nreset\n");
        String text = "nand_erasesize=400000\nnand_oobsize=680\nnand_writesize=4000\n";
        byte[] expected = Arrays.copyOf(text.getBytes(StandardCharsets.US_ASCII), 0x100);
        assertThat(board.read(0x7C00, 0x100)).isEqualTo(expected);
        assertThat(board.resets).isEqualTo(1);
    }

    @Test
    void aCorruptedScriptDoesNotRun() throws BusAbort {
        ByteBuffer image = LegacyImage.script("x", "echo ran\nreset\n", 0);
        image.put(LegacyImage.HEADER + 10, (byte) 'x');
        start(image);
        assertThat(board.console).noneMatch(line -> line.equals("ran")).anyMatch(line -> line.contains("CRC"));
        assertThat(board.resets).isZero();
    }

    @Test
    void aScriptThatSomethingElseOverwroteDoesNotRun() throws BusAbort {
        board.write(SCRIPT, LegacyImage.script("flash", "echo ran\n", 0));
        board.write(0x43000000L, ByteBuffer.wrap(new byte[4620288])); // SPL pages of an MLC chip, written last
        begin();
        assertThat(board.console).doesNotContain("ran").anyMatch(line -> line.contains("Wrong image format"));
    }

    @Test
    void aScriptInsideTheSplPagesRunsWhenItIsWrittenLast() throws BusAbort {
        board.write(0x43000000L, ByteBuffer.wrap(new byte[4620288]));
        run("echo ran");
        assertThat(board.console).contains("ran");
    }

    @Test
    void conditionsLoopsAndExitCodesWorkAsInHush() throws BusAbort {
        run("""
                # a comment
                setenv a 'one two'; setenv cmd 'echo from $a; false'
                if test -n "${nothing}"; then echo wrong; elif test "$a" = 'one two'; then echo right; else echo wrong; fi
                run cmd || echo failed with $?
                true && echo yes
                nosuchcommand x
                echo after $?
                for i in $a three; do echo item $i; done
                setenv n 0; while itest $n < 3; do setexpr n $n + 1; echo n=$n; done
                echo "a;b" \\$a 'x && y'
                setenv a
                if test -n ${a}; then echo still; fi
                """);
        assertThat(board.console)
                .containsSubsequence(
                        "right",
                        "from one two",
                        "failed with 1",
                        "yes",
                        "after 1",
                        "item one",
                        "item two",
                        "item three",
                        "n=1",
                        "n=2",
                        "n=3",
                        "a;b $a x && y")
                .doesNotContain("wrong", "still")
                .anyMatch(line -> line.startsWith("Unknown command 'nosuchcommand'"));
    }

    @Test
    void whatStandsBeforeASyntaxErrorHasRun() throws BusAbort {
        run("echo before\nif true; then echo never\n");
        assertThat(board.console).contains("before").doesNotContain("never").anyMatch(l -> l.contains("syntax error"));
    }

    @Test
    void anEndlessLoopLeavesTimeToOthers() throws BusAbort {
        board.after(Duration.ofSeconds(12), () -> board.console("other"));
        run("echo looping\nwhile true; do; true; done;\n");
        run("while true; do; sleep 10; done;");
        assertThat(board.console).contains("looping", "other");
    }

    @Test
    void crcsLandBigEndianInMemory() throws BusAbort {
        byte[] data = new byte[100_000];
        new Random(4).nextBytes(data);
        board.write(0x50000000L, ByteBuffer.wrap(data));
        run("crc32 0x50000000 186a0 7c10\ncrc32 -v 50000000 186a0 1 || echo differs\nmw.l 7c20 12345678 2\n");
        CRC32 crc = new CRC32();
        crc.update(data);
        assertThat(ByteBuffer.wrap(board.read(0x7C10, 4)).getInt()).isEqualTo((int) crc.getValue());
        assertThat(board.console).contains("differs");
        assertThat(board.read(0x7C20, 9)).containsExactly(0x78, 0x56, 0x34, 0x12, 0x78, 0x56, 0x34, 0x12, 0);
    }

    @Test
    void writesSkipBadBlocksAndReadBackByCrc() throws BusAbort, NandException {
        chip.factoryBad(33);
        byte[] data = new byte[0x80000];
        new Random(5).nextBytes(data);
        board.write(0x4A000000L, ByteBuffer.wrap(data));
        run("""
                nand erase.chip
                nand write 0x4a000000 0x800000 80000
                mw.b 4a000000 0 80000
                nand read 0x4b000000 0x800000 80000
                crc32 4b000000 80000 7c00
                nand bad
                """);
        CRC32 crc = new CRC32();
        crc.update(data);
        assertThat(ByteBuffer.wrap(board.read(0x7C00, 4)).getInt()).isEqualTo((int) crc.getValue());
        ByteBuffer page = ByteBuffer.allocate(4096);
        chip.read(34 * 64, page);
        assertThat(page.array()).isEqualTo(Arrays.copyOfRange(data, 0x40000, 0x41000));
        assertThat(board.console).anyMatch(line -> line.contains("00840000"));
    }

    @Test
    void writingWithoutErasingFailsAndSaysSo() throws BusAbort {
        run("nand write 4a000000 800000 1000 && echo first\nnand write 4a000000 800000 1000 || echo second refused\n");
        assertThat(board.console).contains("first", "second refused");
    }

    @Test
    void rawWritesCountPagesAndCarrySpareBytes() throws BusAbort, NandException {
        byte[] raw = new byte[0x40 * 0x1100];
        new Random(6).nextBytes(raw);
        raw[0x1000] = (byte) 0xFF;
        board.write(0x43200000L, ByteBuffer.wrap(raw));
        run(
                "nand write.raw.noverify 0x43200000 0x0 40\nnand read.raw 44000000 0 40\nnand read 46000000 0 1000 || echo ecc\n");
        assertThat(board.read(0x44000000L, raw.length)).isEqualTo(raw);
        assertThat(chip.isRaw(63)).isTrue();
        assertThat(board.console).contains("ecc");
    }

    @Test
    void theSavedEnvironmentIsUsedAtTheNextStart() throws BusAbort {
        run("setenv greeting hello\nsetenv bootcmd 'echo $greeting again; source ${scriptaddr}'\nsaveenv\n");
        ManualBoard again = new ManualBoard(store);
        new UBoot(UBootSettings.ntc(), new NandDriver(chip), null).start(again, FEL);
        again.pass(Duration.ofSeconds(1));
        assertThat(again.console).contains("hello again");
    }

    @Test
    void aBootcmdThatDoesNotSourceLocksTheNextFelRoundOut() throws BusAbort {
        run("setenv bootcmd 'echo only this'\nsaveenv\n");
        board.console.clear();
        run("echo script ran");
        assertThat(board.console).contains("only this").doesNotContain("script ran");
    }

    @Test
    void theCurrentLimitOfTheAxp209CanBeSetAndReadBack() throws BusAbort {
        run("""
                while itest.b *0x7000 != 3; do i2c mw 0x34 0x30 0x03; i2c read 0x34 0x30 1 0x7000; done
                """);
        run("i2c mw 0x34 0x30 3\ni2c md 0x34 0x30 1\ni2c mw 0x50 0 0 || echo nobody");
        assertThat(board.console).contains("0030: 03", "nobody");
    }

    @Test
    void anAddressThatAnswersToNothingResetsTheBoard() throws BusAbort {
        run("mw.l 10000000 0\necho after");
        assertThat(board.resets).isEqualTo(1);
        assertThat(board.console).doesNotContain("after");
    }

    @Test
    void mainlineRunsOnlyTheScriptWhoseAddressTheHostPassed() throws BusAbort {
        board.write(0x44000000L, LegacyImage.script("x", "echo passed", 0));
        new UBoot(UBootSettings.mainline(), null, null).start(board, FEL);
        board.pass(Duration.ofSeconds(1));
        assertThat(board.console).doesNotContain("passed");
        new UBoot(UBootSettings.mainline(), null, null)
                .start(board, new Firmware.Start(0x4A000000L, true, 0x44000000L, 0, false));
        board.pass(Duration.ofSeconds(1));
        assertThat(board.console).contains("passed");
    }

    @Test
    void mainlineImportsPlainEnvironmentText() throws BusAbort {
        byte[] text = "#=uEnv\nbootcmd=echo from text\n".getBytes(StandardCharsets.US_ASCII);
        board.write(0x44000000L, ByteBuffer.wrap(text));
        new UBoot(UBootSettings.mainline(), null, null)
                .start(board, new Firmware.Start(0x4A000000L, true, 0x44000000L, text.length, false));
        board.pass(Duration.ofSeconds(1));
        assertThat(board.console).contains("from text");
    }

    @Test
    void commandsTakeTheirTimeAtRealSpeed() throws BusAbort {
        board.write(SCRIPT, LegacyImage.script("x", "nand erase.chip\necho erased\n", 0));
        new UBoot(UBootSettings.ntc().at(1), new NandDriver(chip), null).start(board, FEL);
        board.pass(Duration.ofSeconds(5));
        assertThat(board.console).doesNotContain("erased");
        board.pass(Duration.ofSeconds(10));
        assertThat(board.console).contains("erased");
    }

    @Test
    void theFastbootGadgetShowsTheSerialOfItsBuildOrItsEnvironment() throws BusAbort {
        assertThat(shown("", GadgetSerial.DERIVED)).isEqualTo(ManualBoard.SERIAL + " OKAY" + ManualBoard.SERIAL);
        assertThat(shown("", new GadgetSerial.BuiltIn("0001"))).isEqualTo("0001 OKAY0001");
        assertThat(shown("", new GadgetSerial.FromEnvironment("LOT-7"))).isEqualTo("LOT-7 OKAYLOT-7");
        assertThat(shown("", GadgetSerial.NONE)).isEqualTo("null FAILValue not set");
        assertThat(shown("setenv serial# mine;", GadgetSerial.NONE)).isEqualTo("mine OKAYmine");
    }

    private String shown(String before, GadgetSerial serial) throws BusAbort {
        board.write(SCRIPT, LegacyImage.script("test", before + "fastboot usb 0", 0));
        new UBoot(UBootSettings.ntc().showing(serial), new NandDriver(chip), null).start(board, FEL);
        board.pass(Duration.ofSeconds(10));
        return board.identity().serial() + " " + board.fastboot("getvar:serialno");
    }

    private void run(String script) throws BusAbort {
        start(LegacyImage.script("test", script, 0));
    }

    private void start(ByteBuffer image) throws BusAbort {
        board.write(SCRIPT, image);
        begin();
    }

    private void begin() {
        new UBoot(UBootSettings.ntc(), new NandDriver(chip), null).start(board, FEL);
        board.pass(Duration.ofSeconds(10));
    }
}
