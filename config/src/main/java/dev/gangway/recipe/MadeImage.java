package dev.gangway.recipe;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How an image is made for each unit, before the first step. Its texts may have placeholders of the unit's values. */
public sealed interface MadeImage {
    /** The image that it is made of, which stays as it is; empty when it is made of nothing. */
    String of();

    /** All texts with placeholders, by where they stand. */
    Map<String, String> texts();

    /**
     * A copy of an image with bytes replaced.
     *
     * @param of the image
     * @param pieces what is replaced
     */
    record Patched(String of, List<Piece> pieces) implements MadeImage {
        /** Copies the list. */
        public Patched {
            pieces = List.copyOf(pieces);
        }

        @Override
        public Map<String, String> texts() {
            Map<String, String> texts = new LinkedHashMap<>();
            for (int i = 0; i < pieces.size(); i++) {
                texts.put("patch[" + i + "].put", pieces.get(i).text());
            }
            return texts;
        }
    }

    /**
     * What is replaced.
     *
     * @param at from which byte on
     * @param text what is put there
     * @param hex whether the text is hex digits, two for a byte; otherwise it is UTF-8
     * @param size how many bytes there are for it; what a text leaves of them is 0; 0 = as many as it has
     */
    record Piece(long at, String text, boolean hex, int size) {}

    /**
     * An environment of U-Boot.
     *
     * @param of an image with lines {@code name=value} that it begins with; empty = with nothing
     * @param size bytes of one copy
     * @param redundant whether U-Boot keeps two copies
     * @param variables what is set, by name
     */
    record Environment(String of, int size, boolean redundant, Map<String, String> variables) implements MadeImage {
        /** Copies the map; the order stays. */
        public Environment {
            variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
        }

        @Override
        public Map<String, String> texts() {
            Map<String, String> texts = new LinkedHashMap<>();
            variables.forEach((name, text) -> texts.put("environment.set." + name, text));
            return texts;
        }
    }

    /**
     * A partition of ESP-IDF's NVS.
     *
     * @param size bytes of the partition
     * @param table the table from which it is made, {@code key,type,encoding,value}
     */
    record Nvs(int size, String table) implements MadeImage {
        @Override
        public String of() {
            return "";
        }

        @Override
        public Map<String, String> texts() {
            return Map.of("nvs.table", table);
        }
    }

    /**
     * A copy of an image of a file system with files put into it.
     *
     * @param of the image
     * @param kind which file system it is
     * @param at at which byte of the image it begins; for a partition of a disk
     * @param files the files' texts by their absolute path
     */
    record Files(String of, Kind kind, long at, Map<String, String> files) implements MadeImage {
        /** Which file system. */
        public enum Kind {
            /** FAT12, 16 or 32. */
            FAT,
            /** ext2, ext3 or ext4. */
            EXT4
        }

        /** Copies the map; the order stays. */
        public Files {
            files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
        }

        @Override
        public Map<String, String> texts() {
            Map<String, String> texts = new LinkedHashMap<>();
            files.forEach((path, text) -> texts.put("files.put." + path, text));
            return texts;
        }
    }
}
