package dev.gangway.serve;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a client wants of a file. RFC 9110, section 14: one range of bytes; whoever asks for several gets all of it. */
sealed interface HttpRange {
    /** The longest number of digits that a length may have. */
    Pattern FORM = Pattern.compile("bytes=[ \\t]*([0-9]{0,18})-([0-9]{0,18})[ \\t]*", Pattern.CASE_INSENSITIVE);

    /** All of it. */
    record Whole() implements HttpRange {}

    /**
     * These bytes; they exist, unless the length is not known.
     *
     * @param from the first
     * @param to behind the last; empty = as far as there is something
     */
    record Part(long from, OptionalLong to) implements HttpRange {}

    /** None of them exists. */
    record Beyond() implements HttpRange {}

    /**
     * Reads the header's value. What is none is passed over, as the standard wants it.
     *
     * @param length the file's; empty = not known yet
     */
    static HttpRange of(String value, OptionalLong length) {
        Matcher form = FORM.matcher(value);
        if (!form.matches() || (form.group(1).isEmpty() && form.group(2).isEmpty())) {
            return new Whole();
        }
        if (form.group(1).isEmpty()) {
            return length.isEmpty() ? new Whole() : last(Long.parseLong(form.group(2)), length.getAsLong());
        }
        long from = Long.parseLong(form.group(1));
        OptionalLong to =
                form.group(2).isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(form.group(2)) + 1);
        if (to.isPresent() && to.getAsLong() <= from) {
            return new Whole();
        }
        if (length.isEmpty()) {
            return new Part(from, to);
        }
        long end = length.getAsLong();
        return from >= end ? new Beyond() : new Part(from, OptionalLong.of(Math.min(end, to.orElse(end))));
    }

    private static HttpRange last(long count, long length) {
        return count == 0 || length == 0
                ? new Beyond()
                : new Part(Math.max(0, length - count), OptionalLong.of(length));
    }
}
