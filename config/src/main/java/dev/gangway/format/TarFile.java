package dev.gangway.format;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A tar archive (POSIX.1-1988 ustar, and what went before it): files by name. Links, folders and the like are passed over. */
public final class TarFile {
    private static final int BLOCK = TarHeader.BLOCK;

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
            byte[] block = new byte[BLOCK];
            data.slice(at, BLOCK).get(block);
            if (block[0] == 0) {
                break;
            }
            TarHeader header = TarHeader.parse(block, at);
            at += BLOCK;
            if (header.size() > data.length() - at || header.size() > ImageData.LONGEST_SLICE) {
                throw new FormatException("tar: a file of " + header.size() + " bytes at " + at
                        + " is cut short, or longer than " + ImageData.LONGEST_SLICE);
            }
            if (header.type() == '0') {
                String name = header.name().startsWith("./") ? header.name().substring(2) : header.name();
                files.put(key(name), new Entry(name, at, header.size()));
            }
            at += (header.size() + BLOCK - 1) / BLOCK * BLOCK;
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
}
