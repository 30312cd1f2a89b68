package dev.gangway.serve;

import java.util.Map;
import java.util.TreeMap;

/** Which bytes of a file have gone out. One thread. */
final class Coverage {
    /** Who fetches in so many separate pieces is not followed any further, and has not fetched the whole. */
    private static final int MOST = 10_000;

    /** The ends of stretches by their beginnings; they don't touch. */
    private final TreeMap<Long, Long> stretches = new TreeMap<>();

    void add(long from, long to) {
        long begin = from;
        long end = to;
        Map.Entry<Long, Long> before = stretches.floorEntry(begin);
        if (before != null && before.getValue() >= begin) {
            begin = before.getKey();
            end = Math.max(end, before.getValue());
        }
        Map.Entry<Long, Long> next = stretches.ceilingEntry(begin);
        while (next != null && next.getKey() <= end) {
            end = Math.max(end, next.getValue());
            stretches.remove(next.getKey());
            next = stretches.ceilingEntry(begin);
        }
        if (end > begin && (stretches.size() < MOST || stretches.containsKey(begin))) {
            stretches.put(begin, end);
        }
    }

    /** Whether each byte of a file of this length is among them. */
    boolean isWhole(long length) {
        return length == 0 || stretches.getOrDefault(0L, 0L) >= length;
    }
}
