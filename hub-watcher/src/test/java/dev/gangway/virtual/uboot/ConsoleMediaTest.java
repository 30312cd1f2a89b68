package dev.gangway.virtual.uboot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.virtual.SystemMemory.BusAbort;
import dev.gangway.virtual.fault.FaultPlan;
import dev.gangway.virtual.nand.ChipGeometry;
import dev.gangway.virtual.nand.NandDriver;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.nand.VirtualNand;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The media of boards on their console, command by command; what they say is U-Boot's. */
class ConsoleMediaTest {
    private static final int LENGTH = 200_000;
    private static final long FROM = 0x41000000L;
    private static final long BACK = 0x42000000L;

    private final PageStore pages = PageStore.temporary();
    private final ManualBoard board = new ManualBoard(pages);
    private final byte[] image = new byte[LENGTH];

    @BeforeEach
    void fill() throws BusAbort {
        new SplittableRandom(3).nextBytes(image);
        board.write(FROM, ByteBuffer.wrap(image));
    }

    @AfterEach
    void close() {
        pages.close();
    }

    private Command commands(ConsoleMedium medium) {
        return medium.commands(new UbootRam(board.memory()), new Environment(), FaultPlan.sound(), board);
    }

    private int run(Command command, String words) {
        board.console.clear();
        return command.run(List.of(words.split(" "))).status();
    }

    private byte[] back(int length) throws BusAbort {
        return board.read(BACK, length);
    }

    @Test
    void spiNorIsUpdatedBlockByBlockAndKeepsWhatFollows() throws BusAbort {
        ErasedMemory content = new ErasedMemory(1 << 20, pages);
        content.program(LENGTH, ByteBuffer.wrap(new byte[] {1, 2, 3}));
        Command sf = commands(new NorChip(content));

        assertThat(run(sf, "sf update 41000000 0 10000")).isNotZero();
        assertThat(run(sf, "sf probe 1:0")).isNotZero();
        assertThat(run(sf, "sf probe 0:0")).isZero();
        assertThat(board.console)
                .containsExactly("SF: Detected w25q512 with page size 256 Bytes, erase size 64 KiB, total 1 MiB");
        assertThat(run(sf, "sf update 41000000 0 30d40")).isZero();
        assertThat(board.console.get(1)).startsWith("200000 bytes written, 0 bytes skipped");
        assertThat(run(sf, "sf update 41000000 0 30d40")).isZero();
        assertThat(board.console.get(1)).startsWith("0 bytes written, 200000 bytes skipped");
        assertThat(run(sf, "sf read 42000000 0 30d43")).isZero();
        assertThat(board.console).contains("SF: 200003 bytes @ 0x0 Read: OK");
        assertThat(Arrays.copyOf(back(LENGTH + 3), LENGTH)).isEqualTo(image);
        assertThat(Arrays.copyOfRange(back(LENGTH + 3), LENGTH, LENGTH + 3)).containsExactly(1, 2, 3);
        assertThat(run(sf, "sf update 41000000 f0000 30d40")).isNotZero();
        assertThat(board.console).anyMatch(line -> line.contains("past flash size (0x100000)"));
    }

    @Test
    void spiNorOnlyClearsBitsUntilItIsErased() throws BusAbort {
        Command sf = commands(new NorChip(new ErasedMemory(1 << 20, pages)));
        run(sf, "sf probe");
        board.write(FROM, ByteBuffer.wrap(new byte[] {(byte) 0xf0}));
        run(sf, "sf write 41000000 5 1");
        board.write(FROM, ByteBuffer.wrap(new byte[] {0x3c}));
        run(sf, "sf write 41000000 5 1");

        run(sf, "sf read 42000000 5 1");
        assertThat(back(1)).containsExactly(0x30);
        assertThat(run(sf, "sf erase 0 5")).isNotZero();
        assertThat(run(sf, "sf erase 0 +5")).isZero();
        assertThat(board.console).containsExactly("SF: 65536 bytes @ 0x0 Erased: OK");
        run(sf, "sf read 42000000 5 1");
        assertThat(back(1)).containsExactly((byte) 0xff);
    }

    @Test
    void aNandLeavesBadBlocksOutAndSaysWhichFail() throws BusAbort {
        VirtualNand chip = new VirtualNand(
                        new ChipGeometry("nand0", 8, 64, 2048, 64), pages, VirtualNand.SecondProgram.FAILS)
                .factoryBad(1);
        Command nand = commands(new RawNand(new NandDriver(chip)));

        run(nand, "nand info");
        assertThat(board.console).contains("  Page size         2048 b", "  Erase size      131072 b");
        run(nand, "nand bad");
        assertThat(board.console).containsExactly("Device 0 bad blocks:", "  00020000");
        assertThat(run(nand, "nand erase 0 60000")).isZero();
        assertThat(run(nand, "nand write 41000000 0 31000")).isZero();
        assertThat(run(nand, "nand read 42000000 40000 10d40")).isZero();
        assertThat(back(0x10d40)).as("behind the bad block").isEqualTo(Arrays.copyOfRange(image, 0x20000, LENGTH));
        assertThat(run(nand, "nand erase 80000 a0000")).isNotZero();
        assertThat(board.console).containsExactly("Size exceeds partition or device limit");
        chip.wearOut(3);
        assertThat(run(nand, "nand erase 60000 20000")).as("U-Boot's status").isZero();
        assertThat(board.console).contains("nand0: MTD Erase failure: -5");
    }

    @Test
    void aVolumeIsNotReadUntilAllHasCome() throws BusAbort {
        UbiFlash flash = new UbiFlash(8 << 20, pages);
        Command ubi = commands(flash);

        assertThat(run(ubi, "ubi info l")).isNotZero();
        assertThat(run(ubi, "ubi part nosuch")).isNotZero();
        assertThat(run(ubi, "ubi part UBI")).isZero();
        assertThat(run(ubi, "ubi write.part 41000000 rootfs 10000 30d40")).isZero();
        assertThat(run(ubi, "ubi read 42000000 rootfs 10000")).isNotZero();
        assertThat(board.console).containsExactly("damaged volume, update marker is set");

        Command afterReset = commands(flash);
        run(afterReset, "ubi part UBI");
        assertThat(run(afterReset, "ubi read 42000000 rootfs 10000")).isNotZero();
        assertThat(run(afterReset, "ubi write.part 41000000 rootfs 10000 30d40"))
                .isZero();
        assertThat(run(afterReset, "ubi write.part 41010000 rootfs 20d40")).isZero();
        assertThat(board.console).containsExactly("134464 bytes written to volume rootfs");
        assertThat(run(afterReset, "ubi read 42000000 rootfs 30d40")).isZero();
        assertThat(back(LENGTH)).isEqualTo(image);
        assertThat(run(afterReset, "ubi write 41000000 nosuch 10")).isNotZero();
        assertThat(run(afterReset, "ubi write 41000000 data 1000000")).isNotZero();
    }
}
