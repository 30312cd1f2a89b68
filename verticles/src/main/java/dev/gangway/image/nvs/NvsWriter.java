package dev.gangway.image.nvs;

import static dev.gangway.image.nvs.NvsLayout.DATA_AT;
import static dev.gangway.image.nvs.NvsLayout.ENTRIES;
import static dev.gangway.image.nvs.NvsLayout.ENTRY;
import static dev.gangway.image.nvs.NvsLayout.PAGE;

import dev.gangway.format.FormatException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Lays entries out on pages. Messages name keys, never values. One use, one thread. */
public final class NvsWriter {
    private final ByteBuffer image;
    private final int usable;
    private final Map<String, Integer> namespaces = new LinkedHashMap<>();
    private int page = -1;
    private int used = ENTRIES;

    private NvsWriter(int size) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) 0xff);
        image = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        // ESP-IDF keeps one page empty to move what is left of others; below three pages a partition can only be read.
        usable = size / PAGE < 3 ? size / PAGE : size / PAGE - 1;
    }

    /**
     * A whole partition.
     *
     * @param entries in the order in which they are written
     * @param size bytes of the partition, a multiple of 4096; one page stays empty where there are three or more
     * @throws FormatException saying what does not fit
     */
    public static byte[] write(List<NvsEntry> entries, int size) throws FormatException {
        if (size < PAGE || size % PAGE != 0 || size > 64 << 20) {
            throw new FormatException("a partition of NVS has a multiple of 4096 bytes, not " + size
                    + ": take its size from the partition table");
        }
        NvsWriter writer = new NvsWriter(size);
        Set<List<String>> seen = new HashSet<>();
        writer.turn();
        for (NvsEntry entry : entries) {
            if (!seen.add(List.of(entry.namespace(), entry.key()))) {
                throw new FormatException(told(entry) + " is there twice");
            }
            writer.add(entry);
        }
        return writer.image.array();
    }

    private void add(NvsEntry entry) throws FormatException {
        requireName("namespace", entry.namespace());
        requireName("key", entry.key());
        int namespace = namespace(entry.namespace());
        NvsValue value = entry.value();
        if (value instanceof NvsValue.Whole whole) {
            number(namespace, entry.key(), whole);
        } else if (value instanceof NvsValue.Text text) {
            if (text.text().indexOf('\0') >= 0) {
                throw new FormatException(told(entry) + ": the text has a NUL, where it would end");
            }
            ByteBuffer bytes = ByteBuffer.wrap((text.text() + "\0").getBytes(StandardCharsets.UTF_8));
            if (bytes.remaining() > NvsLayout.LONGEST_TEXT) {
                throw new FormatException(told(entry) + ": a text has at most " + (NvsLayout.LONGEST_TEXT - 1)
                        + " bytes, this one " + (bytes.remaining() - 1) + "; keep it as a blob");
            }
            room(1 + span(bytes.remaining()));
            withData(namespace, NvsLayout.TEXT, NvsLayout.NO_CHUNK, entry.key(), bytes);
        } else if (value instanceof NvsValue.Blob blob) {
            blob(namespace, entry, blob.bytes());
        }
    }

    private int namespace(String name) throws FormatException {
        Integer known = namespaces.get(name);
        if (known != null) {
            return known;
        }
        int number = namespaces.size() + 1;
        if (number > NvsLayout.MOST_NAMESPACES) {
            throw new FormatException("NVS has at most " + NvsLayout.MOST_NAMESPACES + " namespaces");
        }
        namespaces.put(name, number);
        number(0, name, new NvsValue.Whole(NvsType.U8, BigInteger.valueOf(number)));
        return number;
    }

    private void number(int namespace, String key, NvsValue.Whole whole) throws FormatException {
        room(1);
        ByteBuffer entry = head(namespace, whole.type().code(), 1, NvsLayout.NO_CHUNK, key);
        long bits = whole.number().longValue();
        for (int i = 0; i < whole.type().bytes(); i++) {
            entry.put(DATA_AT + i, (byte) (bits >>> (i * Byte.SIZE)));
        }
        done(entry, 1);
    }

    private void blob(int namespace, NvsEntry entry, ByteBuffer bytes) throws FormatException {
        int chunk = 0;
        int at = 0;
        do {
            room(bytes.hasRemaining() ? 2 : 1);
            int length = Math.min(bytes.remaining() - at, (ENTRIES - used - 1) * ENTRY);
            // Chunks 0 to 127; the upper half is for a value's next version.
            if (chunk > 0x7f) {
                throw new FormatException(told(entry) + ": the blob is too long for NVS");
            }
            withData(namespace, NvsLayout.BLOB_DATA, chunk++, entry.key(), bytes.slice(at, length));
            at += length;
        } while (at < bytes.remaining());
        room(1);
        ByteBuffer index = head(namespace, NvsLayout.BLOB_INDEX, 1, NvsLayout.NO_CHUNK, entry.key());
        index.putInt(DATA_AT, bytes.remaining());
        index.put(DATA_AT + 4, (byte) chunk);
        index.put(DATA_AT + 5, (byte) 0);
        done(index, 1);
    }

    private void withData(int namespace, int type, int chunk, String key, ByteBuffer data) {
        int span = 1 + span(data.remaining());
        ByteBuffer entry = head(namespace, type, span, chunk, key);
        entry.putShort(DATA_AT, (short) data.remaining());
        entry.putInt(DATA_AT + 4, NvsLayout.crc(data));
        image.put(place() + ENTRY, data, data.position(), data.remaining());
        done(entry, span);
    }

    private ByteBuffer head(int namespace, int type, int span, int chunk, String key) {
        ByteBuffer entry = image.slice(place(), ENTRY).order(ByteOrder.LITTLE_ENDIAN);
        entry.put(0, (byte) namespace).put(1, (byte) type).put(2, (byte) span).put(3, (byte) chunk);
        entry.put(NvsLayout.KEY_AT, Arrays.copyOf(key.getBytes(StandardCharsets.UTF_8), NvsLayout.KEY_BYTES));
        return entry;
    }

    private void done(ByteBuffer entry, int span) {
        entry.putInt(NvsLayout.CRC_AT, NvsLayout.entryCrc(entry));
        for (int i = used; i < used + span; i++) {
            int at = page * PAGE + NvsLayout.BITMAP + i / 4;
            image.put(at, (byte) (image.get(at) & ~(1 << (i % 4 * 2))));
        }
        used += span;
    }

    /** Where the next entry goes. */
    private int place() {
        return page * PAGE + NvsLayout.FIRST_ENTRY + used * ENTRY;
    }

    private void room(int entries) throws FormatException {
        if (used + entries > ENTRIES) {
            turn();
        }
    }

    private void turn() throws FormatException {
        if (page + 1 == usable) {
            throw new FormatException(
                    "the values do not fit on " + usable + " pages of 4096 bytes: make the partition larger"
                            + " (one page stays empty where there are three or more)");
        }
        if (page >= 0) {
            image.putInt(page * PAGE, NvsLayout.FULL);
        }
        page++;
        used = 0;
        ByteBuffer header = image.slice(page * PAGE, ENTRY).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(0, NvsLayout.ACTIVE).putInt(4, page).put(8, (byte) NvsLayout.VERSION_2);
        header.putInt(NvsLayout.HEADER_CRC_AT, NvsLayout.crc(header.slice(4, NvsLayout.HEADER_CRC_AT - 4)));
    }

    private static int span(int bytes) {
        return (bytes + ENTRY - 1) / ENTRY;
    }

    private static String told(NvsEntry entry) {
        return entry.namespace() + "/" + entry.key();
    }

    private static void requireName(String what, String name) throws FormatException {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes < 1 || bytes > NvsLayout.LONGEST_NAME || name.indexOf('\0') >= 0) {
            throw new FormatException("\"" + name.replaceAll("\\p{Cntrl}", "?") + "\" is no " + what
                    + " of NVS: it has 1 to " + NvsLayout.LONGEST_NAME + " bytes");
        }
    }
}
