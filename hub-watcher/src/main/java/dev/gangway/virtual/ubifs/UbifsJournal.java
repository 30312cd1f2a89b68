package dev.gangway.virtual.ubifs;

import java.nio.ByteBuffer;
import java.util.Set;
import java.util.TreeSet;

/**
 * What was written to a UBIFS behind its last commit, in blocks that its log names (Linux fs/ubifs/log.c, replay.c). A real U-Boot
 * replays it when it mounts; here it is only found out.
 *
 * @param dirty whether the file system was mounted to be written and not unmounted: the last of it may be cut
 * @param blocks the numbers of the logical blocks with such nodes
 */
record UbifsJournal(boolean dirty, Set<Integer> blocks) {
    private static final int DIRTY = 1;
    private static final int FIRST_LOG = 3;
    private static final int HEADER = UbifsVolume.HEADER;

    /** Bytes of the shortest node there is, which says how many follow that mean nothing. */
    private static final int PADDING = HEADER + 4;

    static UbifsJournal of(LogicalBlocks blocks, ByteBuffer superblock, ByteBuffer master, int unit)
            throws UbifsException {
        Set<Integer> written = new TreeSet<>();
        int logs = Math.max(0, Math.min(superblock.getInt(56), blocks.size()));
        int log = master.getInt(44);
        for (int i = 0; i < logs && read(blocks, log, i == 0, unit, written); i++) {
            log = log + 1 < FIRST_LOG + logs ? log + 1 : FIRST_LOG;
        }
        return new UbifsJournal((master.getInt(40) & DIRTY) != 0, written);
    }

    /** A commit begins with a node of its own; false when the log does not go on in the next block. */
    private static boolean read(LogicalBlocks blocks, int log, boolean begins, int unit, Set<Integer> written)
            throws UbifsException {
        if (!is(blocks, log, 0, begins ? UbifsNode.COMMIT : UbifsNode.REFERENCE)) {
            return false;
        }
        int at = 0;
        while (at + PADDING <= blocks.size()) {
            ByteBuffer header = UbifsVolume.header(blocks, log, at);
            if (!isNode(header)) {
                // What a write left of its last unit may be filled with less than a node.
                if (at % unit == 0) {
                    return true;
                }
                at += unit - at % unit;
                continue;
            }
            try {
                ByteBuffer node = UbifsVolume.node(blocks, log, at, header.get(20));
                at += node.capacity();
                if (header.get(20) == UbifsNode.REFERENCE) {
                    named(blocks, node, written);
                } else if (header.get(20) == UbifsNode.PADDING) {
                    at += Math.max(0, node.getInt(HEADER));
                }
            } catch (UbifsException e) {
                // A write was cut here: it names nothing yet.
                return false;
            }
            at = (at + 7) & ~7;
        }
        return true;
    }

    private static void named(LogicalBlocks blocks, ByteBuffer reference, Set<Integer> written) throws UbifsException {
        int block = reference.getInt(HEADER);
        int offset = reference.getInt(HEADER + 4);
        if (offset >= 0 && offset + HEADER <= blocks.size() && isNode(UbifsVolume.header(blocks, block, offset))) {
            written.add(block);
        }
    }

    private static boolean isNode(ByteBuffer header) {
        return header.getInt(0) == UbifsNode.MAGIC;
    }

    private static boolean is(LogicalBlocks blocks, int block, int at, int type) throws UbifsException {
        ByteBuffer header = UbifsVolume.header(blocks, block, at);
        return isNode(header) && header.get(20) == type;
    }
}
