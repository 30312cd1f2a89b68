package dev.gangway.net;

import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many strangers may be at the door at once, and how often the log says that one was turned away. Any thread. */
final class CallerGate {
    /** All strangers; each has its thread for some seconds at most. */
    static final int MOST = 64;

    /** Strangers of one address, behind which a whole line may be when an access point has it. */
    static final int MOST_OF_ONE = 16;

    private static final Logger LOG = LoggerFactory.getLogger(CallerGate.class);
    private static final long SECOND = 1_000_000_000L;

    private final Map<String, Integer> inside = new HashMap<>();
    private int all;
    private long lastTold = System.nanoTime() - SECOND;
    private int untold;

    /** Whether one more of this address may come in; who may, leaves. */
    synchronized boolean enter(String address) {
        int ofOne = inside.getOrDefault(address, 0);
        if (all >= MOST || ofOne >= MOST_OF_ONE) {
            refused(address, "too many connect at once");
            return false;
        }
        all++;
        inside.put(address, ofOne + 1);
        return true;
    }

    synchronized void leave(String address) {
        all--;
        inside.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
    }

    /** Tells the log, once a second at most: whoever knocks for ever must not fill the disk. */
    synchronized void refused(String address, String why) {
        long now = System.nanoTime();
        if (now - lastTold < SECOND) {
            untold++;
            return;
        }
        LOG.atWarn()
                .addKeyValue("address", address)
                .addKeyValue("untold", untold)
                .log("a connection was refused: " + why);
        lastTold = now;
        untold = 0;
    }
}
