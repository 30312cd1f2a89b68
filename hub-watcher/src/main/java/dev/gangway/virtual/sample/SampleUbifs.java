package dev.gangway.virtual.sample;

import dev.gangway.virtual.ubifs.UbifsNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;

/**
 * The first logical blocks of a UBIFS with what a C.H.I.P. boots: a kernel and the device trees of both boards, in {@code /boot}
 * (Linux fs/ubifs/ubifs-media.h). It has what is read: superblock, master nodes, index, inodes, names, data. Whoever would write to it, as
 * Linux does when it mounts it, misses the tables of free space.
 */
final class SampleUbifs {
    /** Superblock, two master nodes, and all the rest. */
    static final int BLOCKS = 4;

    private static final int KERNEL = 3 * UbifsNode.BLOCK + 100;
    private static final int ZIMAGE = 0x016f2818;
    private static final int MAIN = 3;
    private static final int FOLDER = 0040755;
    private static final int FILE = 0100644;

    private final int lebSize;
    private final int unit;
    private final ByteBuffer main;
    private final List<Leaf> leaves = new ArrayList<>();
    private long sequence;

    /** A node, and the key under which the index has it. */
    private record Leaf(long key, int offset, int length) {}

    private SampleUbifs(int lebSize, int unit) {
        this.lebSize = lebSize;
        this.unit = unit;
        this.main = erased(lebSize);
    }

    /**
     * The blocks, in their order.
     *
     * @param lebSize bytes of a logical block
     * @param unit bytes of a page
     * @param seed what the kernel is made from
     */
    static List<ByteBuffer> blocks(int lebSize, int unit, long seed) {
        return new SampleUbifs(lebSize, unit).made(seed);
    }

    private List<ByteBuffer> made(long seed) {
        folder(1, 3);
        name(1, 2, "boot", 1);
        folder(2, 2);
        int inode = 3;
        byte[] tree = SampleUboot.deviceTree().array();
        for (String board : List.of("ntc-gr8-crumb.dtb", "sun5i-r8-chip.dtb")) {
            file(2, inode++, board, tree);
        }
        file(2, inode, "zImage", kernel(seed));
        int root = main.position();
        ByteBuffer index = node(UbifsNode.INDEX, 28 + leaves.size() * 20);
        index.putShort(24, (short) leaves.size());
        leaves.sort(Comparator.comparing(Leaf::key, Long::compareUnsigned));
        for (int i = 0; i < leaves.size(); i++) {
            Leaf leaf = leaves.get(i);
            index.putInt(28 + i * 20, MAIN).putInt(32 + i * 20, leaf.offset()).putInt(36 + i * 20, leaf.length());
            index.putInt(40 + i * 20, (int) (leaf.key() >>> 32)).putInt(44 + i * 20, (int) leaf.key());
        }
        add(index);
        ByteBuffer master = node(UbifsNode.MASTER, 512);
        master.putLong(24, 64).putInt(44, MAIN);
        master.putInt(48, MAIN).putInt(52, root).putInt(56, index.capacity());
        ByteBuffer superblock = node(UbifsNode.SUPERBLOCK, UbifsNode.BLOCK);
        superblock
                .putInt(32, unit)
                .putInt(36, lebSize)
                .putInt(40, BLOCKS)
                .putInt(44, BLOCKS)
                .putInt(80, 4);
        return List.of(alone(superblock), alone(master), alone(master), main.clear());
    }

    /** What U-Boot's bootz takes for a kernel: the magic number, begin and end. */
    private static byte[] kernel(long seed) {
        byte[] content = new byte[KERNEL];
        new Random(seed).nextBytes(content);
        ByteBuffer.wrap(content)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0x24, ZIMAGE)
                .putInt(0x28, 0)
                .putInt(0x2c, KERNEL);
        return content;
    }

    private void folder(long inode, int links) {
        inode(inode, FOLDER, 160, links);
    }

    private void file(long folder, long inode, String name, byte[] content) {
        name(folder, inode, name, 0);
        inode(inode, FILE, content.length, 1);
        for (int at = 0; at < content.length; at += UbifsNode.BLOCK) {
            int length = Math.min(UbifsNode.BLOCK, content.length - at);
            ByteBuffer node = node(UbifsNode.DATA, 48 + length);
            node.putInt(40, length).put(48, content, at, length);
            leaf(node, UbifsNode.key(inode, UbifsNode.DATA, at / UbifsNode.BLOCK));
        }
    }

    private void inode(long number, int mode, long size, int links) {
        ByteBuffer node = node(UbifsNode.INODE, 160);
        node.putLong(48, size).putInt(92, links).putInt(104, mode).putInt(108, 1);
        leaf(node, UbifsNode.key(number, UbifsNode.INODE, 0));
    }

    private void name(long folder, long inode, String name, int kind) {
        byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer node = node(UbifsNode.ENTRY, 57 + bytes.length);
        node.putLong(40, inode).put(49, (byte) kind).putShort(50, (short) bytes.length);
        node.put(56, bytes);
        leaf(node, UbifsNode.key(folder, UbifsNode.ENTRY, UbifsNode.hash(bytes)));
    }

    private void leaf(ByteBuffer node, long key) {
        node.putInt(24, (int) (key >>> 32)).putInt(28, (int) key);
        leaves.add(new Leaf(key, main.position(), node.capacity()));
        add(node);
    }

    private ByteBuffer node(int type, int length) {
        ByteBuffer node = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        return node.putInt(0, UbifsNode.MAGIC)
                .putLong(8, ++sequence)
                .putInt(16, length)
                .put(20, (byte) type);
    }

    private void add(ByteBuffer node) {
        main.put(sealed(node));
        main.position((main.position() + 7) & ~7);
    }

    private ByteBuffer alone(ByteBuffer node) {
        return erased(lebSize).put(0, sealed(node), 0, node.capacity());
    }

    private static ByteBuffer sealed(ByteBuffer node) {
        CRC32 crc = new CRC32();
        crc.update(node.slice(8, node.capacity() - 8));
        return node.putInt(4, ~(int) crc.getValue()).clear();
    }

    private static ByteBuffer erased(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 0xff);
        return ByteBuffer.wrap(bytes);
    }
}
