package dev.gangway.image.build;

import static dev.gangway.image.build.UbifsNodes.ATTRIBUTE;
import static dev.gangway.image.build.UbifsNodes.ENTRY;
import static dev.gangway.image.build.UbifsNodes.INDEX;
import static dev.gangway.image.build.UbifsNodes.INODE;
import static dev.gangway.image.build.UbifsNodes.KEY_AT;

import dev.gangway.format.FormatException;
import dev.gangway.image.build.UbifsNodes.Place;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Puts extended attributes into a UBIFS image: Debian's mkfs.ubifs is built without them. An attribute of UBIFS is an entry below
 * its file and an inode with the value, as a name in a folder and a symbolic link with its target are, byte for byte as long. So
 * each attribute was made as a symbolic link in the root folder, or an empty file for an empty value; here those become
 * attributes where they lie, and the index is sorted anew. Nothing moves, so nothing that counts space changes. One use.
 */
final class UbifsAttributes {
    private static final long ROOT = 1;
    private static final int KIND_FILE = 0;
    private static final int FLAG_ATTRIBUTE = 0x20;
    private static final int MODE_FILE = 0100000;

    private final UbifsNodes nodes;
    private final List<Branch> leaves = new ArrayList<>();
    private final List<IndexNode> index = new ArrayList<>();

    /**
     * An attribute.
     *
     * @param path its file's, from the root
     * @param standIn the name in the root folder of what becomes it, as long as the attribute's name
     */
    record Attribute(String path, String name, String value, String standIn) {}

    /** Where the index says that a node lies. */
    private static final class Branch {
        private final Place place;
        private long key;
        private String name = "";

        Branch(Place place, long key) {
            this.place = place;
            this.key = key;
        }

        long key() {
            return key;
        }

        String name() {
            return name;
        }
    }

    /**
     * A node of the index, after those below it.
     *
     * @param firstLeaves for each of its branches the number of the first leaf below it
     */
    private record IndexNode(Place place, int level, List<Integer> firstLeaves) {}

    /**
     * Reads the index.
     *
     * @param image open for reading and writing
     * @param lebSize its logical blocks, bytes
     */
    UbifsAttributes(FileChannel image, int lebSize) throws IOException, FormatException {
        nodes = new UbifsNodes(image, lebSize);
        ByteBuffer master = nodes.read(1, 0, UbifsNodes.MASTER);
        walk(new Place(
                master.getInt(UbifsNodes.ROOT_AT),
                master.getInt(UbifsNodes.ROOT_AT + 4),
                master.getInt(UbifsNodes.ROOT_AT + 8)));
    }

    private void walk(Place place) throws IOException, FormatException {
        ByteBuffer node = nodes.read(place, INDEX);
        int level = Short.toUnsignedInt(node.getShort(UbifsNodes.LEVEL_AT));
        int children = Short.toUnsignedInt(node.getShort(UbifsNodes.CHILDREN_AT));
        if (UbifsNodes.BRANCHES_AT + children * UbifsNodes.BRANCH != place.length()) {
            throw new FormatException("mkfs.ubifs made an index with other branches than are known here");
        }
        List<Integer> firstLeaves = new ArrayList<>();
        for (int i = 0; i < children; i++) {
            int at = UbifsNodes.BRANCHES_AT + i * UbifsNodes.BRANCH;
            Place child = new Place(node.getInt(at), node.getInt(at + 4), node.getInt(at + 8));
            firstLeaves.add(leaves.size());
            if (level == 0) {
                leaves.add(new Branch(child, UbifsNodes.key(node, at + 12)));
            } else {
                walk(child);
            }
        }
        index.add(new IndexNode(place, level, firstLeaves));
    }

    /** Puts them all in. */
    void put(List<Attribute> attributes) throws IOException, FormatException {
        List<Long> keys = new ArrayList<>();
        List<Branch> changed = new ArrayList<>();
        for (Attribute attribute : attributes) {
            Branch entry = entry(ROOT, attribute.standIn());
            long host = inode(attribute.path());
            value(target(entry), attribute);
            count(host, attribute);
            changed.add(entry);
            keys.add(UbifsNodes.key(host, ATTRIBUTE, UbifsNodes.hash(attribute.name())));
        }
        // Only now: until here names are looked for in the order that the index had.
        for (int i = 0; i < attributes.size(); i++) {
            Branch branch = changed.get(i);
            branch.key = keys.get(i);
            branch.name = attributes.get(i).name();
            rename(branch);
        }
        leaves.sort(Comparator.comparing(Branch::key, Long::compareUnsigned).thenComparing(Branch::name));
        for (IndexNode node : index) {
            write(node);
        }
    }

