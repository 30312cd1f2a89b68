package dev.gangway.virtual.esp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.soc.EspSoc;
import dev.gangway.virtual.fault.Fault;
import dev.gangway.virtual.fault.FaultPlan;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.serial.UartOut;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The boot ROM's loader byte by byte, as the dossier has it. */
class EspLoaderTest {
    /** Check sum of the bytes 1 to 4: their XOR is 4, the seed ef. */
    private static final int SUM = 0xeb;

    private static final String SYNC = "c000 08 2400 00000000 07071220" + "55".repeat(32) + "c0";

    private final PageStore pages = PageStore.temporary();
    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private final List<Runnable> later = new ArrayList<>();
    private final EspFlash flash = new EspFlash(4 << 20, pages);

    @AfterEach
    void close() {
        pages.close();
    }

    private EspUart chip(EspSoc soc, EspUart.Wiring wiring, Fault... faults) {
        EspSilicon silicon = new EspSilicon(soc, 0x246f28a0c0dbL, 301, false, false, false, 40_000_000);
        EspUart uart = new EspUart(
                silicon, flash, Duration.ofMillis(5), wiring, new Told(), new FaultPlan(List.of(faults)), new Later());
        uart.power();
        uart.set(115_200, false, false);
        return uart;
    }

    private EspUart greeted(EspSoc soc, Fault... faults) {
        EspUart uart = chip(soc, EspUart.Wiring.NONE, faults);
        say(uart, SYNC);
        answer();
        return uart;
    }

