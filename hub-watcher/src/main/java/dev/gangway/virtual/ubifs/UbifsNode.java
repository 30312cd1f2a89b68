package dev.gangway.virtual.ubifs;

/** What nodes of UBIFS begin with, their types, and the keys by which the index has them (Linux fs/ubifs/ubifs-media.h, key.h). */
public final class UbifsNode {
    /** The first four bytes. */
    public static final int MAGIC = 0x06101831;

    /** Type of a file, folder or link; its kind in a key too. */
    public static final int INODE = 0;

    /** Type of up to {@link #BLOCK} bytes of a file; its kind in a key too. */
    public static final int DATA = 1;

    /** Type of a name in a folder; its kind in a key too. */
    public static final int ENTRY = 2;

    /** Type of the first node of all. */
    public static final int SUPERBLOCK = 6;

    /** Type of the node that names the index's root. */
    public static final int MASTER = 7;

    /** Type of a node that fills up what a write left of its last unit. */
    static final int PADDING = 5;

    /** Type of a node of the log that names a block of the journal. */
    static final int REFERENCE = 8;

    /** Type of the node of the log with which a commit begins. */
    static final int COMMIT = 10;

    /** Type of a node of the index. */
    public static final int INDEX = 9;

    /** Bytes of a file that one node has at most. */
    public static final int BLOCK = 4096;

    /** Where a key's kind begins. */
    static final int KIND_AT = 29;

    private UbifsNode() {}

    /**
     * The key of a node.
     *
     * @param inode of the file or folder that it belongs to
     * @param kind {@link #INODE}, {@link #DATA} or {@link #ENTRY}
     * @param rest number of the block, or {@link #hash} of the name; 0 of an inode
     */
    public static long key(long inode, int kind, int rest) {
        return inode << 32 | Integer.toUnsignedLong(kind << KIND_AT | rest);
    }

    /** R5, of ReiserFS, of a name; the three lowest values have meanings of their own. */
    public static int hash(byte[] name) {
        int hash = 0;
        for (byte each : name) {
            hash = 11 * (hash + (each << 4) + (each >> 4));
        }
        hash &= (1 << KIND_AT) - 1;
        return hash <= 2 ? hash + 3 : hash;
    }
}
