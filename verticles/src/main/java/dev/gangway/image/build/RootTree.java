package dev.gangway.image.build;

import dev.gangway.format.FormatException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files that a tar archive makes of an empty folder, entry by entry as a careful program unpacks it. What would leave the
 * folder, or can't be made of it alone, is refused. One thread.
 */
final class RootTree {
    private static final int MOST_ENTRIES = 2_000_000;
    private static final int LONGEST_NAME = 255;
    /** What a symbolic link has for its target, see {@link UbifsAttributes}. */
    private static final int LONGEST_VALUE = 4095;

    /** UBIFS keeps these; a kernel gives the others to nobody. */
    private static final String[] KEPT = {"user.", "trusted.", "security."};

    /**
     * A file, whatever its kind, with all that is told of it.
     *
     * @param link where a symbolic link points
     * @param device number of a device
     * @param content length and checksum of a file's content
     */
    private record Node(char type, int mode, long uid, long gid, String link, String device, String content) {}

    /** Names of one file. A class, since two files may be told alike. */
    private static final class File {
        private Node node;
        private SortedMap<String, String> attributes;

        File(Node node, SortedMap<String, String> attributes) {
            this.node = node;
            this.attributes = attributes;
        }
    }

    private final Map<String, File> files = new HashMap<>();
    private final List<String> notes = new ArrayList<>();
    private long entries;
    private long bytes;

    RootTree() {
        files.put("", folder());
    }

    private static File folder() {
        return new File(new Node('5', 0755, 0, 0, "", "", ""), new TreeMap<>());
    }

    /** Entries so far. */
    long entries() {
        return entries;
    }

    /** Bytes of content so far. */
    long bytes() {
        return bytes;
    }

    /** What a person should know, a line each. */
    List<String> notes() {
        return notes;
    }

    /**
     * Looks at an entry before it is unpacked.
     *
     * @throws FormatException when it may not be
     */
    void check(TarEntry entry) throws FormatException {
        if (++entries > MOST_ENTRIES) {
            throw new FormatException("the archive has more than " + MOST_ENTRIES + " entries");
        }
        String path = path(entry.name());
        if ("0123456".indexOf(entry.type()) < 0) {
            throw new FormatException(told(path) + " is of a kind that no file system has (tar type "
                    + (entry.type() > ' ' && entry.type() < 0x7f ? String.valueOf(entry.type()) : (int) entry.type())
                    + "); make the archive without it");
        }
        if (path.isEmpty() && entry.type() != '5') {
            throw new FormatException("the archive's root is no folder");
        }
        int slash = path.lastIndexOf('/');
        requireFolder(slash < 0 ? "" : path.substring(0, slash), path);
        File there = files.get(path);
        if (there != null && (there.node.type() == '5') != (entry.type() == '5')) {
            throw new FormatException(told(path) + " is in the archive as a folder and as something else");
        }
        if (entry.type() == '1') {
            String target = path(entry.link());
            File file = files.get(target);
            if (file == null || file.node.type() == '5') {
                throw new FormatException(told(path) + " is a hard link to " + told(target)
                        + ", which is no file before it in the archive");
            }
        }
        if (entry.type() == '2' && entry.link().isEmpty()) {
            throw new FormatException(told(path) + " is a symbolic link to nothing");
        }
        if (entry.uid() > 0xffff_fffeL || entry.gid() > 0xffff_fffeL) {
            throw new FormatException(told(path) + " belongs to a user or group beyond 32 bits");
        }
        for (Map.Entry<String, String> attribute : entry.attributes().entrySet()) {
            requireKept(path, attribute.getKey(), attribute.getValue());
        }
        if (!entry.notes().isEmpty() && notes.isEmpty()) {
            notes.add("the archive has " + entry.notes() + " (" + told(path)
                    + " is the first), which UBIFS of these boards' kernels doesn't have: they are left out");
        }
    }

    private static void requireKept(String path, String name, String value) throws FormatException {
        if (value.length() > LONGEST_VALUE) {
            throw new FormatException(told(path) + " has an extended attribute of " + value.length() + " bytes, "
                    + told(name) + "; " + LONGEST_VALUE + " can be kept");
        }
        for (String kept : KEPT) {
            if (name.startsWith(kept) && name.length() > kept.length() && name.length() <= LONGEST_NAME) {
                return;
            }
        }
        throw new FormatException(told(path) + " has the extended attribute " + told(name)
                + ", which UBIFS can't keep; it keeps user, trusted and security");
    }

