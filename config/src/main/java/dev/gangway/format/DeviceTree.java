package dev.gangway.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a flattened device tree (Devicetree Specification 0.4, chapter 5), the container of FIT images. */
final class DeviceTree {
    static final int MAGIC = 0xd00dfeed;

    private static final int HEADER = 40;
    private static final int BEGIN_NODE = 1;
    private static final int END_NODE = 2;
    private static final int PROPERTY = 3;
    private static final int NOP = 4;
    private static final int END = 9;

    /** Deeper nesting than any sound tree has; a bound on recursion. */
    private static final int DEEPEST = 32;

    private final ByteBuffer in;
    private final int strings;
    private final int end;
    private int at;

    private DeviceTree(ByteBuffer in, int structure, int strings, int end) {
        this.in = in;
        this.at = structure;
        this.strings = strings;
        this.end = end;
    }

    /** A node with its properties and children, in file order. */
    record Node(String name, Map<String, ByteBuffer> properties, List<Node> children) {
        Optional<Node> child(String child) {
            return children.stream().filter(c -> c.name.equals(child)).findFirst();
        }

        boolean has(String property) {
            return properties.containsKey(property);
        }

        /** A property's first string; empty when there is none. */
        String text(String property) {
            List<String> texts = texts(property);
            return texts.isEmpty() ? "" : texts.get(0);
        }

        /** A property's list of strings. */
        List<String> texts(String property) {
            ByteBuffer value = properties.get(property);
            if (value == null || !value.hasRemaining()) {
                return List.of();
            }
            String all = StandardCharsets.UTF_8.decode(value.duplicate()).toString();
            return List.of((all.endsWith("\0") ? all.substring(0, all.length() - 1) : all).split("\0", -1));
        }

        /** A property of one or two cells as an unsigned number. */
        long number(String property) throws FormatException {
            ByteBuffer value = properties.get(property);
            if (value != null && value.remaining() == 4) {
                return Integer.toUnsignedLong(value.getInt(value.position()));
            }
            if (value != null && value.remaining() == 8) {
                return value.getLong(value.position());
            }
            throw new FormatException("FIT image: node " + name + " has no number \"" + property + "\"");
        }
    }

    /** Length of the tree at the start of the buffer's remaining bytes. */
    static int totalSize(ByteBuffer bytes) throws FormatException {
        ByteBuffer in = bytes.slice();
        if (in.remaining() < HEADER || in.getInt(0) != MAGIC) {
            throw new FormatException("no device tree: the magic d00dfeed is not there");
        }
        int total = in.getInt(4);
        if (total < HEADER || total > in.remaining()) {
            throw new FormatException("device tree is truncated: its header promises " + Integer.toUnsignedString(total)
                    + " bytes, " + in.remaining() + " are there");
        }
        return total;
    }

    /** The root node. */
    static Node parse(ByteBuffer bytes) throws FormatException {
        int total = totalSize(bytes);
        ByteBuffer in = bytes.slice(bytes.position(), total).asReadOnlyBuffer().order(ByteOrder.BIG_ENDIAN);
        int structure = in.getInt(8);
        int strings = in.getInt(12);
        if (structure < HEADER || structure >= total || structure % 4 != 0 || strings < HEADER || strings > total) {
            throw new FormatException("device tree: the header's offsets lie outside the tree");
        }
        DeviceTree reader = new DeviceTree(in, structure, strings, total);
        if (reader.token() != BEGIN_NODE) {
            throw new FormatException("device tree: there is no root node");
        }
        return reader.node(0);
    }

    private Node node(int depth) throws FormatException {
        if (depth > DEEPEST) {
            throw new FormatException("device tree: nodes are nested deeper than " + DEEPEST);
        }
        String name = string(at);
        skip(name.length() + 1);
        Map<String, ByteBuffer> properties = new LinkedHashMap<>();
        List<Node> children = new ArrayList<>();
        while (true) {
            int token = token();
            switch (token) {
                case BEGIN_NODE -> children.add(node(depth + 1));
                case PROPERTY -> property(properties);
                case NOP -> {}
                case END_NODE -> {
                    return new Node(name, Map.copyOf(properties), List.copyOf(children));
                }
                case END -> throw new FormatException("device tree: it ends inside node \"" + name + "\"");
                default -> throw new FormatException("device tree: unknown token " + token + " at offset " + (at - 4));
            }
        }
    }

    private void property(Map<String, ByteBuffer> properties) throws FormatException {
        int length = token();
        int name = token();
        if (length < 0 || length > end - at || name < 0 || name > end - strings) {
            throw new FormatException("device tree: a property at offset " + (at - 8) + " lies outside the tree");
        }
        properties.put(string(strings + name), in.slice(at, length).asReadOnlyBuffer());
        skip(length);
    }

    private int token() throws FormatException {
        if (at > end - 4) {
            throw new FormatException("device tree is truncated at offset " + at);
        }
        int token = in.getInt(at);
        at += 4;
        return token;
    }

    private void skip(int bytes) {
        at += (bytes + 3) & ~3;
    }

    private String string(int from) throws FormatException {
        for (int to = from; to < end; to++) {
            if (in.get(to) == 0) {
                byte[] text = new byte[to - from];
                in.get(from, text);
                return new String(text, StandardCharsets.ISO_8859_1);
            }
        }
        throw new FormatException("device tree: a name at offset " + from + " has no end");
    }
}
