package dev.gangway.format;

/**
 * One chunk of an Android sparse image.
 *
 * @param kind what it is
 * @param block the block of the expanded image where it begins
 * @param blocks how many blocks it stands for
 * @param data where its bytes begin in the file; of RAW only
 * @param value the repeated word of FILL, in the order of its bytes; the checksum of CRC
 */
public record SparseChunk(Kind kind, long block, long blocks, long data, int value) {
    /** Kinds of chunks, with their codes. */
    public enum Kind {
        /** Blocks as they are. */
        RAW(0xcac1),
        /** Blocks of one repeated 32-bit word. */
        FILL(0xcac2),
        /** Blocks whose content does not matter. */
        DONT_CARE(0xcac3),
        /** CRC-32 of everything before it. */
        CRC(0xcac4);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        /** The chunk header's type field. */
        public int code() {
            return code;
        }
    }

    /** The first block behind it. */
    public long end() {
        return block + blocks;
    }
}
