package dev.gangway.virtual.uboot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.channel.UsbIdentity;
import dev.gangway.format.FormatException;
import dev.gangway.format.LegacyImage;
import dev.gangway.format.SplPages;
import dev.gangway.model.Digest;
import dev.gangway.recipe.ImageSpec.ImageFormat;
import dev.gangway.virtual.Firmware;
import dev.gangway.virtual.SystemMemory.BusAbort;
import dev.gangway.virtual.gadget.GadgetFaults;
import dev.gangway.virtual.nand.ChipGeometry;
import dev.gangway.virtual.nand.NandDriver;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.nand.VirtualNand;
import dev.gangway.virtual.nand.VirtualNand.SecondProgram;
import dev.gangway.virtual.sample.SampleImage;
import dev.gangway.virtual.sample.SampleImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The flash stage of a C.H.I.P. Pro, from the started U-Boot to the booted Linux. */
class ChipFlashTest {
    private static final ChipGeometry SLC = ChipGeometry.TOSHIBA_512M_SLC;
    private static final ByteBuffer SPL_PAGES = splPages();
    private static final String SCRIPT = """
            nand erase.chip
            nand write.raw.noverify 0x43000000 0x0 40
            nand write.raw.noverify 0x43000000 0x400000 40
            nand write 0x4a000000 0x800000 40000
            setenv mtdparts mtdparts=sunxi-nand.0:4m(spl),4m(spl-backup),4m(uboot),4m(env),-(UBI)
            setenv bootargs root=ubi0:rootfs rootfstype=ubifs rw earlyprintk ubi.mtd=4
            setenv boot_noinitrd 'mtdparts; ubi part UBI; ubifsmount ubi0:rootfs; ubifsload $fdt_addr_r /boot/ntc-gr8-crumb.dtb; ubifsload $kernel_addr_r /boot/zImage; bootz $kernel_addr_r - $fdt_addr_r'
            setenv bootcmd 'if test -n ${fel_booted} && test -n ${scriptaddr}; then echo '(FEL boot)'; source ${scriptaddr}; fi; for path in initrd noinitrd; do run boot_${path}; done'
            setenv fel_booted 0
            saveenv
            fastboot 0
            boot_after=1
            ubi part UBI && ubifsmount ubi0:rootfs && echo mounted
            reset
            """;

    private final PageStore store = PageStore.temporary();
    private final ManualBoard board = new ManualBoard(store);
    private final VirtualNand chip =
            new VirtualNand(SLC, store, SecondProgram.FAILS).factoryBad(66).factoryBad(100);
    private final NandDriver nand = new NandDriver(chip);
    private final byte[] uboot = uboot();
    private final byte[] ubi = ubi();

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void aWholeFlashBootsLinuxWithTheSerialGadget() throws BusAbort, FormatException {
        flash(SCRIPT, UBootSettings.ntc());
        UsbIdentity fastboot = board.identity();
        assertThat(fastboot.vid()).isEqualTo(0x1F3A);
        assertThat(fastboot.pid()).isEqualTo(0x1010);
        assertThat(fastboot.serial()).isEqualTo(ManualBoard.SERIAL);
        assertThat(board.fastboot("getvar:max-download-size")).isEqualTo("OKAY0x02000000");
        assertThat(board.download(sparse(ubi, SLC.blockSize()))).isEqualTo("OKAY");
        assertThat(board.fastboot("flash:UBI")).isEqualTo("OKAY");
        assertThat(board.fastboot("continue")).isEqualTo("OKAY");
        board.pass(Duration.ofSeconds(10));
        assertThat(board.console).contains("mounted").anyMatch(l -> l.contains("Unknown command 'boot_after=1'"));
        assertThat(board.resets).isEqualTo(1);
        boot();
        assertThat(board.identity().vid()).isEqualTo(0x0525);
        assertThat(board.identity().pid()).isEqualTo(0xA4A7);
        assertThat(board.console)
                .containsSubsequence(
                        "(boots from NAND: SPL and U-Boot are sound)",
                        "Loading file '/boot/zImage' to addr 0x42000000...",
                        "Starting kernel ...",
                        "Booting Linux on physical CPU 0x0");
    }

