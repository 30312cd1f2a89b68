package dev.gangway.image.build;

import dev.gangway.format.FormatException;
import dev.gangway.format.TarHeader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * Reads a tar archive as it streams by, and passes its bytes on once an entry was looked at: ustar, what went before it, GNU's
 * long names, POSIX.1-2001 extended headers with {@code SCHILY.xattr}. One use, one thread.
 */
final class TarReader {
    private static final int BLOCK = TarHeader.BLOCK;
    private static final int PIECE = 1 << 16;
    private static final int LONGEST_HEADER = 8 << 20;
    private static final String XATTR = "SCHILY.xattr.";
    private static final String OTHER_XATTR = "LIBARCHIVE.xattr.";

    private final InputStream in;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private final Map<String, String> global = new HashMap<>();
    private long unread;
    private long at;

    /** Reads from here; the caller closes it. */
    TarReader(InputStream in) {
        this.in = in;
    }

    /**
     * The next entry; its content has to be passed on before the one after it.
     *
     * @return empty at the archive's end
     * @throws FormatException when the archive is damaged, cut short or has what is not known here
     */
    Optional<TarEntry> next() throws FormatException {
        Map<String, String> extended = new HashMap<>(global);
        while (true) {
            byte[] header = new byte[BLOCK];
            int size = read(header, 0, BLOCK);
            if (size == 0 && at == 0) {
                throw new FormatException("the archive is empty");
            }
            if (pending.size() == 0 && (size == 0 || (size == BLOCK && isZero(header)))) {
                return Optional.empty();
            }
            if (size < BLOCK) {
                throw cut();
            }
            TarHeader fields = TarHeader.parse(header, at - BLOCK);
            pending.writeBytes(header);
            switch (fields.type()) {
                case 'x' -> extended(headerContent(fields.size()), extended);
                case 'g' -> {
                    extended(headerContent(fields.size()), global);
                    extended.putAll(global);
                }
                case 'L' -> extended.put("path", text(headerContent(fields.size())));
                case 'K' -> extended.put("linkpath", text(headerContent(fields.size())));
                default -> {
                    return Optional.of(entry(fields, extended));
                }
            }
        }
    }

    private TarEntry entry(TarHeader fields, Map<String, String> extended) throws FormatException {
        SortedMap<String, String> attributes = new TreeMap<>();
        String notes = "";
        for (Map.Entry<String, String> field : extended.entrySet()) {
            String key = field.getKey();
            if (key.startsWith(XATTR)) {
                attributes.put(key.substring(XATTR.length()), field.getValue());
            } else if (key.startsWith(OTHER_XATTR) && !extended.containsKey(XATTR + decoded(key))) {
                throw new FormatException(fields.name() + " has the extended attribute " + decoded(key)
                        + " in libarchive's own form alone; make the archive with GNU tar --xattrs");
            } else if (key.startsWith("SCHILY.acl.")) {
                notes = "access control lists";
            } else if (key.startsWith("GNU.sparse.")) {
                throw new FormatException(
                        fields.name() + " is stored as a sparse file; make the archive without --sparse");
            }
        }
        char type = fields.type();
        long size = number(extended, "size", fields.size());
        if (type != '0' && type != '7') {
            // Some programs leave a link's length in its header, and no content follows.
            size = 0;
        }
        unread = size;
        return new TarEntry(
                type == '7' ? '0' : type,
                extended.getOrDefault("path", fields.name()),
                extended.getOrDefault("linkpath", fields.link()),
                fields.mode(),
                number(extended, "uid", fields.uid()),
                number(extended, "gid", fields.gid()),
                number(extended, "SCHILY.devmajor", fields.major()),
                number(extended, "SCHILY.devminor", fields.minor()),
                size,
                attributes,
                notes);
    }

    private static String decoded(String key) {
        return key.substring(OTHER_XATTR.length());
    }

    private static long number(Map<String, String> extended, String key, long otherwise) throws FormatException {
        String text = extended.get(key);
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("[0-9]{1,18}")) {
            throw new FormatException("tar: " + key + " of an extended header is no number");
        }
        return Long.parseLong(text);
    }

    /**
     * Passes an entry's headers and content on.
     *
     * @return CRC-32C of the content
     * @throws IOException when it can't be written
     */
    long pass(OutputStream out) throws FormatException, IOException {
        pending.writeTo(out);
        pending.reset();
        CRC32C sum = new CRC32C();
        byte[] piece = new byte[PIECE];
        long whole = unread;
        while (unread > 0) {
            int size = read(piece, 0, (int) Math.min(PIECE, unread));
            if (size == 0) {
                throw cut();
            }
            sum.update(piece, 0, size);
            out.write(piece, 0, size);
            unread -= size;
        }
        int padding = (int) (-whole & (BLOCK - 1));
        if (read(piece, 0, padding) < padding) {
            throw cut();
        }
        out.write(piece, 0, padding);
        return sum.getValue();
    }

    /** Content of a header that describes the next one. */
    private byte[] headerContent(long size) throws FormatException {
        if (size > LONGEST_HEADER) {
            throw new FormatException("tar: an extended header of " + size + " bytes");
        }
        byte[] whole = new byte[(int) (size + BLOCK - 1) / BLOCK * BLOCK];
        if (read(whole, 0, whole.length) < whole.length) {
            throw cut();
        }
        pending.writeBytes(whole);
        byte[] content = new byte[(int) size];
        System.arraycopy(whole, 0, content, 0, content.length);
        return content;
    }

    /** Lines {@code LENGTH KEY=VALUE}, whose values may have any bytes. */
    private static void extended(byte[] content, Map<String, String> into) throws FormatException {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        for (int from = 0; from < text.length(); ) {
            int space = text.indexOf(' ', from);
            String digits = space < 0 ? "" : text.substring(from, space);
            int length = digits.matches("[0-9]{1,8}") ? Integer.parseInt(digits) : 0;
            int end = from + length;
            int equals = text.indexOf('=', from);
            if (length < 5 || end > text.length() || equals < space || equals >= end || text.charAt(end - 1) != '\n') {
                throw new FormatException("tar: an extended header is damaged");
            }
            into.put(text.substring(space + 1, equals), text.substring(equals + 1, end - 1));
            from = end;
        }
    }

    private static String text(byte[] content) {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        int zero = text.indexOf(0);
        return zero < 0 ? text : text.substring(0, zero);
    }

    private static boolean isZero(byte[] header) {
        for (byte each : header) {
            if (each != 0) {
                return false;
            }
        }
        return true;
    }

    private int read(byte[] into, int from, int length) throws FormatException {
        try {
            int size = in.readNBytes(into, from, length);
            at += size;
            return size;
        } catch (IOException e) {
            throw new FormatException("it cannot be unpacked, it is damaged or cut short: " + e.getMessage());
        }
    }

    private FormatException cut() {
        return new FormatException("the archive is cut short at byte " + at + " of what it unpacks to");
    }
}
