package dev.gangway.export.kafka;

/**
 * How long to wait before the next try.
 *
 * @param delay milliseconds
 * @param longest milliseconds that it never exceeds
 */
record Backoff(long delay, long longest) {
    private static final long FIRST = 250;

    /** Before the first failure. */
    static Backoff upTo(long longest) {
        return new Backoff(Math.min(FIRST, longest), longest);
    }

    /** After one more failure: twice as long. */
    Backoff next() {
        return new Backoff(Math.min(longest, delay * 2), longest);
    }
}