    /** Power, a memory that has lost the script, and a minute. */
    private void boot() throws BusAbort {
        board.usb = null;
        board.write(0x43100000L, ByteBuffer.allocate(LegacyImage.HEADER));
        source().bootFromMedium(board).orElseThrow().start(board, new Firmware.Start(0, false, 0, 0, false));
        board.pass(Duration.ofMinutes(1));
    }

    /** It stays at U-Boot's prompt, and off the bus. */
    private void bootsNot(String reason) throws BusAbort {
        boot();
        assertThat(board.usb).isNull();
        assertThat(board.console).anyMatch(line -> line.startsWith("(does not boot from NAND: " + reason));
    }

    private void flashed() throws BusAbort, FormatException {
        flash(SCRIPT, UBootSettings.ntc());
        board.download(sparse(ubi, SLC.blockSize()));
        assertThat(board.fastboot("flash:UBI")).isEqualTo("OKAY");
    }

    @Test
    void withoutTheUbiImageItDoesNotBoot() throws BusAbort, FormatException {
        flash(SCRIPT, UBootSettings.ntc());
        bootsNot("UBI has no volume 'rootfs'");
    }

    @Test
    void aDamagedUbiImageDoesNotBoot() throws BusAbort, FormatException {
        flash(SCRIPT, UBootSettings.ntc());
        ubi[SLC.blockSize() + 10] ^= 1;
        board.download(sparse(ubi, SLC.blockSize()));
        assertThat(board.fastboot("flash:UBI")).isEqualTo("OKAY");
        bootsNot("UBI error: block 65 has no valid erase counter header");
    }

    @Test
    void aDamagedVolumeTableDoesNotBoot() throws BusAbort, FormatException {
        ubi[0x1000 + 20] ^= 1;
        flashed();

        bootsNot("UBI error: the volume table is damaged");
    }

    @Test
    void aDamagedFileSystemDoesNotBoot() throws BusAbort, FormatException {
        ubi[2 * SLC.blockSize() + 0x1000 + 40] ^= 1;
        flashed();

        bootsNot("UBIFS error: bad node at LEB 0:0");
    }

    /** Its name is another one, as long, and all sums fit. */
    @Test
    void withoutItsKernelItDoesNotBoot() throws BusAbort, FormatException {
        replace("zImage", "vmlinu");
        flashed();

        bootsNot("UBIFS error: file not found /boot/zImage");
    }

    @Test
    void aKernelForAnotherProcessorDoesNotBoot() throws BusAbort, FormatException {
        replace("\u0018\u0028\u006f\u0001", "\u007fELF");
        flashed();

        bootsNot("Bad Linux ARM zImage magic!");
    }

    @Test
    void withoutItsUbootItDoesNotLeaveTheBootRom() throws BusAbort, FormatException {
        flashed();
        chip.loseBit(0x800000 + 0x30000);

        assertThat(source().bootFromMedium(board)).isEmpty();
        assertThat(board.console).contains("(does not boot from NAND: U-Boot: no intact device tree behind it)");
    }

    @Test
    void theSecondCopyOfTheSplDoes() throws BusAbort, FormatException {
        flashed();
        for (int bit = 0; bit < 100; bit++) {
            chip.loseBit(8L * bit);
        }

        boot();

        assertThat(board.identity().pid()).isEqualTo(0xA4A7);
    }

    /** In the file system's blocks, with the sum of the node that it stands in set anew. */
    private void replace(String text, String by) {
        byte[] from = text.getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer image = ByteBuffer.wrap(ubi).order(ByteOrder.LITTLE_ENDIAN);
        int begin = 5 * SLC.blockSize() + 0x1000;
        for (int at = begin; at < image.capacity(); at += 8) {
            int length = image.getInt(at) == 0x06101831 ? image.getInt(at + 16) : 0;
            for (int k = at; k + from.length <= at + length; k++) {
                if (Arrays.equals(Arrays.copyOfRange(ubi, k, k + from.length), from)) {
                    image.put(k, by.getBytes(StandardCharsets.ISO_8859_1));
                    image.putInt(at + 4, crc(image, at + 8, length - 8));
                    return;
                }
            }
        }
        throw new AssertionError("there is no " + text);
    }

    @Test
    void splPagesWrittenWithErrorCorrectionDoNotBoot() throws BusAbort, FormatException {
        flash(
                SCRIPT.replace("nand write.raw.noverify 0x43000000 0x0 40", "nand write 0x43000000 0x0 40000")
                        .replace("nand write.raw.noverify 0x43000000 0x400000 40", ""),
                UBootSettings.ntc());
        board.download(sparse(ubi, SLC.blockSize()));
        board.fastboot("flash:UBI");
        assertThat(source().bootFromMedium(board)).isEmpty();
        assertThat(board.console).anyMatch(line -> line.contains("no copy of the SPL decodes"));
    }

