package dev.gangway.image.build;

import dev.gangway.format.FormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * The nodes of a UBIFS image as mkfs.ubifs leaves it, read and written in place (Linux fs/ubifs/ubifs-media.h). Fields are
 * little-endian; a node's CRC is CRC-32 without the final inversion, over all behind it. One thread.
 */
final class UbifsNodes {
    static final int INODE = 0;
    static final int ENTRY = 2;
    static final int ATTRIBUTE = 3;
    static final int MASTER = 7;
    static final int INDEX = 9;

    /** Where fields are: of every node, of inodes, of entries, of the index, of the master node. */
    static final int TYPE_AT = 20;

    static final int KEY_AT = 24;
    static final int SIZE_AT = 48;
    static final int LINKS_AT = 92;
    static final int UID_AT = 96;
    static final int GID_AT = 100;
    static final int MODE_AT = 104;
    static final int FLAGS_AT = 108;
    static final int DATA_LENGTH_AT = 112;
    static final int ATTRIBUTES_AT = 116;
    static final int ATTRIBUTE_BYTES_AT = 120;
    static final int ATTRIBUTE_NAMES_AT = 128;
    static final int DATA_AT = 160;
    static final int TARGET_AT = 40;
    static final int KIND_AT = 49;
    static final int NAME_LENGTH_AT = 50;
    static final int NAME_AT = 56;
    static final int CHILDREN_AT = 24;
    static final int LEVEL_AT = 26;
    static final int BRANCHES_AT = 28;
    static final int ROOT_AT = 48;

    /** A branch: block, offset, length, key of two words. */
    static final int BRANCH = 20;

    private static final int MAGIC = 0x06101831;
    private static final int HEADER = 24;
    private static final int LENGTH_AT = 16;
    private static final int HASH_BITS = 29;
    private static final int HASH_MASK = (1 << HASH_BITS) - 1;

    private final FileChannel image;
    private final int lebSize;

    UbifsNodes(FileChannel image, int lebSize) {
        this.image = image;
        this.lebSize = lebSize;
    }

    /** Where a node lies. */
    record Place(int block, int offset, int length) {}

    /** Reads a node and checks it. */
    ByteBuffer read(Place place, int type) throws IOException, FormatException {
        if (place.length() < HEADER || place.offset() < 0 || place.length() > lebSize - place.offset()) {
            throw damaged(place);
        }
        ByteBuffer node = ByteBuffer.allocate(place.length()).order(ByteOrder.LITTLE_ENDIAN);
        long at = (long) place.block() * lebSize + place.offset();
        while (node.hasRemaining()) {
            if (image.read(node, at + node.position()) < 0) {
                throw damaged(place);
            }
        }
        node.flip();
        if (node.getInt(0) != MAGIC
                || node.getInt(LENGTH_AT) != place.length()
                || (node.get(TYPE_AT) & 0xff) != type
                || node.getInt(4) != crc(node)) {
            throw damaged(place);
        }
        return node;
    }

    /** Reads a node whose length stands in its header. */
    ByteBuffer read(int block, int offset, int type) throws IOException, FormatException {
        ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
        image.read(header, (long) block * lebSize + offset);
        return read(new Place(block, offset, header.getInt(LENGTH_AT)), type);
    }

    /** Writes a node where it was, with a new CRC. */
    void write(Place place, ByteBuffer node) throws IOException {
        node.putInt(4, crc(node));
        ByteBuffer bytes = node.duplicate().position(0).limit(place.length());
        long at = (long) place.block() * lebSize + place.offset();
        while (bytes.hasRemaining()) {
            image.write(bytes, at + bytes.position());
        }
    }

    /** A key: inode number, kind, and what tells those of one kind apart. */
    static long key(long inode, int kind, int rest) {
        return inode << 32 | Integer.toUnsignedLong(kind << HASH_BITS | rest);
    }

    /** What tells names apart in keys: R5, of ReiserFS. */
    static int hash(String name) {
        int hash = 0;
        for (byte each : name.getBytes(StandardCharsets.ISO_8859_1)) {
            hash += each << 4;
            hash += each >> 4;
            hash *= 11;
        }
        hash &= HASH_MASK;
        return hash <= 2 ? hash + 3 : hash;
    }

    static long key(ByteBuffer node, int at) {
        return Integer.toUnsignedLong(node.getInt(at)) << 32 | Integer.toUnsignedLong(node.getInt(at + 4));
    }

    static void putKey(ByteBuffer node, int at, long key) {
        node.putInt(at, (int) (key >>> 32)).putInt(at + 4, (int) key);
    }

    /** The bytes that an entry of this name counts in its folder or file. */
    static int entryBytes(int nameLength) {
        return aligned(NAME_AT + nameLength + 1);
    }

    /** The bytes that an attribute's value counts in its file. */
    static int valueBytes(int length) {
        return aligned(DATA_AT + length + 1);
    }

    private static int aligned(int bytes) {
        return bytes + 7 & ~7;
    }

    private static int crc(ByteBuffer node) {
        CRC32 crc = new CRC32();
        crc.update(node.duplicate().position(8).limit(node.capacity()));
        return ~(int) crc.getValue();
    }

    private static FormatException damaged(Place place) {
        return new FormatException("mkfs.ubifs made what is not understood here, at block " + place.block() + ", byte "
                + place.offset() + "; tell us the version of mtd-utils");
    }
}
