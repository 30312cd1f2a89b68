package dev.gangway.disk;

import static dev.gangway.disk.DiskRig.content;
import static dev.gangway.disk.DiskRig.failing;
import static dev.gangway.disk.DiskRig.image;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.format.Bmap;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Which parts of an image go to a disk, and which images are refused before the first byte. */
class DiskContentTest {
    private static final int BLOCK = 4096;
    private static final int BLOCKS = 600;

    private final byte[] bytes = content(BLOCKS * BLOCK - 1000);

    private static String sha256(byte[] of) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(of));
    }

    /** As bmaptool 3.6 writes it: blocks 0 to 9 and 500 to the end, which is within the last one. */
    private static Bmap map(byte[] image) throws Exception {
        String text = """
                <?xml version="1.0" ?>
                <bmap version="2.0">
                    <ImageSize> %d </ImageSize>
                    <BlockSize> 4096 </BlockSize>
                    <BlocksCount> 600 </BlocksCount>
                    <MappedBlocksCount> 110   </MappedBlocksCount>
                    <ChecksumType> sha256 </ChecksumType>
                    <BmapFileChecksum> %s </BmapFileChecksum>
                    <BlockMap>
                        <Range chksum="%s"> 0-9 </Range>
                        <Range chksum="%s"> 500-599 </Range>
                    </BlockMap>
                </bmap>
                """;
        String first = sha256(Arrays.copyOf(image, 10 * BLOCK));
        String last = sha256(Arrays.copyOfRange(image, 500 * BLOCK, image.length));
        String zeros = text.formatted(image.length, "0".repeat(64), first, last);
        String sum = sha256(zeros.getBytes(StandardCharsets.UTF_8));
        return DiskContent.map(
                image(text.formatted(image.length, sum, first, last).getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void onlyWhatTheBlockMapNamesIsWrittenAndCompared() throws Exception {
        try (DiskRig rig = new DiskRig("disk:size=16M")) {
            byte[] before = content(3 << 20);
            rig.board().keep(0, before);
            DiskContent mapped = DiskContent.mapped(image(bytes), map(bytes));
            long[] moved = {0};

            Disk disk = rig.open();
            mapped.write(disk, 0, now -> moved[0] += now);
            mapped.verify(disk, 0, now -> moved[0] += now);

            assertThat(DiskContent.problem(image(bytes), map(bytes))).isEmpty();
            assertThat(mapped.length()).isEqualTo(110 * BLOCK - 1000);
            assertThat(moved[0]).isEqualTo(2 * mapped.length());
            assertThat(rig.board().read(0, 10 * BLOCK)).isEqualTo(Arrays.copyOf(bytes, 10 * BLOCK));
            assertThat(rig.board().read(10 * BLOCK, 490 * BLOCK))
                    .isEqualTo(Arrays.copyOfRange(before, 10 * BLOCK, 500 * BLOCK));
            assertThat(rig.board().read(500 * BLOCK, 100 * BLOCK - 1000))
                    .isEqualTo(Arrays.copyOfRange(bytes, 500 * BLOCK, bytes.length));
            assertThat(rig.board().read(bytes.length, 1000))
                    .isEqualTo(Arrays.copyOfRange(before, bytes.length, bytes.length + 1000));
        }
    }

    @Test
    void anImageThatIsNotItsBlockMapsIsFoundOut() throws Exception {
        Bmap map = map(bytes);
        byte[] other = bytes.clone();
        other[501 * BLOCK] ^= 1;

        assertThat(DiskContent.problem(image(other), map))
                .hasValueSatisfying(why -> assertThat(why).contains("blocks 500 to 599"));
        assertThat(failing(() -> DiskContent.map(image(content(500)))).kind()).isEqualTo(FailureKind.IMAGE_INVALID);
    }

    /** An image of one block whose boot record names a partition. */
    private static byte[] partitioned(int type, int first, int blocks) {
        byte[] image = new byte[8192];
        ByteBuffer record = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
        record.put(446 + 4, (byte) type).putInt(446 + 8, first).putInt(446 + 12, blocks);
        record.putShort(510, (short) 0xaa55);
        return image;
    }

    private static Failure refused(DiskRig rig, byte[] image, long at) throws Exception {
        Disk disk = rig.open();
        Failure failure = failing(() -> DiskContent.whole(image(image)).requireFor(disk, at));
        assertThat(rig.board().read(0, 1 << 20)).containsOnly(0);
        return failure;
    }

    @Test
    void aPartitionTableThatDoesNotFitTheDiskIsRefusedBeforeTheFirstByte() throws Exception {
        try (DiskRig rig = new DiskRig("disk:size=1M")) {
            Failure failure = refused(rig, partitioned(0x83, 2048, 4096), 0);

            assertThat(failure.kind()).isEqualTo(FailureKind.IMAGE_TOO_LARGE);
            assertThat(failure.message())
                    .contains("partition 1 of the image ends at byte 3145728, the disk has 1048576");
        }
        try (DiskRig rig = new DiskRig("disk:size=1M")) {
            Failure failure = refused(rig, partitioned(0xee, 1, 100), 0);

            assertThat(failure.kind()).as("broken for any disk").isEqualTo(FailureKind.IMAGE_INVALID);
        }
    }

    @Test
    void whereAnImageBeginsInTheMiddleItsTableMeansNothing() throws Exception {
        try (DiskRig rig = new DiskRig("disk:size=1M")) {
            DiskContent image = DiskContent.whole(image(partitioned(0x83, 2048, 4096)));

            assertThat(image.requireFor(rig.open(), 8192)).isEmpty();
        }
    }

    @Test
    void whatAPersonMayWantToKnowIsTold() throws Exception {
        try (DiskRig rig = new DiskRig("disk:size=4M")) {
            DiskContent image = DiskContent.whole(image(partitioned(0x83, 2048, 4096)));

            assertThat(image.requireFor(rig.open(), 0)).containsExactly("the image ends before its partition 1 does");
        }
    }
}
