package dev.gangway.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * An Android sparse image: its header and chunks, checked; the bytes stay where they are.
 *
 * <p>Source: the project's fastboot dossier, section 6. Immutable; any thread.
 *
 * @param data the file
 * @param blockSize bytes
 * @param totalBlocks of the expanded image
 * @param chunks in order, CRC chunks left out
 * @param wrongChecksums CRC chunks that do not fit the content; known only where they were compared
 */
public record SparseImage(
        ImageData data, int blockSize, long totalBlocks, List<SparseChunk> chunks, int wrongChecksums) {
    /** First word, little-endian. */
    public static final int MAGIC = 0xed26ff3a;

    /** Bytes of the file header that we write. */
    public static final int FILE_HEADER = 28;

    /** Bytes of a chunk header. */
    public static final int CHUNK_HEADER = 12;

    private static final int LARGEST_BLOCK = 64 << 20;
    private static final int PATTERN = 1 << 16;
    private static final long LARGEST_COMPARED = 1L << 34;
    /** More chunks than any real image has; each costs some 40 bytes of memory. */
    private static final int MOST_CHUNKS = 4 << 20;

    /** Copies the list. */
    public SparseImage {
        chunks = List.copyOf(chunks);
    }

    /** Whether the data begins like a sparse image. */
    public static boolean startsLikeOne(ImageData data) {
        return data.length() >= FILE_HEADER
                && data.slice(0, 4).order(ByteOrder.LITTLE_ENDIAN).getInt(0) == MAGIC;
    }

    /**
     * Reads and checks a whole image. Checksum chunks are skipped; {@link #parse(ImageData, boolean)} compares them.
     *
     * @throws FormatException with what is wrong
     */
    public static SparseImage parse(ImageData data) throws FormatException {
        return parse(data, false);
    }

    /**
     * Reads and checks a whole image.
     *
     * @param compareChecksums whether checksum chunks are compared, which reads all the content that stands before them (of
     *     images up to 16 GiB)
     * @throws FormatException with what is wrong
     */
    public static SparseImage parse(ImageData data, boolean compareChecksums) throws FormatException {
        if (!startsLikeOne(data)) {
            throw new FormatException("no Android sparse image: the magic ed26ff3a is not there, or it is truncated");
        }
        ByteBuffer header = data.slice(0, FILE_HEADER).order(ByteOrder.LITTLE_ENDIAN);
        int major = Short.toUnsignedInt(header.getShort(4));
        int fileHeader = Short.toUnsignedInt(header.getShort(8));
        int chunkHeader = Short.toUnsignedInt(header.getShort(10));
        int blockSize = header.getInt(12);
        long totalBlocks = Integer.toUnsignedLong(header.getInt(16));
        long count = Integer.toUnsignedLong(header.getInt(20));
        if (major != 1) {
            throw new FormatException("sparse image of version " + major + "; only version 1 is known");
        }
        if (fileHeader < FILE_HEADER || chunkHeader < CHUNK_HEADER) {
            throw new FormatException("sparse image: its headers are too short");
        }
        if (blockSize <= 0 || blockSize % 4 != 0 || blockSize > LARGEST_BLOCK) {
            throw new FormatException("sparse image: bad block size " + Integer.toUnsignedString(blockSize));
        }
        if (count > MOST_CHUNKS || count * chunkHeader > data.length() - fileHeader) {
            throw new FormatException("sparse image is truncated: its header promises " + count
                    + " chunks, the file has " + data.length() + " bytes");
        }
        Reader reader = new Reader(data, blockSize, totalBlocks, chunkHeader, compareChecksums);
        return reader.read(fileHeader, (int) count);
    }

    /** Length of the file that an image with these chunks has when it is written without extras, in bytes. */
    long plainLength() {
        long length = FILE_HEADER;
        for (SparseChunk chunk : chunks) {
            length += CHUNK_HEADER;
            length += switch (chunk.kind()) {
                case RAW -> chunk.blocks() * blockSize;
                case FILL, CRC -> 4;
                case DONT_CARE -> 0;
            };
        }
        return length;
    }

    /** Length of the expanded image in bytes, trailing don't-care blocks included. */
    public long expandedLength() {
        return totalBlocks * blockSize;
    }

    /** Length of the expanded image in bytes up to its last block that matters. */
    public long contentLength() {
        for (int i = chunks.size() - 1; i >= 0; i--) {
            SparseChunk chunk = chunks.get(i);
            if (chunk.kind() != SparseChunk.Kind.DONT_CARE && chunk.blocks() > 0) {
                return chunk.end() * blockSize;
            }
        }
        return 0;
    }

    /** The first don't-care block that has content on both sides; NTC's U-Boot would not move its position there. */
    public Optional<SparseChunk> gap() {
        long content = contentLength() / blockSize;
        return chunks.stream()
                .filter(c ->
                        c.kind() == SparseChunk.Kind.DONT_CARE && c.blocks() > 0 && c.block() > 0 && c.end() <= content)
                .findFirst();
    }

    /** The expanded content; don't-care blocks read as zeros. */
    public PageReader expanded() {
        return this::readExpanded;
    }

    /**
     * CRC-32 of a stretch of the expanded content.
     *
     * @throws FormatException when the stretch is not in the image or holds don't-care blocks
     */
    public int crc32(long offset, long length) throws FormatException {
        if (offset < 0 || length < 0 || offset > expandedLength() - length) {
            throw new FormatException("the sparse image has no bytes " + offset + " to " + (offset + length));
        }
        CRC32 crc = new CRC32();
        long at = offset;
        for (int i = indexAt(offset); i < chunks.size() && at < offset + length; i++) {
            SparseChunk chunk = chunks.get(i);
            long within = at - chunk.block() * blockSize;
            long here = Math.min(chunk.end() * blockSize, offset + length) - at;
            if (here <= 0) {
                continue;
            }
            if (chunk.kind() == SparseChunk.Kind.DONT_CARE) {
                throw new FormatException("the sparse image leaves block " + at / blockSize
                        + " open, so nobody knows what the flash holds there");
            }
            update(crc, chunk, within, here);
            at += here;
        }
        return (int) crc.getValue();
    }

    private void update(CRC32 crc, SparseChunk chunk, long within, long length) {
        if (chunk.kind() == SparseChunk.Kind.RAW) {
            data.updateCrc(crc, chunk.data() + within, length);
            return;
        }
        byte[] pattern = pattern(chunk.kind() == SparseChunk.Kind.FILL ? chunk.value() : 0, within, length);
        for (long done = 0; done < length; done += pattern.length) {
            crc.update(pattern, 0, (int) Math.min(pattern.length, length - done));
        }
    }

    private static byte[] pattern(int value, long within, long length) {
        byte[] pattern = new byte[(int) Math.min(PATTERN, length)];
        for (int i = 0; i < pattern.length; i++) {
            pattern[i] = (byte) (value >>> (24 - 8 * (int) ((within + i) % 4)));
        }
        return pattern;
    }

    private void readExpanded(long offset, ByteBuffer into) throws FormatException {
        int size = into.remaining();
        if (offset < 0 || offset > expandedLength() - size) {
            throw new FormatException("truncated: bytes " + offset + " to " + (offset + size) + " are needed, "
                    + expandedLength() + " are there");
        }
        long at = offset;
        for (int i = indexAt(offset); into.hasRemaining(); i++) {
            SparseChunk chunk = chunks.get(i);
            long within = at - chunk.block() * blockSize;
            int here = (int) Math.min(chunk.blocks() * blockSize - within, into.remaining());
            if (chunk.kind() == SparseChunk.Kind.RAW && here > 0) {
                into.put(data.slice(chunk.data() + within, here));
            }
            for (int done = 0; chunk.kind() != SparseChunk.Kind.RAW && done < here; ) {
                int value = chunk.kind() == SparseChunk.Kind.FILL ? chunk.value() : 0;
                byte[] piece = pattern(value, within + done, here - done);
                into.put(piece);
                done += piece.length;
            }
            at += Math.max(here, 0);
        }
    }

    private int indexAt(long offset) {
        long block = offset / blockSize;
        int low = 0;
        int high = chunks.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (chunks.get(middle).end() <= block) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Walks through a file's chunks. */
    private record Reader(ImageData data, int blockSize, long totalBlocks, int chunkHeader, boolean compare) {
        SparseImage read(int fileHeader, int count) throws FormatException {
            List<SparseChunk> chunks = new ArrayList<>();
            List<SparseChunk> checksums = new ArrayList<>();
            long at = fileHeader;
            long block = 0;
            for (int i = 0; i < count; i++) {
                if (at > data.length() - chunkHeader) {
                    throw new FormatException("sparse image is truncated in the header of chunk " + i);
                }
                ByteBuffer header = data.slice(at, CHUNK_HEADER).order(ByteOrder.LITTLE_ENDIAN);
                long total = Integer.toUnsignedLong(header.getInt(8));
                SparseChunk chunk = chunk(i, header, block, at + chunkHeader, total);
                block = chunk.end();
                if (block > totalBlocks) {
                    throw new FormatException("sparse image: chunk " + i + " ends at block " + block
                            + ", its header promises " + totalBlocks);
                }
                at += total;
                (chunk.kind() == SparseChunk.Kind.CRC ? checksums : chunks).add(chunk);
            }
            if (block != totalBlocks) {
                throw new FormatException(
                        "sparse image: its header promises " + totalBlocks + " blocks, its chunks make " + block);
            }
            if (at != data.length()) {
                throw new FormatException(
                        "sparse image: " + (data.length() - at) + " bytes stand behind the last chunk");
            }
            SparseImage image = new SparseImage(data, blockSize, totalBlocks, chunks, 0);
            int wrong = compare && image.expandedLength() <= LARGEST_COMPARED ? image.wrongOnes(checksums) : 0;
            return wrong == 0 ? image : new SparseImage(data, blockSize, totalBlocks, chunks, wrong);
        }

        private SparseChunk chunk(int number, ByteBuffer header, long block, long body, long total)
                throws FormatException {
            int code = Short.toUnsignedInt(header.getShort(0));
            long blocks = Integer.toUnsignedLong(header.getInt(4));
            SparseChunk.Kind kind = null;
            for (SparseChunk.Kind known : SparseChunk.Kind.values()) {
                kind = known.code() == code ? known : kind;
            }
            if (kind == null) {
                throw new FormatException(
                        String.format("sparse image: chunk %d has the unknown type %04x", number, code));
            }
            long size =
                    switch (kind) {
                        case RAW -> blocks * blockSize;
                        case FILL, CRC -> 4;
                        case DONT_CARE -> 0;
                    };
            if (total != chunkHeader + size || (kind == SparseChunk.Kind.CRC && blocks != 0)) {
                throw new FormatException("sparse image: chunk " + number + " (" + kind + ") has " + total
                        + " bytes for " + blocks + " blocks");
            }
            if (size > data.length() - body) {
                throw new FormatException("sparse image is truncated in chunk " + number);
            }
            int value = size == 4 && kind != SparseChunk.Kind.RAW
                    ? data.slice(body, 4).getInt(0)
                    : 0;
            return new SparseChunk(kind, block, blocks, kind == SparseChunk.Kind.RAW ? body : 0, value);
        }
    }

    /**
     * How many of these fit neither the content nor what libsparse's writer makes of it, which counts one block of a fill
     * chunk and nothing of a skipped one.
     */
    private int wrongOnes(List<SparseChunk> checksums) {
        CRC32 crc = new CRC32();
        CRC32 writers = new CRC32();
        int wrong = 0;
        int next = 0;
        for (SparseChunk checksum : checksums) {
            while (next < chunks.size() && chunks.get(next).end() <= checksum.block()) {
                SparseChunk chunk = chunks.get(next++);
                update(crc, chunk, 0, chunk.blocks() * blockSize);
                switch (chunk.kind()) {
                    case RAW -> update(writers, chunk, 0, chunk.blocks() * blockSize);
                    case FILL -> update(writers, chunk, 0, Math.min(1, chunk.blocks()) * blockSize);
                    case DONT_CARE, CRC -> {}
                }
            }
            int value = Integer.reverseBytes(checksum.value());
            wrong += value == (int) crc.getValue() || value == (int) writers.getValue() ? 0 : 1;
        }
        return wrong;
    }
}