    private void rename(Branch branch) throws IOException, FormatException {
        ByteBuffer node = nodes.read(branch.place, ENTRY);
        byte[] name = branch.name.getBytes(StandardCharsets.ISO_8859_1);
        node.put(UbifsNodes.TYPE_AT, (byte) ATTRIBUTE);
        UbifsNodes.putKey(node, KEY_AT, branch.key);
        node.put(UbifsNodes.KIND_AT, (byte) KIND_FILE).put(UbifsNodes.NAME_AT, name);
        nodes.write(branch.place, node);
    }

    /** Makes the inode of a symbolic link, or of an empty file, that of an attribute's value. */
    private void value(long inode, Attribute attribute) throws IOException, FormatException {
        Place place = find(UbifsNodes.key(inode, INODE, 0)).place;
        ByteBuffer node = nodes.read(place, INODE);
        byte[] value = attribute.value().getBytes(StandardCharsets.ISO_8859_1);
        if (node.getInt(UbifsNodes.DATA_LENGTH_AT) != value.length) {
            throw new FormatException("mkfs.ubifs kept a symbolic link otherwise than is known here");
        }
        node.putLong(UbifsNodes.SIZE_AT, value.length)
                .putInt(UbifsNodes.LINKS_AT, 1)
                .putInt(UbifsNodes.UID_AT, 0)
                .putInt(UbifsNodes.GID_AT, 0)
                .putInt(UbifsNodes.MODE_AT, MODE_FILE)
                .putInt(UbifsNodes.FLAGS_AT, FLAG_ATTRIBUTE)
                .put(UbifsNodes.DATA_AT, value);
        nodes.write(place, node);
    }

    /** Lets the file know of it, and the root folder that a name is gone. */
    private void count(long host, Attribute attribute) throws IOException, FormatException {
        int name = attribute.name().length();
        Place place = find(UbifsNodes.key(host, INODE, 0)).place;
        ByteBuffer node = nodes.read(place, INODE);
        add(node, UbifsNodes.ATTRIBUTES_AT, 1);
        add(
                node,
                UbifsNodes.ATTRIBUTE_BYTES_AT,
                UbifsNodes.entryBytes(name)
                        + UbifsNodes.valueBytes(attribute.value().length()));
        add(node, UbifsNodes.ATTRIBUTE_NAMES_AT, name);
        nodes.write(place, node);
        Place root = find(UbifsNodes.key(ROOT, INODE, 0)).place;
        ByteBuffer folder = nodes.read(root, INODE);
        folder.putLong(UbifsNodes.SIZE_AT, folder.getLong(UbifsNodes.SIZE_AT) - UbifsNodes.entryBytes(name));
        nodes.write(root, folder);
    }

    private static void add(ByteBuffer node, int at, int more) {
        node.putInt(at, node.getInt(at) + more);
    }

    private void write(IndexNode of) throws IOException, FormatException {
        ByteBuffer node = nodes.read(of.place(), INDEX);
        for (int i = 0; i < of.firstLeaves().size(); i++) {
            int at = UbifsNodes.BRANCHES_AT + i * UbifsNodes.BRANCH;
            Branch leaf = leaves.get(of.firstLeaves().get(i));
            if (of.level() == 0) {
                node.putInt(at, leaf.place.block())
                        .putInt(at + 4, leaf.place.offset())
                        .putInt(at + 8, leaf.place.length());
            }
            UbifsNodes.putKey(node, at + 12, leaf.key);
        }
        nodes.write(of.place(), node);
    }

    private long inode(String path) throws IOException, FormatException {
        long inode = ROOT;
        if (!path.isEmpty()) {
            for (String name : path.split("/", -1)) {
                inode = target(entry(inode, name));
            }
        }
        return inode;
    }

    private long target(Branch entry) throws IOException, FormatException {
        return nodes.read(entry.place, ENTRY).getLong(UbifsNodes.TARGET_AT);
    }

    /** The entry of a name in a folder; names may share a key. */
    private Branch entry(long folder, String name) throws IOException, FormatException {
        long key = UbifsNodes.key(folder, ENTRY, UbifsNodes.hash(name));
        for (int i = lowest(key); i < leaves.size() && leaves.get(i).key == key; i++) {
            ByteBuffer node = nodes.read(leaves.get(i).place, ENTRY);
            byte[] found = new byte[Short.toUnsignedInt(node.getShort(UbifsNodes.NAME_LENGTH_AT))];
            node.get(UbifsNodes.NAME_AT, found);
            if (new String(found, StandardCharsets.ISO_8859_1).equals(name)) {
                return leaves.get(i);
            }
        }
        throw new FormatException("mkfs.ubifs left out " + RootTree.told(name));
    }

    private Branch find(long key) throws FormatException {
        int at = lowest(key);
        if (at == leaves.size() || leaves.get(at).key != key) {
            throw new FormatException("mkfs.ubifs left out an inode");
        }
        return leaves.get(at);
    }

    private int lowest(long key) {
        int from = 0;
        int to = leaves.size();
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (Long.compareUnsigned(leaves.get(middle).key, key) < 0) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }
}
