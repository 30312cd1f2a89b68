package dev.gangway.fastboot;

import dev.gangway.format.ImageData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * An ext4 file system with nothing in it but {@code lost+found}, as a sparse image that leaves open what need not be written. The
 * layout is that of the kernel's Documentation/filesystems/ext4: blocks of 4 KiB, groups of 32768, inodes of 256 bytes, a journal;
 * group descriptors have check sums, so that the inode tables of groups but the first may be left as they are.
 */
final class EmptyExt4 {
    /** Less has no room for a journal; mke2fs makes none either below 8 MiB. */
    static final long SMALLEST = 16L << 20;

    /** Where numbers of blocks need more than 32 bits. */
    static final long LARGEST = 1L << 43;

    static final int BLOCK = 4096;

    private static final int GROUP = 8 * BLOCK;
    private static final int INODE = 256;
    private static final int PER_BLOCK = BLOCK / INODE;
    private static final int BYTES_AN_INODE = 16384;
    private static final int DESCRIPTOR = 32;

    /** A last group that has less room than this behind its tables is left away. */
    private static final int LEAST_ROOM = 50;

    private static final int ROOT = 2;
    private static final int JOURNAL = 8;
    private static final int LOST_AND_FOUND = 11;
    private static final int DIRECTORY = 2;
    private static final int INODE_UNINIT = 1;
    private static final int BLOCK_UNINIT = 2;
    private static final int ITABLE_ZEROED = 4;
    private static final int EXTENTS = 0x80000;
    private static final int EXTRA = 32;

    private final long blocks;
    private final int groups;
    private final int perGroup;
    private final int tableBlocks;
    private final int descriptorBlocks;
    private final int journalBlocks;
    private final UUID uuid;
    private final List<Stretch> written = new ArrayList<>();

    /** Blocks that follow one another; without bytes they are zeros. */
    private record Stretch(long block, long blocks, ByteBuffer bytes) {}

    private EmptyExt4(long size, UUID uuid) {
        this.uuid = uuid;
        long all = size / BLOCK;
        int wanted = (int) ((Math.min(all, GROUP) * BLOCK / BYTES_AN_INODE + PER_BLOCK - 1) / PER_BLOCK);
        tableBlocks = wanted;
        perGroup = wanted * PER_BLOCK;
        int count = (int) ((all + GROUP - 1) / GROUP);
        descriptorBlocks = descriptorBlocks(count);
        long rest = all % GROUP;
        boolean cut = count > 1 && rest > 0 && rest < tables(count - 1) + LEAST_ROOM;
        groups = cut ? count - 1 : count;
        blocks = cut ? all - rest : all;
        // As mke2fs has it, and never more than fits into the first group.
        journalBlocks = blocks < GROUP ? 1024 : blocks < 8L * GROUP ? 4096 : 16384;
    }

    private static int descriptorBlocks(int groups) {
        return (groups * DESCRIPTOR + BLOCK - 1) / BLOCK;
    }

    /**
     * The file system as a sparse image.
     *
     * @param size bytes of the partition, from {@link #SMALLEST} to {@link #LARGEST}
     * @param uuid by which the file system is known
     */
    static ImageData sparse(long size, UUID uuid) {
        if (size < SMALLEST || size > LARGEST) {
            throw new IllegalArgumentException("no ext4 of " + size + " bytes is made here");
        }
        EmptyExt4 system = new EmptyExt4(size, uuid);
        system.lay();
        return system.image(size / BLOCK);
    }

    /** Whether a group begins with a copy of the superblock: 0, 1 and powers of 3, 5 and 7. */
    private static boolean hasSuper(int group) {
        return group <= 1 || isPower(group, 3) || isPower(group, 5) || isPower(group, 7);
    }

    private static boolean isPower(int group, int base) {
        long power = base;
        while (power < group) {
            power *= base;
        }
        return power == group;
    }

    /** Blocks before a group's first free one: superblock, descriptors, two bitmaps, inodes. */
    private int tables(int group) {
        return head(group) + 2 + tableBlocks;
    }

    private int head(int group) {
        return hasSuper(group) ? 1 + descriptorBlocks : 0;
    }

    private long first(int group) {
        return (long) group * GROUP;
    }

    private int blocksOf(int group) {
        return (int) Math.min(GROUP, blocks - first(group));
    }

    private int used(int group) {
        return tables(group) + (group == 0 ? 2 + journalBlocks : 0);
    }

    private long rootBlock() {
        return tables(0);
    }

