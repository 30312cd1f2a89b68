package dev.gangway.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts an image into pieces that fit a device's download buffer, as the project's fastboot dossier describes under
 * "Splitting". Every piece is a complete sparse image of the same total; the bytes stay in the mapped file.
 */
public final class SparseSplitter {
    /** No piece is larger, whatever the device says. */
    public static final long LARGEST_PIECE = 1L << 30;

    /** Kept free in every piece: file header, two chunk headers, a checksum. */
    private static final int OVERHEAD = SparseImage.FILE_HEADER + 2 * SparseImage.CHUNK_HEADER + 4;

    private static final int FILL_SIZE = SparseImage.CHUNK_HEADER + 4;

    private final SparseImage image;
    private final long budget;
    private final List<ImagePiece> pieces = new ArrayList<>();
    private final List<SparseChunk> taken = new ArrayList<>();
    private long used;
    private long lastBlock;

    private SparseSplitter(SparseImage image, long limit) {
        this.image = image;
        this.budget = limit - OVERHEAD;
    }

    /**
     * The pieces of a sparse image. One that fits is sent as it is, unless it has what U-Boot's reader stumbles over
     * (checksum chunks, longer headers): then it is written anew.
     *
     * @param maxDownload what the device can take at once, bytes
     * @throws FormatException if not even one block fits
     */
    public static List<ImagePiece> split(SparseImage image, long maxDownload) throws FormatException {
        long limit = Math.min(maxDownload, LARGEST_PIECE);
        if (image.data().length() <= limit && image.data().length() == image.plainLength()) {
            return List.of(ImagePiece.whole(image.data()));
        }
        return new SparseSplitter(image, limit).run();
    }

    /**
     * A raw image as a sparse one: blocks of one repeated word become FILL, the rest stays in the file. A last, partial
     * block is filled up with zeros when it is written.
     *
     * @param blockSize bytes; for NAND a multiple of the page
     */
    public static SparseImage fromRaw(ImageData data, int blockSize) {
        if (blockSize <= 0 || blockSize % 4 != 0) {
            throw new IllegalArgumentException("a sparse block is a multiple of 4 bytes: " + blockSize);
        }
        long total = (data.length() + blockSize - 1) / blockSize;
        List<SparseChunk> chunks = new ArrayList<>();
        SparseChunk open = null;
        for (long block = 0; block < total; block++) {
            long at = block * blockSize;
            SparseChunk next = blockOf(data, block, at, blockSize);
            if (open != null && open.kind() == next.kind() && open.value() == next.value()) {
                open = new SparseChunk(open.kind(), open.block(), open.blocks() + 1, open.data(), open.value());
            } else {
                if (open != null) {
                    chunks.add(open);
                }
                open = next;
            }
        }
        if (open != null) {
            chunks.add(open);
        }
        return new SparseImage(data, blockSize, total, chunks, 0);
    }

    private static SparseChunk blockOf(ImageData data, long block, long at, int blockSize) {
        int size = (int) Math.min(blockSize, data.length() - at);
        ByteBuffer bytes = data.slice(at, size);
        if (size == blockSize && bytes.slice(4, size - 4).mismatch(bytes.slice(0, size - 4)) < 0) {
            return new SparseChunk(SparseChunk.Kind.FILL, block, 1, 0, bytes.getInt(0));
        }
        return new SparseChunk(SparseChunk.Kind.RAW, block, 1, at, 0);
    }

    private List<ImagePiece> run() throws FormatException {
        for (SparseChunk chunk : image.chunks()) {
            SparseChunk rest = chunk;
            while (matters(rest) && !fits(rest)) {
                rest = splitOrClose(rest);
            }
            if (matters(rest)) {
                take(rest);
            }
        }
        if (!taken.isEmpty() || pieces.isEmpty()) {
            close();
        }
        return List.copyOf(pieces);
    }

    private static boolean matters(SparseChunk chunk) {
        return chunk.kind() != SparseChunk.Kind.DONT_CARE && chunk.blocks() > 0;
    }

    private boolean fits(SparseChunk chunk) {
        return used + gap(chunk) + size(chunk) <= budget;
    }

    private int gap(SparseChunk chunk) {
        return chunk.block() > lastBlock ? SparseImage.CHUNK_HEADER : 0;
    }

    private long size(SparseChunk chunk) {
        return chunk.kind() == SparseChunk.Kind.FILL
                ? FILL_SIZE
                : SparseImage.CHUNK_HEADER + chunk.blocks() * image.blockSize();
    }