    @Test
    void oneFlippedBitOfAKnownUBootDoesNotRun() throws BusAbort {
        UBootSource source = source();
        board.write(0x4A000000L, ByteBuffer.wrap(uboot));
        assertThat(source.identify(board, 0x4A000000L)).isPresent();
        source.expect(uboot.length, Digest.of(ByteBuffer.wrap(uboot)));
        assertThat(source.identify(board, 0x4A000000L)).isPresent();
        byte[] flipped = uboot.clone();
        flipped[uboot.length / 2] ^= 4;
        board.write(0x4A000000L, ByteBuffer.wrap(flipped));
        assertThat(source.identify(board, 0x4A000000L)).isEmpty();
        assertThat(source().identify(board, 0x4A100000L)).isEmpty();
    }

    @Test
    void theUbiImageInPiecesContinuesWhereTheLastOneEnded() throws BusAbort, FormatException {
        flash(SCRIPT, UBootSettings.ntc());
        board.fastboot("getvar:max-download-size");
        for (int block = 0; block < 6; block++) {
            byte[] one = Arrays.copyOfRange(ubi, block * SLC.blockSize(), (block + 1) * SLC.blockSize());
            board.download(sparse(one, SLC.blockSize()));
            assertThat(board.fastboot("flash:UBI")).isEqualTo("OKAY");
        }
        boot();
        assertThat(board.identity().pid()).isEqualTo(0xA4A7);
    }

    @Test
    void askingForTheSizeBetweenPiecesStartsOverAndFails() throws BusAbort, FormatException {
        flash(SCRIPT, UBootSettings.ntc());
        board.download(sparse(ubi, SLC.blockSize()));
        assertThat(board.fastboot("flash:UBI")).isEqualTo("OKAY");
        board.fastboot("getvar:max-download-size");
        assertThat(board.fastboot("flash:UBI")).isEqualTo("FAILerror writing the image");
    }

    @Test
    void smallSparseBlocksAreRefused() throws BusAbort, FormatException {
        flash(SCRIPT, UBootSettings.ntc());
        board.download(sparse(ubi, 2048));
        assertThat(board.fastboot("flash:UBI")).isEqualTo("FAILerror writing the image");
    }

    @Test
    void aFaultHappensAsOftenAsItWasOrdered() throws BusAbort, FormatException {
        flash(
                SCRIPT,
                UBootSettings.ntc().with(GadgetFaults.none().failFlash(1, 1).silentAtFlash(3, 1)));
        board.download(sparse(ubi, SLC.blockSize()));
        assertThat(board.fastboot("flash:UBI")).isEqualTo("FAILerror writing the image");
        board.fastboot("getvar:max-download-size");
        assertThat(board.fastboot("flash:UBI")).isEqualTo("OKAY");
        assertThat(board.fastboot("flash:UBI")).isEqualTo("NAK");
        assertThat(board.fastboot("getvar:version")).isEqualTo("NAK");
    }

    private UBootSource source() {
        return new UBootSource(UBootSettings.ntc(), nand);
    }

    private void flash(String script, UBootSettings settings) throws BusAbort, FormatException {
        board.write(0x4A000000L, ByteBuffer.wrap(uboot));
        board.write(0x43000000L, SPL_PAGES.duplicate());
        board.write(0x43100000L, LegacyImage.script("flash", script, 0));
        new UBoot(settings, nand, null).start(board, new Firmware.Start(0x4A000000L, true, 0, 0, false));
        board.pass(Duration.ofSeconds(30));
    }

