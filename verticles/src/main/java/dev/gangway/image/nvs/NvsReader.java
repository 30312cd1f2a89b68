package dev.gangway.image.nvs;

import static dev.gangway.image.nvs.NvsLayout.DATA_AT;
import static dev.gangway.image.nvs.NvsLayout.ENTRIES;
import static dev.gangway.image.nvs.NvsLayout.ENTRY;
import static dev.gangway.image.nvs.NvsLayout.PAGE;

import dev.gangway.format.FormatException;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads partitions: what NVS would find, each checksum compared. One use, one thread. */
public final class NvsReader {
    private final ByteBuffer image;
    private final Map<Integer, String> namespaces = new HashMap<>();
    private final Map<List<Object>, NvsValue> values = new LinkedHashMap<>();
    private final Map<List<Object>, TreeMap<Integer, ByteBuffer>> chunks = new HashMap<>();
    private final Map<List<Object>, int[]> indexes = new LinkedHashMap<>();

    private NvsReader(byte[] image) {
        this.image = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * All values, in the order in which they were written; blobs come last.
     *
     * @throws FormatException saying where the partition is damaged, or that it is none (an encrypted one looks so)
     */
    public static List<NvsEntry> read(byte[] image) throws FormatException {
        if (image.length < PAGE || image.length % PAGE != 0) {
            throw new FormatException("a partition of NVS has a multiple of 4096 bytes, not " + image.length);
        }
        return new NvsReader(image).all();
    }

    private List<NvsEntry> all() throws FormatException {
        TreeMap<Long, Integer> pages = new TreeMap<>();
        for (int page = 0; page < image.limit() / PAGE; page++) {
            int state = image.getInt(page * PAGE);
            if (state == -1) {
                requireEmpty(page);
                continue;
            }
            if (state != NvsLayout.ACTIVE && state != NvsLayout.FULL && state != NvsLayout.FREEING) {
                throw new FormatException(String.format(
                        "page %d of NVS has the state %08x, which is none: the partition is damaged, encrypted, or none of NVS",
                        page, state));
            }
            int at = page * PAGE;
            if (image.getInt(at + NvsLayout.HEADER_CRC_AT)
                    != NvsLayout.crc(image.slice(at + 4, NvsLayout.HEADER_CRC_AT - 4))) {
                throw new FormatException("the header of page " + page + " of NVS is damaged: its checksum is wrong");
            }
            if (pages.put(Integer.toUnsignedLong(image.getInt(at + 4)), page) != null) {
                throw new FormatException("two pages of NVS have one number");
            }
        }
        for (int page : pages.values()) {
            page(page);
        }
        List<NvsEntry> entries = new ArrayList<>();
        for (Map.Entry<List<Object>, NvsValue> value : values.entrySet()) {
            entries.add(entry(value.getKey(), value.getValue()));
        }
        for (Map.Entry<List<Object>, int[]> index : indexes.entrySet()) {
            entries.add(entry(index.getKey(), joined(index.getKey(), index.getValue())));
        }
        return entries;
    }

    private void requireEmpty(int page) throws FormatException {
        for (int at = page * PAGE; at < (page + 1) * PAGE; at += Long.BYTES) {
            if (image.getLong(at) != -1L) {
                throw new FormatException("page " + page + " of NVS says that it is empty, and is not");
            }
        }
    }

    private void page(int page) throws FormatException {
        for (int number = 0; number < ENTRIES; ) {
            int bits = image.get(page * PAGE + NvsLayout.BITMAP + number / 4) >>> (number % 4 * 2) & 3;
            if (bits != 2) { // 3 is empty, 0 was deleted
                number++;
                continue;
            }
            ByteBuffer entry = image.slice(page * PAGE + NvsLayout.FIRST_ENTRY + number * ENTRY, ENTRY)
                    .order(ByteOrder.LITTLE_ENDIAN);
            int span = entry.get(2) & 0xff;
            if (entry.getInt(NvsLayout.CRC_AT) != NvsLayout.entryCrc(entry) || span < 1 || number + span > ENTRIES) {
                throw new FormatException("entry " + number + " of page " + page + " of NVS is damaged");
            }
            keep(entry, image.slice(page * PAGE + NvsLayout.FIRST_ENTRY + (number + 1) * ENTRY, (span - 1) * ENTRY));
            number += span;
        }
    }

    private void keep(ByteBuffer entry, ByteBuffer behind) throws FormatException {
        int type = entry.get(1) & 0xff;
        int namespace = entry.get(0) & 0xff;
        String key = key(entry);
        List<Object> name = List.of(namespace, key);
        if (namespace == 0) {
            namespaces.put(entry.get(DATA_AT) & 0xff, key);
        } else if (type == NvsLayout.TEXT) {
            ByteBuffer bytes = data(entry, behind, key);
            if (!bytes.hasRemaining() || bytes.get(bytes.limit() - 1) != 0) {
                throw new FormatException("the text of " + key + " in NVS has no end");
            }
            values.put(
                    name,
                    new NvsValue.Text(StandardCharsets.UTF_8
                            .decode(bytes.slice(0, bytes.limit() - 1))
                            .toString()));
        } else if (type == NvsLayout.OLD_BLOB) {
            values.put(name, new NvsValue.Blob(data(entry, behind, key)));
        } else if (type == NvsLayout.BLOB_DATA) {
            chunks.computeIfAbsent(name, any -> new TreeMap<>()).put(entry.get(3) & 0xff, data(entry, behind, key));
        } else if (type == NvsLayout.BLOB_INDEX) {
            indexes.put(
                    name,
                    new int[] {entry.getInt(DATA_AT), entry.get(DATA_AT + 4) & 0xff, entry.get(DATA_AT + 5) & 0xff});
        } else {
            values.put(name, number(entry, type, key));
        }
    }

    private static ByteBuffer data(ByteBuffer entry, ByteBuffer behind, String key) throws FormatException {
        int length = entry.getShort(DATA_AT) & 0xffff;
        if (length > behind.limit()) {
            throw new FormatException("the value of " + key + " in NVS is longer than its entries");
        }
        ByteBuffer bytes = behind.slice(0, length);
        if (entry.getInt(DATA_AT + 4) != NvsLayout.crc(bytes)) {
            throw new FormatException("the value of " + key + " in NVS is damaged: its checksum is wrong");
        }
        return bytes;
    }

    private static NvsValue number(ByteBuffer entry, int code, String key) throws FormatException {
        for (NvsType type : NvsType.values()) {
            if (type.code() == code) {
                byte[] big = new byte[type.bytes()];
                for (int i = 0; i < big.length; i++) {
                    big[big.length - 1 - i] = entry.get(DATA_AT + i);
                }
                return new NvsValue.Whole(type, type.signed() ? new BigInteger(big) : new BigInteger(1, big));
            }
        }
        throw new FormatException(String.format("%s in NVS is of a type %02x that nobody knows", key, code));
    }

    private NvsValue joined(List<Object> name, int[] index) throws FormatException {
        TreeMap<Integer, ByteBuffer> parts = chunks.getOrDefault(name, new TreeMap<>());
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int chunk = index[2]; chunk < index[2] + index[1]; chunk++) {
            ByteBuffer part = parts.get(chunk);
            if (part == null) {
                throw new FormatException("a part of the blob " + name.get(1) + " is missing in NVS");
            }
            byte[] bytes = new byte[part.remaining()];
            part.duplicate().get(bytes);
            all.writeBytes(bytes);
        }
        if (all.size() != index[0]) {
            throw new FormatException(
                    "the blob " + name.get(1) + " in NVS has " + all.size() + " bytes, not " + index[0]);
        }
        return new NvsValue.Blob(ByteBuffer.wrap(all.toByteArray()));
    }

    private NvsEntry entry(List<Object> name, NvsValue value) throws FormatException {
        String namespace = namespaces.get((Integer) name.get(0));
        if (namespace == null) {
            throw new FormatException(name.get(1) + " in NVS is of a namespace that has no name");
        }
        return new NvsEntry(namespace, (String) name.get(1), value);
    }

    private static String key(ByteBuffer entry) {
        int length = 0;
        while (length < NvsLayout.LONGEST_NAME && entry.get(NvsLayout.KEY_AT + length) != 0) {
            length++;
        }
        return StandardCharsets.UTF_8
                .decode(entry.slice(NvsLayout.KEY_AT, length))
                .toString();
    }
}
