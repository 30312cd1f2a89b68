package dev.gangway.uboot;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The erase blocks of a raw NAND, of which some are bad and left out.
 *
 * @param erase bytes of an erase block
 * @param bad where bad ones begin
 */
record NandBlocks(long erase, Set<Long> bad) {
    private static final Pattern BAD = Pattern.compile("^\\s*(?:0x)?([0-9a-f]{8,16})(\\s|$)");

    /** Copies the set, sorted. */
    NandBlocks {
        bad = new TreeSet<>(bad);
    }

    /** What {@code nand bad} lists, one that the bad block table takes for itself too: U-Boot leaves all of them out. */
    static Set<Long> listed(List<String> lines) {
        Set<Long> bad = new TreeSet<>();
        for (String line : lines) {
            Matcher matcher = BAD.matcher(line);
            if (matcher.find()) {
                bad.add(Long.parseLong(matcher.group(1), 16));
            }
        }
        return bad;
    }

    /**
     * Where the block behind a stretch begins.
     *
     * @param at where it begins, whole blocks
     * @param length its bytes, without those of bad blocks
     */
    long end(long at, long length) {
        long place = at;
        for (long left = (length + erase - 1) / erase; left > 0; place += erase) {
            if (!bad.contains(place)) {
                left--;
            }
        }
        return place;
    }

    /** The bad ones between two places, for people. */
    String between(long from, long to) {
        return bad.stream()
                .filter(place -> place >= from && place < to)
                .map(place -> String.format("0x%x", place))
                .collect(Collectors.joining(", "));
    }
}
