package dev.gangway.serve;

import dev.gangway.protocol.FileSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a request for a file is answered, before any byte of it goes out.
 *
 * @param status HTTP's
 * @param headers in order
 * @param from the first byte that is sent
 * @param to behind the last; empty = as far as the file goes, which nobody knows yet
 */
record HttpAnswer(int status, Map<String, String> headers, long from, OptionalLong to) {
    static final int OK = 200;
    static final int PART = 206;
    static final int BEYOND = 416;
    static final int OLD_VERSION = 505;

    private static final String LENGTH = "Content-Length";
    private static final String RANGE = "Content-Range";

    /** Copies the map; the order stays. */
    HttpAnswer {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /**
     * What is asked for.
     *
     * @param range the header Range
     * @param ifRange the header If-Range: the range only when this is still the file
     * @param chunks whether the client can be sent bytes whose number is not told before: HTTP/1.1
     */
    record Asked(Optional<String> range, Optional<String> ifRange, boolean chunks) {}

    /** Whether it has bytes of the file. */
    boolean hasContent() {
        return status == OK || status == PART;
    }

    /** The answer; empty as long as it depends on what is still to come. */
    static Optional<HttpAnswer> of(Asked asked, FileSource source) {
        OptionalLong length = source.length();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/octet-stream");
        headers.put("Accept-Ranges", "bytes");
        headers.put("Cache-Control", "no-store");
        Optional<String> tag = source.digest().map(digest -> "\"" + digest + "\"");
        tag.ifPresent(is -> headers.put("ETag", is));
        boolean same = asked.ifRange().isEmpty() || asked.ifRange().equals(tag);
        HttpRange range = asked.range()
                .filter(value -> same)
                .map(value -> HttpRange.of(value, length))
                .orElseGet(HttpRange.Whole::new);
        if (range instanceof HttpRange.Beyond) {
            headers.put(RANGE, "bytes */" + length.orElse(0));
            headers.put(LENGTH, "0");
            return Optional.of(new HttpAnswer(BEYOND, headers, 0, OptionalLong.of(0)));
        }
        if (range instanceof HttpRange.Part part && part.to().isPresent()) {
            long there = length.isPresent() ? Long.MAX_VALUE : source.ready();
            return part(part.from(), Math.min(there, part.to().getAsLong()), length, headers);
        }
        if (length.isEmpty() && !asked.chunks()) {
            headers.put(LENGTH, "0");
            return Optional.of(new HttpAnswer(OLD_VERSION, headers, 0, OptionalLong.of(0)));
        }
        // A part up to an end that nobody knows can't be told as a part; all of it can be sent.
        length.ifPresent(bytes -> headers.put(LENGTH, Long.toString(bytes)));
        return Optional.of(new HttpAnswer(OK, headers, 0, length));
    }

    /** Of a file whose length is not known a part is what is there of it, which the standard allows: it says what it is. */
    private static Optional<HttpAnswer> part(long from, long to, OptionalLong length, Map<String, String> headers) {
        if (to <= from) {
            return Optional.empty();
        }
        String all = length.isPresent() ? Long.toString(length.getAsLong()) : "*";
        headers.put(RANGE, "bytes " + from + "-" + (to - 1) + "/" + all);
        headers.put(LENGTH, Long.toString(to - from));
        return Optional.of(new HttpAnswer(PART, headers, from, OptionalLong.of(to)));
    }
}
