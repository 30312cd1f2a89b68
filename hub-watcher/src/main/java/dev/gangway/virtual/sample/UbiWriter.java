package dev.gangway.virtual.sample;

import dev.gangway.format.NandGeometry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;

/**
 * Makes a UBI image with one volume, erase block by erase block (Linux ubi-media.h as the NAND dossier, section 5, has it): a small UBIFS
 * that boots, then random content. On MLC chips only the first page of each page pair is used, as NTC's images have it.
 */
final class UbiWriter {
    /** Two copies of the volume table, and the UBIFS. */
    static final int LEAST = 2 + SampleUbifs.BLOCKS;

    private static final int EC_MAGIC = 0x55424923;
    private static final int VID_MAGIC = 0x55424921;
    private static final int LAYOUT_VOLUME = 0x7fffefff;
    private static final byte COMPAT_REJECT = 5;
    private static final int RECORD = 172;
    private static final int RECORDS = 128;
    private static final int AUTORESIZE = 1;
    private static final int SEQUENCE = 0x12345678;
    private static final int MLC_PAGE = 0x4000;
    private static final int SLC_SUBPAGE = 0x400;

    private final NandGeometry nand;
    private final boolean paired;
    private final int vidOffset;
    private final int dataOffset;
    private final int leb;
    private final Random random;
    private final int blocks;
    private final List<ByteBuffer> files;

    /**
     * An image for this NAND.
     *
     * @param blocks how many erase blocks, at least {@link #LEAST}
     * @param seed what the content is made from
     */
    UbiWriter(NandGeometry nand, int blocks, long seed) {
        if (blocks < LEAST) {
            throw new IllegalArgumentException("a UBI image that boots has at least " + LEAST + " erase blocks");
        }
        this.nand = nand;
        this.paired = nand.pageSize() >= MLC_PAGE;
        this.vidOffset = paired ? nand.pageSize() : SLC_SUBPAGE;
        this.dataOffset = paired ? 2 * nand.pageSize() : nand.pageSize();
        this.leb = (paired ? nand.eraseSize() / 2 : nand.eraseSize()) - dataOffset;
        this.blocks = blocks;
        this.random = new Random(seed);
        this.files = SampleUbifs.blocks(leb, nand.pageSize(), seed);
    }

    /** Takes one erase block after the other; the buffer is used again for the next one. */
    @FunctionalInterface
    interface Sink {
        void block(ByteBuffer block) throws IOException;
    }

    void writeTo(Sink sink) throws IOException {
        for (int i = 0; i < blocks; i++) {
            ByteBuffer logical = ByteBuffer.allocate(dataOffset + leb);
            Arrays.fill(logical.array(), (byte) 0xff);
            boolean table = i < 2;
            header(logical, 0, 64, this::eraseCounter);
            int number = table ? i : i - 2;
            header(logical, vidOffset, 64, vid -> volumeId(vid, table, number));
            if (table) {
                volumeTable(logical.slice(dataOffset, leb));
            } else if (number < files.size()) {
                logical.put(dataOffset, files.get(number), 0, leb);
            } else {
                byte[] content = new byte[leb];
                random.nextBytes(content);
                logical.put(dataOffset, content);
            }
            sink.block(onPages(logical));
        }
    }

    private ByteBuffer onPages(ByteBuffer logical) {
        if (!paired) {
            return logical;
        }
        ByteBuffer block = ByteBuffer.allocate(nand.eraseSize());
        Arrays.fill(block.array(), (byte) 0xff);
        int page = nand.pageSize();
        for (int k = 0; k < logical.capacity() / page; k++) {
            int physical = k == 0 ? 0 : 2 * k - 1;
            block.put(physical * page, logical, k * page, page);
        }
        return block;
    }

    @FunctionalInterface
    private interface Fields {
        void fill(ByteBuffer header);
    }

    private static void header(ByteBuffer block, int at, int length, Fields fields) {
        ByteBuffer header = ByteBuffer.allocate(length);
        fields.fill(header);
        header.putInt(length - 4, crc(header.slice(0, length - 4)));
        block.put(at, header, 0, length);
    }

    private void eraseCounter(ByteBuffer ec) {
        ec.putInt(0, EC_MAGIC).put(4, (byte) 1);
        ec.putInt(16, vidOffset).putInt(20, dataOffset).putInt(24, SEQUENCE);
    }

    private static void volumeId(ByteBuffer vid, boolean table, int number) {
        vid.putInt(0, VID_MAGIC).put(4, (byte) 1).put(5, (byte) 1);
        vid.put(7, table ? COMPAT_REJECT : 0);
        vid.putInt(8, table ? LAYOUT_VOLUME : 0).putInt(12, number);
    }

    private void volumeTable(ByteBuffer data) {
        for (int i = 0; i < RECORDS; i++) {
            boolean first = i == 0;
            header(data, i * RECORD, RECORD, entry -> {
                if (first) {
                    byte[] name = "rootfs".getBytes(StandardCharsets.US_ASCII);
                    entry.putInt(0, blocks - 2).putInt(4, 1).put(12, (byte) 1).putShort(14, (short) name.length);
                    entry.put(16, name).put(144, (byte) AUTORESIZE);
                }
            });
        }
    }

    /** UBI's CRC-32 starts with all ones and is not inverted at the end. */
    private static int crc(ByteBuffer bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return ~(int) crc.getValue();
    }
}
