package dev.gangway.virtual.gadget;

import dev.gangway.virtual.SystemMemory;
import dev.gangway.virtual.SystemMemory.BusAbort;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The boot loader's own reader of Android sparse images, straight from the download buffer to the medium, with the traps
 * of the real ones (fastboot.md 4 and 6). It shares no code with the station's reader.
 */
final class SparseWriter {
    private static final int MAGIC = 0xED26FF3A;
    private static final int RAW = 0xCAC1;
    private static final int FILL = 0xCAC2;
    private static final int DONT_CARE = 0xCAC3;
    private static final int CRC32 = 0xCAC4;
    private static final int HEADER = 28;
    private static final int CHUNK = 12;

    private final SystemMemory memory;
    private final long begin;
    private final long end;
    private final Dialect dialect;
    private final PartitionStore store;
    private long written;

    /** A reader of the buffer's range from begin to end. */
    SparseWriter(SystemMemory memory, long begin, long end, Dialect dialect, PartitionStore store) {
        this.memory = memory;
        this.begin = begin;
        this.end = end;
        this.dialect = dialect;
        this.store = store;
    }

    /** Whether the download is a sparse image of major version 1; others count as raw. */
    static boolean isSparse(SystemMemory memory, long begin, long length) {
        if (length < HEADER) {
            return false;
        }
        ByteBuffer header = read(memory, begin, HEADER);
        return header.getInt(0) == MAGIC && header.getShort(4) == 1;
    }

    /** Bytes that went to the medium. */
    long written() {
        return written;
    }

    /**
     * Writes the image.
     *
     * @param start bytes from the partition's begin at which it starts
     * @return the position after it
     * @throws StoreException with the answer
     */
    long write(String partition, long start) throws StoreException {
        ByteBuffer header = read(memory, begin, HEADER);
        int headerSize = header.getShort(8) & 0xFFFF;
        int chunkSize = header.getShort(10) & 0xFFFF;
        long blockSize = Integer.toUnsignedLong(header.getInt(12));
        long totalBlocks = Integer.toUnsignedLong(header.getInt(16));
        long chunks = Integer.toUnsignedLong(header.getInt(20));
        if (blockSize == 0 || blockSize % store.granule() != 0) {
            throw complain("sparse image block size issue");
        }
        // U-Boot steps over the header and then once more over what is longer than 28.
        long at = begin + headerSize + (dialect == Dialect.AOSP ? 0 : Math.max(0, headerSize - HEADER));
        long position = start;
        long seen = 0;
        for (long i = 0; i < chunks; i++) {
            if (at + CHUNK > end) {
                throw complain("flash write failure");
            }
            ByteBuffer chunk = read(memory, at, CHUNK);
            long blocks = Integer.toUnsignedLong(chunk.getInt(4));
            long total = Integer.toUnsignedLong(chunk.getInt(8));
            long expanded = blocks * blockSize;
            at += Math.max(chunkSize, CHUNK);
            switch (chunk.getShort(0) & 0xFFFF) {
                case RAW -> {
                    require(total == chunkSize + expanded, "Bogus chunk size for chunk type Raw");
                    require(at + expanded <= end, "flash write failure");
                    position += put(partition, position, expanded, new Range(memory, at));
                    at += expanded;
                }
                case FILL -> {
                    require(total == chunkSize + 4L, "Bogus chunk size for chunk type FILL");
                    require(at + 4 <= end, "flash write failure");
                    position += put(
                            partition,
                            position,
                            expanded,
                            pattern(read(memory, at, 4).getInt(0)));
                    at += 4;
                }
                case DONT_CARE -> {
                    // NTC's build counts the blocks only towards the total and stays where it is.
                    if (dialect != Dialect.NTC_2016) {
                        require(position + expanded <= store.size(partition), "Request would exceed partition size!");
                        position += store.skip(partition, position, expanded);
                    }
                }
                case CRC32 -> {
                    require(total == chunkSize + 4L, "Bogus chunk size for chunk type CRC32");
                    // U-Boot does not step over the four bytes: what follows is misread.
                    at += dialect == Dialect.AOSP ? 4 : 0;
                }
                default -> throw complain("Unknown chunk type");
            }
            seen += blocks;
        }
        require(seen == totalBlocks, "sparse image write failure");
        return position;
    }

    private long put(String partition, long position, long length, PartitionStore.Source source) throws StoreException {
        if (length == 0) {
            return 0;
        }
        require(position + length <= store.size(partition), "Request would exceed partition size!");
        long used = store.write(partition, position, length, source);
        written += length;
        return used;
    }

    private void require(boolean condition, String complaint) throws StoreException {
        if (!condition) {
            throw complain(complaint);
        }
    }

    private StoreException complain(String complaint) {
        return new StoreException(store.sparseError(complaint));
    }

    /** Consecutive bytes of memory. */
    static final class Range implements PartitionStore.Source {
        private final SystemMemory memory;
        private long at;

        Range(SystemMemory memory, long at) {
            this.memory = memory;
            this.at = at;
        }

        @Override
        public void fill(ByteBuffer bytes) {
            int length = bytes.remaining();
            readInto(memory, at, bytes);
            at += length;
        }
    }

    private static PartitionStore.Source pattern(int value) {
        return bytes -> {
            // Blocks are multiples of 4 and every request starts at a block's or page's begin.
            ByteBuffer out = bytes.order(ByteOrder.LITTLE_ENDIAN);
            while (out.hasRemaining()) {
                out.putInt(value);
            }
        };
    }

    private static ByteBuffer read(SystemMemory memory, long at, int length) {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        readInto(memory, at, bytes);
        return bytes.flip().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void readInto(SystemMemory memory, long at, ByteBuffer bytes) {
        try {
            memory.read(at, bytes);
        } catch (BusAbort e) {
            throw new IllegalStateException("the download buffer lies outside the board's memory", e);
        }
    }
}
