package dev.gangway.image.convert;

import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import dev.gangway.format.SparseChunk;
import dev.gangway.format.SparseImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Makes Android's sparse image of the bytes of a medium: stretches of one word as FILL, the rest as RAW. One use. */
final class SparseFileWriter {
    /** Flashing programs hold a chunk in memory. */
    private static final int LONGEST_CHUNK = 16 << 20;

    private static final int LARGEST_BLOCK = 64 << 20;

    private final int block;
    private final ImageData raw;
    private final ConvertPlan plan;
    private final List<String> notes;
    private int chunks;

    SparseFileWriter(ImageData raw, ConvertPlan plan, List<String> notes) {
        this.raw = raw;
        this.plan = plan;
        this.block = plan.block();
        this.notes = notes;
    }

    void write() throws IOException, FormatException {
        if (SparseImage.startsLikeOne(raw)) {
            throw new FormatException("the file is a sparse image already");
        }
        if (block < 4 || block % 4 != 0 || block > LARGEST_BLOCK) {
            throw new FormatException("a sparse image's blocks have 4 bytes to 64 MiB, a multiple of 4, not " + block);
        }
        long blocks = (raw.length() + block - 1) / block;
        if (blocks == 0 || blocks > 0xffff_ffffL) {
            throw new FormatException("a sparse image has 1 byte to 16 TiB, this file " + raw.length() + " bytes");
        }
        if (raw.length() % block != 0) {
            notes.add("its last block is filled with zeros to " + blocks * block + " bytes");
        }
        try (NewFile out = new NewFile(plan.output(), plan.over())) {
            out.skip(SparseImage.FILE_HEADER);
            for (long at = 0; at < blocks; ) {
                at = chunk(out, at, blocks);
            }
            ByteBuffer header = little(SparseImage.FILE_HEADER);
            header.putInt(SparseImage.MAGIC).putShort((short) 1).putShort((short) 0);
            header.putShort((short) SparseImage.FILE_HEADER).putShort((short) SparseImage.CHUNK_HEADER);
            header.putInt(block).putInt((int) blocks).putInt(chunks).putInt(0);
            out.writeAt(0, header.flip());
            out.done();
        }
    }

    /** Writes the stretch that begins at a block; returns the block behind it. */
    private long chunk(NewFile out, long from, long blocks) throws IOException {
        boolean filled = filled(from);
        int word = filled ? word(from) : 0;
        long end = from + 1;
        int mostBlocks = Math.max(1, LONGEST_CHUNK / block);
        while (end < blocks && filled(end) == filled && (filled ? word(end) == word : end - from < mostBlocks)) {
            end++;
        }
        int count = Math.toIntExact(end - from);
        if (filled && word == 0 && plan.zerosAreEmpty()) {
            header(out, SparseChunk.Kind.DONT_CARE, count, 0);
        } else if (filled) {
            header(out, SparseChunk.Kind.FILL, count, Integer.BYTES);
            out.write(little(Integer.BYTES).putInt(word).flip());
        } else {
            header(out, SparseChunk.Kind.RAW, count, count * block);
            for (long number = from; number < end; number++) {
                out.write(block(number));
            }
        }
        return end;
    }

    private void header(NewFile out, SparseChunk.Kind kind, int blocks, int bytes) throws IOException {
        chunks++;
        out.write(little(SparseImage.CHUNK_HEADER)
                .putShort((short) kind.code())
                .putShort((short) 0)
                .putInt(blocks)
                .putInt(SparseImage.CHUNK_HEADER + bytes)
                .flip());
    }

    private ByteBuffer block(long number) {
        long at = number * block;
        int there = (int) Math.min(block, raw.length() - at);
        if (there == block) {
            return raw.slice(at, block).order(ByteOrder.LITTLE_ENDIAN);
        }
        return little(block).put(raw.slice(at, there)).rewind();
    }

    private int word(long number) {
        return block(number).getInt(0);
    }

    private boolean filled(long number) {
        ByteBuffer bytes = block(number);
        int word = bytes.getInt(0);
        for (int i = 0; i < block; i += Integer.BYTES) {
            if (bytes.getInt(i) != word) {
                return false;
            }
        }
        return true;
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
