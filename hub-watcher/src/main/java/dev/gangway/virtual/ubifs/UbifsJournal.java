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
        int at = 0;
        if (begins) {
            if (!is(blocks, log, 0, UbifsNode.COMMIT)) {
                return false;
            }
            at = unit;
        }
        int first = at;
        while (is(blocks, log, at, UbifsNode.REFERENCE)) {
            ByteBuffer named;
            try {
                named = UbifsVolume.node(blocks, log, at, UbifsNode.REFERENCE);
            } catch (UbifsException e) {
                // A write was cut here: it names nothing yet.
                return false;
            }
            int block = named.getInt(24);
            int offset = named.getInt(28);
            if (offset >= 0
                    && offset + UbifsVolume.HEADER <= blocks.size()
                    && UbifsVolume.header(blocks, block, offset).getInt(0) == UbifsNode.MAGIC) {
                written.add(block);
            }
            at += unit;
        }
        return begins || at > first;
    }

    private static boolean is(LogicalBlocks blocks, int block, int at, int type) throws UbifsException {
        if (at + UbifsVolume.HEADER > blocks.size()) {
            return false;
        }
        ByteBuffer header = UbifsVolume.header(blocks, block, at);
        return header.getInt(0) == UbifsNode.MAGIC && header.get(20) == type;
    }
}