    private static void say(EspUart uart, String hex) {
        uart.take(ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", ""))));
    }

    private String answer() {
        String hex = HexFormat.of().formatHex(told.toByteArray());
        told.reset();
        return hex;
    }

    private String text() {
        String text = told.toString(StandardCharsets.ISO_8859_1);
        told.reset();
        return text;
    }

    private void pass() {
        List<Runnable> due = List.copyOf(later);
        later.clear();
        due.forEach(Runnable::run);
    }

    private static void reset(EspUart uart, boolean boot) {
        uart.set(115_200, false, true);
        uart.set(115_200, boot, false);
    }

    @Test
    void aGreetingIsAnsweredEightTimes() {
        EspUart uart = chip(EspSoc.ESP32, EspUart.Wiring.NONE);
        assertThat(text()).contains("boot:0x3", "waiting for download");

        say(uart, SYNC);

        assertThat(answer())
                .isEqualTo("c001080400070712200000 0000c0".replace(" ", "").repeat(8));
    }

    @Test
    void registersAreReadAndEscapedOnTheWay() {
        EspUart uart = greeted(EspSoc.ESP32);

        say(uart, "c0000a040000000000 04a0f53f c0");

        // 28 a0 c0 db, of which the last two can't stand in a packet as they are
        assertThat(answer()).isEqualTo("c0010a0400dbdddbdca02800000000c0");
    }

    /** 347 times 115200 is 40 MHz, and the oldest chip's clock has twice its crystal's. */
    @Test
    void aCrystalIsFoundOutByTheDivider() {
        say(greeted(EspSoc.ESP32), "c0000a040000000000 1400f43f c0");
        assertThat(answer()).isEqualTo("c0010a04005b01000000000000c0");
        say(greeted(EspSoc.ESP8266), "c0000a040000000000 14000060 c0");
        assertThat(answer()).isEqualTo("c0010a0200b60200000000c0");
    }

    @Test
    void anUnknownCommandIsRefusedEightTimes() {
        EspUart uart = greeted(EspSoc.ESP32);

        say(uart, "c000140000 00000000c0");

        assertThat(answer()).isEqualTo("c0010004000000000001050000c0".repeat(8));
    }

    @Test
    void theOldestRomAnswersWithTwoBytesOfStatus() {
        EspUart uart = greeted(EspSoc.ESP8266);

        say(uart, "c0000b0000 00000000c0");

        assertThat(answer()).isEqualTo("c001000200000000000105c0".repeat(8));
    }

    @Test
    void aNewerRomTellsItsChip() {
        EspUart uart = greeted(EspSoc.ESP32C6);

        say(uart, "c000140000 00000000c0");

        assertThat(answer())
                .isEqualTo("c00114180000000000" + "00".repeat(12) + "0d000000" + "00000000" + "00000000" + "c0");
    }

    @Test
    void flashIsAttachedErasedWrittenAndHashed() {
        EspUart uart = greeted(EspSoc.ESP32);
        flash.program(0x10000, new byte[] {0});

        say(uart, begin());
        assertThat(answer()).as("before it is attached").isEqualTo("c0010204000000000001060000c0");
        say(uart, "c0000d080000000000 0000000000000000 c0");
        assertThat(answer()).isEqualTo("c0010d04000000000000000000c0");
        say(uart, begin());
        assertThat(answer()).as("while it erases").isEmpty();
        pass();
        assertThat(answer()).isEqualTo("c0010204000000000000000000c0");
        assertThat(flash.read(0x10000, 1)).containsOnly(0xff);
        say(uart, block(0, SUM));
        assertThat(answer()).isEqualTo("c0010304000000000000000000c0");
        assertThat(flash.read(0x10000, 5)).containsExactly(1, 2, 3, 4, 0xff);

        say(uart, "c000131000 00000000 00000100 04000000 00000000 00000000 c0");

        // MD5 of 01 02 03 04
        String md5 = "08d6c05a21512a79a1dfeb9d2a8f262f";
        assertThat(answer())
                .isEqualTo("c001132400 00000000".replace(" ", "")
                        + HexFormat.of().formatHex(md5.getBytes(StandardCharsets.US_ASCII)) + "00000000c0");
    }

    private static String begin() {
        return "c000021000 00000000 00100000 01000000 00040000 00000100 c0";
    }

    private static String block(int number, int checksum) {
        return String.format(
                "c000031400 %02x000000 04000000 %02x000000 00000000 00000000 01020304 c0", checksum, number);
    }

    @Test
    void aWrongCheckSumIsToldAndTheBlockMayComeAgain() {
        EspUart uart = greeted(EspSoc.ESP32C3);
        say(uart, "c0000d080000000000 0000000000000000 c0");
        say(uart, "c000021400 00000000 00100000 01000000 00040000 00000100 00000000 c0");
        pass();
        answer();

        say(uart, block(0, 0x11));
        assertThat(answer()).isEqualTo("c0010304000000000001070000c0");
        say(uart, block(1, SUM));
        assertThat(answer()).as("out of order").isEqualTo("c0010304000000000001060000c0");
        say(uart, block(0, SUM));

        assertThat(answer()).isEqualTo("c0010304000000000000000000c0");
    }

    @Test
    void aBlockThatArrivesDamagedIsToldAsTheStubTellsIt() {
        EspUart uart = greeted(EspSoc.ESP32C3, new EspFault.BadBlock(0, 1, 0xc1));

        say(uart, block(0, SUM));

        assertThat(answer()).isEqualTo("c00103040000000000c1000000c0");
    }

    @Test
    void theLinesResetItIntoItsLoaderOrIntoItsFlash() {
        EspUart uart = chip(EspSoc.ESP32, EspUart.Wiring.ADAPTER);
        assertThat(text()).contains("boot:0x13", "invalid header");
        flash.program(0x1000, SampleEsp.image(EspSoc.ESP32, 1000, 1));

        reset(uart, true);
        pass();
        assertThat(text()).contains("waiting for download");
        reset(uart, false);
        assertThat(uart.runsApplication()).isFalse();
        pass();

        assertThat(text()).contains("boot:0x13").doesNotContain("invalid header");
        assertThat(uart.runsApplication()).isTrue();
    }

    @Test
    void bothLinesAtOnceDoNothing() {
        EspUart uart = chip(EspSoc.ESP32, EspUart.Wiring.ADAPTER);
        answer();

        uart.set(115_200, true, true);
        uart.set(115_200, false, false);

        assertThat(later).isEmpty();
        assertThat(answer()).isEmpty();
    }

    @Test
    void itsOwnPortTakesAnOrderOfChangesForTheWish() {
        EspUart uart = chip(EspSoc.ESP32S3, EspUart.Wiring.OWN_USB);
        answer();

        uart.set(9600, true, false);
        uart.set(9600, true, true);
        uart.set(9600, false, true);
        pass();
        assertThat(text()).contains("waiting for download");

        uart.set(9600, false, false);
        uart.set(9600, false, true);
        pass();

        assertThat(text()).contains("boot:0x13");
    }

    @Test
    void anotherRateThanTheHostsIsNoise() {
        EspUart uart = greeted(EspSoc.ESP32C3);

        say(uart, "c0000f080000000000 00100e00 00000000 c0"); // 921600
        assertThat(answer()).isEqualTo("c0010f04000000000000000000c0");
        say(uart, SYNC);
        assertThat(answer()).isEmpty();
        uart.set(921_600, false, false);
        say(uart, SYNC);

        assertThat(answer()).startsWith("c00108");
    }

    /** Whether to encrypt: a word that the ROMs of the ESP32-S2 and later chips want, and older ones do not know. */
    @Test
    void aWordTooManyOrTooFewIsABadMessage() {
        String refused = "c0010204000000000001050000c0";
        EspUart old = greeted(EspSoc.ESP32);
        say(old, "c0000d080000000000 0000000000000000 c0");
        answer();
        say(old, "c000021400 00000000 00100000 01000000 00040000 00000100 00000000 c0");
        assertThat(answer()).isEqualTo(refused);

        EspUart newer = greeted(EspSoc.ESP32C6);
        say(newer, "c0000d080000000000 0000000000000000 c0");
        answer();
        say(newer, begin());
        assertThat(answer()).isEqualTo(refused);
    }

    @Test
    void anEndLeavesTheRomAlsoWhenItIsToldToStay() {
        EspUart uart = greeted(EspSoc.ESP32);
        say(uart, "c0000d080000000000 0000000000000000 c0");
        say(uart, begin());
        pass();
        answer();

        say(uart, "c000040400 00000000 01000000 c0");
        assertThat(answer()).isEqualTo("c0010404000000000000000000c0");
        pass();

        assertThat(text()).contains("boot:0x13");
    }

    private static void loadStub(EspUart uart) {
        say(uart, "c000051000 00000000 04000000 01000000 00180000 00000840 c0");
        say(uart, "c000071400 eb000000 04000000 00000000 00000000 00000000 01020304 c0");
        say(uart, "c000060800 00000000 00000000 04000840 c0");
    }

    /** It needs no waking, knows how large the flash is, and the fill of a last block is nothing to it. */
    @Test
    void aStubErasesAndWritesWhatIsMeantAndNoMore() {
        EspUart uart = greeted(EspSoc.ESP32C6);
        flash.program(0x300fff, new byte[] {0, 7});
        loadStub(uart);
        answer();

        for (String fifth : List.of("", "00000000")) {
            say(
                    uart,
                    "c00002" + (fifth.isEmpty() ? "10" : "14") + "00 00000000 02000000 01000000 00040000 fe0f3000"
                            + fifth + "c0");
            assertThat(answer()).isEqualTo("c00102020000000000" + "0000c0");
        }
        say(uart, block(0, SUM));

        assertThat(answer()).isEqualTo("c00103020000000000" + "0000c0");
        assertThat(flash.read(0x300ffd, 5)).containsExactly(0xff, 1, 2, 7, 0xff);
        say(uart, "c000040400 00000000 01000000 c0");
        answer();
        pass();
        assertThat(answer()).as("it stays").isEmpty();
    }

    @Test
    void aHostThatLoadsAStubIsTalkedToAsByOne() {
        EspUart uart = greeted(EspSoc.ESP32);

        loadStub(uart);

        assertThat(answer()).endsWith("c0010604000000000000000000c0" + "c04f484149c0");
        say(uart, SYNC);
        assertThat(answer())
                .isEqualTo("c0010802000000000000 00c0".replace(" ", "").repeat(8));
    }

    /** What the chip has said. */
    private final class Told implements UartOut {
        @Override
        public void send(ByteBuffer bytes) {
            while (bytes.hasRemaining()) {
                told.write(bytes.get());
            }
        }

        @Override
        public int waiting() {
            return 0;
        }
    }

    /** Time passes when the test says so. */
    private final class Later implements EspUart.Surroundings {
        @Override
        public void after(Duration time, Runnable task) {
            later.add(task);
        }

        @Override
        public Consumer<String> console() {
            return line -> {};
        }
    }
}
