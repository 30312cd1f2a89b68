package dev.gangway.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.model.Digest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class SparseImageTest {
    private static final String TINY = """
            3aff26ed 0100 0000 1c00 0c00 10000000 05000000 05000000 00000000
            c1ca0000 01000000 1c000000 4142434445464748494a4b4c4d4e4f50
            c3ca0000 01000000 0c000000
            c2ca0000 02000000 10000000 ffffffff
            c1ca0000 01000000 1c000000 6162636465666768696a6b6c6d6e6f70
            c4ca0000 00000000 10000000 316e2e99
            """;

    @Test
    void expandsTheTinyVector() throws FormatException {
        ImageData file = tiny();

        SparseImage image = SparseImage.parse(file, true);

        assertThat(sha256(file)).isEqualTo("06a6c42a4536e8cb8fcbb1d6f073b2ab742f7c1715245225032a0e226e58d4dd");
        assertThat(image.wrongChecksums()).isZero();
        assertThat(sha256(expanded(image)))
                .isEqualTo("31d6142d9679e097e0947fe515c6db9824813771ba375a7c5466abee1c34c3d3");
        assertThat(image.gap()).isPresent();
    }

    @Test
    void reportsAWrongChecksumButDoesNotFail() throws FormatException {
        ByteBuffer bytes = copy(tiny());
        bytes.put(bytes.capacity() - 1, (byte) 0);

        SparseImage image = SparseImage.parse(ImageData.of(bytes), true);

        assertThat(image.wrongChecksums()).isEqualTo(1);
    }

    @Test
    void splitsTheTinyVectorIntoPiecesThatRestoreIt() throws FormatException {
        SparseImage image = SparseImage.parse(tiny());

        List<ImagePiece> pieces = SparseSplitter.split(image, 56 + 16 + 12 + 20);

        assertThat(pieces).extracting(ImagePiece::length).containsExactly(68L, 68L, 68L);
        assertThat(shape(pieces.get(0))).isEqualTo("RAW 1, DONT_CARE 4");
        assertThat(merged(pieces)).isEqualTo(copy(expanded(image)));
    }

    @Test
    void expandsTheLargeVector() throws FormatException {
        ByteBuffer file = ByteBuffer.allocate(8276).order(ByteOrder.LITTLE_ENDIAN);
        header(file, 4096, 2 + 2 + 1000 + 20, 4);
        chunk(file, 0xcac1, 2, 8192);
        for (int i = 0; i < 8192; i++) {
            file.put((byte) (7 * i + (i >> 8)));
        }
        chunk(file, 0xcac2, 2, 4).putInt(0);
        chunk(file, 0xcac3, 1000, 0);
        chunk(file, 0xcac2, 20, 4).putInt(-1);

        SparseImage image = SparseImage.parse(ImageData.of(file.flip()));

        assertThat(sha256(image.data())).isEqualTo("2f61d65e00d58b04e94200355d7f7c7abfc5deedb1ecb3e24af8967625be639e");
        assertThat(image.expandedLength()).isEqualTo(4_194_304);
        assertThat(sha256(expanded(image)))
                .isEqualTo("dd027f8de88e9cfaa9f8438dc55c2595a652df54c6afedf1713c2e20985bc5a2");
    }

    @Test
    void splitsARawImageAsTheReferenceToolDoes() throws FormatException {
        SparseImage image = SparseSplitter.fromRaw(captured(), 4096);

        List<ImagePiece> pieces = SparseSplitter.split(image, 0x8000);

        assertThat(pieces).extracting(ImagePiece::length).containsExactly(28_752L, 28_740L);
        assertThat(shape(pieces.get(0))).isEqualTo("RAW 2, FILL 3, RAW 5, DONT_CARE 8");
        assertThat(shape(pieces.get(1))).isEqualTo("DONT_CARE 10, RAW 7, FILL 1");
        assertThat(merged(pieces)).isEqualTo(copy(captured()));
    }

    @Test
    void fillsAPartialLastBlockWithZeros() throws FormatException {
        byte[] raw = new byte[10_000];
        new Random(8).nextBytes(raw);

        List<ImagePiece> pieces =
                SparseSplitter.split(SparseSplitter.fromRaw(ImageData.of(ByteBuffer.wrap(raw)), 4096), 5000);

        assertThat(pieces).hasSize(3);
        assertThat(merged(pieces)).isEqualTo(ByteBuffer.wrap(Arrays.copyOf(raw, 12_288)));
    }

    @Test
    void splitsRandomImagesWithinEveryLimitWithoutLosingAByte() throws FormatException {
        Random random = new Random(5);
        for (int round = 0; round < 300; round++) {
            int block = 4 * (1 + random.nextInt(64));
            SparseImage image = SparseImage.parse(randomImage(random, block));
            long limit = 56L + 24 + block + random.nextInt(2000);

            List<ImagePiece> pieces = SparseSplitter.split(image, limit);

            assertThat(pieces).allMatch(p -> p.length() <= limit);
            assertThat(merged(pieces)).isEqualTo(copy(expanded(image)));
        }
    }

    @Test
    void computesRegionCrcsWithoutExpanding() throws FormatException {
        Random random = new Random(6);
        SparseImage image = SparseSplitter.fromRaw(captured(), 4096);
        byte[] content = copy(expanded(image)).array();
        for (int round = 0; round < 200; round++) {
            int from = random.nextInt(content.length);
            int length = random.nextInt(content.length - from + 1);
            CRC32 crc = new CRC32();
            crc.update(content, from, length);

            assertThat(image.crc32(from, length)).isEqualTo((int) crc.getValue());
        }
        assertThatThrownBy(() -> SparseImage.parse(tiny()).crc32(0, 32))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("block 1 open");
    }

    @Test
    void leavesTrailingDontCareOutOfTheContent() throws FormatException {
        ByteBuffer file = ByteBuffer.allocate(28 + 12 + 4 + 12).order(ByteOrder.LITTLE_ENDIAN);
        header(file, 16, 50, 2);
        chunk(file, 0xcac2, 20, 4).putInt(7);
        chunk(file, 0xcac3, 30, 0);

        SparseImage image = SparseImage.parse(ImageData.of(file.flip()));

        assertThat(image.contentLength()).isEqualTo(320);
        assertThat(image.gap()).isEmpty();
    }

    @Test
    void acceptsRawChunksWithoutBlocksAndLongerHeaders() throws FormatException {
        ByteBuffer file = ByteBuffer.allocate(32 + 16 + 16 + 16).order(ByteOrder.LITTLE_ENDIAN);
        header(file, 16, 1, 2).putInt(0);
        file.putShort(8, (short) 32).putShort(10, (short) 16);
        file.putInt(0xcac1).putInt(0).putInt(16).putInt(0);
        file.putInt(0xcac1).putInt(1).putInt(32).putInt(0).putLong(0x55L);

        file.clear();
        SparseImage image = SparseImage.parse(ImageData.of(file));
        List<ImagePiece> pieces = SparseSplitter.split(image, 4096);

        assertThat(merged(pieces)).isEqualTo(copy(expanded(image)));
        assertThat(pieces.get(0).length()).isEqualTo(28 + 12 + 16);
    }

    @Test
    void refusesTruncatedAndImpossibleImages() throws FormatException {
        ByteBuffer tiny = copy(tiny());
        for (int length = 0; length < tiny.capacity(); length++) {
            ImageData cut = ImageData.of(tiny.slice(0, length));
            assertThatThrownBy(() -> SparseImage.parse(cut))
                    .isInstanceOf(FormatException.class)
                    .hasMessageContaining("truncated");
        }
        assertThat(problem(20, 0x7fffffff)).contains("truncated");
        assertThat(problem(16, 6)).contains("promises 6 blocks");
        assertThat(problem(16, 3)).contains("promises 3");
        assertThat(problem(12, 0)).contains("bad block size");
        assertThat(problem(4, 2)).contains("version 2");
        assertThat(problem(28, 0xcac9)).contains("unknown type cac9");
        assertThat(problem(32, 2)).contains("chunk 0 (RAW) has 28 bytes for 2 blocks");
    }

    @Test
    void neverThrowsAnythingButFormatExceptionOnDamage() throws FormatException {
        Random random = new Random(21);
        for (int round = 0; round < 20_000; round++) {
            ByteBuffer bytes = copy(tiny());
            for (int i = 0; i <= random.nextInt(4); i++) {
                bytes.put(random.nextInt(bytes.capacity()), (byte) (random.nextBoolean() ? random.nextInt() : 0));
            }
            ByteBuffer cut = bytes.slice(0, random.nextBoolean() ? bytes.capacity() : random.nextInt(bytes.capacity()));
            try {
                SparseImage image = SparseImage.parse(ImageData.of(cut));
                assertThat(image.expandedLength()).isNotNegative();
                SparseSplitter.split(image, 100 + random.nextInt(100));
                image.crc32(0, Math.min(1000, image.contentLength()));
            } catch (FormatException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    private static ImageData tiny() {
        return ImageData.of(ByteBuffer.wrap(HexFormat.of().parseHex(TINY.replaceAll("\\s", ""))));
    }

    /** The image of the captured check: 8 KiB data, 12 KiB zeros, 48 KiB data, 4 KiB FF. */
    private static ImageData captured() {
        byte[] raw = new byte[73_728];
        Random random = new Random(1);
        byte[] data = new byte[8192];
        random.nextBytes(data);
        System.arraycopy(data, 0, raw, 0, 8192);
        byte[] more = new byte[49_152];
        random.nextBytes(more);
        System.arraycopy(more, 0, raw, 20_480, 49_152);
        Arrays.fill(raw, 69_632, 73_728, (byte) 0xff);
        return ImageData.of(ByteBuffer.wrap(raw));
    }

    private static ImageData randomImage(Random random, int block) {
        int chunks = random.nextInt(12);
        ByteBuffer file = ByteBuffer.allocate(28 + chunks * (16 + 20 * block)).order(ByteOrder.LITTLE_ENDIAN);
        file.position(28);
        int total = 0;
        for (int i = 0; i < chunks; i++) {
            int blocks = random.nextInt(20);
            int kind = random.nextInt(3);
            if (kind == 0) {
                byte[] data = new byte[blocks * block];
                random.nextBytes(data);
                chunk(file, 0xcac1, blocks, data.length).put(data);
            } else if (kind == 1) {
                chunk(file, 0xcac2, blocks, 4).putInt(random.nextInt());
            } else {
                chunk(file, 0xcac3, blocks, 0);
            }
            total += blocks;
        }
        int end = file.position();
        header(file.position(0), block, total, chunks);
        return ImageData.of(file.limit(end).position(0));
    }

    private static ByteBuffer header(ByteBuffer file, int block, int total, int chunks) {
        file.putInt(SparseImage.MAGIC).putInt(1).putShort((short) 28).putShort((short) 12);
        return file.putInt(block).putInt(total).putInt(chunks).putInt(0);
    }

    private static ByteBuffer chunk(ByteBuffer file, int type, int blocks, int data) {
        return file.putInt(type).putInt(blocks).putInt(12 + data);
    }

    private static String problem(int at, int value) throws FormatException {
        ByteBuffer bytes = copy(tiny()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(at, value);
        try {
            SparseImage.parse(ImageData.of(bytes));
        } catch (FormatException e) {
            return String.valueOf(e.getMessage());
        }
        return "nothing";
    }

    private static String shape(ImagePiece piece) throws FormatException {
        return String.join(
                ", ",
                SparseImage.parse(assembled(piece)).chunks().stream()
                        .map(c -> c.kind() + " " + c.blocks())
                        .toList());
    }

    static ImageData assembled(ImagePiece piece) {
        ByteBuffer all = ByteBuffer.allocate((int) piece.length());
        piece.parts().forEach(part -> all.put(part.data().slice(part.offset(), (int) part.length())));
        return ImageData.of(all.flip());
    }

    /** What a medium full of zeros holds after all pieces. */
    private static ByteBuffer merged(List<ImagePiece> pieces) throws FormatException {
        ByteBuffer medium = ByteBuffer.allocate(0);
        for (ImagePiece piece : pieces) {
            SparseImage image = SparseImage.parse(assembled(piece));
            if (medium.capacity() == 0) {
                medium = ByteBuffer.allocate((int) image.expandedLength());
            }
            assertThat(image.expandedLength()).isEqualTo(medium.capacity());
            for (SparseChunk chunk : image.chunks()) {
                if (chunk.kind() != SparseChunk.Kind.DONT_CARE) {
                    int size = (int) chunk.blocks() * image.blockSize();
                    int at = (int) chunk.block() * image.blockSize();
                    image.expanded().read(at, medium.slice(at, size));
                }
            }
        }
        return medium;
    }

    private static ImageData expanded(SparseImage image) throws FormatException {
        ByteBuffer all = ByteBuffer.allocate((int) image.expandedLength());
        image.expanded().read(0, all);
        return ImageData.of(all.flip());
    }

    private static ByteBuffer copy(ImageData data) throws FormatException {
        ByteBuffer all = ByteBuffer.allocate((int) data.length());
        data.read(0, all);
        return all.flip();
    }

    private static String sha256(ImageData data) {
        return Digest.of(data.slice(0, (int) data.length())).hex();
    }
}
