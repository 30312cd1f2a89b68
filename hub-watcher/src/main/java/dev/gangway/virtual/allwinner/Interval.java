package dev.gangway.virtual.allwinner;

import java.util.ArrayList;
import java.util.List;

/** Addresses from start up to, and without, end. */
record Interval(long start, long end) {
    boolean overlaps(long from, long to) {
        return from < end && start < to;
    }

    /** What remains of these intervals without the hole. */
    static List<Interval> without(List<Interval> intervals, Interval hole) {
        List<Interval> left = new ArrayList<>();
        for (Interval one : intervals) {
            if (one.start < Math.min(one.end, hole.start)) {
                left.add(new Interval(one.start, Math.min(one.end, hole.start)));
            }
            if (Math.max(one.start, hole.end) < one.end) {
                left.add(new Interval(Math.max(one.start, hole.end), one.end));
            }
        }
        return left;
    }

    /** The same addresses in ascending order, overlapping and touching intervals joined. */
    static List<Interval> joined(List<Interval> intervals) {
        List<Interval> sorted = new ArrayList<>(intervals);
        sorted.sort(java.util.Comparator.comparingLong(Interval::start));
        List<Interval> joined = new ArrayList<>();
        for (Interval one : sorted) {
            Interval last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (last != null && one.start <= last.end) {
                joined.set(joined.size() - 1, new Interval(last.start, Math.max(last.end, one.end)));
            } else {
                joined.add(one);
            }
        }
        return joined;
    }
}