    private void lay() {
        ByteBuffer descriptors = descriptors();
        for (int group = 0; group < groups; group++) {
            if (hasSuper(group)) {
                ByteBuffer block = block();
                superblock(block, group == 0 ? 1024 : 0, group);
                written.add(new Stretch(first(group), 1, block));
                written.add(new Stretch(first(group) + 1, descriptorBlocks, descriptors.duplicate()));
            }
            if (group == 0 || group == groups - 1) {
                ByteBuffer bitmap = block();
                set(bitmap, 0, used(group));
                set(bitmap, blocksOf(group), GROUP);
                written.add(new Stretch(first(group) + head(group), 1, bitmap));
            }
            if (group == 0) {
                inodes();
            }
        }
    }

    /** What else the first group has. */
    private void inodes() {
        ByteBuffer bitmap = block();
        set(bitmap, 0, LOST_AND_FOUND);
        set(bitmap, perGroup, GROUP);
        written.add(new Stretch(head(0) + 1L, 1, bitmap));
        ByteBuffer table = block();
        inode(table, ROOT, 040755, 3, rootBlock(), 1);
        inode(table, JOURNAL, 0100600, 1, rootBlock() + 2, journalBlocks);
        inode(table, LOST_AND_FOUND, 040700, 2, rootBlock() + 1, 1);
        written.add(new Stretch(head(0) + 2L, 1, table));
        written.add(new Stretch(head(0) + 3L, tableBlocks - 1L, ByteBuffer.allocate(0)));
        ByteBuffer root = block();
        int at = entry(root, 0, ROOT, ".", 12);
        at = entry(root, at, ROOT, "..", 12);
        entry(root, at, LOST_AND_FOUND, "lost+found", BLOCK - at);
        written.add(new Stretch(rootBlock(), 1, root));
        ByteBuffer lost = block();
        entry(lost, entry(lost, 0, LOST_AND_FOUND, ".", 12), ROOT, "..", BLOCK - 12);
        written.add(new Stretch(rootBlock() + 1, 1, lost));
        ByteBuffer journal = block().order(ByteOrder.BIG_ENDIAN);
        // The journal's superblock of version 2, which says that it is empty: size of a block, blocks, first, sequence.
        journal.putInt(0xc03b3998)
                .putInt(4)
                .putInt(0)
                .putInt(BLOCK)
                .putInt(journalBlocks)
                .putInt(1)
                .putInt(1);
        putUuid(journal, 48);
        journal.putInt(64, 1); // users
        written.add(new Stretch(rootBlock() + 2, 1, journal));
        // Zeros, so that no transaction of a file system before is taken for one of this.
        written.add(new Stretch(rootBlock() + 3, journalBlocks - 1L, ByteBuffer.allocate(0)));
    }

    private static ByteBuffer block() {
        return ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void set(ByteBuffer bitmap, int from, int to) {
        for (int bit = from; bit < to; bit++) {
            bitmap.put(bit / 8, (byte) (bitmap.get(bit / 8) | 1 << bit % 8));
        }
    }

    private void putUuid(ByteBuffer into, int at) {
        ByteBuffer big = into.duplicate().order(ByteOrder.BIG_ENDIAN);
        big.putLong(at, uuid.getMostSignificantBits()).putLong(at + 8, uuid.getLeastSignificantBits());
    }

    private void superblock(ByteBuffer into, int at, int group) {
        long free = 0;
        for (int each = 0; each < groups; each++) {
            free += blocksOf(each) - used(each);
        }
        ByteBuffer sb = into.slice(at, 1024).order(ByteOrder.LITTLE_ENDIAN);
        sb.putInt(groups * perGroup).putInt((int) blocks).putInt((int) (blocks / 20)); // a twentieth is root's
        sb.putInt((int) free).putInt(groups * perGroup - LOST_AND_FOUND).putInt(0);
        sb.putInt(2).putInt(2).putInt(GROUP).putInt(GROUP).putInt(perGroup); // 1 KiB << 2
        sb.putShort(0x36, (short) -1).putShort(0x38, (short) 0xef53).putShort(0x3a, (short) 1);
        sb.putShort(0x3c, (short) 1)
                .putInt(0x4c, 1)
                .putInt(0x54, LOST_AND_FOUND)
                .putShort(0x58, (short) INODE);
        sb.putShort(0x5a, (short) group);
        sb.putInt(0x5c, 0x2c); // has_journal, ext_attr, dir_index
        sb.putInt(0x60, 0x42); // filetype, extents
        sb.putInt(0x64, 0x7b); // sparse_super, large_file, huge_file, gdt_csum, dir_nlink, extra_isize
        putUuid(sb, 0x68);
        sb.putInt(0xe0, JOURNAL);
        putUuid(sb, 0xec); // the seed of directories' hashes
        sb.put(0xfc, (byte) 1).put(0xfd, (byte) 1); // half MD4; the journal's inode is copied below
        sb.putInt(0x100, 0xc); // user_xattr, acl
        extent(sb, 0x10c, rootBlock() + 2, journalBlocks);
        sb.putInt(0x10c + 64, journalBlocks * BLOCK);
        sb.putShort(0x15c, (short) EXTRA).putShort(0x15e, (short) EXTRA);
        sb.putInt(0x160, 2); // hashes of unsigned characters
    }

    private ByteBuffer descriptors() {
        ByteBuffer all = ByteBuffer.allocate(descriptorBlocks * BLOCK).order(ByteOrder.LITTLE_ENDIAN);
        for (int group = 0; group < groups; group++) {
            int at = group * DESCRIPTOR;
            long bitmap = first(group) + head(group);
            all.putInt(at, (int) bitmap).putInt(at + 4, (int) bitmap + 1).putInt(at + 8, (int) bitmap + 2);
            boolean begins = group == 0;
            int inUse = begins ? LOST_AND_FOUND : 0;
            all.putShort(at + 12, (short) (blocksOf(group) - used(group)));
            all.putShort(at + 14, (short) (perGroup - inUse)).putShort(at + 16, (short) (begins ? 2 : 0));
            int flags = begins ? ITABLE_ZEROED : INODE_UNINIT | (group == groups - 1 ? 0 : BLOCK_UNINIT);
            all.putShort(at + 18, (short) flags).putShort(at + 28, (short) (perGroup - inUse));
            all.putShort(at + 30, (short) checksum(all, at, group));
        }
        return all;
    }

    /** CRC-16 (polynomial 8005, reflected) of the file system's id, the group's number, and its descriptor without this. */
    private int checksum(ByteBuffer descriptors, int at, int group) {
        ByteBuffer summed = ByteBuffer.allocate(20 + DESCRIPTOR - 2).order(ByteOrder.LITTLE_ENDIAN);
        putUuid(summed, 0);
        summed.putInt(16, group).put(20, descriptors, at, DESCRIPTOR - 2);
        int crc = 0xffff;
        for (byte one : summed.array()) {
            crc ^= one & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ 0xa001;
            }
        }
        return crc;
    }

