package dev.gangway.web.live;

import dev.gangway.model.DeskId;
import io.vertx.core.http.HttpServerResponse;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * One connected page. While its connection is congested, the newest event of each key waits and older ones are dropped;
 * memory is bounded by the number of ports. Event loop only.
 */
public final class LiveReader {
    private final HttpServerResponse response;
    private final Watcher watcher;
    private final Map<String, LiveEvent> waiting = new LinkedHashMap<>();

    /**
     * Who watches.
     *
     * @param source where it comes from: the session and the address
     * @param desk whose page it is: it gets what concerns this desk, beside what all get
     * @param welcome whether it may still watch
     */
    public record Watcher(String source, DeskId desk, BooleanSupplier welcome) {}

    LiveReader(HttpServerResponse response, Watcher watcher) {
        this.response = response;
        this.watcher = watcher;
        response.drainHandler(drained -> flush());
    }

    Watcher watcher() {
        return watcher;
    }

    void offer(LiveEvent event) {
        if (!event.isFor(watcher.desk())) {
            return;
        }
        // Removed first, so that what goes out stays in sequence.
        waiting.remove(event.key());
        waiting.put(event.key(), event);
        flush();
    }

    boolean isCongested() {
        return !waiting.isEmpty();
    }

    void close() {
        waiting.clear();
        response.reset();
    }

    private void flush() {
        Iterator<LiveEvent> next = waiting.values().iterator();
        while (next.hasNext() && !response.writeQueueFull()) {
            LiveEvent event = next.next();
            next.remove();
            response.write(event.frame());
        }
    }
}
