package dev.gangway.virtual.gadget;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A partition table as U-Boot's {@code gpt write} takes it (its doc/README.gpt): {@code name=boot,size=64MiB;…}. */
final class PartitionTable {
    private static final long BLOCK = 512;

    private PartitionTable() {}

    /** The text of a table with these sizes in bytes. */
    static String text(Map<String, Long> sizes) {
        return sizes.entrySet().stream()
                .map(one -> "name=" + one.getKey() + ",size=" + one.getValue())
                .collect(Collectors.joining(";"));
    }

    /**
     * Sizes in bytes by name.
     *
     * @throws StoreException when it is no such text, or a size is "-", what is left: nobody knows the medium's size here
     */
    static Map<String, Long> read(String text) throws StoreException {
        Map<String, Long> sizes = new LinkedHashMap<>();
        for (String partition : text.split(";", -1)) {
            Map<String, String> keys = new LinkedHashMap<>();
            for (String pair : partition.split(",", -1)) {
                int equal = pair.indexOf('=');
                if (equal > 0) {
                    keys.put(
                            pair.substring(0, equal).strip(),
                            pair.substring(equal + 1).strip());
                }
            }
            String name = keys.getOrDefault("name", "");
            if (!name.isEmpty()) {
                sizes.put(name, size(keys.getOrDefault("size", "")));
            } else if (!keys.containsKey("uuid_disk") && !partition.isBlank()) {
                throw new StoreException("a partition has no name");
            }
        }
        return sizes;
    }

    private static long size(String text) throws StoreException {
        String digits = text.replaceFirst("(KiB|MiB|GiB)$", "");
        if (!digits.matches("[0-9]{1,12}")) {
            throw new StoreException("'" + text + "' is no size");
        }
        int shift =
                switch (text.substring(digits.length())) {
                    case "KiB" -> 10;
                    case "MiB" -> 20;
                    case "GiB" -> 30;
                    default -> 0;
                };
        long bytes = Long.parseLong(digits) << shift;
        if (bytes == 0 || bytes % BLOCK != 0) {
            throw new StoreException("'" + text + "' is no multiple of 512 bytes");
        }
        return bytes;
    }
}