    private static ByteBuffer splPages() {
        try {
            return SplPages.encode(ByteBuffer.wrap(spl()), SampleImages.USUAL_NAND, 1);
        } catch (FormatException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The smallest thing with an eGON header and a right checksum. */
    private static byte[] spl() {
        ByteBuffer spl = ByteBuffer.allocate(8192).order(ByteOrder.LITTLE_ENDIAN);
        new Random(9).nextBytes(spl.array());
        spl.putInt(0, 0xEA000016);
        spl.put(4, "eGON.BT0".getBytes(StandardCharsets.US_ASCII));
        spl.putInt(12, 0x5F0A6C39).putInt(16, 8192).putInt(20, 0);
        int sum = 0;
        for (int at = 0; at < 8192; at += 4) {
            sum += spl.getInt(at);
        }
        return spl.putInt(12, sum).array();
    }

    private static byte[] uboot() {
        ByteBuffer bytes = ByteBuffer.allocate(0x40000);
        new Random(10).nextBytes(bytes.array());
        bytes.put(0, new byte[] {(byte) 0xBE, 0, 0, (byte) 0xEA});
        bytes.put(0x8000, "U-Boot 2016.01".getBytes(StandardCharsets.US_ASCII));
        int tree = 0x30000;
        bytes.putInt(tree, 0xD00DFEED)
                .putInt(tree + 4, 0x100)
                .putInt(tree + 8, 0x38)
                .putInt(tree + 12, 0x48);
        bytes.putInt(tree + 16, 0x28)
                .putInt(tree + 20, 17)
                .putInt(tree + 24, 16)
                .putInt(tree + 28, 0);
        bytes.putInt(tree + 32, 0).putInt(tree + 36, 16);
        bytes.putInt(tree + 0x38, 1)
                .putInt(tree + 0x3C, 0)
                .putInt(tree + 0x40, 2)
                .putInt(tree + 0x44, 9);
        return bytes.array();
    }

    /** Two copies of the volume table and a volume "rootfs", laid out by hand from the dossier; its content is the samples'. */
    private static byte[] ubi() {
        int blocks = 4;
        byte[] files = sample();
        ByteBuffer image = ByteBuffer.allocate((2 + blocks) * SLC.blockSize());
        for (int peb = 0; peb < 2 + blocks; peb++) {
            int at = peb * SLC.blockSize();
            image.putInt(at, 0x55424923)
                    .put(at + 4, (byte) 1)
                    .putInt(at + 16, 0x400)
                    .putInt(at + 20, 0x1000);
            image.putInt(at + 24, 0x12345678).putInt(at + 60, crc(image, at, 60));
            int vid = at + 0x400;
            boolean table = peb < 2;
            image.putInt(vid, 0x55424921).put(vid + 4, (byte) 1).put(vid + 5, (byte) 1);
            image.put(vid + 7, (byte) (table ? 5 : 0));
            image.putInt(vid + 8, table ? 0x7FFFEFFF : 0).putInt(vid + 12, table ? peb : peb - 2);
            image.putInt(vid + 60, crc(image, vid, 60));
            if (table) {
                for (int i = 0; i < 128; i++) {
                    int record = at + 0x1000 + i * 172;
                    if (i == 0) {
                        image.putInt(record, blocks).putInt(record + 4, 1).put(record + 12, (byte) 1);
                        image.putShort(record + 14, (short) 6);
                        image.put(record + 16, "rootfs".getBytes(StandardCharsets.US_ASCII));
                    }
                    image.putInt(record + 168, crc(image, record, 168));
                }
            } else {
                image.put(at + 0x1000, files, at + 0x1000, SLC.blockSize() - 0x1000);
            }
        }
        return image.array();
    }

    private static byte[] sample() {
        try {
            Path folder = Files.createTempDirectory("chip-flash");
            Path file = SampleImages.write(
                    new SampleImage(ImageFormat.UBI, SampleImage.Use.CONTENT, 1), SampleImages.USUAL_NAND, folder, 1);
            byte[] content = Files.readAllBytes(file);
            Files.delete(file);
            Files.delete(folder);
            return content;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int crc(ByteBuffer bytes, int from, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes.slice(from, length));
        return ~(int) crc.getValue();
    }

    /** One RAW chunk. */
    private static byte[] sparse(byte[] data, int blockSize) {
        ByteBuffer out = ByteBuffer.allocate(40 + data.length).order(ByteOrder.LITTLE_ENDIAN);
        int blocks = data.length / blockSize;
        out.putInt(0xED26FF3A)
                .putShort((short) 1)
                .putShort((short) 0)
                .putShort((short) 28)
                .putShort((short) 12);
        out.putInt(blockSize).putInt(blocks).putInt(1).putInt(0);
        out.putShort((short) 0xCAC1)
                .putShort((short) 0)
                .putInt(blocks)
                .putInt(12 + data.length)
                .put(data);
        return out.array();
    }
}
