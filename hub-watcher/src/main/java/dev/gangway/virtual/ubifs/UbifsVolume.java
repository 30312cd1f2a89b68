package dev.gangway.virtual.ubifs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A UBIFS that is mounted to be read, as U-Boot 2016.01 does it (Linux fs/ubifs/ubifs-media.h; fields are little-endian): superblock,
 * master node, index, and through it files by their paths. Every node's CRC is held against it. The journal is not replayed: what lies on
 * a board that was flashed was committed. Where Linux wrote since, {@link #unseen} says so. One thread.
 */
public final class UbifsVolume {
    /** Bytes that all nodes begin with. */
    static final int HEADER = 24;

    private static final int FOLDER = 1;
    private static final int LINK = 2;
    private static final int FILE = 0;
    private static final long ROOT = 1;
    private static final int BRANCHES_AT = 28;
    private static final int DATA_OF_INODE = 160;
    private static final int DATA_OF_DATA = 48;
    private static final int NAME_OF_ENTRY = 56;
    private static final int BRANCH = 20;

    /** What U-Boot 2016.01 reads rightly: "big LPT" and "space fix-up". */
    private static final int KNOWN_FLAGS = 0x06;

    private static final int MOST_LINKS = 8;
    private static final int DEEPEST = 64;

    private final LogicalBlocks blocks;
    private final Place root;
    private final UbifsJournal journal;

    /** Where a node lies. */
    private record Place(int block, int offset, int length) {}

    /** An entry of the index that is no index node. */
    private record Leaf(long key, Place place) {}

    /** A name in a folder. */
    private record Name(long inode, int kind) {}

    private UbifsVolume(LogicalBlocks blocks, Place root, UbifsJournal journal) {
        this.blocks = blocks;
        this.root = root;
        this.journal = journal;
    }

    /**
     * Mounts it.
     *
     * @throws UbifsException when there is no UBIFS, or none that this U-Boot knows
     */
    public static UbifsVolume mount(LogicalBlocks blocks) throws UbifsException {
        ByteBuffer first = header(blocks, 0, 0);
        if (first.getInt(0) != UbifsNode.MAGIC || first.get(20) != UbifsNode.SUPERBLOCK) {
            throw new UbifsException("there is no UBIFS superblock in the volume");
        }
        ByteBuffer superblock = node(blocks, new Place(0, 0, first.getInt(16)), UbifsNode.SUPERBLOCK);
        if (superblock.getInt(124) > 0 || (superblock.getInt(28) & ~KNOWN_FLAGS) != 0 || superblock.get(26) != 0) {
            throw new UbifsException("on-flash format version is w" + superblock.getInt(80) + "/r"
                    + superblock.getInt(124) + ", flags " + superblock.getInt(28) + ", key hash " + superblock.get(26)
                    + ", but software only supports up to version w4/r0");
        }
        if (superblock.getInt(36) != blocks.size()) {
            throw new UbifsException(
                    "LEB size mismatch: " + superblock.getInt(36) + " in superblock, " + blocks.size() + " real");
        }
        int unit = Math.max(8, superblock.getInt(32));
        ByteBuffer master = newest(master(blocks, 1, unit), master(blocks, 2, unit));
        return new UbifsVolume(
                blocks,
                new Place(master.getInt(48), master.getInt(52), master.getInt(56)),
                UbifsJournal.of(blocks, superblock, master, unit));
    }

    /** What this reader does not see of it, one sentence for people; empty when it sees all that was written. */
    public Optional<String> unseen() {
        if (!journal.dirty() && journal.blocks().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of((journal.dirty()
                        ? "the file system was not unmounted"
                        : "the file system was written to after its last commit")
                + ", and its journal is not replayed here: "
                + (journal.blocks().isEmpty()
                        ? "it is empty"
                        : "what was written to LEB "
                                + journal.blocks().stream().map(String::valueOf).collect(Collectors.joining(", "))
                                + " since the last commit is not seen"));
    }

    /** The two copies are written one after the other; after a power cut one of them may lack. */
    private static ByteBuffer newest(ByteBuffer a, ByteBuffer b) throws UbifsException {
        if (a.capacity() == 0 && b.capacity() == 0) {
            throw new UbifsException("no valid master node");
        }
        return b.capacity() == 0 || (a.capacity() > 0 && a.getLong(32) >= b.getLong(32)) ? a : b;
    }

    /** The last valid master node of a block; an empty buffer if there is none. */
    private static ByteBuffer master(LogicalBlocks blocks, int block, int unit) throws UbifsException {
        ByteBuffer last = ByteBuffer.allocate(0);
        for (int at = 0; at + HEADER <= blocks.size(); at += unit) {
            ByteBuffer header = header(blocks, block, at);
            if (header.getInt(0) != UbifsNode.MAGIC || header.get(20) != UbifsNode.MASTER) {
                break;
            }
            try {
                last = node(blocks, new Place(block, at, header.getInt(16)), UbifsNode.MASTER);
            } catch (UbifsException e) {
                // A write was cut here: the one before it counts.
                break;
            }
        }
        return last;
    }

    /**
     * A file's content.
     *
     * @param path from the root; symbolic links are followed, but for those that go up: no folder has a name for the one above it,
     *     and U-Boot looks for one
     * @param most bytes at most
     * @throws UbifsException when there is no such file, or it is damaged or longer
     */
    public byte[] read(String path, long most) throws UbifsException {
        Name file = find(path);
        if (file.kind() != FILE) {
            throw new UbifsException(path + " is no file");
        }
        ByteBuffer inode = inode(file.inode());
        long size = inode.getLong(48);
        if (size < 0 || size > most) {
            throw new UbifsException(path + " has " + size + " bytes, and " + most + " have room");
        }
        byte[] content = new byte[(int) size];
        long first = UbifsNode.key(file.inode(), UbifsNode.DATA, 0);
        for (Leaf leaf : leaves(first, first | (1 << UbifsNode.KIND_AT) - 1)) {
            long at = (leaf.key() & (1 << UbifsNode.KIND_AT) - 1) * UbifsNode.BLOCK;
            byte[] piece = unpacked(node(blocks, leaf.place(), UbifsNode.DATA));
            // The last block is kept whole by some writers.
            int length = (int) Math.min(piece.length, size - at);
            if (length > 0) {
                System.arraycopy(piece, 0, content, (int) at, length);
            }
        }
        return content;
    }

    private static byte[] unpacked(ByteBuffer node) throws UbifsException {
        int size = node.getInt(40);
        byte[] packed = rest(node, DATA_OF_DATA, node.capacity() - DATA_OF_DATA);
        byte[] content =
                switch (node.getShort(44)) {
                    case 0 -> packed;
                    case 1 -> Lzo.unpack(packed, UbifsNode.BLOCK);
                    case 2 -> inflated(packed);
                    default -> throw new UbifsException("compressor " + node.getShort(44) + " is not compiled in");
                };
        if (size != content.length || size > UbifsNode.BLOCK) {
            throw new UbifsException("a block of data has " + content.length + " bytes, and should have " + size);
        }
        return content;
    }

    private static byte[] inflated(byte[] packed) throws UbifsException {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(packed);
            byte[] content = new byte[UbifsNode.BLOCK];
            return Arrays.copyOf(content, inflater.inflate(content));
        } catch (DataFormatException e) {
            throw new UbifsException("packed data of " + packed.length + " bytes is damaged");
        } finally {
            inflater.end();
        }
    }

    private Name find(String path) throws UbifsException {
        Deque<String> names = new ArrayDeque<>(List.of(path.split("/")));
        Name at = new Name(ROOT, FOLDER);
        int links = 0;
        while (!names.isEmpty()) {
            String name = names.pop();
            if (name.isEmpty()) {
                continue;
            }
            Name found = entry(at, name, path);
            if (found.kind() != LINK) {
                at = found;
                continue;
            }
            if (++links > MOST_LINKS) {
                throw new UbifsException("file not found " + path + ": symbolic links without end");
            }
            String target = target(inode(found.inode()));
            if (target.startsWith("/")) {
                at = new Name(ROOT, FOLDER);
            }
            List<String> parts = List.of(target.split("/"));
            for (int i = parts.size() - 1; i >= 0; i--) {
                names.push(parts.get(i));
            }
        }
        return at;
    }

    private static String target(ByteBuffer link) throws UbifsException {
        return new String(rest(link, DATA_OF_INODE, link.getInt(112)), StandardCharsets.ISO_8859_1);
    }

    private Name entry(Name folder, String name, String path) throws UbifsException {
        if (folder.kind() != FOLDER) {
            throw new UbifsException("file not found " + path);
        }
        byte[] wanted = name.getBytes(StandardCharsets.ISO_8859_1);
        long key = UbifsNode.key(folder.inode(), UbifsNode.ENTRY, UbifsNode.hash(wanted));
        for (Leaf leaf : leaves(key, key)) {
            ByteBuffer node = node(blocks, leaf.place(), UbifsNode.ENTRY);
            if (Arrays.equals(rest(node, NAME_OF_ENTRY, Short.toUnsignedInt(node.getShort(50))), wanted)) {
                return new Name(node.getLong(40), node.get(49));
            }
        }
        throw new UbifsException("file not found " + path);
    }

    private ByteBuffer inode(long number) throws UbifsException {
        long key = UbifsNode.key(number, UbifsNode.INODE, 0);
        List<Leaf> found = leaves(key, key);
        if (found.isEmpty()) {
            throw new UbifsException("the inode " + number + " is missing");
        }
        return node(blocks, found.get(0).place(), UbifsNode.INODE);
    }

    /** What the index has from one key to another. */
    private List<Leaf> leaves(long low, long high) throws UbifsException {
        List<Leaf> found = new ArrayList<>();
        collect(root, low, high, DEEPEST, found);
        return found;
    }

    /** Names may share a key, and those of one key may lie below two branches. */
    private void collect(Place place, long low, long high, int deepest, List<Leaf> into) throws UbifsException {
        ByteBuffer node = node(blocks, place, UbifsNode.INDEX);
        int branches = Short.toUnsignedInt(node.getShort(24));
        int level = Short.toUnsignedInt(node.getShort(26));
        if (level >= deepest || BRANCHES_AT + branches * BRANCH > node.capacity()) {
            throw new UbifsException("an index node in LEB " + place.block() + " is damaged");
        }
        for (int i = 0; i < branches; i++) {
            int at = BRANCHES_AT + i * BRANCH;
            long key = key(node, at + 12);
            boolean last = i + 1 == branches;
            if (Long.compareUnsigned(key, high) > 0) {
                return;
            }
            Place below = new Place(node.getInt(at), node.getInt(at + 4), node.getInt(at + 8));
            if (level > 0) {
                if (last || Long.compareUnsigned(key(node, at + BRANCH + 12), low) >= 0) {
                    collect(below, low, high, level, into);
                }
            } else if (Long.compareUnsigned(key, low) >= 0) {
                into.add(new Leaf(key, below));
            }
        }
    }

    private static long key(ByteBuffer node, int at) {
        return Integer.toUnsignedLong(node.getInt(at)) << 32 | Integer.toUnsignedLong(node.getInt(at + 4));
    }

    /** The begin of what may be a node. */
    static ByteBuffer header(LogicalBlocks blocks, int block, int offset) throws UbifsException {
        ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
        blocks.read(block, offset, header);
        return header;
    }

    /** Bytes of a node without what differs in length. */
    private static int shortest(int type) {
        return switch (type) {
            case UbifsNode.INODE -> DATA_OF_INODE;
            case UbifsNode.DATA -> DATA_OF_DATA;
            case UbifsNode.ENTRY -> NAME_OF_ENTRY;
            case UbifsNode.SUPERBLOCK -> 4096;
            case UbifsNode.MASTER -> 512;
            default -> BRANCHES_AT;
        };
    }

    private static byte[] rest(ByteBuffer node, int at, int length) throws UbifsException {
        if (length < 0 || length > node.capacity() - at) {
            throw new UbifsException("a node has " + node.capacity() + " bytes, and should have " + (at + length));
        }
        byte[] bytes = new byte[length];
        node.get(at, bytes);
        return bytes;
    }

    /** A node that says itself how long it is. */
    static ByteBuffer node(LogicalBlocks blocks, int block, int offset, int type) throws UbifsException {
        return node(
                blocks, new Place(block, offset, header(blocks, block, offset).getInt(16)), type);
    }

    private static ByteBuffer node(LogicalBlocks blocks, Place place, int type) throws UbifsException {
        if (place.length() < shortest(type)
                || place.offset() < 0
                || place.length() > blocks.size() - place.offset()
                || place.block() < 0) {
            throw new UbifsException("bad node at LEB " + place.block() + ":" + place.offset());
        }
        ByteBuffer node = ByteBuffer.allocate(place.length()).order(ByteOrder.LITTLE_ENDIAN);
        blocks.read(place.block(), place.offset(), node);
        CRC32 crc = new CRC32();
        crc.update(node.array(), 8, node.capacity() - 8);
        if (node.getInt(0) != UbifsNode.MAGIC
                || node.get(20) != type
                || node.getInt(16) != place.length()
                || node.getInt(4) != ~(int) crc.getValue()) {
            throw new UbifsException("bad node at LEB " + place.block() + ":" + place.offset());
        }
        return node;
    }
}