    /** Takes an entry in that was looked at. */
    void add(TarEntry entry, long checksum) {
        String path = path(entry);
        bytes += entry.size();
        if (entry.type() == '1') {
            File target = files.get(hardTarget(entry));
            files.put(path, Objects.requireNonNull(target));
            return;
        }
        boolean device = entry.type() == '3' || entry.type() == '4';
        Node node = new Node(
                entry.type(),
                // No file system has permissions of symbolic links.
                entry.type() == '2' ? 0777 : entry.mode(),
                entry.uid(),
                entry.gid(),
                entry.type() == '2' ? entry.link() : "",
                device ? entry.major() + ":" + entry.minor() : "",
                entry.type() == '0' ? entry.size() + " bytes, " + Long.toHexString(checksum) : "");
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            files.putIfAbsent(path.substring(0, slash), folder());
        }
        File there = files.get(path);
        if (there != null && entry.type() == '5') {
            there.node = node;
            there.attributes = entry.attributes();
        } else {
            files.put(path, new File(node, entry.attributes()));
        }
    }

    private static String path(TarEntry entry) {
        try {
            return path(entry.name());
        } catch (FormatException e) {
            throw new IllegalStateException("the entry was not looked at", e);
        }
    }

    private static String hardTarget(TarEntry entry) {
        try {
            return path(entry.link());
        } catch (FormatException e) {
            throw new IllegalStateException("the entry was not looked at", e);
        }
    }

    private void requireFolder(String parent, String path) throws FormatException {
        for (int end = parent.indexOf('/'); ; end = parent.indexOf('/', end + 1)) {
            String each = end < 0 ? parent : parent.substring(0, end);
            File file = files.get(each);
            if (file != null && file.node.type() != '5') {
                throw new FormatException(told(path) + " goes through "
                        + (file.node.type() == '2' ? "the symbolic link " : "") + told(each)
                        + ", so it may leave the archive");
            }
            if (end < 0) {
                return;
            }
        }
    }

    /** A path from the root, empty for the root itself. */
    private static String path(String name) throws FormatException {
        List<String> parts = new ArrayList<>();
        for (String part : name.split("/", -1)) {
            if (part.isEmpty() || part.equals(".")) {
                continue;
            }
            if (part.equals("..")) {
                throw new FormatException("the path " + told(name) + " leaves the archive");
            }
            if (part.length() > LONGEST_NAME || part.indexOf(0) >= 0) {
                throw new FormatException("a name in the path " + told(name) + " is too long, or has a zero byte");
            }
            parts.add(part);
        }
        return String.join("/", parts);
    }

    /**
     * What another tree lacks of this one or has otherwise, a line each.
     *
     * @param most lines at most
     */
    List<String> lostIn(RootTree other, int most) {
        List<String> lost = new ArrayList<>();
        Map<File, String> first = firstNames();
        Map<File, String> otherFirst = other.firstNames();
        for (String path : new TreeMap<>(files).keySet()) {
            if (lost.size() == most) {
                break;
            }
            File file = Objects.requireNonNull(files.get(path));
            File there = other.files.get(path);
            if (there == null) {
                lost.add(told(path) + " is missing");
            } else if (!file.node.equals(there.node)) {
                lost.add(told(path) + ": " + difference(file.node, there.node));
            } else if (!Objects.equals(first.get(file), otherFirst.get(there))) {
                lost.add(told(path) + " is no longer the same file as " + told(String.valueOf(first.get(file))));
            }
        }
        if (lost.isEmpty() && other.files.size() != files.size()) {
            lost.add("there are " + other.files.size() + " files in place of " + files.size());
        }
        return lost;
    }

    /** All extended attributes, each with a name of its length that the root folder does not have. */
    List<UbifsAttributes.Attribute> attributes() {
        List<UbifsAttributes.Attribute> all = new ArrayList<>();
        Map<File, String> names = firstNames();
        Set<String> taken = new HashSet<>();
        for (String path : new TreeMap<>(files).keySet()) {
            File file = Objects.requireNonNull(files.get(path));
            if (!path.equals(names.get(file))) {
                continue;
            }
            file.attributes.forEach((name, value) ->
                    all.add(new UbifsAttributes.Attribute(path, name, value, free(name.length(), taken))));
        }
        return all;
    }

    private String free(int length, Set<String> taken) {
        for (int number = taken.size(); ; number++) {
            String digits = Integer.toString(number, Character.MAX_RADIX);
            String name = "~".repeat(Math.max(0, length - digits.length())) + digits;
            if (name.length() == length && !files.containsKey(name) && taken.add(name)) {
                return name;
            }
            if (name.length() > length) {
                throw new IllegalStateException("no name of " + length + " letters is free");
            }
        }
    }

    private Map<File, String> firstNames() {
        Map<File, String> first = new HashMap<>();
        files.forEach((path, file) -> first.merge(file, path, (a, b) -> a.compareTo(b) < 0 ? a : b));
        return first;
    }

    private static String difference(Node wanted, Node found) {
        return shown(wanted) + " became " + shown(found);
    }

    private static String shown(Node node) {
        return "type " + node.type() + ", mode " + Integer.toOctalString(node.mode()) + ", owner " + node.uid() + ":"
                + node.gid() + (node.device().isEmpty() ? "" : ", device " + node.device())
                + (node.link().isEmpty() ? "" : ", to " + told(node.link()))
                + (node.content().isEmpty() ? "" : ", " + node.content());
    }

    /** Names as people read them, whatever is in them. */
    static String told(String bytes) {
        String text = new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        return text.isEmpty() ? "/" : text.replaceAll("[\\p{Cntrl}\\ufffd]", "?");
    }
}
