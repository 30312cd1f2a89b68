package dev.gangway.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiskSanityTest {
    private static final int MIB = 1 << 20;

    @Test
    void readsTheTableThatSgdiskWrote() throws Exception {
        Gpt gpt = gpt(Foreign.file("gpt-sgdisk.img.gz"));

        assertThat(gpt.diskBytes()).isEqualTo(4 * MIB);
        assertThat(gpt.firstUsable()).isEqualTo(34);
        assertThat(gpt.lastUsable()).isEqualTo(8158);
        assertThat(gpt.partitions()).extracting(Gpt.Partition::name).containsExactly("boot", "rootfs");
        assertThat(gpt.partitions()).extracting(Gpt.Partition::first).containsExactly(2048L, 4096L);
        assertThat(gpt.partitions()).extracting(Gpt.Partition::last).containsExactly(4095L, 8158L);
        assertThat(gpt.partitions().get(0).type()).as("EFI system").isEqualTo("c12a7328-f81f-11d2-ba4b-00a0c93ec93b");
        assertThat(gpt.backupProblem(data("gpt-sgdisk.img.gz"), 4 * MIB)).isEmpty();
    }

    @Test
    void readsTheTablesThatSfdiskAndPartedWrote() throws Exception {
        assertThat(gpt(Foreign.file("gpt-sfdisk.img.gz")).partitions())
                .extracting(Gpt.Partition::name)
                .containsExactly("a", "Größe");
        assertThat(gpt(Foreign.file("gpt-parted.img.gz")).partitions())
                .extracting(Gpt.Partition::first)
                .containsExactly(2048L, 4096L);
        assertThat(Mbr.find(data("mbr-sfdisk.img.gz"), 4 * MIB))
                .contains(new Mbr(List.of(
                        new Mbr.Partition(1, true, 0x0c, 2048, 2048), new Mbr.Partition(2, false, 0x83, 4096, 4096))));
        assertThat(Mbr.find(data("mbr-parted.img.gz"), 4 * MIB).orElseThrow().partitions())
                .extracting(Mbr.Partition::type)
                .containsExactly(0x0e, 0x0f);
        assertThat(Mbr.find(data("gpt-sgdisk.img.gz"), 4 * MIB))
                .hasValueSatisfying(mbr -> assertThat(mbr.protective()).isTrue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gpt-sgdisk.img.gz",
                "gpt-sfdisk.img.gz",
                "gpt-parted.img.gz",
                "mbr-sfdisk.img.gz",
                "mbr-parted.img.gz"
            })
    void anImageFitsADiskOfItsOwnSizeAndNoSmallerOne(String file) {
        byte[] image = Foreign.file(file);

        assertThat(sanity(image, 4 * MIB)).isEqualTo(new DiskSanity(Optional.empty(), List.of()));
        assertThat(sanity(image, 4 * MIB - 512).problem().orElseThrow())
                .contains("the image has 4194304 bytes, the disk has 4193792");
    }

    @Test
    void aTruncatedImageIsSeenByWhatItsTableSaysOfTheDisk() {
        byte[] image = Arrays.copyOf(Foreign.file("gpt-sgdisk.img.gz"), 3 * MIB);

        assertThat(sanity(image, 3 * MIB + 512).problem().orElseThrow())
                .contains("for a disk of 4194304 bytes, this one has 3146240");
        assertThat(sanity(image, 4 * MIB).problem()).isEmpty();
        assertThat(sanity(image, 4 * MIB).notes()).singleElement().asString().contains("backup GPT, which is missing");
        assertThat(sanity(image, 8 * MIB).notes()).anyMatch(note -> note.contains("4194304 bytes more"));
        byte[] boot = Arrays.copyOf(Foreign.file("mbr-sfdisk.img.gz"), 3 * MIB);
        assertThat(sanity(boot, 3 * MIB).problem().orElseThrow())
                .contains("partition 2 of the image ends at byte 4194304");
        assertThat(sanity(boot, 4 * MIB).notes()).containsExactly("the image ends before its partition 2 does");
    }

    @Test
    void aDamagedBackupIsANoteAndAMissingBootRecordToo() {
        byte[] image = Foreign.file("gpt-sgdisk.img.gz");
        image[4 * MIB - 512 + 20]++;
        image[510] = 0;

        DiskSanity sanity = sanity(image, 4 * MIB);

        assertThat(sanity.problem()).isEmpty();
        assertThat(sanity.notes())
                .anyMatch(note -> note.contains("backup header has"))
                .anyMatch(note -> note.contains("without a protective boot record"));
    }

    @ParameterizedTest
    @CsvSource({
        "520, its primary header has revision",
        "524, has a length of",
        "536, is at block 1 and says",
        "592, CRC of its partitions",
        "1056, CRC of its partitions"
    })
    void damageToTheTableIsFound(int at, String said) {
        byte[] image = Foreign.file("gpt-sgdisk.img.gz");
        image[at + (at == 520 ? 3 : 1)] ^= 0x55;
        assertThatThrownBy(() -> gpt(image)).isInstanceOf(FormatException.class).hasMessageContaining("GPT: ");

        assertThatThrownBy(() -> gpt(sealed(image)))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining(said);
        assertThat(sanity(image, 4 * MIB).problem()).isPresent();
    }

    @Test
    void refusesPartitionsThatOverlapOrLeaveTheirRoom() {
        byte[] overlap = Foreign.file("gpt-sgdisk.img.gz");
        little(overlap).putLong(1024 + 128 + 32, 4000);
        byte[] outside = Foreign.file("gpt-sgdisk.img.gz");
        little(outside).putLong(1024 + 128 + 40, 8159);
        byte[] turned = Foreign.file("gpt-sgdisk.img.gz");
        little(turned).putLong(1024 + 40, 2047);

        assertThatThrownBy(() -> gpt(tableSealed(overlap))).hasMessageContaining("or another one's");
        assertThatThrownBy(() -> gpt(tableSealed(outside))).hasMessageContaining("usable are 34 to 8158");
        assertThatThrownBy(() -> gpt(tableSealed(turned))).hasMessageContaining("not in order");
    }

    @Test
    void aTableThatLiesAboutItsLengthCostsNothing() {
        byte[] image = Foreign.file("gpt-sgdisk.img.gz");
        little(image).putInt(512 + 80, Integer.MAX_VALUE);

        assertThatThrownBy(() -> gpt(sealed(image))).hasMessageContaining("promises 2147483647 entries of 128 bytes");
    }

    @Test
    void aTableForOtherBlocksIsNoTableForThisDisk() {
        assertThat(DiskSanity.of(data("gpt-sgdisk.img.gz"), 4 * MIB, 8 * MIB, 4096)
                        .problem()
                        .orElseThrow())
                .contains("blocks of 512 bytes, this one has blocks of 4096");
    }

    @Test
    void aBootRecordThatPromisesATableWithoutOneIsAnError() {
        byte[] image = Foreign.file("gpt-sgdisk.img.gz");
        Arrays.fill(image, 512, 1024, (byte) 0);

        assertThat(sanity(image, 4 * MIB).problem().orElseThrow()).contains("a GPT follows, and there is none");
    }

    @Test
    void aFileSystemOrAnyBytesAreNoBootRecord() throws Exception {
        byte[] fat = new byte[512];
        fat[510] = 0x55;
        fat[511] = (byte) 0xaa;
        System.arraycopy(new byte[] {'F', 'A', 'T', '1', '6'}, 0, fat, 54, 5);
        Arrays.fill(fat, 450, 462, (byte) 1);
        byte[] noFlag = Foreign.file("mbr-sfdisk.img.gz");
        noFlag[446] = 0x12;

        assertThat(Mbr.find(ImageData.of(ByteBuffer.wrap(fat)), 512)).isEmpty();
        assertThat(Mbr.find(ImageData.of(ByteBuffer.wrap(noFlag)), 512)).isEmpty();
        assertThat(Mbr.find(ImageData.of(ByteBuffer.allocate(511)), 511)).isEmpty();
        assertThat(sanity(fat, 512).problem()).isEmpty();
        assertThat(sanity(new byte[100], 512).problem()).isEmpty();
    }

    private static DiskSanity sanity(byte[] image, long disk) {
        return DiskSanity.of(ImageData.of(ByteBuffer.wrap(image)), image.length, disk, 512);
    }

    private static ImageData data(String file) {
        return ImageData.of(ByteBuffer.wrap(Foreign.file(file)));
    }

    private static Gpt gpt(byte[] image) throws FormatException {
        return Gpt.parse(ImageData.of(ByteBuffer.wrap(image)), image.length, 512);
    }

    private static ByteBuffer little(byte[] image) {
        return ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** With the CRC of the primary header made right. */
    static byte[] sealed(byte[] image) {
        ByteBuffer bytes = little(image);
        int size = bytes.getInt(512 + 12);
        bytes.putInt(512 + 16, 0);
        CRC32 crc = new CRC32();
        crc.update(image, 512, size >= 92 && size <= 512 ? size : 92);
        bytes.putInt(512 + 16, (int) crc.getValue());
        return image;
    }

    /** With both CRCs of the primary table made right. */
    static byte[] tableSealed(byte[] image) {
        CRC32 crc = new CRC32();
        crc.update(image, 1024, 128 * 128);
        little(image).putInt(512 + 88, (int) crc.getValue());
        return sealed(image);
    }
}
