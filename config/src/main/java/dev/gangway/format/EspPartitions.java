package dev.gangway.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A partition table of Espressif's chips as ESP-IDF's build leaves it (its guide "Partition Tables"): rows of 32 bytes, most
 * often one with their MD5, and ones behind.
 *
 * @param entries the partitions in the table's order; no two have a byte in common
 * @param digest whether their MD5 is there, and correct
 */
public record EspPartitions(List<Entry> entries, boolean digest) {
    private static final int ROW = 32;
    private static final int MOST_ROWS = 96;
    private static final int FIRST = 0xaa50;
    private static final int MD5_ROW = 0xebeb;
    private static final int MD5_AT = 16;
    private static final int LABEL_AT = 12;
    private static final int LABEL = 16;
    private static final int FLAGS_AT = 28;
    private static final int DATA_ALIGNMENT = 0x1000;
    private static final int APP_ALIGNMENT = 0x10000;

    /**
     * A partition.
     *
     * @param type 0 = application, 1 = data, 0x40 to 0xfe an application's own
     * @param offset where in the flash, bytes
     * @param size bytes
     * @param encrypted whether the chip keeps it encrypted
     */
    public record Entry(String label, int type, int subtype, long offset, long size, boolean encrypted) {
        /** Whether code that the loader starts belongs there. */
        public boolean isApplication() {
            return type == 0;
        }

        /** Behind its last byte. */
        public long end() {
            return offset + size;
        }

        /** One line for people. */
        public String text() {
            return String.format(
                    "\"%s\", %s 0x%02x, 0x%x to 0x%x%s",
                    label,
                    type == 0 ? "app" : type == 1 ? "data" : String.format("type 0x%02x", type),
                    subtype,
                    offset,
                    end(),
                    encrypted ? ", encrypted" : "");
        }
    }

    /** Copies the list. */
    public EspPartitions {
        entries = List.copyOf(entries);
    }

    /** Whether a file begins with such a table: a row, and behind it another, their MD5, or nothing. */
    public static boolean startsLikeOne(ImageData data) {
        if (data.length() < 2 * ROW || data.length() > APP_ALIGNMENT) {
            return false;
        }
        ByteBuffer rows = data.slice(0, 2 * ROW);
        int next = rows.getShort(ROW) & 0xffff;
        return (rows.getShort(0) & 0xffff) == FIRST && (next == FIRST || next == MD5_ROW || next == 0xffff);
    }

    /** The partition in which this place of the flash is. */
    public Optional<Entry> at(long offset) {
        return entries.stream()
                .filter(entry -> entry.offset() <= offset && offset < entry.end())
                .findFirst();
    }

    /** Behind the last byte of the partition that ends last: so large must the flash be. */
    public long end() {
        return entries.stream().mapToLong(Entry::end).max().orElse(0);
    }

    /**
     * Reads a table.
     *
     * @throws FormatException saying what is wrong with it
     */
    public static EspPartitions parse(ImageData data) throws FormatException {
        List<Entry> entries = new ArrayList<>();
        for (int row = 0; row < MOST_ROWS; row++) {
            if (data.length() < (row + 1L) * ROW) {
                throw new FormatException("partition table: the file ends in row " + (row + 1)
                        + ", and a table ends with its MD5 or a row of ones");
            }
            ByteBuffer bytes = data.slice((long) row * ROW, ROW).order(ByteOrder.LITTLE_ENDIAN);
            int magic = Short.reverseBytes(bytes.getShort(0)) & 0xffff;
            if (magic == FIRST) {
                entries.add(entry(bytes, row));
            } else if (magic == MD5_ROW) {
                requireDigest(data, row * ROW, bytes);
                return checked(new EspPartitions(entries, true));
            } else if (isBlank(bytes)) {
                return checked(new EspPartitions(entries, false));
            } else {
                throw new FormatException(String.format(
                        "partition table: row %d begins with %04x; aa50, ebeb and ffff are possible", row + 1, magic));
            }
        }
        throw new FormatException("partition table: it has no end within " + MOST_ROWS + " rows");
    }

    private static Entry entry(ByteBuffer row, int number) throws FormatException {
        byte[] label = new byte[LABEL];
        row.get(LABEL_AT, label);
        int end = 0;
        while (end < LABEL && label[end] != 0) {
            end++;
        }
        Entry entry = new Entry(
                new String(label, 0, end, StandardCharsets.ISO_8859_1).replaceAll("[^ -~]", "?"),
                row.get(2) & 0xff,
                row.get(3) & 0xff,
                Integer.toUnsignedLong(row.getInt(4)),
                Integer.toUnsignedLong(row.getInt(8)),
                (row.getInt(FLAGS_AT) & 1) != 0);
        int alignment = entry.isApplication() ? APP_ALIGNMENT : DATA_ALIGNMENT;
        if (entry.offset() % alignment != 0 || entry.size() == 0) {
            throw new FormatException(String.format(
                    "partition table: row %d, %s: it has to begin at a multiple of 0x%x and to have a size",
                    number + 1, entry.text(), alignment));
        }
        return entry;
    }

    private static EspPartitions checked(EspPartitions table) throws FormatException {
        List<Entry> sorted = table.entries().stream()
                .sorted(Comparator.comparingLong(Entry::offset))
                .toList();
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i).offset() < sorted.get(i - 1).end()) {
                throw new FormatException("partition table: "
                        + sorted.get(i - 1).text() + " and " + sorted.get(i).text() + " overlap");
            }
        }
        if (sorted.isEmpty()) {
            throw new FormatException("partition table: there is no partition in it");
        }
        return table;
    }

    private static boolean isBlank(ByteBuffer row) {
        for (int i = 0; i < ROW; i++) {
            if (row.get(i) != (byte) 0xff) {
                return false;
            }
        }
        return true;
    }

    private static void requireDigest(ImageData data, int covered, ByteBuffer row) throws FormatException {
        MessageDigest md5;
        try {
            md5 = MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
        md5.update(data.slice(0, covered));
        if (!ByteBuffer.wrap(md5.digest()).equals(row.slice(MD5_AT, MD5_AT))) {
            throw new FormatException("partition table: its MD5 is wrong, so it was damaged; the chip would not start");
        }
    }
}
