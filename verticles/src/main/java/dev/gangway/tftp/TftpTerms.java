package dev.gangway.tftp;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What a transfer goes by.
 *
 * @param blockSize bytes of a block
 * @param window blocks that go without an acknowledgement
 * @param patience the longest wait before something is sent again
 * @param accepted the options to be confirmed, in order; empty = none were asked for that are known
 */
record TftpTerms(int blockSize, int window, Duration patience, Map<String, String> accepted) {
    /** RFC 1350. */
    private static final int USUAL_BLOCK = 512;

    private static final Duration USUAL_PATIENCE = Duration.ofSeconds(5);

    /** RFC 2348. */
    private static final int LEAST_BLOCK = 8;

    private static final int LARGEST_BLOCK = 65_464;

    /** RFC 7440 allows 65535; a burst beyond what a network card's ring holds is lost as a whole. */
    private static final int LARGEST_WINDOW = 64;

    private static final int MOST_WINDOW_ASKED = 65_535;
    private static final int LONGEST_PATIENCE = 255;

    /**
     * Agrees on the options of a request. No value is confirmed that is larger than what was asked for, and a timeout as it was
     * asked or not at all: U-Boot gives up otherwise. What is out of range is left out, as if it were unknown.
     *
     * @param length the file's, bytes
     * @throws TftpRefusal for a window that RFC 7440 has refused
     */
    static TftpTerms of(TftpPacket.Request request, long length) throws TftpRefusal {
        Map<String, String> accepted = new LinkedHashMap<>();
        int blockSize = USUAL_BLOCK;
        OptionalLong asked = number(request, "blksize");
        if (asked.isPresent() && asked.getAsLong() >= LEAST_BLOCK) {
            blockSize = (int) Math.min(asked.getAsLong(), LARGEST_BLOCK);
            accepted.put("blksize", Integer.toString(blockSize));
        }
        Duration patience = USUAL_PATIENCE;
        OptionalLong timeout = number(request, "timeout");
        if (timeout.isPresent() && timeout.getAsLong() >= 1 && timeout.getAsLong() <= LONGEST_PATIENCE) {
            patience = Duration.ofSeconds(timeout.getAsLong());
            accepted.put("timeout", Long.toString(timeout.getAsLong()));
        }
        if (number(request, "tsize").isPresent()) {
            accepted.put("tsize", Long.toString(length));
        }
        int window = 1;
        if (request.options().containsKey("windowsize")) {
            long blocks = number(request, "windowsize").orElse(0);
            if (blocks < 1 || blocks > MOST_WINDOW_ASKED) {
                throw new TftpRefusal(TftpPacket.OPTIONS, "a window has 1 to " + MOST_WINDOW_ASKED + " blocks");
            }
            window = (int) Math.min(blocks, LARGEST_WINDOW);
            accepted.put("windowsize", Integer.toString(window));
        }
        return new TftpTerms(blockSize, window, patience, accepted);
    }

    private static OptionalLong number(TftpPacket.Request request, String option) {
        String value = request.options().get(option);
        return value != null && value.matches("[0-9]{1,18}")
                ? OptionalLong.of(Long.parseLong(value))
                : OptionalLong.empty();
    }
}
