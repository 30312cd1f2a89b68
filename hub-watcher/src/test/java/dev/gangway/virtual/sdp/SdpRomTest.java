package dev.gangway.virtual.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.channel.SetupPacket;
import dev.gangway.soc.NxpSoc;
import dev.gangway.virtual.UsbFunction;
import dev.gangway.virtual.fault.FaultPlan;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The device side, byte by byte (dossier more-boot-roms.md). */
class SdpRomTest {
    private final RomMemory memory = new RomMemory();
    private final List<String> told = new ArrayList<>();
    private final SdpRom rom = rom("imx6ul", false);

    private SdpRom rom(String soc, boolean closed) {
        return new SdpRom(NxpSoc.ofName(soc).orElseThrow(), closed, memory, FaultPlan.sound(), new SdpRom.Board() {
            @Override
            public void start(long entry, boolean hangs) {
                told.add(String.format("%x %s", entry, hangs));
            }

            @Override
            public void wake() {}
        });
    }

    private static int send(SdpRom to, String hex) {
        byte[] report = HexFormat.of().parseHex(hex.replace(" ", ""));
        return to.control(new SetupPacket(0x21, 9, 0x200 | report[0], 0, report.length), ByteBuffer.wrap(report));
    }

    private int send(String hex) {
        return send(rom, hex);
    }

    private static String answer(SdpRom from) {
        ByteBuffer into = ByteBuffer.allocate(128);
        int came = from.bulkIn(0x81, into);
        return came < 0 ? "" + came : came + " " + HexFormat.of().formatHex(into.array(), 0, 5);
    }

    private String answer() {
        return answer(rom);
    }

    @Test
    void showsItselfAsHidWithFourReports() {
        byte[] configuration = rom.descriptor(2, 0, new byte[25]);
        ByteBuffer reports = ByteBuffer.allocate(200);

        int length = rom.control(new SetupPacket(0x81, 6, 0x2200, 0, 200), reports);

        assertThat(configuration).hasSize(34);
        assertThat(configuration[2]).isEqualTo((byte) 34);
        assertThat(configuration[18 + 7]).as("length of the report descriptor").isEqualTo((byte) length);
        assertThat(HexFormat.of().formatHex(reports.array(), 0, length))
                .startsWith("0600ff0901a101")
                .endsWith("c0");
        assertThat(rom.identity().interfaces().get(0).interfaceClass()).isEqualTo(3);
    }

    @Test
    void storesWhatItIsAskedTo() {
        assertThat(send("01 0404 00907000 00 00000006 00000000 00")).isEqualTo(17);
        assertThat(answer()).isEqualTo("" + UsbFunction.NAK);

        send("02 010203040506 ffff");

        assertThat(answer()).isEqualTo("5 0356787856");
        assertThat(answer()).isEqualTo("65 0488888888");
        assertThat(memory.read(0x00907000, 8)).containsExactly(1, 2, 3, 4, 5, 6, 0, 0);
    }

    @Test
    void answersEachCommandWithItsOwnWord() {
        send("01 0202 00907000 20 00000004 12345678 00");
        assertThat(answer()).isEqualTo("5 0356787856");
        assertThat(answer()).isEqualTo("65 04128a8a12");
        send("01 0c0c 00000000 00 00000000 00000000 00");
        assertThat(answer()).isEqualTo("5 0356787856");
        assertThat(answer()).isEqualTo("65 0409d00d90");
        send("01 0101 00907000 20 00000004 00000000 00");
        assertThat(answer()).isEqualTo("5 0356787856");
        assertThat(answer()).isEqualTo("65 0478563412");
        send("01 0505 00000000 00 00000000 00000000 00");
        assertThat(answer()).isEqualTo("5 0356787856");
        assertThat(answer()).isEqualTo("65 0400000000");
    }

    @Test
    void takesDcdOnlyInItsForm() {
        send("01 0a0a 00910000 00 00000008 00000000 00");
        send("02 d2000840cc000404");
        assertThat(answer()).isEqualTo("5 0356787856");
        assertThat(answer()).isEqualTo("65 04128a8a12");

        send("01 0a0a 00910000 00 00000008 00000000 00");
        send("02 d1000840cc000404");
        assertThat(answer()).isEqualTo("5 0356787856");
        assertThat(answer()).isEqualTo("65 0433333333");
        send("01 0a0a 00910000 00 000006e9 00000000 00");
        answer();
        assertThat(answer()).as("1769 bytes").isEqualTo("65 0433333333");
    }

    @Test
    void startsATableAndSaysNothingMore() {
        memory.write(
                0x1000,
                ByteBuffer.wrap(HexFormat.of().parseHex("d1002040" + "00200000" + "00".repeat(12) + "00100000")));

        send("01 0b0b 00001000 00 00000000 00000000 00");

        assertThat(told).containsExactly("2000 false");
        assertThat(answer()).isEqualTo("5 0356787856");
        assertThat(answer()).isEqualTo("" + UsbFunction.NAK);
    }

    @Test
    void refusesWhatIsNoTableAndWhatIsNotSignedOnAClosedChip() {
        send("01 0b0b 00001000 00 00000000 00000000 00");
        assertThat(answer()).isEqualTo("5 0356787856");
        assertThat(answer()).isEqualTo("65 0433333333");
        storesTable();
        SdpRom closed = rom("imx6ul", true);

        send(closed, "01 0b0b 00001000 00 00000000 00000000 00");

        assertThat(answer(closed)).isEqualTo("5 0312343412");
        assertThat(answer(closed)).isEqualTo("65 0433333333");
        assertThat(told).isEmpty();
    }

    private void storesTable() {
        memory.write(0x1000, ByteBuffer.wrap(HexFormat.of().parseHex("d1002040" + "00".repeat(16) + "00100000")));
    }

    @Test
    void stallsWhatItDoesNotKnow() {
        assertThat(send("01 0404")).isEqualTo(UsbFunction.STALL);
        assertThat(send("02 00")).as("no data are due").isEqualTo(UsbFunction.STALL);
        assertThat(send("05 00")).isEqualTo(UsbFunction.STALL);
        assertThat(rom.bulkIn(0x82, ByteBuffer.allocate(64))).isEqualTo(UsbFunction.STALL);
        assertThat(rom.bulkOut(1, ByteBuffer.allocate(1))).isEqualTo(UsbFunction.STALL);
    }
}
