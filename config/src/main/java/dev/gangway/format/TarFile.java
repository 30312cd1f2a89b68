package dev.gangway.format;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A tar archive (POSIX.1-1988 ustar, and what went before it): files by name. Links, folders and the like are passed over. */
public final class TarFile {
    private static final int BLOCK = 512;
    private static final int NAME = 100;
    private static final int SIZE_AT = 124;
    private static final int SIZE_LETTERS = 12;
    private static final int SUM_AT = 148;
    private static final int SUM_LETTERS = 8;
    private static final int TYPE_AT = 156;
    private static final int PREFIX_AT = 345;
    private static final int PREFIX = 155;

    private final ImageData data;
    private final Map<String, Entry> files;

    /** Where in the archive a file lies. */
    private record Entry(String name, long offset, long size) {}

    private TarFile(ImageData data, Map<String, Entry> files) {
        this.data = data;
        this.files = files;
    }

    /**
     * Reads the headers.
     *
     * @throws FormatException when a header is damaged or a file does not lie in the archive
     */
    public static TarFile parse(ImageData data) throws FormatException {
        Map<String, Entry> files = new LinkedHashMap<>();
        long at = 0;
        while (at + BLOCK <= data.length()) {
            ByteBuffer header = data.slice(at, BLOCK);
            if (header.get(0) == 0) {
                break;
            }
            if (octal(header, SUM_AT, SUM_LETTERS) != sum(header)) {
                throw new FormatException("tar: the header at " + at + " is damaged, or the file is no tar archive");
            }
            long size = octal(header, SIZE_AT, SIZE_LETTERS);
            at += BLOCK;
            if (size > data.length() - at || size > ImageData.LONGEST_SLICE) {
                throw new FormatException("tar: a file of " + size + " bytes at " + at
                        + " is cut short, or longer than " + ImageData.LONGEST_SLICE);
            }
            byte type = header.get(TYPE_AT);
            if (type == 0 || type == '0') {
                String name = name(header);
                files.put(key(name), new Entry(name, at, size));
            }
            at += (size + BLOCK - 1) / BLOCK * BLOCK;
        }
        if (files.isEmpty()) {
            throw new FormatException("tar: there is no file in the archive, or it is no tar archive");
        }
        return new TarFile(data, files);
    }

    /** A file's content; empty when there is none of this name. Upper and lower case are the same. */
    public Optional<ImageData> find(String name) {
        return Optional.ofNullable(files.get(key(name)))
                .map(entry -> ImageData.of(data.slice(entry.offset(), (int) entry.size())));
    }

    /** The names of its files, in its order. */
    public List<String> names() {
        return files.values().stream().map(Entry::name).toList();
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static String name(ByteBuffer header) {
        String name = text(header, 0, NAME);
        boolean ustar = text(header, 257, 6).startsWith("ustar");
        String prefix = ustar ? text(header, PREFIX_AT, PREFIX) : "";
        String whole = prefix.isEmpty() ? name : prefix + "/" + name;
        return whole.startsWith("./") ? whole.substring(2) : whole;
    }

    private static String text(ByteBuffer header, int at, int length) {
        String text =
                StandardCharsets.ISO_8859_1.decode(header.slice(at, length)).toString();
        int zero = text.indexOf(0);
        return zero < 0 ? text : text.substring(0, zero);
    }

    private static long octal(ByteBuffer header, int at, int letters) throws FormatException {
        String digits = text(header, at, letters).strip();
        if (!digits.matches("[0-7]{1,12}")) {
            throw new FormatException("tar: a number in a header is none");
        }
        return Long.parseLong(digits, 8);
    }

    /** The sum of a header's bytes, its own field taken for blanks. */
    private static long sum(ByteBuffer header) {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= SUM_AT && i < SUM_AT + SUM_LETTERS ? ' ' : header.get(i) & 0xff;
        }
        return sum;
    }
}
