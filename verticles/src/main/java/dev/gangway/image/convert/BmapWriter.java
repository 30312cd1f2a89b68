package dev.gangway.image.convert;

import dev.gangway.format.Bmap;
import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import dev.gangway.format.PageReader;
import dev.gangway.format.SparseChunk;
import dev.gangway.format.SparseImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Makes a block map, format 2.0 with SHA-256: of a sparse image what it leaves out is not mapped; of bytes all is, unless blocks of
 * zeros may be left out. One use.
 */
final class BmapWriter {
    private static final int BLOCK = 4096;
    private static final int MOST_RANGES = 1 << 19;
    private static final String NO_DIGEST = "0".repeat(64);

    private final ImageData data;
    private final ConvertPlan plan;
    private final List<String> notes;
    private final List<long[]> ranges = new ArrayList<>();

    BmapWriter(ImageData data, ConvertPlan plan, List<String> notes) {
        this.data = data;
        this.plan = plan;
        this.notes = notes;
    }

    void write() throws IOException, FormatException {
        long length = data.length();
        PageReader content = data;
        if (SparseImage.startsLikeOne(data)) {
            SparseImage sparse = SparseImage.parse(data);
            if (sparse.blockSize() % BLOCK != 0) {
                throw new FormatException("its blocks of " + sparse.blockSize() + " bytes are no multiple of " + BLOCK);
            }
            length = sparse.expandedLength();
            content = sparse.expanded();
            int factor = sparse.blockSize() / BLOCK;
            for (SparseChunk chunk : sparse.chunks()) {
                if (chunk.kind() == SparseChunk.Kind.RAW || chunk.kind() == SparseChunk.Kind.FILL) {
                    map(chunk.block() * factor, chunk.end() * factor - 1);
                }
            }
            notes.add("the block map is for the expanded image of " + length
                    + " bytes (--to raw), not for the sparse file");
        } else if (plan.zerosAreEmpty()) {
            for (long block = 0; block * BLOCK < length; block++) {
                if (!zero(block)) {
                    map(block, block);
                }
            }
        } else if (length > 0) {
            map(0, (length - 1) / BLOCK);
            notes.add(
                    "all blocks are mapped; --zeros-are-empty leaves out those of zeros, where the medium then keeps what it had");
        }
        if (length == 0) {
            throw new FormatException("the file is empty");
        }
        byte[] text = text(length, content).getBytes(StandardCharsets.UTF_8);
        try (NewFile out = new NewFile(plan.output(), plan.over())) {
            out.write(ByteBuffer.wrap(text));
            out.done();
        }
    }

    private void map(long first, long last) throws FormatException {
        long[] before = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
        if (before != null && before[1] + 1 == first) {
            before[1] = last;
        } else if (ranges.size() == MOST_RANGES) {
            throw new FormatException("the image is in more than " + MOST_RANGES + " stretches");
        } else {
            ranges.add(new long[] {first, last});
        }
    }

    private String text(long length, PageReader content) throws FormatException {
        long blocks = (length + BLOCK - 1) / BLOCK;
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" ?>\n<bmap version=\"2.0\">\n");
        element(xml, "ImageSize", String.valueOf(length));
        element(xml, "BlockSize", String.valueOf(BLOCK));
        element(xml, "BlocksCount", String.valueOf(blocks));
        element(
                xml,
                "MappedBlocksCount",
                String.valueOf(ranges.stream()
                        .mapToLong(range -> range[1] - range[0] + 1)
                        .sum()));
        element(xml, "ChecksumType", "sha256");
        element(xml, "BmapFileChecksum", NO_DIGEST);
        xml.append("    <BlockMap>\n");
        for (long[] range : ranges) {
            xml.append("        <Range chksum=\"")
                    .append(digest(range, length, content))
                    .append("\"> ");
            xml.append(range[0] == range[1] ? String.valueOf(range[0]) : range[0] + "-" + range[1]);
            xml.append(" </Range>\n");
        }
        String text = xml.append("    </BlockMap>\n</bmap>\n").toString();
        MessageDigest own = Bmap.Algorithm.SHA256.computation();
        return text.replace(NO_DIGEST, HexFormat.of().formatHex(own.digest(text.getBytes(StandardCharsets.UTF_8))));
    }

    private static void element(StringBuilder xml, String name, String value) {
        xml.append("    <")
                .append(name)
                .append("> ")
                .append(value)
                .append(" </")
                .append(name)
                .append(">\n");
    }

    private static String digest(long[] range, long length, PageReader content) throws FormatException {
        MessageDigest computation = Bmap.Algorithm.SHA256.computation();
        ByteBuffer piece = ByteBuffer.allocate(1 << 20);
        long end = Math.min(length, (range[1] + 1) * BLOCK);
        for (long at = range[0] * BLOCK; at < end; at += piece.limit()) {
            piece.clear().limit((int) Math.min(piece.capacity(), end - at));
            content.read(at, piece);
            computation.update(piece.flip());
        }
        return HexFormat.of().formatHex(computation.digest());
    }

    private boolean zero(long block) {
        ByteBuffer bytes = data.slice(block * BLOCK, (int) Math.min(BLOCK, data.length() - block * BLOCK));
        while (bytes.remaining() >= Long.BYTES) {
            if (bytes.getLong() != 0) {
                return false;
            }
        }
        while (bytes.hasRemaining()) {
            if (bytes.get() != 0) {
                return false;
            }
        }
        return true;
    }
}