    private void take(SparseChunk chunk) {
        used += gap(chunk) + size(chunk);
        lastBlock = chunk.end();
        taken.add(chunk);
    }

    /** Takes what fits of a chunk if that is worth it, closes the piece, and gives what is left of the chunk. */
    private SparseChunk splitOrClose(SparseChunk chunk) throws FormatException {
        long left = budget - used - gap(chunk) - SparseImage.CHUNK_HEADER;
        long blocks = chunk.kind() == SparseChunk.Kind.RAW ? left / image.blockSize() : 0;
        if (taken.isEmpty() && blocks <= 0) {
            throw new FormatException("the board takes " + (budget + OVERHEAD)
                    + " bytes at once, and the image's blocks have " + image.blockSize() + ": not even one fits");
        }
        SparseChunk rest = chunk;
        if (blocks > 0 && (taken.isEmpty() || left > budget / 8)) {
            take(new SparseChunk(chunk.kind(), chunk.block(), blocks, chunk.data(), chunk.value()));
            rest = new SparseChunk(
                    chunk.kind(),
                    chunk.block() + blocks,
                    chunk.blocks() - blocks,
                    chunk.data() + blocks * image.blockSize(),
                    chunk.value());
        }
        close();
        return rest;
    }

    private void close() {
        pieces.add(PieceWriter.write(image, taken));
        taken.clear();
        used = 0;
        lastBlock = 0;
    }

    /** Puts headers and stretches of the file together. */
    private static final class PieceWriter {
        private final SparseImage image;
        private final List<ImagePiece.Part> parts = new ArrayList<>();
        private final ByteBuffer headers;
        private int flushed;

        private PieceWriter(SparseImage image, int chunks) {
            this.image = image;
            this.headers = ByteBuffer.allocate(SparseImage.FILE_HEADER + (2 * chunks + 1) * FILL_SIZE)
                    .order(ByteOrder.LITTLE_ENDIAN);
        }

        static ImagePiece write(SparseImage image, List<SparseChunk> chunks) {
            return new PieceWriter(image, chunks.size()).run(chunks);
        }

        private ImagePiece run(List<SparseChunk> chunks) {
            headers.position(SparseImage.FILE_HEADER);
            long at = 0;
            int count = 0;
            for (SparseChunk chunk : chunks) {
                count += skip(at, chunk.block());
                add(chunk);
                count++;
                at = chunk.end();
            }
            count += skip(at, image.totalBlocks());
            headers.putInt(0, SparseImage.MAGIC).putShort(4, (short) 1).putShort(8, (short) SparseImage.FILE_HEADER);
            headers.putShort(10, (short) SparseImage.CHUNK_HEADER).putInt(12, image.blockSize());
            headers.putInt(16, (int) image.totalBlocks()).putInt(20, count);
            flush();
            return new ImagePiece(parts);
        }

        private int skip(long from, long to) {
            if (from == to) {
                return 0;
            }
            header(SparseChunk.Kind.DONT_CARE, to - from, 0);
            return 1;
        }

        private void add(SparseChunk chunk) {
            if (chunk.kind() == SparseChunk.Kind.FILL) {
                header(chunk.kind(), chunk.blocks(), 4);
                headers.putInt(Integer.reverseBytes(chunk.value()));
                return;
            }
            long size = chunk.blocks() * image.blockSize();
            header(chunk.kind(), chunk.blocks(), size);
            flush();
            long there = Math.min(size, image.data().length() - chunk.data());
            parts.add(new ImagePiece.Part(image.data(), chunk.data(), there));
            if (there < size) {
                ImageData zeros = ImageData.of(ByteBuffer.allocate((int) (size - there)));
                parts.add(new ImagePiece.Part(zeros, 0, zeros.length()));
            }
        }

        private void header(SparseChunk.Kind kind, long blocks, long data) {
            headers.putShort((short) kind.code()).putShort((short) 0).putInt((int) blocks);
            headers.putInt((int) (SparseImage.CHUNK_HEADER + data));
        }

        /** The parts share the header buffer, so that the file header can still be filled in at the end. */
        private void flush() {
            ImageData written = ImageData.of(headers.slice(flushed, headers.position() - flushed));
            if (written.length() > 0) {
                parts.add(new ImagePiece.Part(written, 0, written.length()));
            }
            flushed = headers.position();
        }
    }
}
