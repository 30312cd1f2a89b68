package dev.gangway.virtual.nand;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A partition map as U-Boot's environment variable {@code mtdparts} gives it, for example
 * {@code mtdparts=sunxi-nand.0:4m(spl),4m(spl-backup),4m(uboot),4m(env),-(UBI)}.
 *
 * @param partitions in order
 */
public record MtdParts(List<Partition> partitions) {
    /** Copies the list. */
    public MtdParts {
        partitions = List.copyOf(partitions);
    }

    /**
     * One partition.
     *
     * @param name its name
     * @param offset first byte in the chip
     * @param size bytes
     */
    public record Partition(String name, long offset, long size) {}

    /** The map that a text describes on this chip, or nothing if the text is malformed or does not fit the chip. */
    public static Optional<MtdParts> parse(String text, ChipGeometry geometry) {
        String rest = text.startsWith("mtdparts=") ? text.substring(9) : text;
        int colon = rest.indexOf(':');
        if (colon < 1 || rest.indexOf(';') >= 0) {
            return Optional.empty();
        }
        List<Partition> found = new ArrayList<>();
        long offset = 0;
        String[] items = rest.substring(colon + 1).split(",", -1);
        for (int i = 0; i < items.length; i++) {
            int open = items[i].indexOf('(');
            int close = items[i].indexOf(')');
            if (open < 1 || close < open + 2) {
                return Optional.empty();
            }
            long size;
            if (items[i].charAt(0) == '-') {
                if (open != 1 || i + 1 < items.length) {
                    return Optional.empty();
                }
                size = geometry.size() - offset;
            } else {
                String[] sizeAndPlace = items[i].substring(0, open).split("@", -1);
                size = size(sizeAndPlace[0]);
                offset = sizeAndPlace.length == 2 ? size(sizeAndPlace[1]) : offset;
            }
            if (size <= 0 || offset < 0 || offset % geometry.blockSize() != 0 || size % geometry.blockSize() != 0) {
                return Optional.empty();
            }
            if (offset + size > geometry.size()) {
                return Optional.empty();
            }
            found.add(new Partition(items[i].substring(open + 1, close), offset, size));
            offset += size;
        }
        return Optional.of(new MtdParts(found));
    }

    /** The partition of this name. */
    public Optional<Partition> find(String name) {
        return partitions.stream().filter(p -> p.name().equals(name)).findFirst();
    }

    /** Decimal or 0x-hex with an optional k, m or g; −1 if it is neither. */
    private static long size(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.isEmpty()) {
            return -1;
        }
        int shift =
                switch (lower.charAt(lower.length() - 1)) {
                    case 'k' -> 10;
                    case 'm' -> 20;
                    case 'g' -> 30;
                    default -> 0;
                };
        try {
            return Long.decode(shift == 0 ? lower : lower.substring(0, lower.length() - 1)) << shift;
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
