package dev.gangway.image.nvs;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** Numbers of the format, from ESP-IDF's description of its NVS library; pages of version 2. */
final class NvsLayout {
    static final int PAGE = 4096;
    static final int ENTRY = 32;
    static final int ENTRIES = 126;
    static final int FIRST_ENTRY = 64;
    static final int BITMAP = 32;
    static final int ACTIVE = 0xfffffffe;
    static final int FULL = 0xfffffffc;
    static final int FREEING = 0xfffffff8;
    static final int VERSION_2 = 0xfe;
    static final int TEXT = 0x21;
    static final int OLD_BLOB = 0x41;
    static final int BLOB_DATA = 0x42;
    static final int BLOB_INDEX = 0x48;
    static final int NO_CHUNK = 0xff;
    static final int LONGEST_NAME = 15;
    static final int MOST_NAMESPACES = 254;
    static final int LONGEST_TEXT = 4000;
    /** Of an entry: its namespace, type, span, chunk, checksum, key, data. */
    static final int CRC_AT = 4;

    static final int KEY_AT = 8;
    static final int KEY_BYTES = 16;
    static final int DATA_AT = 24;
    /** Of a page's header. */
    static final int HEADER_CRC_AT = 28;

    private NvsLayout() {}

    /** The checksum of bytes: a CRC-32 whose register begins with zeros, not ones. */
    static int crc(ByteBuffer... pieces) {
        CRC32 crc = new CRC32();
        crc.update(new byte[] {-1, -1, -1, -1}); // takes the register from ones to zeros
        for (ByteBuffer piece : pieces) {
            crc.update(piece.duplicate());
        }
        return (int) crc.getValue();
    }

    /** The checksum of an entry's header: of all its bytes but the checksum's own. */
    static int entryCrc(ByteBuffer entry) {
        return crc(entry.slice(0, CRC_AT), entry.slice(KEY_AT, ENTRY - KEY_AT));
    }
}
