package dev.gangway.image;

import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A UF2 file (the project's dossier of further boot ROMs).
 *
 * @param blocks how many it has
 * @param families bytes of payload by family; family 0 where none is named
 */
record Uf2File(long blocks, SortedMap<Long, Long> families) {
    static final int MAGIC = 0x0a324655;

    private static final int BLOCK = 512;
    private static final int SECOND_MAGIC = 0x9e5d5157;
    private static final int LAST_MAGIC = 0x0ab16f30;
    private static final int LAST_MAGIC_AT = 508;
    private static final int MOST_DATA = 476;
    private static final int NOT_FLASH = 0x0001;
    private static final int CONTAINER = 0x1000;
    private static final int HAS_FAMILY = 0x2000;

    /** RP2350's absolute family: tools put a lone block of it in front, whose numbers belong to nothing. */
    private static final long ABSOLUTE = 0xe48bff57L;

    /** Copies the map. */
    Uf2File {
        families = Collections.unmodifiableSortedMap(new TreeMap<>(families));
    }

    /** A family's blocks so far. */
    private static final class Family {
        private final long total;
        private final BitSet seen = new BitSet();
        private long bytes;

        private Family(long total) {
            this.total = total;
        }
    }

    /**
     * Checks every block, and that none is missing. They may stand in any order and be repeated.
     *
     * @throws FormatException naming the block that is wrong
     */
    static Uf2File parse(ImageData data) throws FormatException {
        if (data.length() == 0 || data.length() % BLOCK != 0) {
            throw new FormatException(
                    "UF2: its length of " + data.length() + " bytes is no multiple of 512; it is truncated");
        }
        long blocks = data.length() / BLOCK;
        Map<Long, Family> families = new TreeMap<>();
        for (long i = 0; i < blocks; i++) {
            add(i, data.slice(i * BLOCK, BLOCK).order(ByteOrder.LITTLE_ENDIAN), families);
        }
        SortedMap<Long, Long> bytes = new TreeMap<>();
        for (Map.Entry<Long, Family> entry : families.entrySet()) {
            Family family = entry.getValue();
            int missing = family.seen.nextClearBit(0);
            if (missing < family.total && entry.getKey() != ABSOLUTE) {
                throw new FormatException(
                        "UF2: block " + missing + " of " + family.total + " is missing" + name(entry.getKey()));
            }
            bytes.put(entry.getKey(), family.bytes);
        }
        return new Uf2File(blocks, bytes);
    }

    private static void add(long index, ByteBuffer block, Map<Long, Family> families) throws FormatException {
        if (block.getInt(0) != MAGIC || block.getInt(4) != SECOND_MAGIC || block.getInt(LAST_MAGIC_AT) != LAST_MAGIC) {
            throw new FormatException(
                    "UF2: the block at " + index * BLOCK + " is damaged: its magic numbers are wrong");
        }
        int flags = block.getInt(8);
        long size = Integer.toUnsignedLong(block.getInt(16));
        long number = Integer.toUnsignedLong(block.getInt(20));
        long total = Integer.toUnsignedLong(block.getInt(24));
        if (size > MOST_DATA) {
            throw new FormatException("UF2: the block at " + index * BLOCK + " claims " + size + " bytes of data");
        }
        if ((flags & (NOT_FLASH | CONTAINER)) != 0) {
            return;
        }
        long id = (flags & HAS_FAMILY) != 0 ? Integer.toUnsignedLong(block.getInt(28)) : 0;
        Family family = families.computeIfAbsent(id, key -> new Family(total));
        if (total != family.total || number >= total || number > Integer.MAX_VALUE) {
            throw new FormatException("UF2: the block at " + index * BLOCK + " is number " + number + " of " + total
                    + ", others say there are " + family.total + name(id));
        }
        if (!family.seen.get((int) number)) {
            family.seen.set((int) number);
            family.bytes += size;
        }
    }

    private static String name(long family) {
        return family == 0 ? "" : String.format(" (family %08x)", family);
    }
}