    private static void inode(ByteBuffer table, int number, int mode, int links, long block, int blocks) {
        int at = (number - 1) * INODE;
        table.putShort(at, (short) mode).putInt(at + 4, blocks * BLOCK).putShort(at + 26, (short) links);
        table.putInt(at + 28, blocks * (BLOCK / 512)).putInt(at + 32, EXTENTS);
        extent(table, at + 40, block, blocks);
        table.putShort(at + 128, (short) EXTRA);
    }

    /** A tree of one extent. */
    private static void extent(ByteBuffer into, int at, long block, int blocks) {
        into.putShort(at, (short) 0xf30a).putShort(at + 2, (short) 1).putShort(at + 4, (short) 4);
        into.putShort(at + 16, (short) blocks).putInt(at + 20, (int) block);
    }

    private static int entry(ByteBuffer directory, int at, int inode, String name, int length) {
        byte[] text = name.getBytes(StandardCharsets.US_ASCII);
        directory.putInt(at, inode).putShort(at + 4, (short) length);
        directory.put(at + 6, (byte) text.length).put(at + 7, (byte) DIRECTORY).put(at + 8, text);
        return at + length;
    }

    private ImageData image(long partitionBlocks) {
        written.sort((one, other) -> Long.compare(one.block(), other.block()));
        List<ByteBuffer> chunks = new ArrayList<>();
        long at = 0;
        for (Stretch stretch : written) {
            if (stretch.blocks() > 0) {
                if (stretch.block() > at) {
                    chunks.add(chunk(0xcac3, stretch.block() - at, ByteBuffer.allocate(0)));
                }
                boolean zeros =
                        !stretch.bytes().hasRemaining() && stretch.bytes().capacity() == 0;
                chunks.add(
                        zeros
                                ? chunk(0xcac2, stretch.blocks(), ByteBuffer.allocate(4))
                                : chunk(
                                        0xcac1,
                                        stretch.blocks(),
                                        stretch.bytes().duplicate().clear()));
                at = stretch.block() + stretch.blocks();
            }
        }
        if (at < partitionBlocks) {
            chunks.add(chunk(0xcac3, partitionBlocks - at, ByteBuffer.allocate(0)));
        }
        int length = 28 + chunks.stream().mapToInt(ByteBuffer::remaining).sum();
        ByteBuffer file = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0xed26ff3a)
                .putShort((short) 1)
                .putShort((short) 0)
                .putShort((short) 28)
                .putShort((short) 12);
        file.putInt(BLOCK).putInt((int) partitionBlocks).putInt(chunks.size()).putInt(0);
        chunks.forEach(file::put);
        return ImageData.of(file.flip());
    }

    private static ByteBuffer chunk(int type, long blocks, ByteBuffer data) {
        ByteBuffer chunk = ByteBuffer.allocate(12 + data.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        chunk.putShort((short) type).putShort((short) 0).putInt((int) blocks).putInt(12 + data.remaining());
        return chunk.put(data).flip();
    }
}
